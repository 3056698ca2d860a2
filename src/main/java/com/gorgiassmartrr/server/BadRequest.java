package com.gorgiassmartrr.server;

/** A request that can't be served as it came: a status and one sentence for the caller. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  BadRequest(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** The mistake in the request, in one sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
