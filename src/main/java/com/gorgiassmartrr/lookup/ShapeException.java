package com.gorgiassmartrr.lookup;

/**
 * What was read of a subscriber can't be shaped: a mistake in {@code widget.jslt}, not a partner's.
 */
final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure of the shape.
   *
   * @param message what is wrong, without data of the subscriber
   */
  ShapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
