package com.gorgiassmartrr.partner;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one store's work from taking every thread: so much of it runs at once at most, so much
 * waits in line, and more is rejected. The threads are shared with the other stores, so that a
 * store without work holds none.
 */
public final class Bulkhead implements Executor {
  private static final ThreadLocal<@Nullable Borrowed> BORROWED = new ThreadLocal<>();

  private final Executor threads;
  private final int mostAtOnce;
  private final int mostWaiting;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * A bulkhead that borrows threads.
   *
   * @param threads has a thread for every task
   */
  public Bulkhead(Executor threads, int mostAtOnce, int mostWaiting) {
    this.threads = threads;
    this.mostAtOnce = mostAtOnce;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Runs a task now or when an earlier one has ended.
   *
   * @throws RejectedExecutionException when too many are waiting, or the server stops
   */
  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      if (running == mostAtOnce) {
        if (waiting.size() == mostWaiting) {
          throw new RejectedExecutionException("Too many tasks are waiting");
        }
        waiting.add(task);
        return;
      }
      running++;
    }
    try {
      threads.execute(() -> runAll(task));
    } catch (RejectedExecutionException e) {
      synchronized (waiting) {
        running--;
      }
      throw e;
    }
  }

  /**
   * Runs a task on this thread as soon as the thread's present task has ended, which saves waking
   * another thread. When this thread isn't one of the bulkhead's, or has such a task already, the
   * task runs as by {@link #execute}. The present task must not wait for it.
   *
   * @throws RejectedExecutionException as {@link #execute}
   */
  public void executeNext(Runnable task) {
    Borrowed thread = BORROWED.get();
    if (thread != null && thread.by == this && thread.next == null) {
      thread.next = task;
    } else {
      execute(task);
    }
  }

  /** How many more tasks it would take now. */
  public int room() {
    synchronized (waiting) {
      return mostAtOnce - running + mostWaiting - waiting.size();
    }
  }

  private void runAll(Runnable first) {
    Borrowed thread = new Borrowed(this);
    BORROWED.set(thread);
    Runnable task = first;
    while (task != null) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Thread here = Thread.currentThread();
        here.getUncaughtExceptionHandler().uncaughtException(here, e);
      }
      task = thread.takeNext();
      if (task == null) {
        synchronized (waiting) {
          task = waiting.poll();
          if (task == null) {
            running--;
          }
        }
      }
    }
    BORROWED.remove();
  }

  /** A thread for as long as a bulkhead has it, with the task that it is to run next. */
  private static final class Borrowed {
    private final Bulkhead by;
    private @Nullable Runnable next;

    Borrowed(Bulkhead by) {
      this.by = by;
    }

    @Nullable Runnable takeNext() {
      Runnable task = next;
      next = null;
      return task;
    }
  }
}
