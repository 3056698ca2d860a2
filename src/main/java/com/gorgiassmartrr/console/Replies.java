package com.gorgiassmartrr.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.partner.PartnerFailure;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that the pages get: JSON, and where it isn't 200, a sentence in {@code message}. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_BODY = 256 * 1024;

  private Replies() {}

  /** Answers a request, on a thread that may wait. */
  @FunctionalInterface
  interface Work {
    JsonNode of(RoutingContext call) throws Exception;
  }

  /** Answers a request that has a body, on a thread that may wait. */
  @FunctionalInterface
  interface Change {
    JsonNode of(ObjectNode body) throws Exception;
  }

  /** Answers the reads of a path. */
  static void get(Router router, String path, Work work) {
    router.get(path).handler(call -> answer(call, work));
  }

  /** Answers what is sent to a path, as a JSON object. */
  static void post(Router router, String path, Change change) {
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
        .handler(call -> answer(call, asked -> change.of(body(asked))))
        .failureHandler(call -> write(call, 413, message("The body is too large.")));
  }

  private static void answer(RoutingContext call, Work work) {
    Future<JsonNode> answer = call.vertx().executeBlocking(() -> work.of(call), false);
    answer
        .onSuccess(json -> write(call, 200, json))
        .onFailure(failure -> fail(call, cause(failure)));
  }

  private static ObjectNode body(RoutingContext call) throws ProblemException {
    try {
      String text = call.body().asString();
      if (JSON.readTree(text == null ? "" : text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // Said below, like JSON that is something else.
    }
    throw new ProblemException(400, "The body is no JSON object.");
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private static void fail(RoutingContext call, Throwable failure) {
    if (failure instanceof ProblemException problem) {
      write(call, problem.status(), problem.json());
    } else if (failure instanceof LedgerUnavailable) {
      write(call, 503, message("The ledger can't be used: " + failure.getMessage()));
    } else if (failure instanceof PartnerFailure partner) {
      write(
          call,
          502,
          message(
              "Smartrr can't be read right now: "
                  + partner.kind()
                  + ", "
                  + partner.getMessage()
                  + "."));
    } else {
      LOG.error("An operator's request failed", failure);
      write(call, 500, message("This failed because of a fault here; the log says more."));
    }
  }

  static ObjectNode message(@Nullable String sentence) {
    return JsonNodeFactory.instance.objectNode().put("message", sentence);
  }

  private static void write(RoutingContext call, int status, JsonNode body) {
    if (call.response().ended() || call.response().closed()) {
      return;
    }
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .end(body.toString());
  }
}
