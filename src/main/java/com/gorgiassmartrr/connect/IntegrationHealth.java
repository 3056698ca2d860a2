package com.gorgiassmartrr.connect;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health of a store's integration: down while Gorgias has it switched off. */
public final class IntegrationHealth extends AbstractHealthCheck {
  private final String store;
  private final IntegrationWatch watch;

  public IntegrationHealth(String store, IntegrationWatch watch) {
    super("store", "integration-" + store);
    this.store = store;
    this.watch = watch;
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
    String problem = watch.problem(store);
    if (problem.isEmpty()) {
      builder.up();
    } else {
      builder.message(problem).down();
    }
  }
}
