package com.gorgiassmartrr.server;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * A health check that is down for as long as there is a problem, and says which. It is part of
 * neither readiness nor liveness: what is wrong with one part is no reason to take the server out
 * of service.
 */
public final class ProblemCheck extends AbstractHealthCheck {
  private final Supplier<@Nullable String> problem;
  private final Map<String, Supplier<?>> details;

  /**
   * A check of this name.
   *
   * @param problem the problem in one sentence; null or empty while there is none
   */
  public ProblemCheck(String group, String name, Supplier<@Nullable String> problem) {
    this(group, name, problem, Map.of());
  }

  /**
   * A check that also tells details, be there a problem or not.
   *
   * @param details what tells each, by its name
   */
  public ProblemCheck(
      String group,
      String name,
      Supplier<@Nullable String> problem,
      Map<String, Supplier<?>> details) {
    super(group, name);
    this.problem = problem;
    this.details = details;
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
    details.forEach((detail, value) -> builder.detail(detail, value.get()));
    String said = problem.get();
    if (said == null || said.isEmpty()) {
      builder.up();
    } else {
      builder.message(said).down();
    }
  }
}
