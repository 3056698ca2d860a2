package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The follow-ups for operators, as JSON on the management server.
 *
 * <ul>
 *   <li>{@code GET /follow-ups} lists those that were given up, the last ones first;
 *   <li>{@code POST /presses/REFERENCE/follow-ups/NAME/replay} has one of them tried again; {@code
 *       .../dismiss} leaves it undone for good.
 * </ul>
 *
 * <p>Those of one press stand with the press. What isn't 200 has a sentence in {@code message}.
 */
public final class FollowUpApi {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUpApi.class);

  private final GivenUpFollowUps givenUp;

  FollowUpApi(GivenUpFollowUps givenUp) {
    this.givenUp = givenUp;
  }

  /** Offers this on a server. */
  public void mount(Router router) {
    router.get("/follow-ups").handler(call -> answer(call, givenUp::list));
    router
        .post("/presses/:reference/follow-ups/:name/replay")
        .handler(call -> decide(call, givenUp::replay));
    router
        .post("/presses/:reference/follow-ups/:name/dismiss")
        .handler(call -> decide(call, givenUp::dismiss));
  }

  private static void decide(RoutingContext call, BinaryOperator<String> decision) {
    answer(
        call, () -> message(decision.apply(call.pathParam("reference"), call.pathParam("name"))));
  }

  private static void answer(RoutingContext call, Callable<String> work) {
    call.vertx()
        .executeBlocking(work, false)
        .onSuccess(body -> write(call, 200, body))
        .onFailure(failure -> fail(call, failure));
  }

  private static void fail(RoutingContext call, Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      write(call, 404, message(failure.getMessage()));
    } else if (failure instanceof LedgerUnavailable) {
      write(call, 503, message("The ledger can't be used: " + failure.getMessage()));
    } else {
      LOG.error("An operator's request failed", failure);
      write(call, 500, message("This failed because of a fault here; the log says more."));
    }
  }

  private static String message(@Nullable String sentence) {
    return JsonNodeFactory.instance.objectNode().put("message", sentence).toString();
  }

  private static void write(RoutingContext call, int status, String body) {
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(body);
  }
}
