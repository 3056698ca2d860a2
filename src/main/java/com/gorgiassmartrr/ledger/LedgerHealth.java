package com.gorgiassmartrr.ledger;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The ledger's health: down while it can't be written, when presses are refused. */
public final class LedgerHealth extends AbstractHealthCheck {
  private final Ledger ledger;

  public LedgerHealth(Ledger ledger) {
    super("ledger", "ledger");
    this.ledger = ledger;
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
    if (ledger.isWritable()) {
      builder.up();
    } else {
      builder
          .message("The ledger can't be written, so presses are refused; see ledger.url.")
          .down();
    }
  }
}
