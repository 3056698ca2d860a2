package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger's database can't do it: it is locked, full, read-only or gone. */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean uncertain;

  LedgerUnavailable(String message, @Nullable Throwable cause, boolean uncertain) {
    super(message, cause);
    this.uncertain = uncertain;
  }

  /**
   * Whether it may be done all the same: the database failed while it committed. A press may then
   * be recorded, and be worked on once the database is back.
   */
  public boolean uncertain() {
    return uncertain;
  }
}
