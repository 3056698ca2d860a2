package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An action is edited while its button is pressed. */
final class LivePressTest {
  private static final String PAUSE = "actions/pause.camel.yaml";
  private static final String DONE = "Paused the subscription until {unpause_date|it is unpaused}.";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LogLines log = LogLines.of(RouteReload.class);
  private LiveRoutes live;

  @BeforeEach
  void start() throws Exception {
    live = LiveRoutes.start("action.answer-within", "30000");
  }

  @AfterEach
  void stop() {
    log.close();
    live.close();
  }

  private String form() throws Exception {
    live.server.forgetEverything();
    for (JsonNode one : live.server.widget("mara@example.com").path("subscriptions")) {
      if (one.path("status").asText().equals("ACTIVE")) {
        return "subscription_id="
            + one.path("id").asText()
            + "&customer_id="
            + one.path("customer_id").asText()
            + "&press_token="
            + TestServer.encoded(one.path("press_token").asText());
      }
    }
    throw new AssertionError("Mara has no active subscription");
  }

  private static String message(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    return TestServer.json(answer).path("message").asText();
  }

  @Test
  void bean_edited_nextPressIsAnsweredByIt() throws Exception {
    String form = form();
    live.edit(PAUSE, DONE, "Paused in other words.");
    awaitInForce();
    assertEquals("Paused in other words.", message(live.server.pressLater("pause", form).get()));
  }

  @Test
  void action_editedWhileItsPressIsUnderWay_pressEndsByTheVersionItBeganWith() throws Exception {
    String form = form();
    live.server.smartrr.faults().add(Fault.slow(Duration.ofSeconds(4)), RequestMatch.writes());
    CompletableFuture<HttpResponse<String>> press = live.server.pressLater("pause", form);
    Await.until(
        "the change to be under way",
        PATIENCE,
        () -> live.server.smartrr.requests().count(RequestMatch.writes()) == 1);
    live.edit(PAUSE, DONE, "Paused in other words.");
    String description = live.description("action-pause");
    live.edit(PAUSE, "description: " + description, "description: Another pause");
    awaitInForce();
    assertTrue(live.standIns().contains("action-pause~next"), "The old one isn't waited for");
    String message = message(press.get());
    assertTrue(!message.equals("Paused in other words."), message);
    live.awaitDescription("action-pause", "Another pause");
    assertEquals(1, live.server.smartrr.requests().count(RequestMatch.writes()));
  }

  /** The first try fails before it has an effect, and the next one is after the edit. */
  @Test
  void action_editedWhileItsPressWaitsForAnotherTry_pressEndsByTheVersionItBeganWith()
      throws Exception {
    String form = form();
    live.server.smartrr.faults().add(Fault.status(503), RequestMatch.writes());
    CompletableFuture<HttpResponse<String>> press = live.server.pressLater("pause", form);
    Await.until(
        "the change to fail",
        PATIENCE,
        () -> live.server.smartrr.requests().count(RequestMatch.writes()) == 1);
    live.edit(PAUSE, DONE, "Paused in other words.");
    awaitInForce();
    live.server.smartrr.faults().clear();
    Await.until(
        "the press to end",
        PATIENCE,
        () -> {
          live.server.time.advance(Duration.ofMillis(50));
          return press.isDone();
        });
    String message = message(press.get());
    assertEquals("Paused the subscription until it is unpaused.", message);
    assertEquals(2, live.server.smartrr.requests().count(RequestMatch.writes()));
    live.awaitSettled();
  }

  private void awaitInForce() {
    Await.until(
        "the edit to be in force",
        PATIENCE,
        () -> log.all().stream().anyMatch(line -> line.endsWith("in force.")));
  }
}
