package com.gorgiassmartrr.jslt;

import org.jspecify.annotations.Nullable;

/** A text in JSLT can't be run to its end. The message holds no data that it was given. */
public final class JsltFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * A failure.
   *
   * @param line of the text, counted from 1; 0: it isn't known
   */
  JsltFailure(String message, int line, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** The line of the text, counted from 1; 0: it isn't known. */
  public int line() {
    return line;
  }
}
