package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
    router.route().order(Integer.MIN_VALUE).handler(RequestFraming::check);
  }

  private static void check(RoutingContext call) {
    HttpServerRequest request = call.request();
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
      turnAway(call, "Of transfer encodings this server takes chunked alone.");
    } else if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
      turnAway(call, "The request names more than one host.");
    } else {
      call.next();
    }
  }

  private static void turnAway(RoutingContext call, String sentence) {
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("error", sentence)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    HttpServerResponse response = call.response();
    response
        .setStatusCode(400)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
        // Written but not ended: with its end the next request on the connection would be served.
        .write(Buffer.buffer(body))
        .onComplete(written -> call.request().connection().close());
  }
}
