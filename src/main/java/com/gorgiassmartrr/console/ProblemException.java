package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What isn't done: a status, and one sentence for the operator who asked for it. */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  ProblemException(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    return Replies.message(getMessage());
  }
}
