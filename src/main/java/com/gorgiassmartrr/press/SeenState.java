package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionStatus;
import java.util.Locale;

/**
 * The part of a subscription's state that a press depends on.
 *
 * @param status Smartrr's word, such as {@code ACTIVE}
 * @param nextBilling Smartrr's timestamp; empty when there is none
 */
public record SeenState(String status, String nextBilling) {
  /** The state of one of Smartrr's purchase states. */
  public static SeenState of(JsonNode subscription) {
    return new SeenState(
        SubscriptionStatus.of(subscription), subscription.path("nextBillingDate").asText(""));
  }

  /** The state in an agent's words, such as {@code active, next billing 3 Dec 2026}. */
  String inWords(ShopTime shop) {
    String word = status.toLowerCase(Locale.ROOT);
    return nextBilling.isEmpty() ? word : word + ", next billing " + shop.dayInWords(nextBilling);
  }
}
