package com.gorgiassmartrr.ledger;

/**
 * The state of a subscription at one moment, as far as presses depend on it.
 *
 * @param status Smartrr's word, such as {@code ACTIVE}; {@code ""}: unknown
 * @param nextBilling the next billing date, as Smartrr spells it; {@code ""}: none
 */
public record SubscriptionState(String status, String nextBilling) {
  /** The state of a subscription that wasn't read. */
  public static final SubscriptionState UNKNOWN = new SubscriptionState("", "");

  public SubscriptionState {
    status = Texts.storable(status);
    nextBilling = Texts.storable(nextBilling);
  }
}
