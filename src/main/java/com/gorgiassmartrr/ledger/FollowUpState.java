package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a follow-up has come. */
public enum FollowUpState {
  /** The follow-up is to be done, or is being done under a lease. */
  DUE,
  /** The follow-up's route has ended well. */
  DONE,
  /** The follow-up was tried for long enough; a person decides about it. */
  GIVEN_UP,
  /** A person decided that the follow-up stays undone. */
  DISMISSED,
  /** The store has no account where it could be done. */
  NOT_CONFIGURED;

  /** The word in the database, the metrics and the answers: {@code given_up}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FollowUpState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
