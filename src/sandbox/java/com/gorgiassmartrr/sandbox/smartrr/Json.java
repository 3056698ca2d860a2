package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** The making and reading of JSON. */
final class Json {
  /** The name of a field that Smartrr does not have: a client must not mind it. */
  static final String UNLISTED_FIELD = "sandboxUnlisted";

  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /**
   * A new object that already has a field which no document lists. FACT: live objects had such
   * fields.
   */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode().put(UNLISTED_FIELD, "to be ignored");
  }

  static ObjectNode plainObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static ArrayNode array(List<? extends JsonNode> nodes) {
    return array().addAll(nodes);
  }

  /** The three fields that begin every stored object. */
  static ObjectNode stored(String id, Instant created, Instant updated) {
    return object()
        .put("id", id)
        .put("createdDate", Dates.iso(created))
        .put("updatedDate", Dates.iso(updated));
  }

  /** Money as Smartrr writes it. FACT: an integer of minor units in a string. */
  static String money(long minorUnits) {
    return Long.toString(minorUnits);
  }

  static JsonNode parse(byte[] text) throws JsonProcessingException {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree that cannot be written", e);
    }
  }
}
