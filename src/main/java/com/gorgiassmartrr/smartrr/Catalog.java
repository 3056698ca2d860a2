package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store's names: of programs and plans by selling plan, and of products by variant. Smartrr's
 * subscriptions carry only the ids.
 */
final class Catalog {
  /** The catalog that is used while Smartrr doesn't tell the names. */
  static final Catalog UNKNOWN = new Catalog(Map.of(), Map.of(), false);

  private final Map<String, Plan> plans;
  private final Map<String, String> products;
  private final boolean known;

  private Catalog(Map<String, Plan> plans, Map<String, String> products, boolean known) {
    this.plans = plans;
    this.products = products;
    this.known = known;
  }

  /**
   * Builds a catalog.
   *
   * @param programs Smartrr's selling plan groups
   * @param purchasables Smartrr's products with their variants
   */
  static Catalog of(JsonNode programs, List<JsonNode> purchasables) {
    Map<String, Plan> plans = new HashMap<>();
    for (JsonNode program : programs.isArray() ? programs : programs.path("sellingPlanGroups")) {
      String name = program.path("name").asText("");
      for (JsonNode plan : program.path("sellingPlans")) {
        Plan names = new Plan(name, plan.path("name").asText(""));
        putId(plans, plan.path("shopifyId"), names);
        putId(plans, plan.path("shopifyNumericId"), names);
      }
    }
    Map<String, String> products = new HashMap<>();
    for (JsonNode purchasable : purchasables) {
      String name = purchasable.path("purchasableName").asText("");
      for (JsonNode variant : purchasable.path("vnts")) {
        putId(products, variant.path("id"), name);
        putId(products, variant.path("shopifyId"), name);
      }
    }
    return new Catalog(plans, products, true);
  }

  /** A page of products without what no name is made of: a shop may have thousands of them. */
  static JsonNode namesOnly(JsonNode page) {
    for (JsonNode product : page.isArray() ? page : page.path("data")) {
      if (product instanceof ObjectNode object) {
        object.retain("id", "purchasableName", "vnts");
        for (JsonNode variant : object.path("vnts")) {
          if (variant instanceof ObjectNode of) {
            of.retain("id", "shopifyId");
          }
        }
      }
    }
    return page;
  }

  private static <T> void putId(Map<String, T> map, JsonNode id, T value) {
    if (id.isValueNode() && !id.isNull()) {
      map.put(id.asText(), value);
    }
  }

  /** The program and plan of a selling plan's id, a GID or a bare number. */
  @Nullable Plan plan(String sellingPlanId) {
    Plan plan = plans.get(sellingPlanId);
    return plan != null ? plan : plans.get(sellingPlanId.replaceFirst("^gid://.*/", ""));
  }

  /** The product's name for a line of a subscription. */
  @Nullable String product(JsonNode line) {
    JsonNode variant = line.path("vnt");
    String product = products.get(variant.path("id").asText(""));
    return product == null ? products.get(variant.path("shopifyId").asText("")) : product;
  }

  /** How many names there are. */
  int size() {
    return plans.size() + products.size();
  }

  /** Whether Smartrr told the names. */
  boolean known() {
    return known;
  }

  /** The names of a selling plan and of the program that it belongs to. */
  record Plan(String program, String name) {}
}
