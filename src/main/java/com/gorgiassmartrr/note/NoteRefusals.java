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
 * Tells a note that Gorgias refuses from an account whose notes Gorgias refuses, whatever they are:
 * as when its user was removed. A few refusals in a row, with no note taken in between, are one of
 * the account. Not safe for use by several threads at once.
 */
final class NoteRefusals {
  /** So many different tickets in a row don't refuse their notes for reasons of their own. */
  private static final int TICKETS = 3;

  /** Nor do so many notes, be they on one ticket. */
  private static final int NOTES = 6;

  /** Among those that were refused once it is remembered for so many. */
  private static final int MOST_KNOWN = 1000;

  /** The tickets of the notes that were refused since one was taken last. */
  private final Map<Long, String> inRow = new HashMap<>();

  /** Those of them that were given up, for it wasn't known yet that it is the account. */
  private final List<Refused> givenUp = new ArrayList<>();

  /**
   * Refused in such a row, by how many notes had been taken when it ended: once more, and that
   * refusal is their own.
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

  /** What was refused by another account says nothing of this one. */
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

  /** A note was refused; whether it is to be given up, and not to wait. */
  boolean isToBeGivenUp(Refused refused) {
    Long since = inEarlierRow.get(refused.note().id());
    if (since != null && refused.takenBefore() < since) {
      // It was on its way when that row ended.
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

  /** Whether Gorgias refuses the notes of the account, and not this one or that. */
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
