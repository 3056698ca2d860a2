package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nothing could settle is seen, tried again or dismissed by a person. */
final class ParkedPressesTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            "action.answer-within", "300",
            "action.poll", "20",
            "lookup.timeout", "5000");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void parkedPress_replayedWhenSmartrrIsWell_isAppliedOnce() throws Exception {
    String reference = park();
    server.smartrr.faults().clear();
    assertEquals(200, manage("/presses/" + reference + "/replay").statusCode());
    Await.until("the end of the press", () -> stateOf(reference) == PressState.APPLIED);
    assertEquals(
        1, server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
  }

  @Test
  void parkedPress_dismissed_isLeftAlone() throws Exception {
    String reference = park();
    assertEquals(200, manage("/presses/" + reference + "/dismiss").statusCode());
    assertEquals(PressState.DISMISSED, stateOf(reference));
    assertEquals(404, manage("/presses/" + reference + "/replay").statusCode());
    assertEquals(0, TestServer.json(server.manage(get("/presses/parked"))).size());
  }

  @Test
  void parkedPresses_byJmx_areCountedAndListed() throws Exception {
    String reference = park();
    var beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        new ObjectName(
            "com.gorgiassmartrr:type=ParkedPresses,context="
                + ObjectName.quote(server.server.context().getManagementName()));
    assertEquals(1, beans.getAttribute(name, "Count"));
    assertTrue(
        String.valueOf(beans.invoke(name, "list", new Object[0], new String[0]))
            .contains(reference));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
  void replay_notSentAsJson_isRefused(String type) throws Exception {
    String reference = park();
    assertEquals(
        415,
        server
            .manage(
                server
                    .management("/presses/" + reference + "/replay")
                    .header("content-type", type)
                    .POST(BodyPublishers.ofString("{}"))
                    .build())
            .statusCode());
    assertEquals(PressState.PARKED, stateOf(reference));
  }

  /** Presses Skip while Smartrr fails every change, and lets more time pass than it is tried. */
  private String park() throws Exception {
    server.smartrr.faults().add(Fault.status(503), RequestMatch.writes());
    JsonNode shown = server.widget("kenji@example.com").path("subscriptions").path(0);
    String form =
        "subscription_id="
            + shown.path("id").asText()
            + "&press_token="
            + shown.path("press_token").asText();
    JsonNode answer = TestServer.json(server.pressLater("skip", form).get());
    assertEquals("accepted", answer.path("status").asText());
    String reference = answer.path("reference").asText();
    Await.until("parking", () -> isParkedInTheEnd(reference));
    JsonNode parked = TestServer.json(server.manage(get("/presses/parked")));
    assertEquals(reference, parked.path(0).path("reference").asText());
    assertTrue(parked.path(0).path("message").asText().contains("A person must decide"));
    return reference;
  }

  /** Lets time pass whenever the press waits, and not while somebody works on it. */
  private boolean isParkedInTheEnd(String reference) {
    Press press = find(reference);
    Instant next = press.nextAttemptAt();
    if (next != null && next.isAfter(server.time.instant())) {
      server.time.advance(Duration.between(server.time.instant(), next));
    }
    return press.state() == PressState.PARKED;
  }

  private HttpRequest get(String path) {
    return server.management(path).build();
  }

  private HttpResponse<String> manage(String path) throws Exception {
    return server.manage(
        server
            .management(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build());
  }

  private PressState stateOf(String reference) {
    return find(reference).state();
  }

  private Press find(String reference) {
    return server
        .server
        .context()
        .getRegistry()
        .lookupByNameAndType("ledger", Ledger.class)
        .findReference(reference)
        .orElseThrow();
  }
}
