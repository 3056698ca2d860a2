package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time zone in which each store bills, for sentences that are said before a subscription is
 * read. It is the one of the store's subscription that was read last, and UTC until one was read.
 */
public final class ShopTimes {
  private final Map<String, ShopTime> known = new ConcurrentHashMap<>();

  /** The store's time. */
  ShopTime of(Store store) {
    return known.getOrDefault(store.name(), ShopTime.UTC);
  }

  /** The time of the store that a subscription belongs to, which is kept for later sentences. */
  ShopTime learn(Store store, JsonNode subscription) {
    if (!subscription.path("organization").path("billingTimezone").asText("").isBlank()) {
      known.put(store.name(), ShopTime.of(subscription));
    }
    return of(store);
  }
}
