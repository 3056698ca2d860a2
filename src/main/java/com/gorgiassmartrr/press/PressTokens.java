package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Signs, for every subscription in the body, what the agent is going to see of it, as {@code
 * press_token}. Needs the variables {@code store} and {@code readAt}, in milliseconds since the
 * epoch.
 */
public final class PressTokens implements Processor {
  private final Stores stores;
  private final ShopTimes shopTimes;

  public PressTokens(Stores stores, ShopTimes shopTimes) {
    this.stores = stores;
    this.shopTimes = shopTimes;
  }

  @Override
  public void process(Exchange exchange) {
    Store store = stores.get(exchange.getVariable("store", String.class));
    Instant readAt = Instant.ofEpochMilli(exchange.getVariable("readAt", Long.class));
    JsonNode found = exchange.getMessage().getBody(JsonNode.class);
    for (JsonNode subscription : found.path("subscriptions")) {
      shopTimes.learn(store, subscription);
      PressToken token =
          new PressToken(
              store.name(),
              subscription.path("custRel").path("id").asText(),
              subscription.path("id").asText(),
              SeenState.of(subscription),
              readAt);
      ((ObjectNode) subscription).put("press_token", token.sign(store));
    }
  }
}
