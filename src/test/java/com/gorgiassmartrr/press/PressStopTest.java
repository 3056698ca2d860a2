package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
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
      assertTrue(press.sent());
      List<Press> due = ledger.claimDue("another", Duration.ofMinutes(1), 10);
      assertEquals(1, due.size(), () -> ledger.attempts(press.id()).toString());
    }
  }

  private static TestServer start(String ledger, String stop) throws Exception {
    return TestServer.start(
        "ledger.url", ledger,
        "action.answer-within", "100",
        "camel.main.shutdown-timeout", stop,
        "lookup.timeout", "5000",
        "smartrr.timeout", "8000");
  }

  private static void pressAndStop(TestServer server) throws Exception {
    String token = "";
    for (JsonNode shown : server.widget("mara@example.com").path("subscriptions")) {
      boolean isCoffee = shown.path("id").asText().equals(SmartrrPeople.MARA_COFFEE);
      token = isCoffee ? shown.path("press_token").asText() : token;
    }
    String form = "subscription_id=" + SmartrrPeople.MARA_COFFEE + "&press_token=" + token;
    JsonNode answer = TestServer.json(server.pressLater("skip", form).get());
    assertEquals("accepted", answer.path("status").asText(), answer.toString());
    Await.until("the write", () -> server.smartrr.requests().count(RequestMatch.writes()) > 0);
    server.close();
  }

  private static Press only(Ledger ledger) {
    List<Press> presses = ledger.search(PressQuery.ALL, 10, 0);
    assertEquals(1, presses.size());
    return presses.get(0);
  }
}
