package com.gorgiassmartrr.followup;

import static com.gorgiassmartrr.press.OperatorReplies.answer;
import static com.gorgiassmartrr.press.OperatorReplies.message;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BinaryOperator;

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
}
