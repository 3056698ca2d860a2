package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The refusal of an operator's request: a status and one sentence. */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final ArrayNode steps;

  ProblemException(int status, String sentence) {
    this(status, sentence, JsonNodeFactory.instance.arrayNode());
  }

  /**
   * A problem with several parts.
   *
   * @param steps a sentence each, as {@link StepJson} tells them
   */
  ProblemException(int status, String sentence, ArrayNode steps) {
    super(sentence, null, false, false);
    this.status = status;
    this.steps = steps;
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    ObjectNode json = Replies.message(getMessage());
    if (!steps.isEmpty()) {
      json.set("steps", steps);
    }
    return json;
  }
}
