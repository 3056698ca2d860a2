package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that found its route.
 *
 * @param parameters the decoded variable parts of the path
 * @param pretend answer as if the change had been made, but make none
 */
record Call(
    Map<String, String> parameters, Map<String, List<String>> query, Buffer body, boolean pretend) {

  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("The route has no " + name);
    }
    return value;
  }

  Optional<String> queryValue(String name) {
    List<String> values = query.get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  boolean hasBody() {
    return body.length() > 0;
  }

  /** The body, which must be a JSON object. */
  JsonNode object() {
    try {
      JsonNode node = Json.parse(body.getBytes());
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw ApiException.badRequest("The body is not JSON.");
    }
    throw ApiException.badRequest("The body must be a JSON object.");
  }
}
