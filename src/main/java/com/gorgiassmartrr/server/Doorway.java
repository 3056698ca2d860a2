package com.gorgiassmartrr.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path and the methods of a front door.
 *
 * @param path matches the door's path; its groups are the parts
 * @param names of the path's parts, in their order
 * @param methods that it takes; none: any
 * @param handler what takes requests in
 */
record Doorway(
    Pattern path, List<String> names, Set<HttpMethod> methods, Handler<RoutingContext> handler) {
  private static final Pattern PART = Pattern.compile("\\{([^/}]+)}");

  /**
   * The way to a door.
   *
   * @param template its path, with the names of its parts in braces
   */
  static Doorway at(String template, Set<HttpMethod> methods, Handler<RoutingContext> handler) {
    List<String> names = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    Matcher part = PART.matcher(template);
    int end = 0;
    while (part.find()) {
      pattern.append(Pattern.quote(template.substring(end, part.start()))).append("([^/]+)");
      names.add(part.group(1));
      end = part.end();
    }
    pattern.append(Pattern.quote(template.substring(end)));
    if (names.isEmpty()) {
      pattern.append("/?");
    }
    return new Doorway(
        Pattern.compile(pattern.toString()), List.copyOf(names), Set.copyOf(methods), handler);
  }

  boolean takes(HttpMethod method) {
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals(HttpMethod.HEAD) && methods.contains(HttpMethod.GET));
  }

  /**
   * The parts of a path that leads here, decoded; null where it leads elsewhere.
   *
   * @throws IllegalArgumentException when a part can't be decoded
   */
  @Nullable Map<String, String> parts(String requested) {
    Matcher matcher = path.matcher(requested);
    if (!matcher.matches()) {
      return null;
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      parts.put(names.get(i), decoded(matcher.group(i + 1)));
    }
    return parts;
  }

  /** In a path, unlike in a query, a plus sign is one. */
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
