package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Refuses requests in which a proxy in front of this server may see another end, or another host,
 * than this server does. Nothing that comes after such a request on its connection is read. Netty
 * itself refuses two lengths, a length that is no number and a chunk that can't be read; such
 * requests never come here.
 */
public final class RequestFraming {
  private RequestFraming() {}

  /** Stands before everything else on a server; to be mounted first. */
  public static void mount(Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(
            call -> {
              if (isTaken(call.request())) {
                call.next();
              }
            });
  }

  /**
   * Whether a request may be served. When it may not, it has been answered, and is the last one of
   * its connection.
   */
  static boolean isTaken(HttpServerRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
      turnAway(request, "Of transfer encodings this server takes chunked alone.");
      return false;
    }
    if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
      turnAway(request, "The request names more than one host.");
      return false;
    }
    return true;
  }

  private static void turnAway(HttpServerRequest request, String sentence) {
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("error", sentence)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    request
        .response()
        .setStatusCode(400)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
        // Written but not ended: with its end the next request on the connection would be served.
        .write(Buffer.buffer(body))
        .onComplete(written -> request.connection().close());
  }
}
