package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The routes that change what a subscription consists of.
 *
 * <p>FACT: paths, bodies, bare answers, and that the last line cannot be removed. GUESS: that
 * {@code price} in a body is in minor units, as it is in answers.
 */
final class LineRoutes {
  private static final String LINE = "line-item/{line}";
  private static final String UPDATED = "SUBSCRIPTION_LINE_UPDATE";

  private final SmartrrWorld world;
  private final ActionRoutes actions;
  private final ActionRules rules;

  LineRoutes(SmartrrWorld world, ActionRoutes actions, ActionRules rules) {
    this.world = world;
    this.actions = actions;
    this.rules = rules;
  }

  void addTo(RouteTable table) {
    actions.put(table, LINE, false, this::update);
    actions.put(table, LINE + "/remove", false, this::remove);
    actions.post(table, "line-item", this::add);
    actions.post(table, LINE + "/swap", this::swap);
  }

  private void add(SmartrrSubscription subscription, Call call) {
    JsonNode body = call.object();
    subscription.addLine(SmartrrLine.of(variant(body), quantity(body), number(body, "price")));
    rules.done(subscription, "ADD_LINE_ITEM", null, UPDATED);
  }

  private void update(SmartrrSubscription subscription, Call call) {
    JsonNode body = call.object();
    SmartrrLine line = line(subscription, call);
    subscription.replaceLine(line.with(line.variant(), quantity(body), number(body, "price")));
    rules.done(subscription, "UPDATE_LINE_ITEM", null, UPDATED);
  }

  private void swap(SmartrrSubscription subscription, Call call) {
    JsonNode body = call.object();
    SmartrrLine line = line(subscription, call);
    subscription.replaceLine(line.with(variant(body), quantity(body), line.unitPrice()));
    rules.done(subscription, "SWAP_LINE_ITEM", null, UPDATED);
  }

  private void remove(SmartrrSubscription subscription, Call call) {
    SmartrrLine line = line(subscription, call);
    if (subscription.lines().stream().filter(l -> !l.deleted()).count() < 2) {
      throw ApiException.badRequest("The last line cannot be removed.");
    }
    subscription.removeLine(line.id());
    rules.done(subscription, "REMOVE_LINE_ITEM", null, UPDATED);
  }

  private static SmartrrLine line(SmartrrSubscription subscription, Call call) {
    return subscription
        .line(PathIds.uuid(call, "line"))
        .orElseThrow(() -> ApiException.notFound("The line"));
  }

  private SmartrrVariant variant(JsonNode body) {
    return world
        .catalog()
        .variant(body.path("variantId").asText(""))
        .orElseThrow(() -> ApiException.badRequest("No variant has this id."));
  }

  private static int quantity(JsonNode body) {
    return (int) Math.max(1, number(body, "quantity"));
  }

  private static long number(JsonNode body, String field) {
    if (!body.path(field).isNumber()) {
      throw ApiException.badRequest(field + " must be a number.");
    }
    return body.path(field).asLong();
  }
}
