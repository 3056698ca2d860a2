package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * The ids by which a webhook may name a subscriber: Smartrr's and Shopify's, of the subscriber and
 * of their subscriptions.
 */
public final class SubscriberIds {
  /** The variable in which a reader leaves those of whom it has read. */
  public static final String VARIABLE = "ids";

  private final Set<String> ids = new HashSet<>();

  /** Adds those of a subscriber or of a subscription; Shopify's with and without its kind. */
  SubscriberIds add(JsonNode named) {
    for (String key : new String[] {"id", "shopifyId"}) {
      String id = named.path(key).asText("");
      if (!id.isEmpty()) {
        ids.add(id);
        ids.add(id.startsWith("gid://") ? id.substring(id.lastIndexOf('/') + 1) : id);
      }
    }
    return this;
  }

  /** Adds those of each in a list. */
  void addAll(JsonNode list) {
    list.forEach(this::add);
  }

  /** The ids that were added. */
  Set<String> all() {
    return Set.copyOf(ids);
  }
}
