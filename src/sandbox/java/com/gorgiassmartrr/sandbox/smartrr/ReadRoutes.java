package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The routes that only read.
 *
 * <p>GUESS: lists begin with the newest; an unknown person's list is a 404.
 */
final class ReadRoutes {
  private static final int NEWEST_EVENTS = 250;
  private static final Comparator<SmartrrSubscription> NEWEST_STATE_FIRST =
      Comparator.comparing((SmartrrSubscription s) -> s.created()).reversed();
  private static final String STATE = "/vendor/purchase-state/{gid}";

  private final SmartrrWorld world;
  private final SubscriberJson people;
  private final SubscriptionJson subscriptions;
  private final OrderJson orders;

  ReadRoutes(SmartrrWorld world, SubscriberJson people, SubscriptionJson subscriptions) {
    this.world = world;
    this.people = people;
    this.subscriptions = subscriptions;
    this.orders = new OrderJson(people, subscriptions);
  }

  void addTo(RouteTable table) {
    table.get("/vendor/order/formatted", Scope.ORDER, call -> feed(call, orders::formattedRow));
    table.get("/vendor/order", Scope.ORDER, call -> feed(call, orders::row));
    table.get("/vendor/orders/{id}", Scope.ORDER, this::order);
    table.get("/vendor/purchase-state", Scope.SUBSCRIPTION, this::states);
    table.get(STATE, Scope.SUBSCRIPTION, call -> Answer.json(subscriptions.full(byGid(call))));
    table.get(STATE + "/orders", Scope.SUBSCRIPTION, this::ordersOfState);
    table.get(STATE + "/bills", Scope.SUBSCRIPTION, this::billsOfState);
    table.get(STATE + "/events", Scope.SUBSCRIPTION, this::events);
    table.get("/vendor/customer/{person}/purchase-state", Scope.SUBSCRIPTION, this::statesOfPerson);
    table.get("/vendor/customer/{person}/orders", Scope.ORDER, this::ordersOfPerson);
    table.get("/vendor/customer-relationship", Scope.CUSTOMER, this::people);
    table.get("/vendor/customer-relationship/{person}", Scope.CUSTOMER, this::person);
    table.get("/vendor/purchase-state-line-item", Scope.SUBSCRIPTION, this::lines);
    table.get("/vendor/purchasable", Scope.PRODUCT, this::products);
    table.get("/vendor/selling-plan-group", Scope.SELLING_PLAN, this::programs);
    table.get("/vendor/cancellation-reasons", Scope.SUBSCRIPTION, this::reasons);
    table.get("/vendor/bill", Scope.BILL, this::bills);
  }

  private Answer feed(Call call, Function<SmartrrOrder, ObjectNode> row) {
    // Drawing every order for each question would make a large world slow.
    List<SmartrrOrder> found = world.orders();
    String asked = call.queryValue("filterLike[emailOrName]").orElse("");
    if (!asked.isEmpty()) {
      LikePattern pattern = new LikePattern(asked);
      found = found.stream().filter(order -> isAbout(order.subscriber(), pattern)).toList();
    }
    return page(call, ListQuery.ofOrders(call).apply(rows(found, row)));
  }

  private static boolean isAbout(SmartrrSubscriber person, LikePattern pattern) {
    String email = person.email() == null ? "" : person.email();
    return pattern.matches(email) || pattern.matches(person.firstName() + " " + person.lastName());
  }

  private Answer order(Call call) {
    return world.orders().stream()
        .filter(o -> o.shopifyId().equals(call.parameter("id")))
        .findFirst()
        .map(o -> Answer.json(orders.row(o)))
        .orElseThrow(() -> ApiException.notFound("The order"));
  }

  private Answer states(Call call) {
    return page(call, ListQuery.of(call).apply(stateRows(world.subscriptions())));
  }

  private Answer statesOfPerson(Call call) {
    List<SmartrrSubscription> theirs = world.subscriptionsOf(byUuid(call));
    return page(call, ListQuery.of(call).apply(stateRows(theirs)));
  }

  private List<ObjectNode> stateRows(List<SmartrrSubscription> states) {
    return states.stream().sorted(NEWEST_STATE_FIRST).map(subscriptions::full).toList();
  }

  private Answer ordersOfState(Call call) {
    List<SmartrrOrder> found = world.ordersOf(byGid(call));
    return page(call, ListQuery.ofOrders(call).apply(rows(found, orders::row)));
  }

  private Answer ordersOfPerson(Call call) {
    List<SmartrrOrder> found = world.ordersOf(byUuid(call));
    return page(call, ListQuery.ofOrders(call).apply(rows(found, orders::row)));
  }

  private static List<ObjectNode> rows(
      List<SmartrrOrder> orders, Function<SmartrrOrder, ObjectNode> row) {
    return orders.stream()
        .sorted(Comparator.comparing(SmartrrOrder::processed).reversed())
        .map(row)
        .toList();
  }

  private Answer billsOfState(Call call) {
    return page(call, ListQuery.withoutEquals(call).apply(billRows(byGid(call))));
  }

  private Answer bills(Call call) {
    List<ObjectNode> rows = new ArrayList<>();
    world.subscriptions().forEach(s -> rows.addAll(billRows(s)));
    return page(call, ListQuery.withoutEquals(call).apply(rows));
  }

  private List<ObjectNode> billRows(SmartrrSubscription subscription) {
    return subscription.bills().stream()
        .sorted(Comparator.comparing(SubscriptionBill::billingDate).reversed())
        .map(b -> HistoryJson.bill(b, subscription, subscriptions))
        .toList();
  }

  /** FACT: a plain array of the newest 250. */
  private Answer events(Call call) {
    List<SubscriptionEvent> newestFirst = new ArrayList<>(byGid(call).events());
    Collections.reverse(newestFirst);
    ArrayNode rows = Json.array();
    newestFirst.stream()
        .limit(NEWEST_EVENTS)
        .forEach(e -> rows.add(HistoryJson.event(e, world.quirks())));
    return Answer.json(rows);
  }

  private Answer people(Call call) {
    List<ObjectNode> rows = world.subscribers().stream().map(people::shallow).toList();
    return page(call, ListQuery.of(call).apply(rows));
  }

  private Answer person(Call call) {
    String id = call.parameter("person");
    return world.subscribers().stream()
        .filter(p -> p.shopifyId().equals(id) || p.shopifyId().endsWith("/" + id))
        .findFirst()
        .map(p -> Answer.json(people.shallow(p).put("tieredPoints", 0)))
        .orElseThrow(() -> ApiException.notFound("The customer"));
  }

  /** FACT: here, and only here, a line carries its subscription and the name of its product. */
  private Answer lines(Call call) {
    List<ObjectNode> rows = new ArrayList<>();
    for (SmartrrSubscription subscription : world.subscriptions()) {
      for (SmartrrLine line : subscription.lines()) {
        ObjectNode row = LineJson.ofSubscription(line, subscription);
        ObjectNode variant = VariantJson.of(line.variant(), subscription.created());
        variant.set("purchasable", CatalogJson.product(line.variant(), subscription.created()));
        row.set("vnt", variant);
        row.set("cps", subscriptions.full(subscription));
        rows.add(row);
      }
    }
    return page(call, ListQuery.of(call).apply(rows));
  }

  private Answer products(Call call) {
    List<ObjectNode> rows =
        world.catalog().products().values().stream()
            .map(variants -> CatalogJson.product(variants, world.now()))
            .toList();
    return page(call, ListQuery.withoutEquals(call).apply(rows));
  }

  /** FACT: a plain array. */
  private Answer programs(Call call) {
    ArrayNode rows = Json.array();
    world
        .catalog()
        .programs()
        .forEach(
            (name, plans) -> {
              long subscribed =
                  world.subscriptions().stream().filter(s -> plans.contains(s.plan())).count();
              rows.add(CatalogJson.program(name, plans, rows.size(), subscribed));
            });
    return Answer.json(rows);
  }

  /** FACT: a plain array. */
  private Answer reasons(Call call) {
    ArrayNode rows = Json.array();
    world.catalog().reasons().forEach(r -> rows.add(CatalogJson.reason(r)));
    return Answer.json(rows);
  }

  private Answer page(Call call, List<ObjectNode> rows) {
    return Answer.json(Page.of(call, world.quirks().pageBase(), rows));
  }

  /** GUESS: that only the full GID is known, neither the number nor the UUID. */
  private SmartrrSubscription byGid(Call call) {
    String gid = call.parameter("gid");
    Optional<SmartrrSubscription> found =
        world.subscriptions().stream().filter(s -> s.shopifyId().equals(gid)).findFirst();
    return found.orElseThrow(() -> ApiException.notFound("The subscription"));
  }

  private SmartrrSubscriber byUuid(Call call) {
    String id = PathIds.uuid(call, "person");
    return world.subscribers().stream()
        .filter(p -> p.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("The customer"));
  }
}
