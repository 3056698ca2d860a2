package com.gorgiassmartrr.note;

import com.gorgiassmartrr.followup.Backoff;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.note.NoteDecision.Delays;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of a store's account by how its latest calls for notes went. */
final class NoteAccount {
  private static final Logger LOG = LoggerFactory.getLogger(NoteAccount.class);

  private final String store;
  private final NoteSettings settings;
  private final Ledger ledger;

  /** How many calls in a row brought nothing, whichever note they were for. */
  private int failuresInRow;

  /**
   * The notes that those calls were for, up to one more than there are connections: a few notes
   * that fail for ever are no outage.
   */
  private final Set<Long> failingInRow = new HashSet<>();

  /** Guarded by its own lock, so that one refusal is dealt with before the next one counts. */
  private final NoteRefusals refusals = new NoteRefusals();

  /** The address of the account that the ledger has as one that let us in. */
  private volatile String letIn = "";

  NoteAccount(String store, NoteSettings settings, Ledger ledger) {
    this.store = store;
    this.settings = settings;
    this.ledger = ledger;
  }

  NoteRefusals refusals() {
    return refusals;
  }

  /** How many notes were taken. */
  long taken() {
    synchronized (refusals) {
      return refusals.taken();
    }
  }

  /**
   * Keeps that Gorgias answered. Where Gorgias has just refused several notes, an answer doesn't
   * show that it takes notes.
   *
   * @return what is known of it now: empty where it lets us in; null where that isn't certain
   */
  @Nullable String answered() {
    synchronized (this) {
      failuresInRow = 0;
      failingInRow.clear();
    }
    synchronized (refusals) {
      return refusals.isOfTheAccount() ? null : "";
    }
  }

  /** Gorgias took a note. */
  void accepted(Note note) {
    synchronized (refusals) {
      refusals.accepted(note);
    }
  }

  /** A call for a note failed. */
  synchronized void failed(Note note) {
    failuresInRow++;
    if (failingInRow.size() <= settings.connections()) {
      failingInRow.add(note.id());
    }
  }

  /** Keeps in the ledger that an account lets us in. */
  void keepLetIn(String account) {
    if (!account.equals(letIn)) {
      try {
        ledger.letIn(store, account);
        letIn = account;
      } catch (LedgerUnavailable e) {
        LOG.warn("{}: that Gorgias lets us in can't be kept yet: {}", store, e.getMessage());
      }
    }
  }

  /** How long is waited if one more call for this note fails. */
  Delays delays(Note note) {
    int ofAll = failuresOfAll();
    return new Delays(delay(ofAll), delay(Math.max(ofAll, note.attempts())));
  }

  /**
   * How many times in a row a call on every connection failed; 0 as long as the failures were for
   * no more notes than there are connections.
   */
  private synchronized int failuresOfAll() {
    return failingInRow.size() <= settings.connections()
        ? 0
        : failuresInRow / settings.connections();
  }

  private Duration delay(int failures) {
    return Backoff.after(failures, settings.retryDelay(), settings.longestDelay());
  }
}
