package com.gorgiassmartrr.partner;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Keeps one store's work from taking every thread: so much of it runs at once at most, so much
 * waits in line, and more is rejected. The threads are shared with the other stores, so that a
 * store without work holds none.
 */
public final class Bulkhead implements Executor {
  private final Executor threads;
  private final int mostAtOnce;
  private final int mostWaiting;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * A bulkhead that borrows threads.
   *
   * @param threads has a thread for every task; it mustn't run one on its caller's
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

  private void runAll(Runnable first) {
    Runnable task = first;
    while (task != null) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      synchronized (waiting) {
        task = waiting.poll();
        if (task == null) {
          running--;
        }
      }
    }
  }
}
