package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a note has come. */
public enum NoteState {
  /** The note is to be written. */
  PENDING,
  /** The note stands on the ticket. */
  WRITTEN,
  /** The store has no credentials for Gorgias. */
  NOT_CONFIGURED,
  /** Gorgias will never take the note, or it was given up. */
  FAILED;

  /** The word in the metrics and the answers: {@code pending}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static NoteState of(FollowUpState state) {
    return switch (state) {
      case DUE -> PENDING;
      case DONE -> WRITTEN;
      case NOT_CONFIGURED -> NOT_CONFIGURED;
      case GIVEN_UP, DISMISSED -> FAILED;
    };
  }

  /** The state of the follow-up that this note is. */
  FollowUpState ofFollowUp() {
    return switch (this) {
      case PENDING -> FollowUpState.DUE;
      case WRITTEN -> FollowUpState.DONE;
      case NOT_CONFIGURED -> FollowUpState.NOT_CONFIGURED;
      case FAILED -> FollowUpState.GIVEN_UP;
    };
  }
}
