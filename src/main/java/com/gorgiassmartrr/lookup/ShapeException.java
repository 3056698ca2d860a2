package com.gorgiassmartrr.lookup;

/**
 * A subscriber's data can't be shaped, because of a mistake in {@code widget.jslt} and not of a
 * partner.
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
