package com.gorgiassmartrr.command;

/** A command that can't be done: a sentence for whoever gave it, and the exit status. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandException(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** The mistake, in one sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
