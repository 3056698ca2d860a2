package com.gorgiassmartrr.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;

/**
 * The history of a press, as its row keeps it: one JSON object a line, with {@code at} in epoch
 * milliseconds, {@code event} and {@code detail}. The statement that changes a press also adds the
 * line, so that history costs no further row and no index.
 */
final class Attempts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Attempts() {}

  /** The line for an event. */
  static String line(Instant at, String event, String detail) {
    return JSON.createObjectNode()
            .put("at", at.toEpochMilli())
            .put("event", event)
            .put("detail", Texts.storable(detail))
        + "\n";
  }

  /** The events of the lines, in order. */
  static List<Attempt> of(String pressId, String lines) {
    return lines.lines().map(line -> attempt(pressId, line)).toList();
  }

  private static Attempt attempt(String pressId, String line) {
    try {
      JsonNode event = JSON.readTree(line);
      return new Attempt(
          pressId,
          Instant.ofEpochMilli(event.path("at").asLong()),
          event.path("event").asText(),
          event.path("detail").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What happened to a press isn't JSON", e);
    }
  }
}
