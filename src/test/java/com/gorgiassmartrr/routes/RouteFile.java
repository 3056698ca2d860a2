package com.gorgiassmartrr.routes;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A route file, taken apart; every value is text. */
final class RouteFile {
  private static final Set<String> ENTITIES = Set.of("routeConfiguration", "route", "beans");
  private static final Set<String> CLAUSES =
      Set.of("doFinally", "onFallback", "onWhen", "otherwise");
  private static final Set<String> CLAUSE_LISTS = Set.of("doCatch", "when");

  private final String path;
  private final String text;
  private final List<String> entities = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Map<String, Object>> beans = new ArrayList<>();
  private final List<Oddity> oddities = new ArrayList<>();

  /**
   * What can carry an id: a route, its {@code from}, a step, a branch, a policy.
   *
   * @param kind its keyword, such as {@code setHeader}
   * @param owner the id of the route or the policy that it belongs to
   */
  record Part(String kind, String owner, Map<String, Object> fields) {
    String id() {
      return field("id");
    }

    /** How a person finds it. */
    String label() {
      return id().isEmpty() ? "a " + kind + " of '" + owner + "'" : id();
    }

    /** A field's text; empty when it is missing or more than text. */
    String field(String name) {
      return fields.get(name) instanceof String value ? value : "";
    }

    Map<String, Object> map(String name) {
      return RouteFile.map(fields.get(name));
    }

    String parameter(String name) {
      return map("parameters").get(name) instanceof String value ? value : "";
    }
  }

  /** A form that Camel reads and Kaoto rewrites. */
  record Oddity(String where, String problem, String instead) {}

  private RouteFile(String path, String text) {
    this.path = path;
    this.text = text;
  }

  /** Takes a file apart; a file that isn't YAML has no parts. */
  static RouteFile read(String path, String text) {
    RouteFile file = new RouteFile(path, text);
    try {
      Iterator<Object> documents =
          new Load(LoadSettings.builder().build()).loadAllFromString(text).iterator();
      file.readEntities(documents.hasNext() ? documents.next() : null);
    } catch (YamlEngineException e) {
      file.odd("the file", "is not YAML: " + e.getMessage(), "correct it");
    }
    return file;
  }

  String path() {
    return path;
  }

  String text() {
    return text;
  }

  /** The keywords of the file's outermost list. */
  List<String> entities() {
    return entities;
  }

  List<Part> parts() {
    return parts;
  }

  List<Part> parts(String kind) {
    return parts.stream().filter(part -> part.kind().equals(kind)).toList();
  }

  List<Map<String, Object>> beans() {
    return beans;
  }

  List<Oddity> oddities() {
    return oddities;
  }

  /** What a route begins with. */
  Part from(Part route) {
    return new Part("from", route.id(), route.map("from"));
  }

  private void readEntities(@Nullable Object content) {
    if (!(content instanceof List<?>)) {
      odd("the file", "is not a list", "begin with '- route:'");
    }
    for (Object item : list(content)) {
      Map<String, Object> entity = map(item);
      for (String keyword : entity.keySet()) {
        entities.add(keyword);
        if (entity.size() > 1 || !ENTITIES.contains(keyword)) {
          odd(keyword, "stands in the outermost list", "write one of " + ENTITIES + " there");
        }
      }
      if (entity.containsKey("routeConfiguration")) {
        readPolicy(map(entity.get("routeConfiguration")));
      }
      if (entity.containsKey("route")) {
        readRoute(map(entity.get("route")));
      }
      list(entity.get("beans")).forEach(bean -> beans.add(map(bean)));
    }
  }

  private void readRoute(Map<String, Object> fields) {
    Part route = new Part("route", text(fields.get("id")), fields);
    parts.add(route);
    if (fields.containsKey("steps")) {
      odd(route.label(), "has steps beside 'from'", "write them inside 'from'");
    }
    if (fields.get("from") instanceof Map<?, ?>) {
      readPart("from", route.id(), map(fields.get("from")));
    } else {
      odd(route.label(), "has no 'from' with fields", "write 'from:' and below it 'id:', 'uri:'");
    }
  }

  private void readPolicy(Map<String, Object> fields) {
    String id = text(fields.get("id"));
    parts.add(new Part("routeConfiguration", id, fields));
    readSteps(id, fields.get("onException"));
  }

  private void readSteps(String owner, @Nullable Object steps) {
    for (Object item : list(steps)) {
      Map<String, Object> step = map(item);
      if (step.size() != 1) {
        odd(
            "a step of '" + owner + "'",
            "is not one keyword",
            "write '- to:' and its fields below");
        continue;
      }
      step.forEach(
          (kind, fields) -> {
            if (fields instanceof Map<?, ?>) {
              readPart(kind, owner, map(fields));
            } else {
              odd(
                  "a step of '" + owner + "'",
                  "is the short form '" + kind + ": " + fields + "'",
                  "write '" + kind + ":' and its fields below");
            }
          });
    }
  }

  private void readPart(String kind, String owner, Map<String, Object> fields) {
    parts.add(new Part(kind, owner, fields));
    fields.forEach(
        (name, value) -> {
          if (name.equals("steps")) {
            readSteps(owner, value);
          } else if (CLAUSES.contains(name)) {
            readPart(name, owner, map(value));
          } else if (CLAUSE_LISTS.contains(name)) {
            list(value).forEach(clause -> readPart(name, owner, map(clause)));
          }
        });
  }

  private void odd(String where, String problem, String instead) {
    oddities.add(new Oddity(where, problem, instead));
  }

  /** The value as a map in the file's order; empty when it is none. */
  static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> fields) {
      fields.forEach((key, field) -> map.put(String.valueOf(key), textOrMore(field)));
    }
    return map;
  }

  /** A map or a list as it is, anything else as text, what is missing as empty text. */
  private static Object textOrMore(@Nullable Object value) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      return value;
    }
    return value == null ? "" : value.toString();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }
}
