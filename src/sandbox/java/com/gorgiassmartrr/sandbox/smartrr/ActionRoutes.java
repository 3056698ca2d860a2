package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;

/**
 * The routes that change one subscription.
 *
 * <p>FACT: the paths, the bodies and the two shapes of the answer: pause, activate and cancel wrap
 * the subscription, the others give it bare. What each change does is in {@link ActionRules}.
 */
final class ActionRoutes {
  private static final String STATE = "/vendor/customer/{person}/purchase-state/{state}/";

  private final SmartrrWorld world;
  private final SubscriptionJson subscriptions;
  private final ActionRules rules;

  ActionRoutes(SmartrrWorld world, SubscriptionJson subscriptions, ActionRules rules) {
    this.world = world;
    this.subscriptions = subscriptions;
    this.rules = rules;
  }

  void addTo(RouteTable table) {
    put(table, "skip", false, rules::skip);
    put(table, "unskip", false, rules::unskip);
    put(table, "pause", true, rules::pause);
    put(table, "activate", true, rules::activate);
    put(table, "cancel", true, rules::cancel);
    put(table, "next-billing-date", false, rules::nextBillingDate);
    put(table, "selling-plan", false, rules::sellingPlan);
    put(table, "shipping-price", false, rules::shippingPrice);
    table.dangerous("PUT", STATE + "bulk-skip", Scope.SUBSCRIPTION, call -> bulk(call, "skip"));
    table.dangerous("PUT", STATE + "bulk-unskip", Scope.SUBSCRIPTION, call -> bulk(call, "unskip"));
    table.get(STATE + "selling-plan-next-order-date-preview", Scope.SUBSCRIPTION, this::preview);
    table.post("/vendor/user-cancellation", Scope.SUBSCRIPTION, this::userCancellation);
  }

  void put(
      RouteTable table,
      String action,
      boolean wrapped,
      BiConsumer<SmartrrSubscription, Call> rule) {
    table.put(STATE + action, Scope.SUBSCRIPTION, call -> change(call, wrapped, rule));
  }

  void post(RouteTable table, String action, BiConsumer<SmartrrSubscription, Call> rule) {
    table.post(STATE + action, Scope.SUBSCRIPTION, call -> change(call, false, rule));
  }

  /** Applies a rule, unless the call only pretends, and answers with the subscription. */
  Answer change(Call call, boolean wrapped, BiConsumer<SmartrrSubscription, Call> rule) {
    SmartrrSubscription subscription = find(call);
    if (!call.pretend()) {
      rule.accept(subscription, call);
    }
    ObjectNode state = subscriptions.full(subscription);
    return Answer.json(wrapped ? Json.object().set("newCustomerPurchaseState", state) : state);
  }

  private Answer bulk(Call call, String action) {
    return change(
        call,
        false,
        (subscription, c) -> {
          for (JsonNode date : c.object().path("dates")) {
            if (action.equals("skip")) {
              rules.skipOn(subscription, date.asText());
            } else {
              rules.unskipOn(subscription, date.asText());
            }
          }
        });
  }

  private Answer preview(Call call) {
    SmartrrSubscription subscription = find(call);
    SmartrrPlan plan = rules.plan(call.queryValue("sellingPlanId").orElse(""));
    ObjectNode node = Json.object();
    BillingSchedule schedule = subscription.schedule();
    return Answer.json(
        node.put("nextOrderDate", Dates.iso(plan.interval().after(schedule.next(), 1))));
  }

  /** FACT: answers with what was sent. */
  private Answer userCancellation(Call call) {
    JsonNode body = call.object();
    ObjectNode answer = Json.object();
    for (String field : new String[] {"reasonText", "action", "stId", "cancellationReasonId"}) {
      if (!body.path(field).isTextual()) {
        throw ApiException.badRequest(field + " is missing.");
      }
      answer.put(field, body.path(field).asText());
    }
    if (world.findSubscription(body.path("stId").asText()).isEmpty()) {
      throw ApiException.notFound("The subscription");
    }
    return Answer.json(answer);
  }

  private SmartrrSubscription find(Call call) {
    String person = PathIds.uuid(call, "person");
    String state = PathIds.uuid(call, "state");
    return world.subscriptions().stream()
        .filter(s -> s.id().equals(state) && s.subscriber().id().equals(person))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("The subscription"));
  }
}
