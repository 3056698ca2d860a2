package com.gorgiassmartrr.note;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health of a store's way to Gorgias: down while Gorgias refuses its API key or doesn't know
 * its account. Notes wait meanwhile, and none is lost.
 */
public final class NoteHealth extends AbstractHealthCheck {
  private final String store;
  private final NoteOutbox outbox;

  public NoteHealth(String store, NoteOutbox outbox) {
    super("store", "notes-" + store);
    this.store = store;
    this.outbox = outbox;
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    String problem = outbox.problem(store);
    if (problem.isEmpty()) {
      builder.up();
    } else {
      builder.message(problem);
      builder.down();
    }
  }
}
