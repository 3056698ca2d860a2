package com.gorgiassmartrr.lookup;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health of {@code widget.jslt}: down while a saved version with a mistake isn't in force. */
public final class ShapeHealth extends AbstractHealthCheck {
  private final WidgetShape shape;

  public ShapeHealth(WidgetShape shape) {
    super("routes", "widget-shape");
    this.shape = shape;
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
    String problem = shape.problem();
    if (problem == null) {
      builder.up();
    } else {
      builder.message(problem).down();
    }
  }
}
