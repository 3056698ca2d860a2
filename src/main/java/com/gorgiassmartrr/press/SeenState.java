package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.smartrr.SubscriptionStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * The part of a subscription's state that a press depends on.
 *
 * @param status Smartrr's word, such as {@code ACTIVE}
 * @param nextBilling Smartrr's timestamp; empty when there is none
 */
public record SeenState(String status, String nextBilling) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** The state of one of Smartrr's purchase states. */
  public static SeenState of(JsonNode subscription) {
    return new SeenState(
        SubscriptionStatus.of(subscription), subscription.path("nextBillingDate").asText(""));
  }

  /** The next billing date for people, such as {@code 3 Dec 2026}, or {@code none}. */
  String day() {
    return day(nextBilling);
  }

  /** A timestamp for people. */
  static String day(String timestamp) {
    if (timestamp.isEmpty()) {
      return "none";
    }
    try {
      return DAY.format(Instant.parse(timestamp));
    } catch (DateTimeParseException e) {
      return timestamp;
    }
  }

  /** A timestamp's day, such as {@code 2026-12-03}; empty for none. */
  static String isoDay(String timestamp) {
    return timestamp.length() >= 10 ? timestamp.substring(0, 10) : "";
  }

  /** The state in an agent's words, such as {@code active, next billing 3 Dec 2026}. */
  String inWords() {
    String word = status.toLowerCase(Locale.ROOT);
    return nextBilling.isEmpty() ? word : word + ", next billing " + day();
  }
}
