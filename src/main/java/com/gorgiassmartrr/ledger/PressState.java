package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a press has come. */
public enum PressState {
  /** The press is recorded and not finished. */
  ACCEPTED,
  /** The subscription at Smartrr is as the press wanted it. */
  APPLIED,
  /** Smartrr, or a rule of this server, said no. */
  REFUSED,
  /** A person must decide: replay or dismiss. */
  PARKED,
  /** A person decided that nothing more is done about the press. */
  DISMISSED;

  /** The word in the database, the metrics and the answers: {@code accepted}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PressState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
