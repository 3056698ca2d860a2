package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;

/**
 * The presses that a person must decide on, for operators: by JMX, and as JSON on the management
 * server, which listens on this machine only.
 *
 * <p>{@code GET /presses/parked} lists them; {@code POST /presses/REFERENCE/replay} has one tried
 * again, after its subscription has been read; {@code POST /presses/REFERENCE/dismiss} leaves it as
 * it is for good. A POST must say that it is JSON, which a page of another site can't.
 */
public final class ParkedPresses implements ParkedPressesMXBean {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;
  private final PressWorker worker;

  public ParkedPresses(Ledger ledger, PressWorker worker) {
    this.ledger = ledger;
    this.worker = worker;
  }

  @Override
  public int getCount() {
    return ledger.parked(null).size();
  }

  @Override
  public String list() {
    ArrayNode list = JSON.createArrayNode();
    for (Press press : ledger.parked(null)) {
      ObjectNode row = list.addObject();
      row.put("reference", press.reference())
          .put("store", press.what().store())
          .put("action", press.what().action())
          .put("subscription_id", press.what().subscriptionId())
          .put("customer_id", press.what().customerId())
          .put("ticket_id", press.what().ticketId())
          .put("agent", press.what().agent())
          .put("pressed_at", press.pressedAt().toString())
          .put("sent", press.sent())
          .put("attempts", press.attempts())
          .put("message", press.message());
    }
    return list.toString();
  }

  @Override
  public String replay(String reference) {
    Press press = parked(reference);
    ledger.reopen(press.id());
    worker.takeUpDue();
    return "Tried again: " + reference;
  }

  @Override
  public String dismiss(String reference) {
    ledger.dismiss(parked(reference).id(), "operator");
    return "Dismissed: " + reference;
  }

  private Press parked(String reference) {
    return ledger
        .findReference(reference)
        .filter(press -> press.state() == PressState.PARKED)
        .orElseThrow(
            () -> new IllegalArgumentException("No press is parked under " + reference + "."));
  }

  /** Offers this as JSON. */
  public void mount(Router router) {
    router.get("/presses/parked").handler(call -> answer(call, this::list));
    router
        .post("/presses/:reference/replay")
        .handler(call -> change(call, () -> message(replay(call.pathParam("reference")))));
    router
        .post("/presses/:reference/dismiss")
        .handler(call -> change(call, () -> message(dismiss(call.pathParam("reference")))));
  }

  private static String message(String sentence) {
    return new JsonObject().put("message", sentence).encode();
  }

  private static void change(RoutingContext call, Callable<String> work) {
    String type = call.request().getHeader("content-type");
    if (type == null || !type.startsWith("application/json")) {
      write(call, 415, message("Send the header content-type: application/json."));
    } else {
      answer(call, work);
    }
  }

  private static void answer(RoutingContext call, Callable<String> work) {
    call.vertx()
        .executeBlocking(work, false)
        .onSuccess(body -> write(call, 200, body))
        .onFailure(
            failure ->
                write(
                    call,
                    failure instanceof IllegalArgumentException ? 404 : 503,
                    message(String.valueOf(failure.getMessage()))));
  }

  private static void write(RoutingContext call, int status, String body) {
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(body);
  }
}
