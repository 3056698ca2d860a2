package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.smartrr.SubscriberReading.Everything;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Joins what was read of subscribers into one document, which {@code widget.jslt} is given.
 *
 * <p>Leaves as the body {@code {"subscribers": [custRel…], "subscriptions": [purchase state…],
 * "names_known": true}}, in Smartrr's own shapes but for: {@code program}, {@code plan}, {@code
 * payment_failed} and {@code custRel} on every subscription, {@code product} on every line, a
 * status on every subscription ({@code UNKNOWN} where Smartrr gives none and none follows from its
 * dates), and no secrets. What can be acted on comes first, and the newest among equals ({@link
 * SubscriptionStatus#ACTIONABLE_FIRST}). {@code payment_failed} is said only of what is going to be
 * billed again.
 */
final class SubscriberDocument implements Processor {
  @Override
  public void process(Exchange exchange) {
    SubscriberReading reading = SubscriberReading.of(exchange);
    JsonNode document = join(reading.everything(exchange), reading.catalog(exchange));
    exchange.setVariable(SubscriberIds.VARIABLE, ids(document));
    exchange.getMessage().setBody(document);
  }

  private static Set<String> ids(JsonNode document) {
    SubscriberIds ids = new SubscriberIds();
    document.path("subscribers").forEach(ids::add);
    document.path("subscriptions").forEach(ids::add);
    return ids.all();
  }

  private static JsonNode join(Everything read, Catalog catalog) {
    Map<String, String> payments = lastPayments(read.orders());
    ArrayNode subscriptions = JsonNodeFactory.instance.arrayNode();
    read.states().stream()
        .filter(
            state -> state.path("deletedAt").isMissingNode() || state.path("deletedAt").isNull())
        .sorted(SubscriptionStatus.ACTIONABLE_FIRST)
        .forEach(state -> subscriptions.add(named((ObjectNode) state, catalog, payments)));
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode subscribers = document.putArray("subscribers");
    read.subscribers().forEach(subscribers::add);
    document.set("subscriptions", subscriptions);
    document.put("names_known", catalog.known());
    return Scrubber.scrub(document);
  }

  private static ObjectNode named(ObjectNode state, Catalog catalog, Map<String, String> payments) {
    state.put("purchaseStateStatus", SubscriptionStatus.of(state));
    state.put(
        "payment_failed",
        state.path("purchaseStateStatus").asText().equals("FAILED")
            || (SubscriptionStatus.isBilledAgain(state)
                && "failed".equals(payments.get(state.path("id").asText()))));
    Catalog.Plan plan = catalog.plan(state.path("sellingPlanId").asText(""));
    if (plan != null) {
      state.put("program", plan.program());
      state.put("plan", plan.name());
    }
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    for (JsonNode line : lines(state)) {
      ObjectNode named = line.deepCopy();
      String product = catalog.product(line);
      if (product != null) {
        named.put("product", product);
      }
      lines.add(named);
    }
    state.set("stLineItems", lines);
    return state;
  }

  /** The lines of a subscription, without those that were removed. */
  static List<JsonNode> lines(JsonNode state) {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode line : state.path("stLineItems")) {
      if (line.isObject() && !line.hasNonNull("deletedAt")) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** How the payment of each subscription's latest order stands, by the subscription's id. */
  private static Map<String, String> lastPayments(List<JsonNode> orders) {
    Map<String, String> latest = new HashMap<>();
    orders.stream()
        .sorted(
            Comparator.comparing(
                SubscriberDocument::processed, Comparator.nullsFirst(Comparator.naturalOrder())))
        .forEach(
            order ->
                order
                    .path("sts")
                    .forEach(
                        state ->
                            latest.put(
                                state.path("id").asText(),
                                order.path("financialStatus").asText(""))));
    return latest;
  }

  private static @Nullable Instant processed(JsonNode order) {
    return ShopTime.UTC.moment(order.path("orderProcessedDate").asText(""));
  }
}
