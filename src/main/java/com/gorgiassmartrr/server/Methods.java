package com.gorgiassmartrr.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The methods that an address takes: HEAD wherever it takes GET, and told where it takes none. */
public final class Methods {
  private static final Pattern PARAMETER = Pattern.compile(":[A-Za-z0-9_]+");

  private Methods() {}

  /** Has the answers to HEAD tell how long those to GET are; to be called first. */
  public static void measure(Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(
            call -> {
              measure(call);
              call.next();
            });
  }

  /** Has the answer, where it is to HEAD, tell how long that to GET is. */
  static void measure(RoutingContext call) {
    if (call.request().method().equals(HttpMethod.HEAD)) {
      call.addHeadersEndHandler(
          end -> {
            if (!call.response().isChunked()) {
              call.response()
                  .putHeader("content-length", Long.toString(call.response().bytesWritten()));
            }
          });
    }
  }

  /** Has each address of a router that takes GET take HEAD, too; to be called last. */
  public static void offerHead(Router router) {
    for (Route route : router.getRoutes()) {
      Set<HttpMethod> methods = route.methods();
      if (methods != null && methods.contains(HttpMethod.GET)) {
        route.method(HttpMethod.HEAD);
      }
    }
  }

  /** Has a router tell which methods an address takes that takes another; to be called last. */
  public static void tellAllowed(Router router) {
    router.route().last().handler(call -> tellAllowed(router, call));
  }

  private static void tellAllowed(Router router, RoutingContext call) {
    Set<String> allowed = allowed(router, call.normalizedPath());
    if (allowed.isEmpty()) {
      call.next();
      return;
    }
    call.response()
        .setStatusCode(405)
        .putHeader("allow", String.join(", ", allowed))
        .putHeader("content-type", "application/json; charset=utf-8")
        .end("{\"message\":\"This address isn't for that method.\"}");
  }

  /** The methods that a router takes at an address, as the header {@code Allow} tells them. */
  static Set<String> allowed(Router router, String path) {
    Set<String> allowed = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      if (route.methods() != null && route.getPath() != null && isAt(route.getPath(), path)) {
        add(allowed, route.methods());
      }
    }
    return allowed;
  }

  /** Adds methods, with HEAD where there is GET. */
  static void add(Set<String> allowed, Collection<HttpMethod> methods) {
    methods.forEach(method -> allowed.add(method.name()));
    if (methods.contains(HttpMethod.GET)) {
      allowed.add("HEAD");
    }
  }

  private static boolean isAt(String template, String path) {
    boolean isBeginning = template.endsWith("*");
    String exact = isBeginning ? template.substring(0, template.length() - 1) : template;
    StringBuilder pattern = new StringBuilder();
    for (String part : exact.split("/", -1)) {
      pattern
          .append(pattern.isEmpty() && part.isEmpty() ? "" : "/")
          .append(PARAMETER.matcher(part).matches() ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.matches(pattern + (isBeginning ? ".*" : "/?"), path);
  }
}
