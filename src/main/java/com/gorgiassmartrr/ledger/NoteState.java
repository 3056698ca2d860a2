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

  /** How a follow-up stands that is a note. */
  FollowUpState ofFollowUp() {
    return switch (this) {
      case PENDING -> FollowUpState.DUE;
      case WRITTEN -> FollowUpState.DONE;
      case NOT_CONFIGURED -> FollowUpState.NOT_CONFIGURED;
      case FAILED -> FollowUpState.GIVEN_UP;
    };
  }
}
