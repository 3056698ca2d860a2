package com.gorgiassmartrr.press;

/** What isn't done: a status, and one sentence for the agent or the operator who asked for it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** Why, in one sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
