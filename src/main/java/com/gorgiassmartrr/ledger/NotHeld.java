package com.gorgiassmartrr.ledger;

/** A press or a note was held for longer than its lease, and has another owner by now. */
public final class NotHeld extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotHeld(String what, String owner) {
    super(what + " isn't, or is no longer, held by " + owner);
  }
}
