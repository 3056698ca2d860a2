package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Refused since a note was taken last. */
  private final Map<Long, Refused> inRow = new LinkedHashMap<>();

  /** Refused in such a row, before another note was taken: that refusal was their own. */
  private final Set<Long> ofThemselves = new HashSet<>();

  private @Nullable GorgiasAccount account;

  /**
   * A note that was refused.
   *
   * @param owner under which name it was held
   * @param tried whether it may stand on the ticket
   */
  record Refused(Note note, String owner, boolean tried) {}

  /** What was refused by another account says nothing of this one. */
  void areOf(GorgiasAccount now) {
    if (!now.equals(account)) {
      account = now;
      inRow.clear();
      ofThemselves.clear();
    }
  }

  /** A note was taken: what was refused before was refused for reasons of its own. */
  void accepted(Note note) {
    if (isOfTheAccount() && ofThemselves.size() < MOST_KNOWN) {
      ofThemselves.addAll(inRow.keySet());
    }
    inRow.clear();
    ofThemselves.remove(note.id());
  }

  /** A note was refused; whether it is to be given up, and not to wait. */
  boolean isToBeGivenUp(Refused refused) {
    if (ofThemselves.remove(refused.note().id())) {
      return true;
    }
    if (inRow.size() < MOST_KNOWN) {
      inRow.put(refused.note().id(), refused);
    }
    return !isOfTheAccount();
  }

  /** Whether Gorgias refuses the notes of the account, and not this one or that. */
  boolean isOfTheAccount() {
    return inRow.size() >= NOTES
        || inRow.values().stream()
                .map(refused -> refused.note().content().ticketId())
                .collect(Collectors.toSet())
                .size()
            >= TICKETS;
  }

  /** Those that were refused in this row before a note. */
  List<Refused> before(Note note) {
    List<Refused> others = new ArrayList<>(inRow.values());
    others.removeIf(refused -> refused.note().id() == note.id());
    return others;
  }
}
