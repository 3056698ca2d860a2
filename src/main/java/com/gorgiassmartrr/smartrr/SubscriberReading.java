package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of the subscribers with one e-mail address: what the steps of the route that reads
 * them have so far. It travels with the exchange.
 *
 * <p>Both lists are asked at once who has the address, and as soon as either names a subscriber,
 * their subscriptions are read, whichever step the route is at.
 */
final class SubscriberReading {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriberReading.class);
  private static final String PROPERTY = SubscriberReading.class.getName();

  private final Store store;
  private final SmartrrLists lists;
  private final AnswerMemory.Share memory;
  private final CompletableFuture<Catalog> names;
  private final CompletableFuture<List<JsonNode>> orders;
  private final CompletableFuture<List<JsonNode>> customers;
  private final CompletableFuture<List<JsonNode>> customersInTime;
  private final Map<String, CompletableFuture<List<JsonNode>>> states = new ConcurrentHashMap<>();
  private volatile List<JsonNode> buyers = List.of();
  private volatile @Nullable Everything everything;
  private volatile @Nullable Catalog catalog;

  /**
   * What was read of the subscribers.
   *
   * @param subscribers each once
   * @param orders the feed's rows
   * @param states their subscriptions, each with its subscriber as {@code custRel}
   */
  record Everything(List<JsonNode> subscribers, List<JsonNode> orders, List<JsonNode> states) {}

  /**
   * Begins to read.
   *
   * @param names of what may be subscribed to
   * @param patience how long a lookup that has found somebody waits to hear of others
   */
  SubscriberReading(
      Store store,
      EmailAddress email,
      SmartrrLists lists,
      AnswerMemory.Share memory,
      CompletableFuture<Catalog> names,
      Duration patience) {
    this.store = store;
    this.lists = lists;
    this.memory = memory;
    this.names = names;
    // The feed first: it names nearly every subscriber, and the other list can wait for that.
    orders = lists.orders(store, email, memory).exceptionally(this::nobodyInTooMany);
    customers = lists.customers(store, email, memory).thenApply(this::readStates);
    customersInTime =
        customers
            .exceptionally(this::nobodyElse)
            .completeOnTimeout(List.of(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The reading that an exchange is about; null where none has begun. */
  static @Nullable SubscriberReading begun(Exchange exchange) {
    return exchange.getProperty(PROPERTY, SubscriberReading.class);
  }

  /**
   * The reading that an exchange is about.
   *
   * @throws StepMissing where none has begun
   */
  static SubscriberReading of(Exchange exchange) {
    return StepMissing.unless(begun(exchange), exchange, "asks who has the address");
  }

  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /**
   * A future that is done once it is known who has the address, as far as a lookup waits for that.
   */
  CompletableFuture<?> whoHasIt() {
    return orders.thenCompose(
        found -> {
          buyers = readStates(found.stream().map(order -> order.path("custRel")).toList());
          return buyers.isEmpty() ? customers : CompletableFuture.completedFuture(buyers);
        });
  }

  /** A future that is done once all subscriptions of these subscribers are read. */
  CompletableFuture<?> subscriptions() {
    return (buyers.isEmpty() ? customers : customersInTime)
        .thenCompose(others -> orders.thenCompose(found -> gather(found, buyers, others)))
        .thenAccept(read -> everything = read);
  }

  /**
   * A future that is done once the names of what is subscribed to are known, or can't be had in
   * time.
   */
  CompletableFuture<?> names() {
    return names.thenAccept(known -> catalog = known);
  }

  /**
   * What was read of the subscribers.
   *
   * @throws StepMissing where their subscriptions weren't read
   */
  Everything everything(Exchange exchange) {
    return StepMissing.unless(everything, exchange, "reads the subscriptions");
  }

  /**
   * The names of what is subscribed to.
   *
   * @throws StepMissing where they weren't waited for
   */
  Catalog catalog(Exchange exchange) {
    return StepMissing.unless(catalog, exchange, "looks the names up");
  }

  /**
   * An empty feed, where the feed has more rows than can be read, as when many addresses end in a
   * short one. The other list has one row for each subscriber, and decides.
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
    return lists.subscriptions(store, id, memory);
  }

  private CompletableFuture<Everything> gather(
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
              return new Everything(List.copyOf(byId.values()), orders, owned);
            });
  }

  private static JsonNode owned(JsonNode state, JsonNode subscriber) {
    // Not a copy: nobody else has it, and it may be large.
    ObjectNode owned = (ObjectNode) state;
    owned.set("custRel", subscriber);
    return owned;
  }
}
