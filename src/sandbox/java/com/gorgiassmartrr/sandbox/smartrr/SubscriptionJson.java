package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Writes subscriptions as Smartrr does: the short form of the feed, and the full form. */
final class SubscriptionJson {
  private final SmartrrWorld world;
  private final SubscriberJson people;

  SubscriptionJson(SmartrrWorld world, SubscriberJson people) {
    this.world = world;
    this.people = people;
  }

  /** The short form, with full dates. */
  ObjectNode shallow(SmartrrSubscription subscription) {
    String total = Json.money(subscription.total());
    ObjectNode node =
        Json.stored(subscription.id(), subscription.created(), subscription.updated());
    node.put("shopifyId", subscription.shopifyId())
        .put("shopifyUpdateDate", Dates.iso(subscription.updated()))
        .put("purchaseStateStatus", subscription.status().name())
        .put("createdViaCustomerPortal", false)
        .put("initialSubmissionDate", Dates.iso(subscription.created()))
        .putNull("externalSubscriptionCreatedDate")
        .putNull("externalSubscriptionCancelledAt")
        .put("cancelledAt", Dates.iso(subscription.cancelledAt()))
        .put("pausedAt", Dates.iso(subscription.pausedAt()))
        .put("nextBillingDate", nextBillingDate(subscription))
        .put("isRepeatCustomer", true)
        .put("sellingPlanId", subscription.plan().shopifyId())
        .put("currency", subscription.currency())
        .put("totalFromLineItems", total)
        .put("totalLineItemsDiscount", "0")
        .put("totalLineItemsAfterDiscount", total)
        .put("totalShipping", Json.money(subscription.shippingPrice()))
        .put("totalDiscount", "0")
        .put("totalEstimatedNet", total);
    node.set("discounts", Json.array());
    node.set("shippingAddress", people.address(subscription.subscriber()));
    if (world.quirks().pausedWithoutStatus() && subscription.status() == PurchaseStatus.PAUSED) {
      node.remove("purchaseStateStatus");
    }
    return node;
  }

  private @Nullable String nextBillingDate(SmartrrSubscription subscription) {
    String date = Dates.iso(subscription.nextBillingDate());
    return date == null ? null : world.quirks().spelling().apply(date);
  }

  /** The short form of {@code order/formatted}. FACT: there {@code cancelledAt} is a day only. */
  ObjectNode formatted(SmartrrSubscription subscription) {
    return shallow(subscription).put("cancelledAt", Dates.day(subscription.cancelledAt()));
  }

  /** The full form, with the person, lines, schedule, payment method and shop. */
  ObjectNode full(SmartrrSubscription subscription) {
    ObjectNode node = shallow(subscription);
    ArrayNode lines = node.putArray("stLineItems");
    subscription.lines().forEach(l -> lines.add(LineJson.ofSubscription(l, subscription)));
    node.set("schedule", schedule(subscription));
    node.set("pmtMth", paymentMethod(subscription));
    node.set("organization", OrganizationJson.full(subscription.created()));
    node.set("gifts", Json.array());
    node.set("custRel", people.withOrganization(subscription.subscriber()));
    return node;
  }

  private ObjectNode schedule(SmartrrSubscription subscription) {
    BillingSchedule schedule = subscription.schedule();
    String id = Ids.uuid(subscription.id() + "/schedule");
    ObjectNode node = Json.stored(id, subscription.created(), subscription.updated());
    node.put("initialSequenceStartDate", Dates.iso(schedule.anchor()))
        .put("totalOrdersCount", world.ordersOf(subscription).size())
        .put("deliveryFrequencyMultiple", schedule.interval().count())
        .put("paymentFrequencyMultiple", schedule.interval().count())
        .put("extendOnUserSkip", false)
        .put("extendOnHiddenSkip", false)
        .put("ignorePastIndicesWhenExtending", true)
        .put("deliveryRRuleString", schedule.interval().rule());
    node.set("anchor", Json.object());
    node.set("skips", skips(schedule));
    return node;
  }

  /** FACT: an array by slot number whose elements may be null. */
  private static ArrayNode skips(BillingSchedule schedule) {
    ArrayNode skips = Json.array();
    for (int index = 0; index < schedule.skipArrayLength(); index++) {
      if (schedule.isSkipped(index)) {
        skips.add(Json.object().put("userSkipped", true).put("hiddenSkipped", false));
      } else {
        skips.addNull();
      }
    }
    return skips;
  }

  private static ObjectNode paymentMethod(SmartrrSubscription subscription) {
    String id = Ids.uuid("card/" + subscription.subscriber().id());
    ObjectNode node = Json.stored(id, subscription.created(), subscription.created());
    return node.put("shopifyUpdateDate", Dates.iso(subscription.created()))
        .put("__paymentMethodKey__", Secrets.of("payment-method-key"))
        .put("paymentMethodInternalCustomerId", Secrets.of("internal-customer"))
        .put("paymentMethodName", "CREDIT_CARD")
        .put("cardBrand", "visa")
        .put("lastDigits", "4242")
        .put("maskedNumber", "•••• 4242")
        .put("cardExpirationMonth", 4)
        .put("cardExpirationYear", 2031);
  }
}
