package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Writes programs, plans, products and reasons as Smartrr does. */
final class CatalogJson {
  private CatalogJson() {}

  static ObjectNode program(String name, List<SmartrrPlan> plans, int position, long subscribed) {
    long number = Ids.number("program/" + name);
    ObjectNode node = Json.object();
    node.put("shopifyNumericId", number)
        .put("shopifyId", Ids.gid("SellingPlanGroup", number))
        .put("name", name)
        .put("appId", "smartrr")
        .putNull("description")
        .put("merchantCode", name)
        .put("subscriptionCount", subscribed)
        .put("summary", plans.size() + " plans")
        .put("position", position)
        .put("sellingPlanCount", plans.size());
    node.putArray("options").add("Delivery");
    node.set("productIds", Json.array());
    node.set("variantIds", Json.array());
    node.set("enabledProductIdToVariantIdMap", Json.plainObject());
    ArrayNode rows = node.putArray("sellingPlans");
    plans.forEach(p -> rows.add(plan(p)));
    return node;
  }

  private static ObjectNode plan(SmartrrPlan plan) {
    ObjectNode node = Json.object();
    node.put("shopifyNumericId", plan.shopifyNumber())
        .put("shopifyId", plan.shopifyId())
        .put("name", plan.name())
        .putNull("description")
        .put("recurringDeliveries", true);
    node.putArray("options").add(plan.name());
    node.set("billingPolicy", interval(plan).putNull("minCycles").putNull("maxCycles"));
    node.set("deliveryPolicy", interval(plan));
    node.set("pricingPolicies", Json.array());
    return node;
  }

  private static ObjectNode interval(SmartrrPlan plan) {
    return Json.object()
        .put("interval", plan.interval().unit().name())
        .put("intervalCount", plan.interval().count());
  }

  /** A product without its variants, as a line of {@code purchase-state-line-item} carries it. */
  static ObjectNode product(SmartrrVariant any, Instant when) {
    ObjectNode node = Json.stored(any.productId(), when, when);
    node.put("shopifyUpdateDate", Dates.iso(when))
        .put("shopifyId", Ids.gid("Product", any.productShopifyNumber()))
        .put("purchasableName", any.productName())
        .put("description", "")
        .put("isActiveInShopify", true);
    node.set("purchasableImages", Json.array());
    node.set("cols", Json.array());
    return node;
  }

  /** A product with its variants, as {@code purchasable} lists it. */
  static ObjectNode product(List<SmartrrVariant> variants, Instant when) {
    ObjectNode node = product(variants.get(0), when);
    ArrayNode rows = node.putArray("vnts");
    variants.forEach(v -> rows.add(VariantJson.of(v, when)));
    return node;
  }

  /** A reason. FACT: its text is a map by language. */
  static ObjectNode reason(CancellationReason reason) {
    ObjectNode node = Json.object();
    node.put("id", reason.id())
        .put("reasonType", reason.reasonType())
        .put("action", reason.action())
        .put("uiIdx", reason.position())
        .put("hasCustomerPrompt", false)
        .put("isArchived", reason.archived());
    node.set("text", Json.object().put("en-US", reason.text()));
    return node;
  }
}
