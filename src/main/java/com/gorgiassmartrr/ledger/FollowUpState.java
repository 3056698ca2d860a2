package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a follow-up has come. */
public enum FollowUpState {
  /** It is to be done, or is being done under a lease. */
  DUE,
  /** Its route has ended well. */
  DONE,
  /** It was tried for long enough; a person decides. */
  GIVEN_UP,
  /** A person decided that it isn't done. */
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
