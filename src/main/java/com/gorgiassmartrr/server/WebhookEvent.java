package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a webhook's body, of which Smartrr documents neither type nor shape, into a map, name to
 * text: whatever lies in it, in lists and in JSON texts within it, is named with dots, such as
 * {@code 0.data.customer.email}.
 */
final class WebhookEvent {
  private static final int MOST_VALUES = 2048;
  private static final int DEEPEST = 16;
  private static final byte[] NOTHING = {};
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, String> values = new LinkedHashMap<>();

  private WebhookEvent() {}

  /**
   * Reads a webhook: its body as JSON, whatever its type is called, and where it is none, as any
   * other request's.
   *
   * @throws BadRequest when it is neither JSON nor a form
   */
  static Map<String, String> read(@Nullable String query, @Nullable String contentType, byte[] body)
      throws BadRequest {
    WebhookEvent event = new WebhookEvent();
    JsonNode json = json(body);
    if (json == null) {
      // Bytes that aren't UTF-8: names may suffer, addresses and ids don't.
      json = json(new String(body, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8));
    }
    boolean isJson = json != null && !json.isMissingNode();
    Parameters.read(query, contentType, isJson ? NOTHING : body, false)
        .forEach((name, text) -> event.add(name, new TextNode(text.toString()), 0));
    if (json != null && json.isContainerNode()) {
      event.addFields("", json, 0);
    } else if (json != null && json.isTextual()) {
      event.add("text", json, 0);
    }
    return event.values;
  }

  private static @Nullable JsonNode json(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return null;
    }
  }

  private void addFields(String prefix, JsonNode container, int depth) {
    if (container.isArray()) {
      for (int i = 0; i < container.size() && values.size() < MOST_VALUES; i++) {
        add(prefix + i, container.path(i), depth);
      }
    } else {
      container
          .properties()
          .forEach(field -> add(prefix + field.getKey(), field.getValue(), depth));
    }
  }

  private void add(String name, JsonNode value, int depth) {
    if (values.size() >= MOST_VALUES || depth > DEEPEST || value.isNull()) {
      return;
    }
    JsonNode within = value.isTextual() ? within(value.textValue().strip()) : value;
    if (within.isContainerNode()) {
      addFields(name + ".", within, depth + 1);
    } else {
      values.put(name, value.asText().strip());
    }
  }

  /** The JSON that a text is, or the text. */
  private static JsonNode within(String text) {
    JsonNode json =
        text.startsWith("{") || text.startsWith("[")
            ? json(text.getBytes(StandardCharsets.UTF_8))
            : null;
    return json == null ? JSON.getNodeFactory().textNode(text) : json;
  }
}
