package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that Smartrr knows of the subscribers with one e-mail address, and joins it into
 * one document, which {@code widget.jslt} is given.
 *
 * <p>Needs the variables {@code store} and {@code email}. Leaves as the body {@code {"subscribers":
 * [custRel…], "subscriptions": [purchase state…], "names_known": true}}, in Smartrr's own shapes
 * but for: {@code program}, {@code plan}, {@code payment_failed} and {@code custRel} on every
 * subscription, {@code product} on every line, a status on every subscription ({@code UNKNOWN}
 * where Smartrr gives none and none follows from its dates), and no secrets. What can be acted on
 * comes first, and the newest among equals ({@link SubscriptionStatus#ACTIONABLE_FIRST}). {@code
 * payment_failed} is said only of what is going to be billed again. It holds no thread while it
 * waits.
 */
public final class SubscriberReader extends AsyncProcessorSupport {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriberReader.class);

  private final SmartrrCalls smartrr;
  private final Catalogs catalogs;
  private final Stores stores;
  private final Duration patience;

  /**
   * A reader that asks by these calls.
   *
   * @param patience how long a lookup that has found somebody waits to hear of others
   */
  public SubscriberReader(
      SmartrrCalls smartrr, Catalogs catalogs, Stores stores, Duration patience) {
    this.smartrr = smartrr;
    this.catalogs = catalogs;
    this.stores = stores;
    this.patience = patience;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Store store = stores.get(exchange.getVariable("store", String.class));
    EmailAddress email = new EmailAddress(exchange.getVariable("email", String.class));
    CompletableFuture<Catalog> names = catalogs.of(store);
    new Reading(store, email, memoryOf(exchange))
        .read()
        .thenCombine(names, SubscriberReader::join)
        .whenComplete(
            (document, failure) -> {
              if (failure != null) {
                exchange.setException(Pages.asPartners(failure));
              } else {
                exchange.setVariable(SubscriberIds.VARIABLE, ids(document));
                exchange.getMessage().setBody(document);
              }
              callback.done(false);
            });
    return false;
  }

  /**
   * The share of the memory that a lookup's answers take. It is given back when the lookup's route
   * has ended.
   */
  static AnswerMemory.Share memoryOf(Exchange exchange) {
    AnswerMemory.Share memory = AnswerMemory.ofHeap().share();
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                memory.close();
              }
            });
    return memory;
  }

  private static Set<String> ids(JsonNode document) {
    SubscriberIds ids = new SubscriberIds();
    document.path("subscribers").forEach(ids::add);
    document.path("subscriptions").forEach(ids::add);
    return ids.all();
  }

  /** Rows of the feed that are of exactly this address, out of all that merely contain it. */
  CompletableFuture<List<JsonNode>> orders(
      Store store, EmailAddress email, AnswerMemory.Share memory) {
    return list(
        store,
        memory,
        "smartrr-find-orders",
        Map.of("search", encoded(email.value())),
        row -> email.is(row.path("custRel").path("email").asText(null)));
  }

  /** Subscribers of exactly this address; the feed doesn't know those who have no order yet. */
  private CompletableFuture<List<JsonNode>> customers(
      Store store, EmailAddress email, AnswerMemory.Share memory) {
    return list(
        store,
        memory,
        "smartrr-find-customers",
        Map.of("search", encoded(email.key())),
        customer -> email.is(customer.path("email").asText(null)));
  }

  /**
   * One lookup's reads. Both lists are asked at once who has the address, and as soon as either
   * names a subscriber, their subscriptions are read.
   */
  private final class Reading {
    private final Store store;
    private final EmailAddress email;
    private final AnswerMemory.Share memory;
    private final Map<String, CompletableFuture<List<JsonNode>>> states = new ConcurrentHashMap<>();

    Reading(Store store, EmailAddress email, AnswerMemory.Share memory) {
      this.store = store;
      this.email = email;
      this.memory = memory;
    }

    CompletableFuture<Read> read() {
      // The feed first: it names nearly every subscriber, and the other list can wait for that.
      CompletableFuture<List<JsonNode>> orders =
          orders(store, email, memory).exceptionally(this::nobodyInTooMany);
      CompletableFuture<List<JsonNode>> customers =
          customers(store, email, memory).thenApply(this::readStates);
      CompletableFuture<List<JsonNode>> customersInTime =
          customers
              .exceptionally(this::nobodyElse)
              .completeOnTimeout(List.of(), patience.toMillis(), TimeUnit.MILLISECONDS);
      return orders.thenCompose(
          found -> {
            List<JsonNode> buyers =
                readStates(found.stream().map(order -> order.path("custRel")).toList());
            return (buyers.isEmpty() ? customers : customersInTime)
                .thenCompose(others -> gather(found, buyers, others));
          });
    }

    /**
     * Many addresses may end in a short one, and the feed then has more rows than can be read. The
     * other list has one row a subscriber, and decides.
     */
    private List<JsonNode> nobodyInTooMany(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof Pages.TooMany) {
        LOG.info("{}: orders of an address can't all be read: {}", store.name(), cause.toString());
        return List.of();
      }
      throw new CompletionException(cause);
    }

    /**
     * An empty list in place of the second one. When the feed has found somebody, a lookup doesn't
     * fail because the other list can't be read.
     */
    private List<JsonNode> nobodyElse(Throwable failure) {
      LOG.info(
          "{}: subscribers without orders can't be read: {}", store.name(), failure.getMessage());
      return List.of();
    }

    private List<JsonNode> readStates(List<JsonNode> subscribers) {
      List<JsonNode> identified =
          subscribers.stream().filter(one -> !one.path("id").asText("").isEmpty()).toList();
      if (identified.isEmpty() && !subscribers.isEmpty()) {
        // They may have subscriptions, and would be taken for nobody.
        throw new PartnerFailure(PartnerFailure.Kind.MALFORMED, "a subscriber without an id");
      }
      identified.forEach(one -> states.computeIfAbsent(one.path("id").asText(), this::statesOf));
      return identified;
    }

    private CompletableFuture<List<JsonNode>> statesOf(String id) {
      return list(
          store,
          memory,
          "smartrr-list-subscriptions",
          Map.of("customer", encoded(id)),
          state -> true);
    }

    private CompletableFuture<Read> gather(
        List<JsonNode> orders, List<JsonNode> buyers, List<JsonNode> others) {
      Map<String, JsonNode> byId = new LinkedHashMap<>();
      Stream.concat(buyers.stream(), others.stream())
          .forEach(one -> byId.putIfAbsent(one.path("id").asText(), one));
      return CompletableFuture.allOf(
              byId.keySet().stream().map(states::get).toArray(CompletableFuture[]::new))
          .thenApply(
              all -> {
                List<JsonNode> owned = new ArrayList<>();
                byId.forEach(
                    (id, subscriber) ->
                        Objects.requireNonNull(states.get(id))
                            .join()
                            .forEach(state -> owned.add(owned(state, subscriber))));
                return new Read(byId.values(), orders, owned);
              });
    }
  }

  private static JsonNode owned(JsonNode state, JsonNode subscriber) {
    // Not a copy: nobody else has it, and it may be large.
    ObjectNode owned = (ObjectNode) state;
    owned.set("custRel", subscriber);
    return owned;
  }

  private CompletableFuture<List<JsonNode>> list(
      Store store,
      AnswerMemory.Share memory,
      String route,
      Map<String, String> variables,
      Predicate<JsonNode> wanted) {
    return Pages.read(
        page -> {
          Map<String, String> all = new HashMap<>(variables);
          all.put("page", Integer.toString(page));
          return smartrr.callNext(store, route, all, memory);
        },
        wanted);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonNode join(Read read, Catalog catalog) {
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
                SubscriberReader::processed, Comparator.nullsFirst(Comparator.naturalOrder())))
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

  private record Read(
      Collection<JsonNode> subscribers, List<JsonNode> orders, List<JsonNode> states) {}
}
