package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes people as Smartrr does. */
final class SubscriberJson {
  private final SmartrrWorld world;

  SubscriberJson(SmartrrWorld world) {
    this.world = world;
  }

  /** The short form, in orders and lists of people. */
  ObjectNode shallow(SmartrrSubscriber person) {
    List<SmartrrOrder> orders = world.ordersOf(person);
    ObjectNode node = Json.stored(person.id(), person.created(), person.created());
    node.put("shopifyUpdateDate", Dates.iso(person.created()))
        .put("shopifyId", person.shopifyId())
        .put("firstName", person.firstName())
        .put("lastName", person.lastName())
        .put("phone", phone(person))
        .put("role", "individualCustomer")
        .put("customerCurrency", person.currency())
        .put("orderCount", orders.size())
        .put("totalSpent", Json.money(orders.stream().mapToLong(SmartrrOrder::total).sum()))
        .put("hasLoggedIn", person.hasLoggedIn())
        .put("__stripeCustomerId__", Secrets.of("stripe-customer"));
    if (person.email() != null) {
      node.put("email", person.email());
    }
    node.set("customAttributes", Json.object());
    return node;
  }

  /** The form in subscriptions, with the shop. */
  ObjectNode withOrganization(SmartrrSubscriber person) {
    ObjectNode node = shallow(person);
    node.set("sellingOrganization", OrganizationJson.shallow(person.created()));
    return node;
  }

  ObjectNode address(SmartrrSubscriber person) {
    return Json.object()
        .put("firstName", person.firstName())
        .put("lastName", person.lastName())
        .put("address1", "1 Elm St")
        .put("city", "Springfield")
        .put("province", "Somewhere")
        .put("zip", "12345")
        .put("country", person.country())
        .put("countryCode", person.country());
  }

  /** An invented number of the range that is reserved for fiction. */
  private static String phone(SmartrrSubscriber person) {
    return "+1555010" + (1000 + Ids.number(person.id()) % 1000);
  }
}
