package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the status tells is what happened. */
final class StatusPageTest {
  private ConsoleDesk desk;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    desk = ConsoleDesk.start(folder);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void lookups_readAndRepeated_areCountedAsReadAndAsHits() throws Exception {
    JsonNode before = store().path("lookups");

    desk.time.advance(Duration.ofMinutes(2));
    desk.widget("kenji@example.com");
    desk.widget("kenji@example.com");
    desk.widget("kenji@example.com");

    JsonNode after = store().path("lookups");
    assertEquals(before.path("live").asInt() + 1, after.path("live").asInt());
    assertEquals(before.path("cached").asInt() + 2, after.path("cached").asInt());
  }

  @Test
  void lookups_smartrrDown_areCountedAsStaleOrNoticeAndToldAsFailure() throws Exception {
    desk.widget("kenji@example.com");
    desk.time.advance(Duration.ofMinutes(2));
    desk.sandbox.smartrr().faults().add(Fault.status(503));
    JsonNode before = store();

    desk.widget("kenji@example.com");
    desk.widget("never-seen@example.com");

    JsonNode after = store();
    assertEquals(before.at("/lookups/stale").asInt() + 1, after.at("/lookups/stale").asInt());
    assertEquals(before.at("/lookups/notice").asInt() + 1, after.at("/lookups/notice").asInt());
    assertFalse(before.at("/smartrr/failing").asBoolean());
    assertTrue(after.at("/smartrr/failing").asBoolean());
    assertEquals("unavailable: status 503", after.at("/smartrr/failure").asText());
    assertEquals(desk.time.instant().toString(), after.at("/smartrr/failed_at").asText());
  }

  @Test
  void smartrr_failingAgainAndAgain_isLeftAloneAndSaidSo() throws Exception {
    desk.time.advance(Duration.ofMinutes(2));
    desk.sandbox.smartrr().faults().add(Fault.status(503));
    for (int i = 0; i < 25; i++) {
      desk.widget("person" + i + "@example.com");
    }

    assertEquals("OPEN", store().at("/smartrr/circuit").asText());
  }

  @Test
  void smartrr_refusesTheToken_isToldWithTheCheckThatIsDown() throws Exception {
    desk.time.advance(Duration.ofMinutes(2));
    desk.sandbox.smartrr().faults().add(Fault.status(401));
    desk.widget("kenji@example.com");

    JsonNode status = status();
    assertTrue(status.at("/stores/0/smartrr/credentials_refused").asBoolean());
    assertTrue(status.at("/stores/0/smartrr/paused_until").isTextual());
    assertEquals("store-sandbox", status.at("/problems/0/check").asText());
    assertTrue(
        status.at("/problems/0/message").asText().startsWith("Smartrr refuses the token"),
        status.toString());
  }

  @Test
  void triggers_refusedInRow_areCountedUntilOneSucceeds() throws Exception {
    JsonNode before = store().path("triggers");
    for (int i = 0; i < 3; i++) {
      assertEquals(401, triggerWithoutSecret());
    }
    Await.until("all three", () -> triggers().path("failed_in_row").asInt() == 3);
    assertEquals("status 401", triggers().path("failure").asText());
    assertEquals(before.path("failed").asInt() + 3, triggers().path("failed").asInt());

    desk.time.advance(Duration.ofSeconds(7));
    desk.widget("kenji@example.com");

    Await.until("the next one", () -> triggers().path("failed_in_row").asInt() == 0);
    assertEquals(desk.time.instant().toString(), triggers().path("last_at").asText());
    assertEquals(before.path("answered").asInt() + 1, triggers().path("answered").asInt());
  }

  @Test
  void gorgias_wroteANote_tellsWhatItUsedOfItsLimit() throws Exception {
    assertEquals(0, store().at("/gorgias/budget/used").asInt());
    desk.skip("kenji@example.com");

    Await.until("an answer", () -> quietly().at("/gorgias/answers").asInt() > 0);
    assertEquals(40, store().at("/gorgias/budget/limit").asInt());
    assertTrue(store().at("/gorgias/budget/used").asInt() > 0, store().toString());
  }

  @Test
  void presses_parkedAndApplied_areCounted() throws Exception {
    desk.park("kenji@example.com");
    desk.skip("mara@example.com");

    Await.until("the end", () -> quietly().at("/presses/applied").asInt() == 1);
    assertEquals(1, store().at("/presses/parked").asInt());
    Await.until("the notes", () -> quietly().at("/notes/pending").asInt() == 0);
    assertEquals(0, store().at("/notes/lost").asInt());
  }

  private JsonNode status() throws Exception {
    return TestServer.json(desk.get("/console/api/status"));
  }

  private JsonNode store() throws Exception {
    return status().at("/stores/0");
  }

  private JsonNode quietly() {
    try {
      return store();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode triggers() {
    return quietly().path("triggers");
  }

  private int triggerWithoutSecret() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(desk.publicUrl() + "/gorgias/sandbox/widget?email=a@example.com"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }
}
