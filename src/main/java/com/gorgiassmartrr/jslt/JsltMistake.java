package com.gorgiassmartrr.jslt;

/** What is wrong with a text in JSLT, found before it is run. */
public final class JsltMistake extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * A mistake.
   *
   * @param line of the text, counted from 1; 0: it isn't known
   */
  JsltMistake(String message, int line, Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /**
   * A mistake that isn't JSLT's own.
   *
   * @param line of the text, counted from 1; 0: it isn't known
   */
  JsltMistake(String message, int line) {
    super(message);
    this.line = line;
  }

  /** The line of the text, counted from 1; 0: it isn't known. */
  public int line() {
    return line;
  }
}
