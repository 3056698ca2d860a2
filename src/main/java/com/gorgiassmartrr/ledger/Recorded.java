package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A press that is durably recorded.
 *
 * @param press the press; the earlier one if this is the same press again
 * @param isNew whether it was recorded just now
 * @param lease under which it is held since then; none: it is still to be claimed
 */
public record Recorded(Press press, boolean isNew, @Nullable Lease lease) {
  /** A press that was inserted just now, with the number that {@link Presses#insert} gave. */
  static Recorded anew(Press press, int inserted, @Nullable Lease lease) {
    return new Recorded(press, true, inserted == Presses.HELD ? lease : null);
  }

  /** A press that was there before. */
  public static Recorded earlier(Press press) {
    return new Recorded(press, false, null);
  }
}
