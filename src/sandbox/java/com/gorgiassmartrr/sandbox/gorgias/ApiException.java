package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serial;
import java.util.List;
import java.util.Map;

/** A request that the API refuses, in Gorgias's error shape. */
final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ObjectNode body;

  private ApiException(int status, String message, Map<String, List<String>> fields) {
    super(message);
    this.status = status;
    this.body = body(message, fields);
  }

  static ApiException notFound() {
    return new ApiException(404, "Resource not found.", Map.of());
  }

  static ApiException forbidden() {
    return new ApiException(403, "You do not have permission to do this.", Map.of());
  }

  static ApiException methodNotAllowed() {
    return new ApiException(405, "The specified HTTP method is not allowed.", Map.of());
  }

  static ApiException invalid(String message, Map<String, List<String>> fields) {
    return new ApiException(400, message, fields);
  }

  static ApiException invalid(String message, String field, String problem) {
    return new ApiException(400, message, Map.of(field, List.of(problem)));
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    return body;
  }

  static ObjectNode body(String message, Map<String, List<String>> fields) {
    ObjectNode root = Json.object();
    ObjectNode error = root.putObject("error");
    error.put("msg", message);
    if (!fields.isEmpty()) {
      ObjectNode data = error.putObject("data");
      fields.forEach(
          (field, problems) -> {
            ArrayNode list = data.putArray(field);
            problems.forEach(list::add);
          });
    }
    return root;
  }
}
