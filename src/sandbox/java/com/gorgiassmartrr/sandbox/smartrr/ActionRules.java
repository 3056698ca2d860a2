package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The effects of the actions on a subscription, and the cases in which they refuse.
 *
 * <p>FACT: a skip without a date skips one more order each time; cancel clears the next billing
 * date; every change through the API is an event of the creator API. GUESS: all refusals; that a
 * new date keeps the day and moves to the shop's billing time; that cancelling twice changes
 * nothing.
 */
final class ActionRules {
  private final SmartrrWorld world;
  private final Webhooks webhooks;

  ActionRules(SmartrrWorld world, Webhooks webhooks) {
    this.world = world;
    this.webhooks = webhooks;
  }

  /** Skips the next order, or the order of the day in {@code date}. */
  void skip(SmartrrSubscription subscription, Call call) {
    String date = optionalText(call.object(), "date");
    if (date != null) {
      skipOn(subscription, date);
      return;
    }
    requireActive(subscription, "skip");
    BillingSchedule schedule = subscription.schedule();
    skipSlot(subscription, schedule.nextIndex());
  }

  /**
   * Skips the order of one day.
   *
   * <p>GUESS: a day without an order, and a day that is skipped already, are refused with 400.
   */
  void skipOn(SmartrrSubscription subscription, String date) {
    requireActive(subscription, "skip");
    int slot = slotOn(subscription, date);
    if (subscription.schedule().isSkipped(slot)) {
      throw ApiException.badRequest("The order of that date is skipped already.");
    }
    skipSlot(subscription, slot);
  }

  private void skipSlot(SmartrrSubscription subscription, int slot) {
    subscription.schedule().skip(slot);
    Instant date = subscription.schedule().slot(slot);
    done(subscription, "SKIP", date, "SUBSCRIPTION_SKIP");
  }

  /** Brings the earliest skipped order back, or the one of the day in {@code date}. */
  void unskip(SmartrrSubscription subscription, Call call) {
    String date = optionalText(call.object(), "date");
    if (date != null) {
      unskipOn(subscription, date);
      return;
    }
    OptionalInt slot = subscription.schedule().earliestSkipped();
    if (slot.isEmpty()) {
      throw ApiException.badRequest("No order is skipped.");
    }
    unskipSlot(subscription, slot.getAsInt());
  }

  void unskipOn(SmartrrSubscription subscription, String date) {
    int slot = slotOn(subscription, date);
    if (!subscription.schedule().isSkipped(slot)) {
      throw ApiException.badRequest("The order of that date is not skipped.");
    }
    unskipSlot(subscription, slot);
  }

  private void unskipSlot(SmartrrSubscription subscription, int slot) {
    requireActive(subscription, "unskip");
    subscription.schedule().unskip(slot);
    Instant date = subscription.schedule().slot(slot);
    done(subscription, "UNSKIP", date, "SUBSCRIPTION_UNSKIP");
  }

  /**
   * Pauses, for good or until {@code unpauseDate}. FACT: a body, when there is one, must have that
   * date.
   */
  void pause(SmartrrSubscription subscription, Call call) {
    Instant until = null;
    if (call.hasBody()) {
      until = atBillingTime(requiredDate(call.object(), "unpauseDate"));
      requireFuture(until);
    }
    boolean again = subscription.status() == PurchaseStatus.PAUSED && world.quirks().pauseTwice();
    if (!again) {
      requireActive(subscription, "pause");
    }
    subscription.pauseUntil(until);
    done(subscription, "PAUSE", null, "SUBSCRIPTION_PAUSE");
  }

  /**
   * Makes ACTIVE again, next billed on {@code nextBillingDate} or, when that is null, on the next
   * date of the plan.
   */
  void activate(SmartrrSubscription subscription, Call call) {
    JsonNode body = call.object();
    if (!body.has("nextBillingDate")) {
      throw ApiException.badRequest("nextBillingDate is missing.");
    }
    boolean cancelled = subscription.status() == PurchaseStatus.CANCELLED;
    if (subscription.status() == PurchaseStatus.EXPIRED
        || (cancelled && !world.quirks().activateCancelled())) {
      throw ApiException.badRequest("A cancelled or expired subscription cannot be activated.");
    }
    if (body.path("nextBillingDate").isNull()) {
      subscription.schedule().passOver(world.now());
    } else {
      Instant date = atBillingTime(requiredDate(body, "nextBillingDate"));
      requireFuture(date);
      subscription.schedule().startAgainAt(date);
    }
    subscription.status(PurchaseStatus.ACTIVE);
    done(subscription, "ACTIVATE", null, "SUBSCRIPTION_ACTIVATE");
  }

  /** Cancels for good. FACT: a body, when there is one, must have a {@code reasonId}. */
  void cancel(SmartrrSubscription subscription, Call call) {
    if (call.hasBody()) {
      String reason = optionalText(call.object(), "reasonId");
      if (reason == null) {
        throw ApiException.badRequest("reasonId is missing.");
      }
      if (world.catalog().reasons().stream().noneMatch(r -> r.id().equals(reason))) {
        throw ApiException.badRequest("No cancellation reason has this id.");
      }
    }
    if (subscription.status() == PurchaseStatus.CANCELLED) {
      return;
    }
    subscription.status(PurchaseStatus.CANCELLED);
    done(subscription, "CANCEL", null, "SUBSCRIPTION_CANCEL");
  }

  /** Moves the next order to {@code date}; with {@code ?sendNow=true} places it at once. */
  void nextBillingDate(SmartrrSubscription subscription, Call call) {
    JsonNode body = call.object();
    requireActive(subscription, "next-billing-date");
    if (call.queryValue("sendNow").filter("true"::equals).isPresent()) {
      sendNow(subscription);
      return;
    }
    Instant date = atBillingTime(requiredDate(body, "date"));
    requireFuture(date);
    subscription.schedule().startAgainAt(date);
    done(subscription, "CHANGE_ORDER_DATE", date, "SUBSCRIPTION_SET_NEXT_DATE");
  }

  /**
   * GUESS: that the order is placed and charged at once, and the next one is due an interval later.
   */
  private void sendNow(SmartrrSubscription subscription) {
    Instant now = world.now();
    subscription.schedule().billNext();
    subscription.addBill("succeeded", now, 0, null);
    world.addOrder(subscription.subscriber(), subscription);
    done(subscription, "SUCCESSFUL_BILLING_ATTEMPT", now, "SUBSCRIPTION_SEND_NOW");
  }

  /** Changes the plan. FACT: no webhook topic exists for this. */
  void sellingPlan(SmartrrSubscription subscription, Call call) {
    JsonNode id = call.object().path("sellingPlanId");
    subscription.plan(plan(id.asText("")));
    done(subscription, "CHANGE_SELLING_PLAN", null, null);
  }

  /**
   * Changes what shipping costs. FACT: {@code price} is a number or a text. GUESS: that it is in
   * minor units, as it is in answers, and that nothing else in the body is looked at.
   */
  void shippingPrice(SmartrrSubscription subscription, Call call) {
    JsonNode price = call.object().path("price");
    if (!price.asText("").matches("\\d{1,9}")) {
      throw ApiException.badRequest("price must be a number.");
    }
    subscription.shippingPrice(price.asLong());
    done(subscription, "CHANGE_SHIPPING_PRICE", null, null);
  }

  SmartrrPlan plan(String id) {
    return world
        .catalog()
        .plan(id)
        .orElseThrow(() -> ApiException.badRequest("No selling plan has this id."));
  }

  /** Notes the change in the subscription's history and tells those who listen. */
  void done(
      SmartrrSubscription subscription,
      String event,
      @Nullable Instant orderDate,
      @Nullable String topic) {
    subscription.touched();
    subscription.addEvent(event, "API", world.now(), orderDate);
    if (topic != null) {
      webhooks.tell(topic, subscription);
    }
  }

  private int slotOn(SmartrrSubscription subscription, String date) {
    OptionalInt slot = subscription.schedule().slotOnDayOf(date(date));
    if (slot.isEmpty()) {
      throw ApiException.badRequest("No order is due on that date.");
    }
    return slot.getAsInt();
  }

  private static void requireActive(SmartrrSubscription subscription, String action) {
    if (subscription.status() != PurchaseStatus.ACTIVE) {
      throw ApiException.badRequest(
          "Cannot " + action + ": the subscription is " + subscription.status() + ".");
    }
  }

  private void requireFuture(Instant date) {
    if (!date.isAfter(world.now())) {
      throw ApiException.badRequest("The date is in the past.");
    }
  }

  private Instant requiredDate(JsonNode body, String field) {
    String text = optionalText(body, field);
    if (text == null) {
      throw ApiException.badRequest(field + " is missing.");
    }
    return date(text);
  }

  private Instant date(String text) {
    Optional<Instant> date =
        world.quirks().dayAsDate() ? Dates.parseDateOrDay(text) : Dates.parse(text);
    return date.orElseThrow(() -> ApiException.badRequest("Not a date in ISO format: " + text));
  }

  private static Instant atBillingTime(Instant date) {
    return Dates.billingTimeOn(Dates.dayOf(date));
  }

  private static @Nullable String optionalText(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw ApiException.badRequest(field + " must be a text.");
    }
    return value.asText();
  }
}
