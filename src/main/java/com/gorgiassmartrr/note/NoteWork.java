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
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the line of one store's notes works on. A try is one call to Gorgias, of which a note may
 * need several; they run beside each other, as many as there are connections, and each begins when
 * the account's limit has room for it.
 */
final class NoteWork implements Line.Work {
  private static final Logger LOG = LoggerFactory.getLogger(NoteWork.class);

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

  /** Calls that follow another one of the same note; they come before notes not yet begun. */
  private final Queue<NoteCall> following = new ArrayDeque<>();

  private volatile String problem = "";

  NoteWork(
      String store,
      Stores stores,
      Ledger ledger,
      InstantSource clock,
      NoteSteps steps,
      NoteSettings settings,
      Pace pace) {
    this.store = store;
    this.stores = stores;
    this.ledger = ledger;
    this.clock = clock;
    this.steps = steps;
    this.account = new NoteAccount(store, settings, ledger);
    this.decisions = new NoteDecision(store, settings);
    this.settings = settings;
    this.pace = pace;
  }

  Budget budget() {
    return pace.budget();
  }

  String problem() {
    return problem;
  }

  @Override
  public int most() {
    return settings.connections();
  }

  @Override
  public int room() {
    return pace.room();
  }

  @Override
  public Duration untilRoom() {
    return pace.untilRoom();
  }

  /** What Gorgias said of the account before doesn't hold for another one. */
  @Override
  public void storeChanged(Store before, Store now) {
    if (!Objects.equals(before.gorgias(), now.gorgias())) {
      problem = "";
      pace.resume();
    }
  }

  @Override
  public void stopped() {
    for (NoteCall call = nextFollowing(); call != null; call = nextFollowing()) {
      giveBack(call);
    }
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
    public String name() {
      return store + ": the note of press " + call.note().pressId();
    }

    @Override
    public void giveBack() {
      paced.notMade();
      NoteWork.this.giveBack(call);
    }

    @Override
    public void make() {
      NoteGo go = new NoteGo(store, call, account, decisions);
      try {
        steps.run(go);
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
