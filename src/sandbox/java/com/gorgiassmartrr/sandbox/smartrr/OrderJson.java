package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * Writes orders as Smartrr does.
 *
 * <p>FACT: a row is an order, not a person; its {@code sts} holds one subscription in practice.
 * GUESS: that a single purchase is a row with an empty {@code sts}.
 */
final class OrderJson {
  private final SubscriberJson people;
  private final SubscriptionJson subscriptions;

  OrderJson(SubscriberJson people, SubscriptionJson subscriptions) {
    this.people = people;
    this.subscriptions = subscriptions;
  }

  /** A row of {@code /vendor/order}. */
  ObjectNode row(SmartrrOrder order) {
    return row(order, subscriptions::shallow);
  }

  /** A row of {@code /vendor/order/formatted}. */
  ObjectNode formattedRow(SmartrrOrder order) {
    return row(order, subscriptions::formatted);
  }

  private ObjectNode row(SmartrrOrder order, Function<SmartrrSubscription, ObjectNode> state) {
    ObjectNode node = base(order);
    node.set("custRel", people.shallow(order.subscriber()));
    ArrayNode states = node.putArray("sts");
    order.subscriptions().forEach(s -> states.add(state.apply(s)));
    return node;
  }

  /** The order without person and subscriptions, as a bill carries it. */
  private ObjectNode base(SmartrrOrder order) {
    String currency = currencyOf(order);
    ObjectNode node = Json.stored(order.id(), order.processed(), order.processed());
    node.put("shopifyId", order.shopifyId())
        .put("shopifyUpdateDate", Dates.iso(order.processed()))
        .put("shopifyOrderLabel", "#" + order.number())
        .put("orderProcessedDate", Dates.iso(order.processed()))
        .put("orderStatus", "closed")
        .put("financialStatus", "paid")
        .put("fulfillmentStatus", "fulfilled")
        .put("orderSource", order.subscriptions().isEmpty() ? "Shopify" : "Smartrr")
        .put("orderCurrency", currency);
    totals(node, order);
    ArrayNode items = node.putArray("items");
    for (int i = 0; i < order.lines().size(); i++) {
      items.add(LineJson.ofOrder(order.lines().get(i), i, order, currency));
    }
    node.putArray("shippingLineItems").add(Json.object().put("price", 0).put("title", "Standard"));
    for (String empty :
        new String[] {
          "taxLineItems",
          "discountApplications",
          "refundLineItems",
          "refundOrderAdjustments",
          "trackingInfo"
        }) {
      node.putArray(empty);
    }
    return node;
  }

  private static void totals(ObjectNode node, SmartrrOrder order) {
    String total = Json.money(order.total());
    boolean single = order.subscriptions().isEmpty();
    node.put("totalFromLineItems", total)
        .put("totalLineItemsDiscount", "0")
        .put("totalLineItemsAfterDiscount", total)
        .put("totalShipping", "0")
        .put("totalDiscount", "0")
        .put("totalTax", "0")
        .put("totalTip", "0")
        .put("totalRefund", "0")
        .put("totalNet", total)
        .put("totalNetBeforeRefunds", total)
        .put("totalBeforeDiscountsAndRefunds", total)
        .put("shopIncome", total)
        .put("totalOneTimeShopIncome", single ? total : "0")
        .put("totalSubscriptionShopIncome", single ? "0" : total)
        .put("totalAddonShopIncome", "0");
  }

  private static String currencyOf(SmartrrOrder order) {
    return order.subscriptions().isEmpty()
        ? order.subscriber().currency()
        : order.subscriptions().get(0).currency();
  }
}
