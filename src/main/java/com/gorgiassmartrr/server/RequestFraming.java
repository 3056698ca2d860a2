package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns away requests of which a proxy in front of this server may take another end, or another
 * host, for the right one than we do; what comes after such a request on its connection isn't read
 * any more. What Netty itself refuses never comes here: two lengths, a length that is no number, a
 * chunk that can't be read.
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

  /** Whether a request is to be served; otherwise it has been answered, and is the last one. */
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
