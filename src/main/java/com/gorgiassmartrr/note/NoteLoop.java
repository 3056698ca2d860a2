package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.note.NoteWriter.Result;
import com.gorgiassmartrr.note.NoteWriter.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
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
 * Takes one store's notes from the ledger when a call may be made, and lets the calls run beside
 * each other, as many as there are connections. Between two calls it holds no thread, and while no
 * note is due, no timer either: it is woken when one is.
 */
final class NoteLoop {
  private static final Logger LOG = LoggerFactory.getLogger(NoteLoop.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final String store;
  private final NoteWriter writer;
  private final NoteSettings settings;
  private final Pace pace;
  private final ScheduledExecutorService timers;
  private final Executor threads;

  private final Semaphore connections;
  private final AtomicInteger wakes = new AtomicInteger();

  /** Calls that follow another one of the same note; they come before notes not yet begun. */
  private final Queue<Step> following = new ArrayDeque<>();

  /** Held while calls are begun, so that a stop sees all of them. */
  private final Object turn = new Object();

  private @Nullable ScheduledFuture<?> timer;
  private volatile boolean running;
  private volatile String problem = "";

  NoteLoop(
      String store,
      NoteWriter writer,
      NoteSettings settings,
      Pace pace,
      ScheduledExecutorService timers,
      Executor threads) {
    this.store = store;
    this.writer = writer;
    this.settings = settings;
    this.pace = pace;
    this.timers = timers;
    this.threads = threads;
    this.connections = new Semaphore(settings.connections());
  }

  void start() {
    running = true;
    wake();
  }

  /** Begins no further call; {@link #awaitStopped} waits for those in flight. */
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

  /** Ends for good. */
  void end() {
    stop();
    try {
      threads.execute(this::awaitStopped);
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: notes are still being written; they are looked for later", store);
    }
  }

  /** The account was set anew: what Gorgias said of the old one doesn't hold any more. */
  void tryAnew() {
    problem = "";
    pace.resume();
    wake();
  }

  void awaitStopped() {
    try {
      if (!connections.tryAcquire(
          settings.connections(), LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: notes are still being written; they are looked for later", store);
        return;
      }
      connections.release(settings.connections());
      for (Step step = nextFollowing(); step != null; step = nextFollowing()) {
        writer.giveBack(step);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LedgerUnavailable e) {
      LOG.warn("{}: notes can't be given back: {}", store, e.getMessage());
    }
  }

  Budget budget() {
    return pace.budget();
  }

  String problem() {
    return problem;
  }

  /**
   * A note was put into the ledger. While no call may be made, the timer is set for when one may.
   */
  void noteCame() {
    if (pace.room() > 0) {
      wake();
    }
  }

  /** Looks for work now, on a thread of the pool; many wakes at once are one. */
  void wake() {
    if (running && wakes.getAndIncrement() == 0) {
      try {
        threads.execute(this::work);
      } catch (RejectedExecutionException e) {
        // The note is still due when the ledger is looked into again.
        wakes.set(0);
      }
    }
  }

  private void work() {
    int seen;
    do {
      seen = wakes.get();
      try {
        synchronized (turn) {
          begin();
        }
      } catch (LedgerUnavailable e) {
        LOG.debug("{}: notes wait", store, e);
      } catch (Throwable e) {
        // Whatever it was, the loop goes on.
        LOG.warn("{}: notes can't be taken from the ledger: {}", store, e.toString());
      }
    } while (!wakes.compareAndSet(seen, 0));
  }

  /** Begins the calls that may be made now; a call that ends wakes the loop. */
  private void begin() {
    while (running) {
      int free = connections.availablePermits();
      if (free == 0) {
        return;
      }
      int most = Math.min(free, pace.room());
      if (most == 0) {
        wakeIn(shorter(pace.untilRoom(), settings.poll()));
        return;
      }
      Step step = nextFollowing();
      if (step != null) {
        send(step);
        continue;
      }
      List<Step> claimed = writer.claim(most);
      if (claimed == null) {
        return;
      }
      claimed.forEach(this::send);
    }
  }

  private @Nullable Step nextFollowing() {
    synchronized (following) {
      return following.poll();
    }
  }

  private void send(Step step) {
    connections.acquireUninterruptibly();
    Pace.Call call = pace.begin();
    try {
      threads.execute(() -> run(step, call));
    } catch (RejectedExecutionException e) {
      call.ended(null);
      connections.release();
      writer.giveBack(step);
    }
  }

  private void run(Step step, Pace.Call call) {
    Result result = Result.NOTHING_SENT;
    try {
      result = writer.run(step);
    } catch (RuntimeException e) {
      // The lease runs out, and the note is looked for before it is sent again.
      LOG.warn(
          "{}: the note of press {} is left for later: {}",
          store,
          step.note().pressId(),
          e.toString());
    } finally {
      call.ended(result.usage());
      ended(result);
      connections.release();
    }
    wake();
  }

  private void ended(Result result) {
    if (!result.pause().isZero()) {
      pace.pause(result.pause());
    }
    if (result.problem() != null) {
      problem = result.problem();
    }
    if (result.next() != null) {
      synchronized (following) {
        following.add(result.next());
      }
    }
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

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
