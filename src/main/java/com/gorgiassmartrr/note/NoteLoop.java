package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.note.NoteCall.Claim;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  /** How many messages are asked for at once where Gorgias didn't tell more in time. */
  private static final int SMALL_PAGE = 25;

  private final String store;
  private final Stores stores;
  private final Ledger ledger;
  private final InstantSource clock;
  private final NoteSteps steps;
  private final NoteAccount account;
  private final NoteDecision decisions;
  private final NoteSettings settings;
  private final Pace pace;
  private final ScheduledExecutorService timers;
  private final Executor threads;

  private final Semaphore connections;
  private final AtomicInteger wakes = new AtomicInteger();

  /** Calls that follow another one of the same note; they come before notes not yet begun. */
  private final Queue<NoteCall> following = new ArrayDeque<>();

  /** Held while calls are begun, so that a stop sees all of them. */
  private final Object turn = new Object();

  private @Nullable ScheduledFuture<?> timer;
  private volatile boolean running;
  private volatile String problem = "";

  NoteLoop(
      String store,
      Stores stores,
      Ledger ledger,
      InstantSource clock,
      NoteSteps steps,
      NoteSettings settings,
      Pace pace,
      ScheduledExecutorService timers,
      Executor threads) {
    this.store = store;
    this.stores = stores;
    this.ledger = ledger;
    this.clock = clock;
    this.steps = steps;
    this.account = new NoteAccount(store, settings, ledger);
    this.decisions = new NoteDecision(store, settings);
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
      for (NoteCall call = nextFollowing(); call != null; call = nextFollowing()) {
        giveBack(call);
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
      NoteCall call = nextFollowing();
      if (call != null) {
        send(call);
        continue;
      }
      List<NoteCall> claimed = claim(most);
      if (claimed.isEmpty()) {
        return;
      }
      claimed.forEach(this::send);
    }
  }

  private @Nullable NoteCall nextFollowing() {
    synchronized (following) {
      return following.poll();
    }
  }

  /** Claims notes that are due; the first call for each. */
  private List<NoteCall> claim(int most) {
    Store current = stores.named(store);
    if (current == null) {
      return List.of();
    }
    Instant until = clock.instant().plus(settings.lease());
    Claim claim = new Claim(ledger.newOwner(), until, current.gorgias());
    return ledger.claimNotes(store, claim.owner(), settings.lease(), most).stream()
        .map(note -> NoteCall.first(note, claim, pageSize(note)))
        .toList();
  }

  /** A ticket of long messages may take too long to be told at once. */
  private int pageSize(Note note) {
    return note.attempts() > 2 ? Math.min(SMALL_PAGE, settings.pageSize()) : settings.pageSize();
  }

  /** Makes a claimed note free for others, as it is. */
  private void giveBack(NoteCall call) {
    ledger.notePostponed(
        call.note().id(),
        call.claim().owner(),
        clock.instant(),
        call.mayBeThere(),
        0,
        "The server stopped.");
  }

  private void send(NoteCall call) {
    connections.acquireUninterruptibly();
    Pace.Call paced = pace.begin();
    try {
      threads.execute(() -> run(new NoteGo(store, call, account, decisions), paced));
    } catch (RejectedExecutionException e) {
      paced.notMade();
      connections.release();
      giveBack(call);
    }
  }

  private void run(NoteGo go, Pace.Call paced) {
    try {
      steps.run(go);
    } catch (RuntimeException e) {
      // The lease runs out, and the note is looked for before it is sent again.
      LOG.warn(
          "{}: the note of press {} is left for later: {}",
          store,
          go.note().pressId(),
          e.toString());
    } finally {
      if (go.isCalled()) {
        paced.ended(go.usage());
      } else {
        paced.notMade();
      }
      ended(go);
      connections.release();
    }
    wake();
  }

  private void ended(NoteGo go) {
    NoteCall next = go.next();
    String known = go.problem();
    if (!go.pause().isZero()) {
      pace.pause(go.pause());
    }
    if (known != null) {
      problem = known;
    }
    if (next != null) {
      synchronized (following) {
        following.add(next);
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
