package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.followup.ShippedNote;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A server on which presses get parked. */
public final class ParkedDesk implements AutoCloseable {
  public final TestServer server;
  private final Ledger ledger;

  /** What was pressed last. */
  private String form = "";

  private ParkedDesk(TestServer server) {
    this.server = server;
    ledger = server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
  }

  public static ParkedDesk start() throws Exception {
    return new ParkedDesk(
        TestServer.start(
            "action.answer-within", "300",
            "action.poll", "20",
            "lookup.timeout", "5000"));
  }

  /** Presses Skip for Kenji while Smartrr fails every change, until the press is parked. */
  public String park() throws Exception {
    server.smartrr.faults().add(Fault.status(503), RequestMatch.writes());
    String reference = press("kenji@example.com");
    Await.until("parking", () -> isParkedInTheEnd(reference));
    server.smartrr.faults().clear();
    return reference;
  }

  /** Lets time pass whenever the press waits, and not while somebody works on it. */
  private boolean isParkedInTheEnd(String reference) {
    Press press = find(reference);
    Instant next = press.tries().nextAt();
    if (next != null && next.isAfter(server.time.instant())) {
      server.time.advance(Duration.between(server.time.instant(), next));
    }
    return press.state() == PressState.PARKED;
  }

  /** Presses Skip on a customer's first subscription that is active. */
  public String press(String email) throws Exception {
    Await.until("the widget to show one", () -> !shownActive(email).isMissingNode());
    JsonNode shown = shownActive(email);
    form =
        "subscription_id="
            + shown.path("id").asText()
            + "&press_token="
            + shown.path("press_token").asText()
            + "&ticket_id=77&agent=robin%40example.com";
    return TestServer.json(server.pressUntilCertain("skip", form).get()).path("reference").asText();
  }

  /** What an agent is answered who presses the same once more, on the same screen. */
  JsonNode pressAgain() {
    return TestServer.json(server.pressLater("skip", form).join());
  }

  private JsonNode shownActive(String email) {
    for (JsonNode subscription : server.widgetLater(email).join().path("subscriptions")) {
      if (subscription.path("status").asText().equals("ACTIVE")) {
        return subscription;
      }
    }
    return MissingNode.getInstance();
  }

  public Press find(String reference) {
    return ledger.findReference(reference).orElseThrow();
  }

  /** How far a press's note has come. */
  NoteState noteState(String reference) {
    return ledger.note(find(reference).id()).orElseThrow().state();
  }

  /** The words of the note of a press's last end. */
  String note(String reference) {
    return String.join(
        "\n", ShippedNote.lines(ledger.note(find(reference).id()).orElseThrow().content().body()));
  }

  /** The press as operators get it. */
  public JsonNode shown(String reference) throws Exception {
    return TestServer.json(server.manage(server.management("/presses/" + reference).build()));
  }

  /** Who decided on a press last. */
  public String decidedBy(String reference) throws Exception {
    String by = "";
    for (JsonNode event : shown(reference).path("history")) {
      if (Set.of("reopened", "dismissed").contains(event.path("event").asText())) {
        by = event.path("detail").asText();
      }
    }
    return by;
  }

  /** The port of the management server. */
  public int port() {
    return server.management("/").build().uri().getPort();
  }

  @Override
  public void close() {
    server.close();
  }
}
