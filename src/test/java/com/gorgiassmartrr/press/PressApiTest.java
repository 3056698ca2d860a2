package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presses are searched, told and decided on at the management server. */
final class PressApiTest {
  private ParkedDesk desk;

  @BeforeEach
  void start() throws Exception {
    desk = ParkedDesk.start();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void presses_searchedByEachField_areFoundNewestFirst() throws Exception {
    String parked = desk.park();
    String applied = desk.press("mara@example.com");
    Await.until("the end", () -> desk.find(applied).state() == PressState.APPLIED);

    assertEquals(List.of(applied, parked), found("/presses"));
    assertEquals(List.of(applied), found("/presses?limit=1"));
    assertEquals(List.of(parked), found("/presses?outcome=parked"));
    assertEquals(List.of(parked), found("/presses/parked"));
    assertEquals(List.of(applied), found("/presses?outcome=applied&action=skip&store=acme"));
    assertEquals(List.of(parked), found("/presses?email=KENJI%40example.com"));
    assertEquals(List.of(applied, parked), found("/presses?ticket=77&email="));
    assertEquals(List.of(applied, parked), found("/presses?ticket=%EF%BB%BF77%E2%80%8B&email="));
    assertEquals(List.of(parked), found("/presses?subscription=" + SmartrrPeople.KENJI_TEA));
    assertEquals(List.of(), found("/presses?store=other"));
    assertEquals(List.of(), found("/presses?action=pause"));
    assertEquals(List.of(), found("/presses?ticket=78"));
  }

  @Test
  void search_notAsItShouldBe_isRefusedWithASentence() throws Exception {
    String numbers = "limit: it is not a number from 1 to 500.";
    Map<String, String> sentences =
        Map.of(
            "outcome=lost",
            "outcome: it is none of accepted, applied, refused, parked, dismissed.",
            "limit=0",
            numbers,
            "limit=501",
            numbers,
            "limit=x",
            numbers,
            "mail=kenji@example.com",
            "There is no parameter 'mail' to search by.");
    for (var expected : sentences.entrySet()) {
      assertAnswer(400, expected.getValue(), get("/presses?" + expected.getKey()));
    }
  }

  @Test
  void press_asked_isToldWithItsHistoryAndNote() throws Exception {
    String reference = desk.park();
    Await.until("the note's end", () -> desk.noteState(reference) == NoteState.NOT_CONFIGURED);
    JsonNode press = desk.shown(reference);
    assertEquals("not_configured", press.path("note").path("state").asText());
    assertEquals("parked", press.path("outcome").asText());
    assertEquals("kenji@example.com", press.path("email").asText());
    assertEquals("robin@example.com", press.path("agent").asText());
    assertEquals("77", press.path("ticket_id").asText());
    assertEquals("ACTIVE", press.path("seen").path("status").asText());
    assertEquals(press.path("seen"), press.path("before"));
    List<String> events = new ArrayList<>();
    press.path("history").forEach(event -> events.add(event.path("event").asText()));
    assertEquals("sending", events.get(0));
    assertEquals("parked", events.get(events.size() - 1));
    assertTrue(press.path("attempts").asInt() >= 1);
    assertFalse(press.toString().contains(desk.server.smartrr.token()));
    assertFalse(press.toString().contains(TestServer.SECRET));
  }

  @Test
  void press_unknown_isSaidSo() throws Exception {
    assertAnswer(404, "There is no press ABCDEFGH.", get("/presses/ABCDEFGH"));
    assertAnswer(404, "There is no press ABCDEFGH.", get("/presses/ABCDEFGH/state"));
    assertAnswer(404, "No press is parked under ABCDEFGH.", post("ABCDEFGH/replay", "{}"));
    assertAnswer(404, "No press is parked under ABCDEFGH.", post("ABCDEFGH/dismiss", "{}"));
  }

  @Test
  void state_subscriptionAsItWas_isToldBesideIt() throws Exception {
    JsonNode state = json(200, get("/presses/" + desk.park() + "/state"));
    assertTrue(state.path("found").asBoolean());
    assertFalse(state.path("changed").asBoolean());
    assertEquals("ACTIVE", state.path("now").path("status").asText());
    assertEquals(state.path("then"), state.path("now"));
    assertTrue(
        state
            .path("message")
            .asText()
            .endsWith(", as it was before the change was sent. What was asked for isn't so."),
        state.toString());
    assertEquals("no", state.path("wanted").asText());
  }

  @Test
  void state_subscriptionChangedByOthers_isToldBesideWhatItWas() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).status(PurchaseStatus.PAUSED);
    JsonNode state = json(200, get("/presses/" + reference + "/state"));
    assertTrue(state.path("changed").asBoolean());
    assertEquals("PAUSED", state.path("now").path("status").asText());
    assertEquals("ACTIVE", state.path("then").path("status").asText());
    assertTrue(
        state.path("message").asText().contains("; before the change was sent it was active"),
        state.toString());
  }

  @Test
  void state_doneBySomebodyElse_isToldToBeWanted() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skipNext();
    JsonNode state = json(200, get("/presses/" + reference + "/state"));
    assertEquals("yes", state.path("wanted").asText());
    assertTrue(
        state.path("message").asText().endsWith(" What was asked for is so."), state.toString());
  }

  @Test
  void state_subscriptionGone_isSaidSo() throws Exception {
    String reference = desk.park();
    SmartrrWorld world = desk.server.smartrr.world();
    world.remove(world.subscription(SmartrrPeople.KENJI_TEA));
    JsonNode state = json(200, get("/presses/" + reference + "/state"));
    assertFalse(state.path("found").asBoolean(true));
    assertEquals("The subscription can't be found at Smartrr.", state.path("message").asText());
  }

  @Test
  void state_smartrrDown_isSaidAndNothingIsSent() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.faults().add(Fault.status(503));
    assertAnswer(
        502,
        "Smartrr can't be read right now: UNAVAILABLE, status 503.",
        get("/presses/" + reference + "/state"));
    assertEquals(PressState.PARKED, desk.find(reference).state());
  }

  @Test
  void parkedPress_replayedWhenSmartrrIsWell_isAppliedOnce() throws Exception {
    String reference = desk.park();
    assertAnswer(200, "Tried again: " + reference, post(reference + "/replay", "{}"));
    Await.until("its end", () -> desk.find(reference).state() == PressState.APPLIED);
    assertEquals(
        1, desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
    assertEquals("operator", desk.decidedBy(reference));
    assertAnswer(
        404,
        "No press is parked under " + reference + "; it is applied.",
        post(reference + "/replay", "{}"));
  }

  @Test
  void parkedPress_dismissed_isLeftAloneAndSaysByWhom() throws Exception {
    String reference = desk.park();
    assertAnswer(
        200, "Dismissed: " + reference, post(reference + "/dismiss", "{\"by\": \"Robin Hale\"}"));
    assertEquals(PressState.DISMISSED, desk.find(reference).state());
    assertEquals("Robin Hale", desk.decidedBy(reference));
    assertEquals(List.of(), found("/presses/parked"));
    assertEquals(404, post(reference + "/dismiss", "{\"by\": \"someone else\"}").statusCode());
    assertEquals("Robin Hale", desk.decidedBy(reference));
  }

  @Test
  void decision_notSentAsJson_isRefused() throws Exception {
    String reference = desk.park();
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      for (String decision : List.of("replay", "dismiss")) {
        assertAnswer(
            415,
            "Send the header content-type: application/json.",
            post(reference + "/" + decision, type, "{}"));
      }
    }
    assertEquals(PressState.PARKED, desk.find(reference).state());
  }

  @Test
  void decision_bodyNotAsItShouldBe_isRefused() throws Exception {
    String reference = desk.park();
    String tooLong = "{\"by\": \"" + "x".repeat(101) + "\"}";
    for (String body : List.of("{", "[]", "7", "{\"by\": \"a\\nb\"}", tooLong)) {
      assertAnswer(
          400, "The body is not like {\"by\": \"robin\"}.", post(reference + "/dismiss", body));
    }
    assertEquals(PressState.PARKED, desk.find(reference).state());
  }

  @Test
  void decision_bodyTooLarge_isRefused() throws Exception {
    String reference = desk.park();
    assertAnswer(413, "The body is too large.", post(reference + "/dismiss", "x".repeat(5000)));
    assertEquals(PressState.PARKED, desk.find(reference).state());
  }

  @Test
  void presses_askedByAPublicName_areNotTold() throws Exception {
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "gorgias-smartrr")) {
      assertEquals(200, statusFor(host), host);
    }
    for (String host : List.of("rebound.example.com", "127.0.0.1.example.com")) {
      assertEquals(403, statusFor(host), host);
    }
  }

  private List<String> found(String pathAndQuery) throws Exception {
    List<String> references = new ArrayList<>();
    json(200, get(pathAndQuery)).forEach(row -> references.add(row.path("reference").asText()));
    return references;
  }

  private HttpResponse<String> get(String pathAndQuery) throws Exception {
    return desk.server.manage(desk.server.management(pathAndQuery).build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, "application/json", body);
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return desk.server.manage(
        desk.server
            .management("/presses/" + path)
            .header("content-type", type)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** The status for a browser that found this machine under a name. */
  private int statusFor(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), desk.port())) {
      socket.setSoTimeout(5_000);
      String request =
          "GET /presses HTTP/1.1\r\nHost: " + host + ":8081\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  private static JsonNode json(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    return TestServer.json(answer);
  }

  private static void assertAnswer(int status, String sentence, HttpResponse<String> answer) {
    assertEquals(sentence, json(status, answer).path("message").asText());
  }
}
