package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.followup.Receiver.Request;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program is told of each press by a CloudEvent that it can trust. */
final class WebhookTest {
  @SuppressWarnings("NullAway.Init")
  private FollowUpDesk desk;

  @BeforeEach
  void start() throws Exception {
    desk = FollowUpDesk.withWebhook(Receiver.start());
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void webhook_pressApplied_isSentOnceAndSigned() throws Exception {
    SmartrrSubscription subscription = desk.subscription();
    JsonNode answer = desk.press("pause", subscription, 77);
    String reference = answer.path("reference").asText();

    desk.followUp(reference, "webhook", FollowUpState.DONE);

    assertEquals(1, desk.receiver.requests.size());
    Request request = desk.receiver.requests.get(0);
    assertEquals("POST /services/a-credential?key=x", request.method() + " " + request.path());
    assertEquals("application/cloudevents+json", request.type());
    assertEquals(reference, request.id());
    assertEquals(Long.toString(desk.server.time.instant().getEpochSecond()), request.time());
    assertEquals(request.signedBy(FollowUpDesk.SECRET), request.signature());
    JsonNode event = request.json();
    assertEquals("1.0", event.path("specversion").asText());
    assertEquals(reference, event.path("id").asText());
    assertEquals("/stores/acme", event.path("source").asText());
    assertEquals("com.gorgiassmartrr.press.applied", event.path("type").asText());
    assertEquals(reference, event.path("subject").asText());
    assertEquals("application/json", event.path("datacontenttype").asText());
    assertFalse(event.path("time").asText().isEmpty());
    JsonNode press = event.path("data");
    assertEquals(reference, press.path("reference").asText());
    assertEquals("acme pause applied 77", texts(press, "store", "action", "outcome", "ticket"));
    assertEquals("Pause robin@example.com", texts(press, "label", "agent"));
    assertEquals(subscription.id(), press.path("subscription").asText());
    assertEquals(subscription.subscriber().id(), press.path("customer").asText());
    assertEquals(answer.path("message").asText(), press.path("message").asText());
    assertEquals("ACTIVE", press.path("seen").path("status").asText());
    assertEquals("PAUSED", press.path("after").path("status").asText());
    assertFalse(request.body().contains("person1@example.com"), "the subscriber's address");
    assertFalse(request.body().contains("token"), "a credential");
  }

  @Test
  void webhook_receiverIsDownAtFirst_isRepeatedWithTheSameIdAndBody() throws Exception {
    desk.receiver.answers(503, "{}");
    String reference = desk.press("pause");
    Await.until("the first try", () -> desk.receiver.requests.size() == 1);
    Await.until(
        "what it says",
        () -> desk.followUp(reference, "webhook").tries().why().equals("Status 503."));

    desk.receiver.answers(204, "");
    desk.server.time.advance(Duration.ofMinutes(1));

    desk.followUp(reference, "webhook", FollowUpState.DONE);
    List<Request> both = desk.receiver.requests;
    assertEquals(2, both.size());
    assertEquals(both.get(0).id(), both.get(1).id());
    assertEquals(both.get(0).body(), both.get(1).body());
    assertTrue(Long.parseLong(both.get(1).time()) > Long.parseLong(both.get(0).time()));
    assertEquals(both.get(1).signedBy(FollowUpDesk.SECRET), both.get(1).signature());
  }

  @Test
  void webhook_receiverAsksToWait_isLeftAloneForSoLong() throws Exception {
    desk.receiver.retryAfter = "120";
    desk.receiver.answers(429, "");
    String reference = desk.press("pause");
    Await.until("its failure", () -> !desk.followUp(reference, "webhook").tries().why().isEmpty());
    assertEquals(
        desk.server.time.instant().plusSeconds(120).truncatedTo(ChronoUnit.MILLIS),
        desk.followUp(reference, "webhook").tries().nextAt());
  }

  private static String texts(JsonNode json, String... fields) {
    return String.join(" ", List.of(fields).stream().map(one -> json.path(one).asText()).toList());
  }
}
