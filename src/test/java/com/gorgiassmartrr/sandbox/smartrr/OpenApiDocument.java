package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small, lenient reader of an OpenAPI document that finds what an answer lacks.
 *
 * <p>Unlisted fields are allowed everywhere. Where the parts of an {@code allOf} describe the same
 * property, the last one counts: the document is made from types in which a later one overrides an
 * earlier one.
 */
final class OpenApiDocument {
  private final JsonNode document;

  OpenApiDocument(Path file) throws IOException {
    document = new ObjectMapper().readTree(Files.readString(file));
  }

  JsonNode answerSchema(String method, String path) {
    return content(operation(method, path).at("/responses/200"));
  }

  JsonNode bodySchema(String method, String path) {
    return content(operation(method, path).path("requestBody"));
  }

  /** What is wrong with a value, one sentence each. */
  List<String> faults(JsonNode value, JsonNode schema) {
    List<String> faults = new ArrayList<>();
    check(value, schema, "$", faults);
    return faults;
  }

  private JsonNode operation(String method, String path) {
    JsonNode operation = document.path("paths").path(path).path(method);
    if (operation.isMissingNode()) {
      throw new AssertionError("The document has no " + method + " " + path);
    }
    return operation;
  }

  private static JsonNode content(JsonNode holder) {
    JsonNode content = holder.path("content");
    return content.isEmpty() ? content : content.elements().next().path("schema");
  }

  private void check(JsonNode value, JsonNode raw, String at, List<String> faults) {
    JsonNode schema = resolve(raw);
    if (value.isNull()) {
      if (!isNullable(raw)) {
        faults.add(at + " is null");
      }
      return;
    }
    checkAlternatives(value, schema, at, faults);
    checkType(value, schema.path("type").asText(""), at, faults);
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      faults.add(at + " is not one of the listed values: " + value);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(value.get(i), schema.path("items"), at + "[" + i + "]", faults);
      }
    }
    if (value.isObject()) {
      checkObject(value, schema, at, faults);
    }
  }

  private void checkObject(JsonNode value, JsonNode schema, String at, List<String> faults) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    collect(schema, properties, required);
    for (String name : required) {
      if (!value.has(name)) {
        faults.add(at + "." + name + " is missing");
      }
    }
    properties.forEach(
        (name, property) -> {
          if (value.has(name)) {
            check(value.path(name), property, at + "." + name, faults);
          }
        });
  }

  private void collect(JsonNode raw, Map<String, JsonNode> properties, Set<String> required) {
    JsonNode schema = resolve(raw);
    schema.path("allOf").forEach(part -> collect(part, properties, required));
    schema
        .path("properties")
        .properties()
        .forEach(each -> properties.put(each.getKey(), each.getValue()));
    schema.path("required").forEach(name -> required.add(name.asText()));
  }

  private void checkAlternatives(JsonNode value, JsonNode schema, String at, List<String> faults) {
    for (String keyword : List.of("oneOf", "anyOf")) {
      JsonNode alternatives = schema.path(keyword);
      boolean fits = alternatives.isEmpty();
      for (JsonNode alternative : alternatives) {
        fits = fits || faults(value, alternative).isEmpty();
      }
      if (!fits) {
        faults.add(at + " fits none of the alternatives");
      }
    }
  }

  private static void checkType(JsonNode value, String type, String at, List<String> faults) {
    boolean fits =
        switch (type) {
          case "string" -> value.isTextual();
          case "number" -> value.isNumber();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          case "array" -> value.isArray();
          case "object" -> value.isObject();
          default -> true;
        };
    if (!fits) {
      faults.add(at + " is not of the type " + type);
    }
  }

  private static boolean contains(JsonNode listed, JsonNode value) {
    for (JsonNode one : listed) {
      if (one.asText().equals(value.asText())) {
        return true;
      }
    }
    return false;
  }

  private boolean isNullable(JsonNode raw) {
    JsonNode schema = resolve(raw);
    return schema.isEmpty()
        || schema.path("nullable").asBoolean()
        || raw.path("nullable").asBoolean()
        || contains(schema.path("enum"), NullNode.instance);
  }

  private JsonNode resolve(JsonNode schema) {
    JsonNode resolved = schema;
    while (resolved.has("$ref")) {
      resolved = document.at(resolved.path("$ref").asText().substring(1));
    }
    return resolved;
  }
}
