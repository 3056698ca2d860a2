package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The next call for a note: a page of its ticket to be searched, or the writing itself.
 *
 * @param claim under which the note is ours
 * @param isSearch whether the ticket is searched
 * @param cursor where the page begins; empty for the newest messages
 * @param size how many messages the page has
 * @param seen how many were looked at before it
 * @param isSearched whether the ticket was searched without finding the note
 */
record NoteCall(
    Note note,
    Claim claim,
    boolean isSearch,
    String cursor,
    int size,
    int seen,
    boolean isSearched) {

  /**
   * What makes notes ours for a while.
   *
   * @param owner a name of this claim alone
   * @param until when they may be somebody else's
   * @param account where they are written; null: the store has none
   */
  record Claim(String owner, Instant until, @Nullable GorgiasAccount account) {}

  /** The first call for a note that was claimed: one that may be there already is looked for. */
  static NoteCall first(Note note, Claim claim, int pageSize) {
    return new NoteCall(note, claim, note.tried(), "", pageSize, 0, false);
  }

  NoteCall nextPage(String nextCursor) {
    return new NoteCall(note, claim, true, nextCursor, size, seen + size, false);
  }

  NoteCall smaller() {
    return new NoteCall(note, claim, true, cursor, size / 2, seen, false);
  }

  NoteCall writing() {
    return new NoteCall(note, claim, false, "", 0, 0, true);
  }

  /** Whether the note may stand on the ticket, were it not for this call. */
  boolean mayBeThere() {
    return note.tried() && !isSearched;
  }
}
