package com.gorgiassmartrr.sandbox.smartrr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of the simulated API, in the order of being tried. */
final class RouteTable {
  private final List<Route> routes = new ArrayList<>();

  void get(String path, @Nullable Scope scope, Function<Call, Answer> handler) {
    add("GET", path, scope, false, handler);
  }

  void put(String path, Scope scope, Function<Call, Answer> handler) {
    add("PUT", path, scope, false, handler);
  }

  void post(String path, Scope scope, Function<Call, Answer> handler) {
    add("POST", path, scope, false, handler);
  }

  void delete(String path, Scope scope, Function<Call, Answer> handler) {
    add("DELETE", path, scope, false, handler);
  }

  void dangerous(
      String method, String path, @Nullable Scope scope, Function<Call, Answer> handler) {
    add(method, path, scope, true, handler);
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  /** The parts of a path; a trailing slash does not count. FACT: both forms are in use. */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private void add(
      String method,
      String path,
      @Nullable Scope scope,
      boolean dangerous,
      Function<Call, Answer> handler) {
    routes.add(new Route(method, segments(path), scope, dangerous, handler));
  }
}
