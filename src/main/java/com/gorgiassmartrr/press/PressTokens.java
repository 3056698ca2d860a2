package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Adds to every subscription in the body what its buttons need: {@code press_token}, the signed
 * state that the agent is going to see, and {@code can}, with an object for each action that the
 * state allows. Gorgias shows a button's card only where that object is there.
 *
 * <p>Needs the variables {@code store} and {@code readAt}, in milliseconds since the epoch.
 */
public final class PressTokens implements Processor {
  private final Stores stores;
  private final Actions actions;
  private final ShopTimes shopTimes;

  public PressTokens(Stores stores, Actions actions, ShopTimes shopTimes) {
    this.stores = stores;
    this.actions = actions;
    this.shopTimes = shopTimes;
  }

  @Override
  public void process(Exchange exchange) {
    Store store = stores.get(exchange.getVariable("store", String.class));
    Instant readAt = Instant.ofEpochMilli(exchange.getVariable("readAt", Long.class));
    Map<String, Action> all = actions.all();
    JsonNode found = exchange.getMessage().getBody(JsonNode.class);
    for (JsonNode subscription : found.path("subscriptions")) {
      shopTimes.learn(store, subscription);
      SeenState seen = SeenState.of(subscription);
      PressToken token =
          new PressToken(
              store.name(),
              subscription.path("custRel").path("id").asText(),
              subscription.path("id").asText(),
              seen,
              readAt);
      ((ObjectNode) subscription).put("press_token", token.sign(store));
      allow((ObjectNode) subscription, all, seen);
    }
  }

  /** Adds an object that isn't empty, for an empty one would hide the card. */
  private static void allow(ObjectNode subscription, Map<String, Action> all, SeenState seen) {
    ObjectNode can = subscription.putObject("can");
    all.forEach(
        (name, action) -> {
          if (action.isLegalIn(seen)) {
            can.putObject(Actions.key(name)).put("legal", true);
          }
        });
  }
}
