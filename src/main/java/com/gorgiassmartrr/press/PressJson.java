package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.Press;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns presses into the JSON that operators get: all that the ledger holds of them, which is no
 * secret.
 */
final class PressJson {
  private PressJson() {}

  /** Presses without their histories. */
  static ArrayNode list(List<Press> presses) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    presses.forEach(press -> list.add(of(press)));
    return list;
  }

  /** A press with its history, its note, and its other follow-ups. */
  static ObjectNode whole(
      Press press, List<Attempt> history, @Nullable Note note, List<FollowUpRecord> followUps) {
    ObjectNode whole = of(press);
    ArrayNode events = whole.putArray("history");
    for (Attempt attempt : history) {
      events
          .addObject()
          .put("at", attempt.at().toString())
          .put("event", attempt.event())
          .put("detail", attempt.detail());
    }
    if (note == null) {
      whole.putNull("note");
    } else {
      whole
          .putObject("note")
          .put("state", note.state().word())
          .put("attempts", note.attempts())
          .put("next_attempt_at", text(note.nextAttemptAt()))
          .put("message_id", note.messageId())
          .put("why", note.why());
    }
    ArrayNode following = whole.putArray("follow_ups");
    for (FollowUpRecord one : followUps) {
      following
          .addObject()
          .put("name", one.what().name())
          .put("state", one.state().word())
          .put("tries", one.tries().count())
          .put("next_attempt_at", text(one.tries().nextAt()))
          .put("why", one.tries().why());
    }
    return whole;
  }

  /** A state as Smartrr words it. */
  static ObjectNode state(SeenState state) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", state.status())
        .put("next_billing_date", state.nextBilling());
  }

  private static ObjectNode of(Press press) {
    NewPress what = press.what();
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("reference", press.reference())
        .put("outcome", press.state().word())
        .put("store", what.store())
        .put("action", what.action());
    ObjectNode parameters = row.putObject("parameters");
    what.values().forEach(parameters::put);
    ObjectNode words = row.putObject("chosen");
    what.words().forEach(words::put);
    row.put("chosen_date", press.tries().chosenDate())
        .put("subscription_id", what.subscription().id())
        .put("customer_id", what.subscription().customerId())
        .put("product", what.subscription().product())
        .put("email", what.subscription().email())
        .put("ticket_id", what.origin().ticketId())
        .put("agent", what.origin().agent())
        .put("pressed_at", press.pressedAt().toString())
        .put("ended_at", text(press.end().at()))
        .put("next_attempt_at", text(press.tries().nextAt()))
        .put("sent", press.isSent())
        .put("attempts", press.tries().count())
        .put("message", press.end().message());
    row.set("seen", state(SeenState.of(what.seen())));
    row.set("before", state(SeenState.of(press.tries().before())));
    row.set("after", state(SeenState.of(press.end().after())));
    return row;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
