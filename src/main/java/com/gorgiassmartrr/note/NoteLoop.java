package com.gorgiassmartrr.note;

import com.gorgiassmartrr.followup.Line;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one store's notes from the ledger when a call may be made, and lets the calls run beside
 * each other, as many as there are connections. Each call is a try of the {@link Line} that every
 * follow-up has; what is special is that a note may need several, and that the account's limit says
 * when one may begin.
 */
final class NoteLoop implements Line.Work {
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
  private final Executor threads;
  private final Line line;

  /** Calls that follow another one of the same note; they come before notes not yet begun. */
  private final Queue<NoteCall> following = new ArrayDeque<>();

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
    this.threads = threads;
    this.line = new Line(store + ": notes", this, settings.connections(), timers, threads);
  }

  /** Looks for work now. */
  void wake() {
    line.wake();
  }

  /** Begins no further call; {@link #awaitStopped} waits for those in flight. */
  void stop() {
    line.stop();
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
    if (!line.awaitStopped(System.nanoTime() + LONGEST_STOP.toNanos())) {
      return;
    }
    try {
      for (NoteCall call = nextFollowing(); call != null; call = nextFollowing()) {
        giveBack(call);
      }
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

  @Override
  public int room() {
    return pace.room();
  }

  @Override
  public Duration untilRoom() {
    Duration wait = pace.untilRoom();
    return wait.compareTo(settings.poll()) < 0 ? wait : settings.poll();
  }

  @Override
  public List<Line.Try> take(int most) {
    List<NoteCall> calls = new ArrayList<>();
    for (NoteCall next = nextFollowing(); next != null; next = nextFollowing()) {
      calls.add(next);
      if (calls.size() == most) {
        break;
      }
    }
    if (calls.isEmpty()) {
      calls.addAll(claim(most));
    } else if (calls.size() < most) {
      try {
        calls.addAll(claim(most - calls.size()));
      } catch (LedgerUnavailable e) {
        LOG.debug("{}: those that are taken already go on", store, e);
      }
    }
    return calls.stream().<Line.Try>map(call -> new Call(call, pace.begin())).toList();
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

  /** One call, which the account's pace counts from now on. */
  private final class Call implements Line.Try {
    private final NoteCall call;
    private final Pace.Call paced;

    Call(NoteCall call, Pace.Call paced) {
      this.call = call;
      this.paced = paced;
    }

    @Override
    public void giveBack() {
      paced.notMade();
      NoteLoop.this.giveBack(call);
    }

    @Override
    public void make() {
      NoteGo go = new NoteGo(store, call, account, decisions);
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
      }
    }
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
}
