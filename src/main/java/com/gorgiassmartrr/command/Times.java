package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Times as the commands print them: to the second, in UTC, such as {@code 2026-12-03 10:14:03Z}.
 */
final class Times {
  private Times() {}

  /** The text of an instant in JSON; empty for none. */
  static String text(JsonNode instant) {
    return instant.asText("").replaceFirst("T(\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?Z", " $1Z");
  }
}
