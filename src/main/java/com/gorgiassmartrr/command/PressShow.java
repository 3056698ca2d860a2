package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Shows one press: its store, subscription and action, and everything that happened to it, in
 * order.
 */
@Command(name = "show", description = "show what happened to a press, and its note")
final class PressShow extends PressCommand {
  @Override
  public Integer call() throws InterruptedException {
    JsonNode press = press();
    about(press).print(out());
    out().println();
    history(press).print(out());
    if (press.path("outcome").asText().equals("parked")) {
      out().println();
      out().println(now());
    }
    return 0;
  }

  private static Table about(JsonNode press) {
    Table table =
        new Table()
            .row("reference", press.path("reference").asText())
            .row("outcome", press.path("outcome").asText())
            .row("store", press.path("store").asText())
            .row("action", press.path("action").asText());
    press
        .path("parameters")
        .properties()
        .forEach(
            field ->
                table.row(
                    "  " + field.getKey(),
                    join(
                        field.getValue().asText(),
                        press.path("chosen").path(field.getKey()).asText())));
    row(table, "chosen date", press.path("chosen_date"));
    row(table, "subscription", press.path("subscription_id"));
    row(table, "product", press.path("product"));
    row(table, "subscriber", press.path("email"));
    row(table, "ticket", press.path("ticket_id"));
    row(table, "agent", press.path("agent"));
    return table;
  }

  private static void row(Table table, String name, JsonNode value) {
    if (!value.asText().isEmpty()) {
      table.row(name, value.asText());
    }
  }

  private static Table history(JsonNode press) {
    Table table =
        new Table()
            .row("", "seen", state(press.path("seen")))
            .row(Times.text(press.path("pressed_at")), "pressed", "");
    for (JsonNode event : press.path("history")) {
      table.row(
          Times.text(event.path("at")),
          event.path("event").asText().replace("notSent", "not sent"),
          event.path("detail").asText());
    }
    String next = Times.text(press.path("next_attempt_at"));
    if (!next.isEmpty()) {
      table.row(next, "due again", "");
    }
    table.row("", "note", note(press.path("note")));
    for (JsonNode followUp : press.path("follow_ups")) {
      table.row(
          Times.text(followUp.path("next_attempt_at")),
          followUp.path("name").asText(),
          join(followUp.path("state").asText().replace('_', ' '), followUp.path("why").asText()));
    }
    return table;
  }

  private static String state(JsonNode state) {
    return join(state.path("status").asText(), state.path("next_billing_date").asText());
  }

  private static String note(JsonNode note) {
    String message = note.path("message_id").asText();
    return note.isObject()
        ? join(
            note.path("state").asText().replace('_', ' '),
            message.isEmpty() ? "" : "message " + message,
            note.path("why").asText())
        : "none";
  }

  private static String join(String... parts) {
    return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
  }

  private String now() throws InterruptedException {
    try {
      return presentState();
    } catch (CommandException e) {
      return Printable.of(e.sentence());
    }
  }
}
