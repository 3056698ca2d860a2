package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The follow-ups of one store and one name, which wait for no others. It begins those that are due,
 * several beside each other, and holds no thread while none is: it is woken when one is.
 */
public final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final String name;
  private final Work work;
  private final int most;
  private final ScheduledExecutorService timers;
  private final Executor threads;
  private final Semaphore free;
  private final AtomicInteger wakes = new AtomicInteger();

  /** Held while tries are begun, so that a stop sees all of them. */
  private final Object turn = new Object();

  private @Nullable ScheduledFuture<?> timer;
  private volatile boolean running = true;

  /** What a line works on. */
  public interface Work {
    /** How many tries are made at once. */
    int most();

    /** How many may begin now, as far as the work knows; the line keeps to {@link #most}. */
    default int room() {
      return most();
    }

    /** How long until one may begin; asked for where there is no {@link #room}. */
    default Duration untilRoom() {
      throw new IllegalStateException("There is always room");
    }

    /** Takes so many that are due, or as many as there are; they are begun at once. */
    List<Try> take(int most);

    /** Its store was set anew; the line is woken after that. */
    default void storeChanged(Store before, Store now) {}

    /** Gives back what it still holds: no try is under way, and none begins any more. */
    default void stopped() {}
  }

  /** Makes what the lines of one follow-up work on, one for each store. */
  @FunctionalInterface
  public interface Works {
    /** What a store's line works on; null: there is no such store any more. */
    @Nullable Work of(String store);
  }

  /** One try of a follow-up that was taken. */
  public interface Try {
    /** What the log calls it. */
    String name();

    /** Makes it. Where that throws, it is taken up anew when its lease has run out. */
    void make();

    /** Does without it, as there is no thread for it: it is taken up anew, at the latest then. */
    default void giveBack() {}
  }

  /**
   * A line that begins nothing before it is woken.
   *
   * @param name what the log calls it
   * @param timers wakes it; nothing is done on its threads
   */
  Line(String name, Work work, ScheduledExecutorService timers, Executor threads) {
    this.name = name;
    this.work = work;
    this.most = work.most();
    this.timers = timers;
    this.threads = threads;
    this.free = new Semaphore(most);
  }

  /** Looks for work now, on a thread of the pool; many wakes at once are one. */
  void wake() {
    if (running && wakes.getAndIncrement() == 0) {
      try {
        threads.execute(this::lookForWork);
      } catch (RejectedExecutionException e) {
        // It is still due when it is looked for again.
        wakes.set(0);
      }
    }
  }

  /** Begins no further try; {@link #awaitStopped} waits for those that are under way. */
  void stop() {
    synchronized (turn) {
      running = false;
    }
    synchronized (this) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  /**
   * Waits for the tries that are under way, so that what they bring is recorded.
   *
   * @param end until when, in {@link System#nanoTime}
   */
  void awaitStopped(long end) {
    try {
      long left = Math.max(0, end - System.nanoTime());
      if (!free.tryAcquire(most, left, TimeUnit.NANOSECONDS)) {
        LOG.warn("{} are still being done; they are looked for later", name);
        return;
      }
      free.release(most);
      work.stopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LedgerUnavailable e) {
      LOG.warn("{} can't be given back: {}", name, e.getMessage());
    }
  }

  /** Ends for good, without having anybody wait. */
  void end() {
    stop();
    try {
      threads.execute(() -> awaitStopped(System.nanoTime() + LONGEST_STOP.toNanos()));
    } catch (RejectedExecutionException e) {
      LOG.warn("{} are still being done; they are looked for later", name);
    }
  }

  /** Has its work know that its store was set anew. */
  void storeChanged(Store before, Store now) {
    work.storeChanged(before, now);
    wake();
  }

  private void lookForWork() {
    int seen;
    do {
      seen = wakes.get();
      try {
        synchronized (turn) {
          begin();
        }
      } catch (LedgerUnavailable e) {
        LOG.debug("{} wait", name, e);
      } catch (RuntimeException | Error e) {
        LOG.warn("{} wait: {}", name, e.toString());
      }
    } while (!wakes.compareAndSet(seen, 0));
  }

  /** Begins the tries that may begin now; one that ends wakes the line. */
  private void begin() {
    while (running) {
      int permits = free.availablePermits();
      if (permits == 0) {
        return;
      }
      int room = Math.min(permits, work.room());
      if (room == 0) {
        wakeIn(work.untilRoom());
        return;
      }
      List<Try> taken = work.take(room);
      taken.forEach(this::begin);
      if (taken.size() < room) {
        return;
      }
    }
  }

  private void begin(Try one) {
    free.acquireUninterruptibly();
    try {
      threads.execute(() -> make(one));
    } catch (RejectedExecutionException e) {
      free.release();
      one.giveBack();
    }
  }

  private void make(Try one) {
    try {
      one.make();
    } catch (LedgerUnavailable e) {
      LOG.debug("{} is looked for later", one.name(), e);
    } catch (RuntimeException | Error e) {
      LOG.warn("{} is left for later: {}", one.name(), e.toString());
    } finally {
      free.release();
    }
    wake();
  }

  private synchronized void wakeIn(Duration wait) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (running) {
      // Rounded up: a millisecond too early would be a round in vain.
      long millis = Math.max(1, wait.plusNanos(999_999).toMillis());
      timer = timers.schedule(this::wake, millis, TimeUnit.MILLISECONDS);
    }
  }
}
