package com.gorgiassmartrr.ledger;

import java.util.Locale;

/** How far a press has come. */
public enum PressState {
  /** It is recorded and not finished. */
  ACCEPTED,
  /** What it asked for is so at Smartrr. */
  APPLIED,
  /** Smartrr or a rule said no. */
  REFUSED,
  /** A person must decide: replay or dismiss. */
  PARKED,
  /** A person decided that nothing more is done about it. */
  DISMISSED;

  /** The word in the database, the metrics and the answers: {@code accepted}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PressState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
