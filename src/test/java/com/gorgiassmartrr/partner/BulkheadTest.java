package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One store's work is bounded, in order, and never lost. */
final class BulkheadTest {
  private final Queue<Runnable> borrowed = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();

  @Test
  void tasks_moreThanAtOnce_waitInLineForAThread() {
    Bulkhead bulkhead = new Bulkhead(borrowed::add, 2, 10);
    for (int i = 0; i < 5; i++) {
      int number = i;
      bulkhead.execute(() -> done.add(number));
    }
    assertEquals(2, borrowed.size());
    runBorrowed();
    assertEquals(List.of(0, 2, 3, 4, 1), done);
    bulkhead.execute(() -> done.add(5));
    assertEquals(1, borrowed.size(), "a thread is borrowed anew");
  }

  @Test
  void nextTask_ofATaskThatRuns_runsOnItsThreadBeforeThoseInLine() {
    Bulkhead bulkhead = new Bulkhead(borrowed::add, 1, 10);
    bulkhead.execute(
        () -> {
          bulkhead.executeNext(() -> done.add(1));
          bulkhead.executeNext(() -> done.add(3));
          done.add(0);
        });
    bulkhead.execute(() -> done.add(2));
    assertEquals(1, borrowed.size());
    runBorrowed();
    assertEquals(List.of(0, 1, 2, 3), done);
  }

  @Test
  void nextTask_ofAnotherThread_waitsForAThreadLikeAnyOther() {
    Bulkhead bulkhead = new Bulkhead(borrowed::add, 1, 10);
    bulkhead.executeNext(() -> done.add(0));
    assertEquals(List.of(), done);
    runBorrowed();
    bulkhead.executeNext(() -> done.add(1));
    assertEquals(1, borrowed.size(), "a thread that has ended is none of the bulkhead's");
    runBorrowed();
    assertEquals(List.of(0, 1), done);
  }

  @Test
  void task_tooManyWaiting_isRejectedAndTheOthersRun() {
    Bulkhead bulkhead = new Bulkhead(borrowed::add, 1, 1);
    bulkhead.execute(() -> done.add(0));
    bulkhead.execute(() -> done.add(1));
    assertThrows(RejectedExecutionException.class, () -> bulkhead.execute(() -> done.add(2)));
    runBorrowed();
    assertEquals(List.of(0, 1), done);
  }

  @Test
  void task_noThreadToBeHad_isRejectedAndTakesNoPlace() {
    List<Runnable> none = new ArrayList<>();
    Bulkhead bulkhead =
        new Bulkhead(
            task -> {
              if (none.isEmpty()) {
                none.add(task);
                throw new RejectedExecutionException();
              }
              borrowed.add(task);
            },
            1,
            0);
    assertThrows(RejectedExecutionException.class, () -> bulkhead.execute(() -> done.add(0)));
    bulkhead.execute(() -> done.add(1));
    runBorrowed();
    assertEquals(List.of(1), done);
  }

  @Test
  void task_fails_theNextOneRuns() {
    Bulkhead bulkhead = new Bulkhead(borrowed::add, 1, 10);
    bulkhead.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    bulkhead.execute(() -> done.add(1));
    runBorrowed();
    assertEquals(List.of(1), done);
  }

  @Test
  void tasks_ofManyThreads_areAllRunAndNeverMoreThanAtOnce() throws Exception {
    int tasks = 2_000;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(tasks);
    ExecutorService threads = Executors.newCachedThreadPool();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      Bulkhead bulkhead = new Bulkhead(threads, 3, tasks);
      for (int i = 0; i < tasks; i++) {
        callers.execute(
            () ->
                bulkhead.execute(
                    () -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      running.decrementAndGet();
                      ended.countDown();
                    }));
      }
      assertTrue(ended.await(30, TimeUnit.SECONDS));
      assertTrue(most.get() <= 3, () -> most + " at once");
    } finally {
      callers.shutdownNow();
      threads.shutdownNow();
    }
  }

  private void runBorrowed() {
    for (Runnable task = borrowed.poll(); task != null; task = borrowed.poll()) {
      task.run();
    }
  }
}
