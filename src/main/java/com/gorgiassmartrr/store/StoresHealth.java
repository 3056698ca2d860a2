package com.gorgiassmartrr.store;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health of the stores' files: down while what stands in them isn't in force. */
public final class StoresHealth extends AbstractHealthCheck {
  private final ConfiguredStores configured;

  public StoresHealth(ConfiguredStores configured) {
    super("store", "stores");
    this.configured = configured;
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
    String problem = configured.problem();
    if (problem.isEmpty()) {
      builder.up();
    } else {
      builder.message(problem).down();
    }
  }
}
