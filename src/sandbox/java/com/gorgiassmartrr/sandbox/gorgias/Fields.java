package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Checks the fields of a request's body and collects what is wrong, field by field. */
final class Fields {
  private static final String MISSING = "Missing data for required field.";
  private static final String UNKNOWN = "Unknown field.";

  private final ObjectNode body;
  private final String prefix;
  private final Map<String, List<String>> problems;

  private Fields(ObjectNode body, String prefix, Map<String, List<String>> problems) {
    this.body = body;
    this.prefix = prefix;
    this.problems = problems;
  }

  static Fields of(ObjectNode body) {
    return new Fields(body, "", new LinkedHashMap<>());
  }

  /** Returns the checks of an object inside this one; its problems are reported here. */
  Fields inside(String name) {
    JsonNode value = body.get(name);
    ObjectNode inner = value instanceof ObjectNode object ? object : Json.object();
    return new Fields(inner, prefix + name + ".", problems);
  }

  Fields onlyKnown(Collection<String> known) {
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problem(name, UNKNOWN);
              }
            });
    return this;
  }

  Fields required(String... names) {
    for (String name : names) {
      if (Json.isMissing(body.get(name))) {
        problem(name, MISSING);
      }
    }
    return this;
  }

  Fields check(String name, Predicate<JsonNode> valid, String otherwise) {
    JsonNode value = body.get(name);
    if (value != null && !value.isNull() && !valid.test(value)) {
      problem(name, otherwise);
    }
    return this;
  }

  Fields text(String... names) {
    for (String name : names) {
      check(name, JsonNode::isTextual, "Not a valid string.");
    }
    return this;
  }

  Fields bool(String... names) {
    for (String name : names) {
      check(name, JsonNode::isBoolean, "Not a valid boolean.");
    }
    return this;
  }

  Fields object(String... names) {
    for (String name : names) {
      check(name, JsonNode::isObject, "Not a valid mapping type.");
    }
    return this;
  }

  Fields oneOf(String name, Collection<String> values) {
    return check(
        name,
        value -> value.isTextual() && values.contains(value.textValue()),
        "Must be one of: " + String.join(", ", values) + ".");
  }

  void problem(String name, String text) {
    problems.computeIfAbsent(prefix + name, key -> new ArrayList<>()).add(text);
  }

  /** Throws a 400 where anything was wrong. */
  void orRefuse(String message) {
    if (!problems.isEmpty()) {
      throw ApiException.invalid(message, problems);
    }
  }
}
