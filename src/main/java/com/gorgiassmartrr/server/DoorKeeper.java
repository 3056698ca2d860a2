package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The rules that all front doors share: which stores' callers may come in, how many and how large
 * their requests may be, and which threads take them in.
 */
public final class DoorKeeper {
  /** Bytes of a press's body: many times what its ids, its token and its fields take. */
  private static final int LARGEST_PRESS = 16 * 1024;

  private final Stores stores;
  private final PressGate presses;
  private final Triggers triggers;
  private final Executor workers;
  private final int maxBodyBytes;
  private final Duration bodyTimeout;
  private final RefusalLog refusalLog;
  private final PerStore<RateLimiter> rates;
  private final PerStore<RateLimiter> refusals;

  /**
   * A keeper.
   *
   * @param presses knows which presses may come in
   * @param triggers counts how triggers are answered
   * @param workers runs the routes; when it rejects, the caller is asked to come again
   * @param maxBodyBytes how large a request's body may be
   * @param bodyTimeout how long a request's body may take to arrive
   * @param rate how many requests a second each store's callers may make
   * @param refusalRate how many presses a second of each store are told why they aren't let in
   * @param refusalLog is told of what isn't served
   */
  public DoorKeeper(
      Stores stores,
      PressGate presses,
      Triggers triggers,
      Executor workers,
      int maxBodyBytes,
      Duration bodyTimeout,
      int rate,
      int refusalRate,
      RefusalLog refusalLog) {
    this.refusalLog = refusalLog;
    this.stores = stores;
    this.presses = presses;
    this.triggers = triggers;
    this.workers = workers;
    this.maxBodyBytes = maxBodyBytes;
    this.bodyTimeout = bodyTimeout;
    rates = new PerStore<>(stores, store -> perSecond(rate));
    refusals = new PerStore<>(stores, store -> perSecond(refusalRate));
  }

  private static RateLimiter perSecond(int requests) {
    return RateLimiter.of(
        "door",
        RateLimiterConfig.custom()
            .limitForPeriod(requests)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build());
  }

  Stores stores() {
    return stores;
  }

  Triggers triggers() {
    return triggers;
  }

  Executor workers() {
    return workers;
  }

  PressGate presses() {
    return presses;
  }

  int maxBodyBytes(Door door) {
    return door == Door.PRESS ? Math.min(LARGEST_PRESS, maxBodyBytes) : maxBodyBytes;
  }

  Duration bodyTimeout() {
    return bodyTimeout;
  }

  RefusalLog refusalLog() {
    return refusalLog;
  }

  boolean withinRate(Store store) {
    return permits(rates, store);
  }

  /**
   * Whether one more press of this store may be told why it isn't let in. Counted apart from those
   * that are let in, which no flood of forged ones then keeps out.
   */
  boolean withinRefusalRate(Store store) {
    return permits(refusals, store);
  }

  private static boolean permits(PerStore<RateLimiter> limits, Store store) {
    RateLimiter limit = limits.find(store.name());
    return limit != null && limit.acquirePermission();
  }
}
