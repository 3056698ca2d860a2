package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What all front doors share: the stores whose callers may come in, how many and how large their
 * requests may be, and the threads that take them in.
 */
public final class DoorKeeper {
  private final Stores stores;
  private final Executor workers;
  private final int maxBodyBytes;
  private final Duration bodyTimeout;
  private final PerStore<RateLimiter> rates;

  /**
   * A keeper.
   *
   * @param workers runs the routes; when it rejects, the caller is asked to come again
   * @param maxBodyBytes how large a request's body may be
   * @param bodyTimeout how long a request's body may take to arrive
   * @param rate how many requests a second each store's callers may make
   */
  public DoorKeeper(
      Stores stores, Executor workers, int maxBodyBytes, Duration bodyTimeout, int rate) {
    this.stores = stores;
    this.workers = workers;
    this.maxBodyBytes = maxBodyBytes;
    this.bodyTimeout = bodyTimeout;
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(rate)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    rates = new PerStore<>(stores, store -> RateLimiter.of(store, config));
  }

  Stores stores() {
    return stores;
  }

  Executor workers() {
    return workers;
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }

  Duration bodyTimeout() {
    return bodyTimeout;
  }

  boolean withinRate(Store store) {
    RateLimiter rate = rates.find(store.name());
    return rate != null && rate.acquirePermission();
  }
}
