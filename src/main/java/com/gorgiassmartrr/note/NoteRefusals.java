package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether Gorgias refuses one note or every note of an account, as when the account's user
 * was removed. A few refusals in a row, with no note taken in between, count as a refusal of the
 * account. Not safe for use by several threads at once.
 */
final class NoteRefusals {
  /** How many tickets in a row must be refused a note before the account counts as refused. */
  private static final int TICKETS = 3;

  /**
   * How many notes in a row must be refused before the account counts as refused, even if all are
   * on one ticket.
   */
  private static final int NOTES = 6;

  /** For how many notes a refusal is remembered. */
  private static final int MOST_KNOWN = 1000;

  /**
   * The notes that were refused since a note was last taken, by their ids, each with its ticket.
   */
  private final Map<Long, String> inRow = new HashMap<>();

  /** The refusals of this row whose notes were given up before the account counted as refused. */
  private final List<Refused> givenUp = new ArrayList<>();

  /**
   * The notes that were refused in an earlier row, by their ids, each with how many notes had been
   * taken when that row ended. A note that is refused again later is refused for a reason of its
   * own.
   */
  private final Map<Long, Long> inEarlierRow = new HashMap<>();

  private long taken;

  private @Nullable GorgiasAccount account;

  /**
   * A note that was refused.
   *
   * @param owner under which name it was held
   * @param takenBefore what {@link #taken()} was before it was sent
   * @param tried whether it may stand on the ticket
   */
  record Refused(Note note, String owner, boolean tried, long takenBefore) {}

  /** Says which account is asked now. The refusals of an account before say nothing about it. */
  void areOf(GorgiasAccount now) {
    if (!now.equals(account)) {
      account = now;
      inRow.clear();
      givenUp.clear();
      inEarlierRow.clear();
    }
  }

  /** How many notes were taken. */
  long taken() {
    return taken;
  }

  /** A note was taken: the account is well. */
  void accepted(Note note) {
    taken++;
    if (isOfTheAccount() && inEarlierRow.size() < MOST_KNOWN) {
      inRow.keySet().forEach(id -> inEarlierRow.put(id, taken));
    }
    inRow.clear();
    givenUp.clear();
    inEarlierRow.remove(note.id());
  }

  /** Counts a refusal, and returns whether its note is to be given up; otherwise the note waits. */
  boolean isToBeGivenUp(Refused refused) {
    Long since = inEarlierRow.get(refused.note().id());
    if (since != null && refused.takenBefore() < since) {
      // The note was on its way already when that row ended.
      return false;
    }
    if (since != null) {
      inEarlierRow.remove(refused.note().id());
      return true;
    }
    if (inRow.size() < MOST_KNOWN) {
      inRow.put(refused.note().id(), refused.note().content().ticketId());
    }
    if (isOfTheAccount()) {
      return false;
    }
    givenUp.add(refused);
    return true;
  }

  /** Whether Gorgias refuses every note of the account. */
  boolean isOfTheAccount() {
    return inRow.size() >= NOTES || Set.copyOf(inRow.values()).size() >= TICKETS;
  }

  /** Those that were given up in this row and weren't reopened. */
  List<Refused> givenUp() {
    return List.copyOf(givenUp);
  }

  /** One that was given up is to be written after all. */
  void reopened(Refused refused) {
    givenUp.remove(refused);
  }
}
