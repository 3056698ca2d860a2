package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger's database can't do what was asked: it is locked, full, read-only or gone. */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean uncertain;

  LedgerUnavailable(String message, @Nullable Throwable cause, boolean uncertain) {
    super(message, cause);
    this.uncertain = uncertain;
  }

  /**
   * Whether the change may have been made all the same, because the database failed during the
   * commit. A press may then be recorded, and be worked on once the database is back.
   */
  public boolean uncertain() {
    return uncertain;
  }
}
