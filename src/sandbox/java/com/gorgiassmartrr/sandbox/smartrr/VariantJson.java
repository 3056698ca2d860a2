package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Writes variants as Smartrr does.
 *
 * <p>FACT: a variant carries no name of its product, neither in an order nor in a subscription.
 */
final class VariantJson {
  private VariantJson() {}

  static ObjectNode of(SmartrrVariant variant, Instant when) {
    ObjectNode node = Json.stored(variant.id(), when, when);
    node.put("shopifyUpdateDate", Dates.iso(when))
        .put("shopifyId", variant.shopifyId())
        .put("purchasableVariantName", variant.name())
        .put("sku", variant.sku())
        .put("isActiveInShopify", true)
        .put("requiresShipping", true);
    node.set("presentmentPrices", Json.array());
    return node;
  }
}
