package com.gorgiassmartrr.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Serves the files that pages are made of, in such a way that no other site can use them. */
public final class PageFiles {
  /** What every page may use. */
  private static final List<String> SHARED =
      List.of("base.css", "cards.js", "dom.js", "icon.svg", "widget.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private PageFiles() {}

  /** Has an answer say that it holds no script but in files of its own, and mustn't be framed. */
  public static void secure(RoutingContext call) {
    call.response()
        .putHeader(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                + " form-action 'self'; frame-ancestors 'none'")
        .putHeader("x-frame-options", "DENY")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("cache-control", "no-cache");
    call.next();
  }

  /** Offers what every page may use below a path. */
  public static void offerShared(Router router, String folder) {
    SHARED.forEach(name -> offer(router, folder + "/" + name, PageFiles.class, name));
  }

  /** Offers a file, which lies beside a class, at a path. */
  public static void offer(Router router, String path, Class<?> beside, String name) {
    byte[] bytes = read(beside, name);
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    String tag = "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "-" + bytes.length + "\"";
    router
        .get(path)
        .handler(
            call -> {
              call.response().putHeader("etag", tag);
              if (tag.equals(call.request().getHeader("if-none-match"))) {
                call.response().setStatusCode(304).end();
              } else {
                call.response().putHeader("content-type", type).end(Buffer.buffer(bytes));
              }
            });
  }

  private static byte[] read(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
