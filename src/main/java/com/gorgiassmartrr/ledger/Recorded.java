package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A press that is durably recorded.
 *
 * @param press the press; the earlier one if this is the same press again
 * @param isNew whether the press was recorded just now
 * @param lease the lease under which the press is held since then; null: the press is still to be
 *     claimed
 */
public record Recorded(Press press, boolean isNew, @Nullable Lease lease) {
  /**
   * A press that was inserted just now.
   *
   * @param inserted the number that {@link Presses#insert} returned
   */
  static Recorded anew(Press press, int inserted, @Nullable Lease lease) {
    return new Recorded(press, true, inserted == Presses.HELD ? lease : null);
  }

  /** A press that was recorded earlier. */
  public static Recorded earlier(Press press) {
    return new Recorded(press, false, null);
  }
}
