package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop leaves no press hanging. */
final class PressStopTest {
  @Test
  void pressInFlight_whenTheServerStops_isEndedFirst(@TempDir Path folder) throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("ledger.db");
    TestServer server = start(url, "15");
    server.smartrr.faults().add(Fault.slow(Duration.ofMillis(700)), RequestMatch.writes());
    pressAndStop(server);
    try (Ledger ledger = Ledger.open(url, server.time)) {
      Press press = only(ledger);
      assertEquals(PressState.APPLIED, press.state(), () -> ledger.attempts(press.id()).toString());
    }
  }

  @Test
  void pressInFlightForTooLong_whenTheServerStops_canBeTakenUpAtOnce(@TempDir Path folder)
      throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("ledger.db");
    TestServer server = start(url, "1");
    server.smartrr.faults().add(Fault.of(FaultKind.HANG), RequestMatch.writes());
    long began = System.nanoTime();
    pressAndStop(server);
    assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofSeconds(20)) < 0);
    try (Ledger ledger = Ledger.open(url, server.time)) {
      Press press = only(ledger);
      assertEquals(PressState.ACCEPTED, press.state());
      assertTrue(press.isSent());
      List<String> store = List.of(press.what().store());
      List<Press> due = ledger.claimDue(store, "another", Duration.ofMinutes(1), 10);
      assertEquals(1, due.size(), () -> ledger.attempts(press.id()).toString());
    }
  }

  @Test
  void pressesThatWaitForAThread_whenTheServerStops_areGivenBackUnsent(@TempDir Path folder)
      throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("ledger.db");
    TestServer server = start(url, "15");
    String coffee = form(server, "mara@example.com", SmartrrPeople.MARA_COFFEE);
    String tea = form(server, "kenji@example.com", SmartrrPeople.KENJI_TEA);
    server.smartrr.faults().add(Fault.slow(Duration.ofMillis(1500)), RequestMatch.writes());
    press(server, coffee);
    Await.until("the write", () -> server.smartrr.requests().count(RequestMatch.writes()) > 0);
    press(server, tea);
    server.close();
    try (Ledger ledger = Ledger.open(url, server.time)) {
      List<Press> presses = ledger.search(PressQuery.ALL, 10, 0);
      assertEquals(
          List.of(PressState.ACCEPTED, PressState.APPLIED),
          presses.stream().map(Press::state).toList());
      assertEquals(
          List.of("postponed"),
          ledger.attempts(presses.get(0).id()).stream().map(Attempt::event).toList());
      List<String> store = List.of(presses.get(0).what().store());
      assertEquals(1, ledger.claimDue(store, "another", Duration.ofMinutes(1), 10).size());
    }
  }

  private static TestServer start(String ledger, String stop) throws Exception {
    return TestServer.start(
        "ledger.url", ledger,
        "action.answer-within", "100",
        "action.threads", "1",
        "camel.main.shutdown-timeout", stop,
        "lookup.timeout", "5000",
        "smartrr.timeout", "8000");
  }

  private static void pressAndStop(TestServer server) throws Exception {
    press(server, form(server, "mara@example.com", SmartrrPeople.MARA_COFFEE));
    Await.until("the write", () -> server.smartrr.requests().count(RequestMatch.writes()) > 0);
    server.close();
  }

  private static void press(TestServer server, String form) throws Exception {
    JsonNode answer = TestServer.json(server.pressUntilCertain("skip", form).get());
    assertEquals("accepted", answer.path("status").asText(), answer.toString());
  }

  private static String form(TestServer server, String email, String subscription)
      throws Exception {
    for (JsonNode shown : server.widget(email).path("subscriptions")) {
      if (shown.path("id").asText().equals(subscription)) {
        return "subscription_id="
            + subscription
            + "&press_token="
            + shown.path("press_token").asText();
      }
    }
    throw new AssertionError("There is no subscription " + subscription);
  }

  private static Press only(Ledger ledger) {
    List<Press> presses = ledger.search(PressQuery.ALL, 10, 0);
    assertEquals(1, presses.size());
    return presses.get(0);
  }
}
