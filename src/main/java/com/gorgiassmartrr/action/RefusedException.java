package com.gorgiassmartrr.action;

/** What isn't done: a status, and one sentence for the agent or the operator who asked for it. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  public RefusedException(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** Why, in one sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
