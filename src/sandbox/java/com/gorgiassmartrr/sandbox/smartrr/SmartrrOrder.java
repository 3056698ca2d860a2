package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.util.List;

/** An order that was placed: one row of Smartrr's feed. */
public record SmartrrOrder(
    String key,
    int number,
    SmartrrSubscriber subscriber,
    List<SmartrrSubscription> subscriptions,
    List<SmartrrLine> lines,
    Instant processed) {

  /** Copies the lists. */
  public SmartrrOrder {
    subscriptions = List.copyOf(subscriptions);
    lines = List.copyOf(lines);
  }

  /** The order's UUID at Smartrr. */
  public String id() {
    return Ids.uuid("order/" + key);
  }

  /** The global id at Shopify. GUESS: that it is a GID. */
  public String shopifyId() {
    return Ids.gid("Order", "order/" + key);
  }

  long total() {
    return lines.stream().mapToLong(SmartrrLine::total).sum();
  }
}
