package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes events and bills as Smartrr does. */
final class HistoryJson {
  private HistoryJson() {}

  static ObjectNode event(SubscriptionEvent event, SmartrrQuirks quirks) {
    ObjectNode node = Json.object();
    node.put("id", event.id())
        .put("eventType", event.type())
        .put("eventDate", Dates.iso(event.date()))
        .put("createdBy", event.createdBy());
    if (event.orderDate() != null && !quirks.eventsWithoutOrder()) {
      node.set("eventData", Json.object().put("orderDate", Dates.iso(event.orderDate())));
    }
    return node;
  }

  /** A bill with its subscription. FACT: a bill's id is a number. */
  static ObjectNode bill(
      SubscriptionBill bill, SmartrrSubscription subscription, SubscriptionJson subscriptions) {
    ObjectNode node = Json.object();
    node.put("id", bill.id())
        .put("createdDate", Dates.iso(bill.billingDate()))
        .put("updatedDate", Dates.iso(bill.billingDate()))
        .put("uniqueId", Ids.uuid("bill/" + bill.id()))
        .put("billAmount", Json.money(bill.amount()))
        .put("billCurrency", subscription.currency())
        .put("status", bill.status())
        .put("billingDate", Dates.iso(bill.billingDate()))
        .put("retryCount", bill.retryCount())
        .put("error", bill.error());
    node.set("metadata", Json.object());
    node.set("st", subscriptions.full(subscription));
    return node;
  }
}
