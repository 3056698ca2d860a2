package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;

/** The status of one of Smartrr's purchase states. */
public final class SubscriptionStatus {
  private SubscriptionStatus() {}

  /**
   * Smartrr's word, such as {@code ACTIVE}. Smartrr leaves it out now and then, on paused ones:
   * then what the dates prove, and {@code UNKNOWN} where they prove nothing.
   */
  public static String of(JsonNode subscription) {
    String status = subscription.path("purchaseStateStatus").asText("");
    if (!status.isEmpty()) {
      return status;
    }
    if (subscription.hasNonNull("cancelledAt")) {
      return "CANCELLED";
    }
    return subscription.hasNonNull("pausedAt") ? "PAUSED" : "UNKNOWN";
  }
}
