package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Reads everything that Smartrr knows of the subscribers with one e-mail address, and joins it into
 * one document, which {@code widget.jslt} is given.
 *
 * <p>Needs the variables {@code store} and {@code email}. Leaves as the body {@code {"subscribers":
 * [custRel…], "subscriptions": [purchase state…], "names_known": true}}, in Smartrr's own shapes
 * but for: {@code program}, {@code plan}, {@code payment_failed} and {@code custRel} on every
 * subscription, {@code product} on every line, a status on every subscription ({@code UNKNOWN}
 * where Smartrr gives none and none follows from its dates), and no secrets. The newest
 * subscription comes first. It holds no thread while it waits.
 */
public final class SubscriberReader extends AsyncProcessorSupport {
  private final SmartrrCalls smartrr;
  private final Catalogs catalogs;
  private final Stores stores;

  public SubscriberReader(SmartrrCalls smartrr, Catalogs catalogs, Stores stores) {
    this.smartrr = smartrr;
    this.catalogs = catalogs;
    this.stores = stores;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Store store = stores.get(exchange.getVariable("store", String.class));
    EmailAddress email = new EmailAddress(exchange.getVariable("email", String.class));
    CompletableFuture<Catalog> names = catalogs.of(store);
    orders(store, email)
        .thenCompose(orders -> subscribers(store, email, orders))
        .thenCompose(found -> subscriptions(store, found))
        .thenCombine(names, SubscriberReader::join)
        .whenComplete(
            (document, failure) -> {
              if (failure != null) {
                exchange.setException(failure);
              } else {
                exchange.getMessage().setBody(document);
              }
              callback.done(false);
            });
    return false;
  }

  /** Rows of the feed that are of exactly this address, out of all that merely contain it. */
  CompletableFuture<List<JsonNode>> orders(Store store, EmailAddress email) {
    return list(store, "smartrr-find-orders", Map.of("search", encoded(email.value())))
        .thenApply(
            rows ->
                rows.stream()
                    .filter(row -> email.is(row.path("custRel").path("email").asText(null)))
                    .toList());
  }

  private CompletableFuture<Found> subscribers(
      Store store, EmailAddress email, List<JsonNode> orders) {
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    orders.forEach(order -> putById(byId, order.path("custRel")));
    if (!byId.isEmpty()) {
      return CompletableFuture.completedFuture(new Found(byId.values(), orders));
    }
    return list(store, "smartrr-find-customers", Map.of("search", encoded(email.key())))
        .thenApply(
            customers -> {
              customers.stream()
                  .filter(customer -> email.is(customer.path("email").asText(null)))
                  .forEach(customer -> putById(byId, customer));
              return new Found(byId.values(), orders);
            });
  }

  private static void putById(Map<String, JsonNode> byId, JsonNode subscriber) {
    String id = subscriber.path("id").asText("");
    if (!id.isEmpty()) {
      byId.putIfAbsent(id, subscriber);
    }
  }

  private CompletableFuture<Read> subscriptions(Store store, Found found) {
    List<CompletableFuture<List<JsonNode>>> reads = new ArrayList<>();
    for (JsonNode subscriber : found.subscribers()) {
      String id = subscriber.path("id").asText();
      reads.add(
          list(store, "smartrr-list-subscriptions", Map.of("customer", encoded(id)))
              .thenApply(
                  states -> states.stream().map(state -> owned(state, subscriber)).toList()));
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> new Read(found, reads.stream().flatMap(read -> read.join().stream()).toList()));
  }

  private static JsonNode owned(JsonNode state, JsonNode subscriber) {
    ObjectNode owned = (ObjectNode) state.deepCopy();
    owned.set("custRel", subscriber);
    return owned;
  }

  private CompletableFuture<List<JsonNode>> list(
      Store store, String route, Map<String, String> variables) {
    return Pages.read(
        page -> {
          Map<String, String> all = new HashMap<>(variables);
          all.put("page", Integer.toString(page));
          return smartrr.call(store, route, all);
        });
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonNode join(Read read, Catalog catalog) {
    Map<String, String> payments = lastPayments(read.found().orders());
    ArrayNode subscriptions = JsonNodeFactory.instance.arrayNode();
    read.states().stream()
        .filter(
            state -> state.path("deletedAt").isMissingNode() || state.path("deletedAt").isNull())
        .sorted(Comparator.comparing(SubscriberReader::created).reversed())
        .forEach(state -> subscriptions.add(named((ObjectNode) state, catalog, payments)));
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode subscribers = document.putArray("subscribers");
    read.found().subscribers().forEach(subscribers::add);
    document.set("subscriptions", subscriptions);
    document.put("names_known", catalog.known());
    return Scrubber.scrub(document);
  }

  private static String created(JsonNode state) {
    String submitted = state.path("initialSubmissionDate").asText("");
    return submitted.isEmpty() ? state.path("createdDate").asText("") : submitted;
  }

  private static ObjectNode named(ObjectNode state, Catalog catalog, Map<String, String> payments) {
    state.put("purchaseStateStatus", SubscriptionStatus.of(state));
    state.put(
        "payment_failed",
        state.path("purchaseStateStatus").asText().equals("FAILED")
            || "failed".equals(payments.get(state.path("id").asText())));
    Catalog.Plan plan = catalog.plan(state.path("sellingPlanId").asText(""));
    if (plan != null) {
      state.put("program", plan.program());
      state.put("plan", plan.name());
    }
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    for (JsonNode line : state.path("stLineItems")) {
      if (line.hasNonNull("deletedAt") || !line.isObject()) {
        continue;
      }
      ObjectNode named = line.deepCopy();
      JsonNode variant = line.path("vnt");
      String product = catalog.product(variant.path("id").asText(""));
      if (product == null) {
        product = catalog.product(variant.path("shopifyId").asText(""));
      }
      if (product != null) {
        named.put("product", product);
      }
      lines.add(named);
    }
    state.set("stLineItems", lines);
    return state;
  }

  /** How the payment of each subscription's latest order stands, by the subscription's id. */
  private static Map<String, String> lastPayments(List<JsonNode> orders) {
    Map<String, String> latest = new HashMap<>();
    orders.stream()
        .sorted(Comparator.comparing(order -> order.path("orderProcessedDate").asText("")))
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

  private record Found(Collection<JsonNode> subscribers, List<JsonNode> orders) {}

  private record Read(Found found, List<JsonNode> states) {}
}
