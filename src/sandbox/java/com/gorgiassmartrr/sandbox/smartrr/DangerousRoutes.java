package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The routes that no client of ours may call. They do their damage here too, so that a test sees
 * it.
 *
 * <p>FACT: a GET deletes a person's data; the bulk routes take {@code "all"}; retrying a bill
 * charges the customer.
 */
final class DangerousRoutes {
  private static final String BULK = "/vendor/customer/purchase-state/bulk-";

  private final SmartrrWorld world;
  private final SubscriptionJson subscriptions;
  private final ActionRules rules;

  DangerousRoutes(SmartrrWorld world, SubscriptionJson subscriptions, ActionRules rules) {
    this.world = world;
    this.subscriptions = subscriptions;
    this.rules = rules;
  }

  void addTo(RouteTable table) {
    table.dangerous("GET", "/vendor/customer/{person}/ccpa", Scope.CUSTOMER, this::forgetPerson);
    bulk(table, "pause", (s, body) -> setStatus(s, PurchaseStatus.PAUSED, "PAUSE"));
    bulk(table, "cancel", (s, body) -> setStatus(s, PurchaseStatus.CANCELLED, "CANCEL"));
    bulk(table, "unpause", (s, body) -> setStatus(s, PurchaseStatus.ACTIVE, "ACTIVATE"));
    bulk(table, "set-nextBillingDate", this::setDate);
    table.dangerous("POST", "/vendor/bill/{bill}/retry", Scope.BILL, call -> bill(call, true));
    table.dangerous("POST", "/vendor/bill/{bill}/cancel", Scope.BILL, call -> bill(call, false));
    table.dangerous("PUT", "/vendor/bill/bulk-retry", Scope.BILL, call -> bills(call, true));
    table.dangerous("PUT", "/vendor/bill/bulk-cancel", Scope.BILL, call -> bills(call, false));
  }

  private void bulk(
      RouteTable table, String name, BiConsumer<SmartrrSubscription, JsonNode> damage) {
    table.dangerous("PUT", BULK + name, Scope.SUBSCRIPTION, call -> damageMany(call, damage));
  }

  private Answer damageMany(Call call, BiConsumer<SmartrrSubscription, JsonNode> damage) {
    JsonNode body = call.object();
    JsonNode ids = body.path("customerPurchaseStateIds");
    boolean everyone = ids.asText("").equals("all");
    if (!everyone && !ids.isArray()) {
      throw ApiException.badRequest("customerPurchaseStateIds is missing.");
    }
    Set<String> meant = new TreeSet<>();
    ids.forEach(id -> meant.add(id.asText()));
    List<SmartrrSubscription> hit =
        world.subscriptions().stream().filter(s -> everyone || meant.contains(s.id())).toList();
    hit.forEach(s -> damage.accept(s, body));
    List<ObjectNode> rows = hit.stream().map(subscriptions::full).toList();
    ObjectNode page = Page.of(call, world.quirks().pageBase(), rows);
    return Answer.json(Json.object().set("newCustomerPurchaseState", page));
  }

  private void setStatus(SmartrrSubscription subscription, PurchaseStatus status, String event) {
    subscription.status(status);
    rules.done(subscription, event, null, "SUBSCRIPTION_" + event);
  }

  private void setDate(SmartrrSubscription subscription, JsonNode body) {
    Dates.parse(body.path("date").asText(""))
        .ifPresentOrElse(
            subscription::nextBillingDate,
            () -> {
              throw ApiException.badRequest("date is missing or not in ISO format.");
            });
    rules.done(subscription, "CHANGE_ORDER_DATE", null, "SUBSCRIPTION_SET_NEXT_DATE");
  }

  private Answer forgetPerson(Call call) {
    String id = PathIds.uuid(call, "person");
    SmartrrSubscriber person =
        world.findSubscriber(id).orElseThrow(() -> ApiException.notFound("The customer"));
    world.remove(person);
    return Answer.empty();
  }

  private Answer bill(Call call, boolean charge) {
    return Answer.json(changeBill(call.parameter("bill"), charge));
  }

  private Answer bills(Call call, boolean charge) {
    List<ObjectNode> rows = new ArrayList<>();
    call.object().path("billIds").forEach(id -> rows.add(changeBill(id.asText(), charge)));
    return Answer.json(Page.of(call, world.quirks().pageBase(), rows));
  }

  private ObjectNode changeBill(String id, boolean charge) {
    for (SmartrrSubscription subscription : world.subscriptions()) {
      for (SubscriptionBill bill : subscription.bills()) {
        if (Long.toString(bill.id()).equals(id)) {
          SubscriptionBill changed = charge ? charged(bill) : bill.withStatus("canceled");
          subscription.replaceBill(changed);
          return HistoryJson.bill(changed, subscription, subscriptions);
        }
      }
    }
    throw ApiException.notFound("The bill");
  }

  private static SubscriptionBill charged(SubscriptionBill bill) {
    return new SubscriptionBill(
        bill.id(), bill.amount(), "succeeded", bill.billingDate(), bill.retryCount() + 1, null);
  }
}
