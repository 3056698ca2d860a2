package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Reads Smartrr's feed of one e-mail address, in Smartrr's own shape, with the rows of exactly that
 * address and without secrets.
 *
 * <p>Needs the variables {@code store} and {@code email}; leaves the envelope as the body. It holds
 * no thread while it waits.
 */
public final class FeedReader extends AsyncStep {
  private final SmartrrLists lists;
  private final Stores stores;

  public FeedReader(SmartrrLists lists, Stores stores) {
    this.lists = lists;
    this.stores = stores;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Store store = stores.get(exchange.getVariable("store", String.class));
    EmailAddress email = new EmailAddress(exchange.getVariable("email", String.class));
    lists
        .orders(store, email, SmartrrLists.memoryOf(exchange))
        .whenComplete(
            (rows, failure) -> {
              if (failure != null) {
                exchange.setException(Pages.asPartners(failure));
              } else {
                exchange.setVariable(SubscriberIds.VARIABLE, ids(rows));
                exchange.getMessage().setBody(Scrubber.scrub(envelope(inOrder(rows))));
              }
              callback.done(false);
            });
    return false;
  }

  private static Set<String> ids(List<JsonNode> rows) {
    SubscriberIds ids = new SubscriberIds();
    rows.forEach(row -> ids.add(row.path("custRel")).addAll(row.path("sts")));
    return ids.all();
  }

  /**
   * The rows in the order in which the widget has their subscriptions: a button that was made by
   * hand acts on {@code data[0].sts[0]}. Rows of one subscription stay in Smartrr's order, rows
   * without any come last.
   */
  private static List<JsonNode> inOrder(List<JsonNode> rows) {
    for (JsonNode row : rows) {
      if (row.path("sts") instanceof ArrayNode states && states.size() > 1) {
        List<JsonNode> sorted = new ArrayList<>();
        states.forEach(sorted::add);
        sorted.sort(SubscriptionStatus.ACTIONABLE_FIRST);
        states.removeAll();
        states.addAll(sorted);
      }
    }
    return rows.stream()
        .sorted(
            Comparator.comparing(
                row -> row.path("sts").get(0),
                Comparator.nullsLast(SubscriptionStatus.ACTIONABLE_FIRST)))
        .toList();
  }

  /** Smartrr's envelope of a list, with all rows on one page. */
  public static ObjectNode envelope(List<JsonNode> rows) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.put("totalCount", rows.size());
    envelope.put("totalPages", 1);
    envelope.put("pageSize", Math.max(rows.size(), 1));
    envelope.put("pageNumber", 0);
    ArrayNode data = envelope.putArray("data");
    rows.forEach(data::add);
    return envelope;
  }
}
