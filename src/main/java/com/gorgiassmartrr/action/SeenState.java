package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionStatus;
import com.gorgiassmartrr.smartrr.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The part of a subscription's state that a press depends on.
 *
 * <p><b>Note:</b> whether two are the same is asked of {@link #isSame}: a date may come without its
 * time.
 *
 * @param status Smartrr's word, such as {@code ACTIVE}
 * @param nextBilling a date of Smartrr's, spelled as a {@link Timestamp} where it has a time; empty
 *     when there is none
 */
public record SeenState(String status, String nextBilling) {
  /** The ways to write a time, from the shortest to those that tell any two moments apart. */
  private static final List<DateTimeFormatter> TIMES =
      List.of(time("HH:mm"), time("HH:mm:ss.SSS"), time("HH:mm:ss.SSS xxx"));

  public SeenState {
    nextBilling = Timestamp.respelled(nextBilling);
  }

  private static DateTimeFormatter time(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  /** The state of one of Smartrr's purchase states. */
  public static SeenState of(JsonNode subscription) {
    return new SeenState(
        SubscriptionStatus.of(subscription), subscription.path("nextBillingDate").asText(""));
  }

  /** A state that the ledger holds. */
  public static SeenState of(SubscriptionState kept) {
    return new SeenState(kept.status(), kept.nextBilling());
  }

  /** The state as the ledger holds it. */
  public SubscriptionState kept() {
    return new SubscriptionState(status, nextBilling);
  }

  /** The state as formulas know it, with {@code status} and {@code next_billing_date}. */
  ObjectNode json() {
    return putInto(JsonNodeFactory.instance.objectNode());
  }

  /** Adds the state, as formulas know it, to what is known of a subscription. */
  ObjectNode putInto(ObjectNode subscription) {
    return subscription
        .put("status", status)
        .put("next_billing_date", nextBilling.isEmpty() ? null : nextBilling);
  }

  /** Whether nothing has changed between the two, however their dates are spelled. */
  public boolean isSame(SeenState other, ShopTime shop) {
    return status.equalsIgnoreCase(other.status)
        && shop.isSameMoment(nextBilling, other.nextBilling);
  }

  /** This state; with the time of another one's date, where this one's lacks it. */
  public SeenState exactAs(SeenState other, ShopTime shop) {
    return Timestamp.moment(nextBilling) == null && isSame(other, shop) ? other : this;
  }

  /** The state in an agent's words, such as {@code active, next billing 3 Dec 2026}. */
  public String inWords(ShopTime shop) {
    return nextBilling.isEmpty()
        ? word()
        : word() + ", next billing " + shop.dayInWords(nextBilling);
  }

  /**
   * The state in words that tell it from another one: with the time of the day, where they differ
   * in nothing else, as in {@code active, next billing 3 Dec 2026 at 09:00}.
   */
  public String inWordsBeside(SeenState other, ShopTime shop) {
    String words = inWords(shop);
    Instant moment = Timestamp.moment(nextBilling);
    Instant otherMoment = Timestamp.moment(other.nextBilling);
    if (moment == null || otherMoment == null || !words.equals(other.inWords(shop))) {
      return words;
    }
    return TIMES.stream()
        .map(time -> time.withZone(shop.zone()))
        .filter(time -> !time.format(moment).equals(time.format(otherMoment)))
        .map(time -> words + " at " + time.format(moment))
        .findFirst()
        .orElse(words);
  }

  private String word() {
    return status.toLowerCase(Locale.ROOT);
  }
}
