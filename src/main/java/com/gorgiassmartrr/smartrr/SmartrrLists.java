package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Smartrr's lists of what there is of one subscriber, each read to its end. */
public final class SmartrrLists {
  private final SmartrrCalls smartrr;

  /** Lists that are read by these calls. */
  public SmartrrLists(SmartrrCalls smartrr) {
    this.smartrr = smartrr;
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
  CompletableFuture<List<JsonNode>> customers(
      Store store, EmailAddress email, AnswerMemory.Share memory) {
    return list(
        store,
        memory,
        "smartrr-find-customers",
        Map.of("search", encoded(email.key())),
        customer -> email.is(customer.path("email").asText(null)));
  }

  /** The subscriptions of a subscriber. */
  CompletableFuture<List<JsonNode>> subscriptions(
      Store store, String id, AnswerMemory.Share memory) {
    return list(
        store,
        memory,
        "smartrr-list-subscriptions",
        Map.of("customer", encoded(id)),
        state -> true);
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
}
