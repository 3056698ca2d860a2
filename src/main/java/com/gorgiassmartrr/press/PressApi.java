package com.gorgiassmartrr.press;

import static com.gorgiassmartrr.press.OperatorReplies.answer;
import static com.gorgiassmartrr.press.OperatorReplies.message;
import static com.gorgiassmartrr.press.OperatorReplies.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The presses for operators, as JSON on the management server.
 *
 * <ul>
 *   <li>{@code GET /presses} finds presses, newest first, by {@code store}, {@code ticket}, {@code
 *       email}, {@code subscription}, {@code action} and {@code outcome}, at most {@code limit};
 *   <li>{@code GET /presses/parked} lists those that a person must decide on;
 *   <li>{@code GET /presses/REFERENCE} tells what happened to one, its note and its follow-ups;
 *   <li>{@code GET /presses/REFERENCE/state} reads its subscription at Smartrr;
 *   <li>{@code POST /presses/REFERENCE/replay} has a parked one tried again, after its subscription
 *       has been read; {@code POST /presses/REFERENCE/dismiss} leaves it as it is for good. Both
 *       may say who decided and why: {@code {"by": "…", "why": "…"}}.
 * </ul>
 *
 * <p>An answer whose status isn't 200 has a sentence in {@code message}.
 */
public final class PressApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_BODY = 4096;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 300;

  private final Ledger ledger;
  private final ParkedPresses parked;
  private final PresentState states;

  public PressApi(Ledger ledger, ParkedPresses parked, PresentState states) {
    this.ledger = ledger;
    this.parked = parked;
    this.states = states;
  }

  /** Adds these paths to a server's router. */
  public void mount(Router router) {
    router.get("/presses").handler(call -> answer(call, () -> search(call.queryParams())));
    router.get("/presses/parked").handler(call -> answer(call, parked::list));
    router.get("/presses/:reference").handler(call -> answer(call, () -> whole(reference(call))));
    router.get("/presses/:reference/state").handler(this::state);
    router
        .post("/presses/:reference/*")
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
        .failureHandler(call -> write(call, 413, message("The body is too large.")));
    router.post("/presses/:reference/replay").handler(call -> decide(call, parked::replay));
    router.post("/presses/:reference/dismiss").handler(call -> decide(call, parked::dismiss));
  }

  private String search(MultiMap query) throws RefusedException {
    PressSearch search = PressSearch.of(query);
    return PressJson.list(ledger.search(search.wanted(), search.most(), 0)).toString();
  }

  private String whole(String reference) {
    Press press = find(reference);
    return PressJson.whole(
            press,
            ledger.attempts(press.id()),
            ledger.note(press.id()).orElse(null),
            ledger.followUps(press.id()))
        .toString();
  }

  /**
   * Reads the subscription without holding a thread: the threads of this server answer health
   * probes, too.
   */
  private void state(RoutingContext call) {
    String reference = reference(call);
    answer(
        call,
        call.vertx()
            .executeBlocking(() -> find(reference), false)
            .compose(press -> Future.fromCompletionStage(states.of(press)))
            .map(Object::toString));
  }

  private Press find(String reference) {
    return ledger
        .findReference(reference)
        .orElseThrow(() -> new IllegalArgumentException("There is no press " + reference + "."));
  }

  private static void decide(RoutingContext call, BinaryOperator<String> decision) {
    answer(call, () -> message(decision.apply(reference(call), by(call.body().asString()))));
  }

  /** Who decided, and why, as the body says. */
  private static String by(@Nullable String body) throws RefusedException {
    try {
      JsonNode json = JSON.readTree(body == null || body.isBlank() ? "{}" : body);
      String by = json.path("by").asText("").strip();
      String why = json.path("why").asText("").strip();
      if (json.isObject() && isLine(by, LONGEST_NAME) && isLine(why, LONGEST_REASON)) {
        return (by.isEmpty() ? "operator" : by) + (why.isEmpty() ? "" : ": " + why);
      }
    } catch (JsonProcessingException e) {
      // The refusal below covers this, too.
    }
    throw new RefusedException(400, "The body is not like {\"by\": \"robin\"}.");
  }

  private static boolean isLine(String text, int longest) {
    return text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
  }

  private static String reference(RoutingContext call) {
    return call.pathParam("reference");
  }
}
