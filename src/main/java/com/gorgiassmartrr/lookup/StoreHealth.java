package com.gorgiassmartrr.lookup;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A store's health: down while Smartrr refuses its token. An outage at Smartrr is a detail only,
 * because lookups are answered all the same. It is part of neither readiness nor liveness: one
 * store's token is no reason to take the others out of service.
 */
public final class StoreHealth extends AbstractHealthCheck {
  private final String store;
  private final SmartrrGuard guard;

  public StoreHealth(String store, SmartrrGuard guard) {
    super("store", "store-" + store);
    this.store = store;
    this.guard = guard;
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  public boolean isReadiness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("smartrr.circuit", guard.circuit(store));
    if (guard.areCredentialsRefused(store)) {
      builder.message(
          "Smartrr refuses the token of the store "
              + store
              + "; renew it and set store."
              + store
              + ".smartrr.token.");
      builder.down();
    } else {
      builder.up();
    }
  }
}
