package com.gorgiassmartrr.sandbox.gorgias;

import java.time.Clock;
import java.time.Duration;

/** A leaky bucket for one account: each request fills it by one, and it empties evenly. */
final class RateLimit {
  private final Clock clock;
  private final GorgiasBehaviour behaviour;
  private double level;
  private long checkedMillis;

  RateLimit(Clock clock, GorgiasBehaviour behaviour) {
    this.clock = clock;
    this.behaviour = behaviour;
    this.checkedMillis = clock.millis();
  }

  /** The limit as one request met it: whether the request may pass, and the two header values. */
  record Ticket(boolean allowed, String usage, long retryAfterSeconds) {}

  synchronized Ticket take() {
    int limit = behaviour.rateLimit();
    Duration window = behaviour.rateWindow();
    long now = clock.millis();
    double perMilli = (double) limit / Math.max(1, window.toMillis());
    level = Math.max(0, level - Math.max(0, now - checkedMillis) * perMilli);
    checkedMillis = now;
    boolean allowed = level + 1 <= limit + 1e-9;
    if (allowed) {
      level += 1;
    }
    double over = level + 1 - limit;
    long wait = over <= 1e-9 ? 0 : (long) Math.ceil(over / perMilli / 1000);
    return new Ticket(allowed, Math.min(limit, (long) Math.ceil(level - 1e-9)) + "/" + limit, wait);
  }

  synchronized void empty() {
    level = 0;
  }
}
