package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Writes the lines of subscriptions and orders as Smartrr does. */
final class LineJson {
  private LineJson() {}

  /** A line of a subscription. FACT: {@code currentSku} is there although no document lists it. */
  static ObjectNode ofSubscription(SmartrrLine line, SmartrrSubscription subscription) {
    Instant when = subscription.created();
    ObjectNode node = Json.stored(line.id(), when, subscription.updated());
    node.put("shopifyUpdateDate", Dates.iso(subscription.updated()))
        .put("shopifyId", Ids.gid("SubscriptionLine", line.id()))
        .put("quantity", line.quantity())
        .put("basePrice", Json.money(line.unitPrice()))
        .put("priceAfterDiscounts", Json.money(line.unitPrice()))
        .put("priceCurrency", subscription.currency())
        .put("isAddOn", false)
        .put("currentSku", line.variant().sku())
        .put("sellingPlanId", subscription.plan().shopifyId());
    if (line.deleted()) {
      node.put("deletedAt", Dates.iso(subscription.updated()));
    }
    node.set("discounts", Json.array());
    node.set("vnt", VariantJson.of(line.variant(), when));
    return node;
  }

  /** A line of an order; its price is that of one piece. */
  static ObjectNode ofOrder(SmartrrLine line, int position, SmartrrOrder order, String currency) {
    Instant when = order.processed();
    ObjectNode node = Json.stored(Ids.uuid(order.id() + "/item/" + position), when, when);
    node.put("shopifyUpdateDate", Dates.iso(when))
        .put("quantity", line.quantity())
        .put("price", Json.money(line.unitPrice()))
        .put("priceCurrency", currency)
        .put("shopIncome", Json.money(line.total()))
        .put("discountAmount", "0")
        .put("isAddOn", false);
    order.subscriptions().stream()
        .filter(s -> s.lines().stream().anyMatch(l -> l.id().equals(line.id())))
        .findFirst()
        .ifPresent(s -> node.put("shopifySubscriptionId", s.shopifyId()));
    node.set("discountAllocations", Json.array());
    node.set("vnt", VariantJson.of(line.variant(), when));
    return node;
  }
}
