package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.SubscriptionState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A press as follow-ups get it, in JSON: what is null isn't known. It holds no secret, and not the
 * subscriber's e-mail address: who needs that finds it by the customer's id.
 */
final class PressBody {
  private PressBody() {}

  /**
   * Tells of a press that has ended.
   *
   * @param label the words on the button
   */
  static ObjectNode of(Press press, String label) {
    NewPress what = press.what();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("reference", press.reference())
        .put("store", what.store())
        .put("action", what.action())
        .put("label", label)
        .put("outcome", press.state().word())
        .put("message", known(press.end().message()))
        .put("ticket", known(what.origin().ticketId()))
        .put("agent", known(what.origin().agent()))
        .put("subscription", known(what.subscription().id()))
        .put("customer", known(what.subscription().customerId()))
        .put("product", known(what.subscription().product()));
    ObjectNode parameters = body.putObject("parameters");
    what.values().forEach(parameters::put);
    ObjectNode chosen = body.putObject("chosen");
    what.words().forEach(chosen::put);
    state(body, "seen", what.seen());
    state(body, "before", press.tries().before());
    state(body, "after", press.end().after());
    Instant ended = press.end().at();
    return body.put("pressed_at", press.pressedAt().toString())
        .put("ended_at", ended == null ? null : ended.toString());
  }

  private static void state(ObjectNode body, String name, SubscriptionState state) {
    body.putObject(name)
        .put("status", known(state.status()))
        .put("next_billing_date", known(state.nextBilling()));
  }

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }
}
