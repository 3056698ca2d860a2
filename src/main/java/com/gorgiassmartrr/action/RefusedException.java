package com.gorgiassmartrr.action;

/**
 * Says that a request isn't carried out: by a status, and one sentence for the agent or the
 * operator who made it.
 */
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
