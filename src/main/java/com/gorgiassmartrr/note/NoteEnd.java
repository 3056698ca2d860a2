package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.note.NoteOutcome.GivenUp;
import com.gorgiassmartrr.note.NoteOutcome.InTurn;
import com.gorgiassmartrr.note.NoteOutcome.Later;
import com.gorgiassmartrr.note.NoteOutcome.Written;
import com.gorgiassmartrr.note.NoteRefusals.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what was decided about a note, and what follows for its account. A second time in one go
 * it does nothing.
 */
final class NoteEnd implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(NoteEnd.class);

  private final Ledger ledger;
  private final NoteSettings settings;
  private final InstantSource clock;

  NoteEnd(Ledger ledger, NoteSettings settings, InstantSource clock) {
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    NoteGo go = NoteGo.of(exchange);
    record(go, go.outcome());
  }

  /** Records what was decided about a note that isn't done with yet. */
  void record(NoteGo go, @Nullable NoteOutcome outcome) {
    if (go.isOver()) {
      return;
    }
    if (outcome instanceof Written written) {
      written(go, written);
    } else if (outcome instanceof InTurn inTurn) {
      go.end(inTurn.next(), Duration.ZERO, go.account().answered());
    } else if (outcome instanceof Later later) {
      later(go, later);
    } else if (outcome instanceof GivenUp givenUp) {
      givenUp(go, givenUp);
    } else {
      throw new IllegalStateException("Nothing was decided by which a note can end");
    }
    if ("".equals(go.problem())) {
      go.account().keepLetIn(go.address());
    }
  }

  private void written(NoteGo go, Written written) {
    go.account().accepted(go.note());
    String problem = go.account().answered();
    ledger.noteWritten(go.note().id(), written.messageId());
    LOG.info("{}: the note of press {} is written", go.store(), go.note().pressId());
    go.end(null, Duration.ZERO, problem);
  }

  private void later(NoteGo go, Later later) {
    if (later.isFailure()) {
      go.account().failed(go.note());
    }
    boolean isAnswered = go.isJudged() && !later.isFailure();
    postpone(go, later.delay(), later.mayBeThere(), later.isCounted(), later.why());
    if (later.isFailure()) {
      LOG.warn(
          "{}: the note of press {} is postponed: {}",
          go.store(),
          go.note().pressId(),
          later.why());
    }
    String known = later.problem().isEmpty() ? null : later.problem();
    go.end(null, later.pause(), isAnswered ? go.account().answered() : known);
  }

  private void givenUp(NoteGo go, GivenUp givenUp) {
    if (givenUp.isRefusal()) {
      refused(go, givenUp.why());
      return;
    }
    giveUp(go, givenUp.state(), givenUp.why());
    go.end(null, Duration.ZERO, go.isJudged() ? go.account().answered() : null);
  }

  /**
   * Gives the note up; or has it wait with the notes before it, where Gorgias refuses every note of
   * the account.
   */
  private void refused(NoteGo go, String why) {
    NoteAccount account = go.account();
    Note note = go.note();
    boolean mayBeThere = go.call().mayBeThere();
    boolean isCounted = go.call().isSearch();
    // An answer shows that the account lets us in, even where it refuses this note.
    account.answered();
    synchronized (account.refusals()) {
      NoteRefusals refusals = account.refusals();
      refusals.areOf(Objects.requireNonNull(go.call().claim().account()));
      Refused refused = new Refused(note, go.owner(), mayBeThere, go.takenBefore());
      if (refusals.isToBeGivenUp(refused)) {
        giveUp(go, NoteState.FAILED, why);
        go.end(null, Duration.ZERO, account.answered());
        return;
      }
      if (!refusals.isOfTheAccount()) {
        postpone(go, settings.retryDelay(), mayBeThere, isCounted, why);
        go.end(null, Duration.ZERO, account.answered());
        return;
      }
      Duration pause = settings.credentialsPause();
      Instant next = clock.instant().plus(pause);
      for (Refused earlier : refusals.givenUp()) {
        ledger.noteReopened(earlier.note().id(), earlier.owner(), next, earlier.tried(), why);
        refusals.reopened(earlier);
      }
      postpone(go, pause, mayBeThere, isCounted, why);
      LOG.warn("{}: the notes wait, that of press {} too: {}", go.store(), note.pressId(), why);
      go.end(null, pause, problem(go.store(), why));
    }
  }

  private static String problem(String store, String why) {
    return "Gorgias refuses the notes of the store "
        + store
        + ", several in a row: "
        + (why.endsWith(".") ? why : why + ".")
        + " They wait; see that the user in store."
        + store
        + ".gorgias.user is still there and may write notes.";
  }

  private void postpone(
      NoteGo go, Duration wait, boolean mayBeThere, boolean isCounted, String why) {
    ledger.notePostponed(
        go.note().id(), go.owner(), clock.instant().plus(wait), mayBeThere, isCounted ? 1 : 0, why);
  }

  private void giveUp(NoteGo go, NoteState state, String why) {
    ledger.noteEnded(go.note().id(), go.owner(), state, why);
    if (state == NoteState.FAILED) {
      LOG.warn("{}: the note of press {} is given up: {}", go.store(), go.note().pressId(), why);
    }
  }
}
