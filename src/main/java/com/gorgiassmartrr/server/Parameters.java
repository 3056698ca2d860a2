package com.gorgiassmartrr.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's parameters from its query and its body (a form or a JSON object) into one map,
 * name to text. The body's value wins over the query's. A value in an object within a JSON body
 * gets a name with dots, such as {@code customer.email}.
 *
 * <p>A press must leave no value out: a pause whose end was left out would be one for good. There,
 * a JSON list or object counts as a value, too, and is a {@link JsonNode}; and a JSON body may not
 * name a field twice.
 *
 * <p>When a form sends a field several times, the last value that isn't empty counts.
 *
 * <p>Gorgias renders its templates in Python, which writes {@code None} or an empty text for a
 * missing value. Such values are left out, as if they had not been sent.
 */
final class Parameters {
  private static final int MOST = 256;
  private static final int MOST_NESTED = 2048;
  private static final int DEEPEST = 2;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectReader STRICT =
      JSON.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Parameters() {}

  /**
   * Reads the parameters.
   *
   * @param query the query as it was sent, without the question mark, or null
   * @param contentType the body's content type, or null
   * @param leavesNothingOut whether a list or an object counts as a value
   * @throws BadRequest when the request can't be read; its message says what was wrong
   */
  static Map<String, Object> read(
      @Nullable String query, @Nullable String contentType, byte[] body, boolean leavesNothingOut)
      throws BadRequest {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (query != null) {
      readUrlEncoded(query, parameters);
    }
    if (body.length > 0) {
      String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
      if (type.startsWith("application/x-www-form-urlencoded")) {
        readUrlEncoded(new String(body, StandardCharsets.UTF_8), parameters);
      } else if (type.isEmpty() || type.startsWith("application/json")) {
        readJson(body, leavesNothingOut, parameters);
      } else {
        throw new BadRequest(
            415, "Send the parameters as a form or as JSON: the content type is neither.");
      }
    }
    return parameters;
  }

  private static void readUrlEncoded(String text, Map<String, Object> parameters)
      throws BadRequest {
    if (text.chars().filter(c -> c == '&').count() >= MOST) {
      throw new BadRequest(400, "There are more than " + MOST + " parameters.");
    }
    try {
      Map<String, List<String>> decoded =
          new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST + 1, true).parameters();
      decoded.forEach((name, values) -> values.forEach(value -> put(parameters, name, value)));
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400, "The parameters are not properly percent-encoded.");
    }
  }

  private static void readJson(
      byte[] body, boolean leavesNothingOut, Map<String, Object> parameters) throws BadRequest {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new BadRequest(400, "The body is not valid JSON.");
    } catch (IOException e) {
      throw new BadRequest(400, "The body can't be read.");
    }
    if (!root.isObject()) {
      throw new BadRequest(400, "The body is not a JSON object.");
    }
    if (root.size() > MOST) {
      throw new BadRequest(400, "There are more than " + MOST + " parameters.");
    }
    if (leavesNothingOut) {
      requireNoNameTwice(body);
      for (Map.Entry<String, JsonNode> field : root.properties()) {
        if (field.getValue().isContainerNode()) {
          parameters.put(field.getKey(), field.getValue());
        }
      }
    }
    flatten("", root, parameters);
  }

  private static void requireNoNameTwice(byte[] body) throws BadRequest {
    try {
      STRICT.readTree(body);
    } catch (IOException e) {
      throw new BadRequest(400, "The body names a field twice.");
    }
  }

  private static void flatten(String prefix, JsonNode object, Map<String, Object> parameters) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = prefix + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject() && name.chars().filter(c -> c == '.').count() < DEEPEST) {
        flatten(name + ".", value, parameters);
      } else if (value.isValueNode() && !value.isNull() && parameters.size() < MOST_NESTED) {
        put(parameters, name, value.asText());
      }
    }
  }

  private static void put(Map<String, Object> parameters, String name, String value) {
    String trimmed = value.trim();
    if (!trimmed.isEmpty() && !trimmed.equals("None")) {
      parameters.put(name, trimmed);
    }
  }
}
