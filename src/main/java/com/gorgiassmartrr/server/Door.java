package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.smartrr.SmartrrError;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A kind of front door: how a caller proves itself there, and what bad input is answered. */
enum Door {
  /**
   * Gorgias's triggers. Once the caller is admitted the answer is always 200: any other counts
   * towards Gorgias switching the integration off, and error JSON would be kept as the customer's
   * data.
   */
  TRIGGER,
  /**
   * Gorgias's buttons. Whoever works on tickets can read all that a button sends, so it carries no
   * secret: it proves itself by the token that came with its subscription, which stands in the
   * body.
   */
  PRESS,
  /** Whatever else Gorgias is pointed at. */
  GORGIAS,
  /** Smartrr's webhooks, which carry nothing but the address that they are sent to. */
  WEBHOOK,
  /** The paths of Smartrr that hand-made set-ups call with their Smartrr token. */
  DROP_IN;

  private static final String NOT_ADMITTED =
      "The secret is missing or wrong: send the store's secret in the header x-store-secret.";

  /**
   * The kind of door that stands at a path of a route.
   *
   * @throws IllegalArgumentException when nothing is known that would guard the path
   */
  static Door at(String path) {
    if (path.equals("/gorgias/{store}/widget")) {
      return TRIGGER;
    }
    if (path.equals("/gorgias/{store}/actions/{action}")) {
      return PRESS;
    }
    if (path.startsWith("/gorgias/{store}/")) {
      return GORGIAS;
    }
    if (path.equals("/smartrr/{store}/webhooks/{key}")) {
      return WEBHOOK;
    }
    if (path.startsWith("/vendor/")) {
      return DROP_IN;
    }
    throw new IllegalArgumentException(
        "No front door can stand at "
            + path
            + ": use a path below /gorgias/{store}/, which the store's secret guards.");
  }

  /**
   * Decides whether the caller may come in. For a store that isn't there, a secret that nobody has
   * is compared, so that finding out takes as long as for a store that is. A press proves itself
   * later, by the token in its body.
   */
  Admission admit(RoutingContext call, Stores stores) {
    HttpServerRequest request = call.request();
    if (this == DROP_IN) {
      String token = header(request, "x-smartrr-access-token");
      Store store = stores.withSmartrrToken(token);
      return store != null
          ? new Admission(store, 200, "")
          : new Admission(
              null,
              401,
              "The token in the header x-smartrr-access-token is not that of a store of this"
                  + " server.");
    }
    String name = call.pathParam("store");
    Store candidate = stores.namedOrNobody(name);
    boolean admitted =
        switch (this) {
          case PRESS -> true;
          case WEBHOOK -> candidate.admitsWebhook(call.pathParam("key"));
          default -> candidate.admits(header(request, "x-store-secret"));
        };
    Store store = stores.named(name);
    if (store == null) {
      return new Admission(null, 404, "There is no such store on this server.");
    }
    if (!admitted) {
      return new Admission(
          null, 401, this == WEBHOOK ? "The key in the address is wrong." : NOT_ADMITTED);
    }
    return new Admission(store, 200, "");
  }

  /** The JSON that a caller is refused with. */
  byte[] refusal(int status, String sentence) {
    ObjectNode refusal =
        switch (this) {
          case DROP_IN -> SmartrrError.of(status, sentence);
          case PRESS ->
              JsonNodeFactory.instance
                  .objectNode()
                  .put("status", "refused")
                  .put("message", sentence);
          default -> JsonNodeFactory.instance.objectNode().put("error", sentence);
        };
    return refusal.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String header(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /** The store whose caller was admitted, or the status and the sentence that refuse the caller. */
  record Admission(@Nullable Store store, int status, String sentence) {}
}
