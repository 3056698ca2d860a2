package com.gorgiassmartrr.smartrr;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in a route: a step comes without the one that it builds on. Its message names them, and
 * nobody's data.
 */
public final class StepMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StepMissing(String message) {
    super(message);
  }

  /**
   * What an earlier step has left.
   *
   * @param does what that step does
   * @throws StepMissing where there is nothing
   */
  public static <T> T unless(@Nullable T left, Exchange exchange, String does) {
    if (left == null) {
      throw before(exchange, does);
    }
    return left;
  }

  /**
   * A step that nothing comes before.
   *
   * @param does what the step before it would do
   */
  public static StepMissing before(Exchange exchange, String does) {
    return new StepMissing(
        "the route "
            + ExchangeHelper.getRouteId(exchange)
            + " makes a mistake: no step before this one "
            + does);
  }
}
