package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a note has come. */
public enum NoteState {
  /** It is to be written. */
  PENDING,
  /** It stands on the ticket. */
  WRITTEN,
  /** The store has no credentials for Gorgias. */
  NOT_CONFIGURED,
  /** Gorgias will never take it, or nobody waits for it any more. */
  FAILED;

  /** The word in the database, the metrics and the answers: {@code pending}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static NoteState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
