package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which time zone each store bills, as its subscriptions last told; UTC until one was read. For
 * what is said before a subscription is read.
 */
public final class ShopTimes {
  private final Map<String, ShopTime> known = new ConcurrentHashMap<>();

  /** The store's time. */
  ShopTime of(Store store) {
    return known.getOrDefault(store.name(), ShopTime.UTC);
  }

  /** The time of the store that a subscription belongs to, kept for the next time. */
  ShopTime learn(Store store, JsonNode subscription) {
    if (!subscription.path("organization").path("billingTimezone").asText("").isBlank()) {
      known.put(store.name(), ShopTime.of(subscription));
    }
    return of(store);
  }
}
