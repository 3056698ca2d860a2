package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was given up is seen, and tried again or dismissed by a person. */
final class GivenUpFollowUpsTest {
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @SuppressWarnings("NullAway.Init")
  private FollowUpDesk desk;

  @SuppressWarnings("NullAway.Init")
  private ObjectName name;

  @BeforeEach
  void start() throws Exception {
    desk = FollowUpDesk.withWebhook(Receiver.start());
    name =
        new ObjectName(
            "com.gorgiassmartrr:type=GivenUpFollowUps,context="
                + ObjectName.quote(desk.server.server.context().getManagementName()));
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void followUp_givenUp_isSeenOnThePageOfItsPressInTheListAndInHealth() throws Exception {
    assertEquals("[]", get("/follow-ups").toString());
    assertFalse(desk.server.health().body().contains("Follow-ups were given up"));
    String reference = desk.givenUp();

    JsonNode shown = get("/presses/" + reference).path("follow_ups").path(0);
    assertEquals("webhook", shown.path("name").asText());
    assertEquals("given_up", shown.path("state").asText());
    assertEquals("Status 500.", shown.path("why").asText());
    JsonNode listed = get("/follow-ups").path(0);
    assertEquals(reference, listed.path("reference").asText());
    assertEquals("webhook", listed.path("name").asText());
    assertTrue(
        desk.server
            .health()
            .body()
            .contains(
                "Follow-ups were given up, 1; the last one is webhook of press "
                    + reference
                    + ": Status 500."));
    assertEquals(200, get("/observe/health/ready", 200).statusCode());
    assertEquals(200, get("/observe/health/live", 200).statusCode());
  }

  @Test
  void followUp_replayedByThePage_isDone() throws Exception {
    String reference = desk.givenUp();
    assertEquals(
        "Tried again: webhook of " + reference, decide(reference, "webhook", "replay", 200));
    desk.followUp(reference, "webhook", FollowUpState.DONE);
    assertEquals("[]", get("/follow-ups").toString());
    assertEquals(
        "No follow-up webhook of press " + reference + " was given up.",
        decide(reference, "webhook", "replay", 404));
  }

  /** Health says nothing of it: a ticket that is gone takes no note, and nobody can help it. */
  @Test
  void note_givenUp_isListedAndReplayedByThePage() throws Exception {
    desk.server.gorgias().faults().next(1, Fault.status(400).on("POST", "/messages"));
    long ticket = desk.ticket();
    String reference = desk.press("skip", desk.subscription(), ticket).path("reference").asText();
    Await.until("the end of its note", () -> noteState(reference) == NoteState.FAILED);

    JsonNode listed = get("/follow-ups").path(0);
    assertEquals(reference, listed.path("reference").asText());
    assertEquals("note", listed.path("name").asText());
    assertFalse(desk.server.health().body().contains("Follow-ups were given up"));
    assertEquals("Tried again: note of " + reference, decide(reference, "note", "replay", 200));
    desk.awaitNote(reference);
    assertEquals(1, desk.notes(ticket).size());
    assertEquals("[]", get("/follow-ups").toString());
  }

  private NoteState noteState(String reference) {
    return desk.ledger.note(desk.find(reference).id()).orElseThrow().state();
  }

  @Test
  void followUp_dismissedByThePage_isNoProblemAnyMore() throws Exception {
    String reference = desk.givenUp();
    assertEquals(
        "Dismissed: webhook of " + reference, decide(reference, "webhook", "dismiss", 200));
    assertEquals(FollowUpState.DISMISSED, desk.followUp(reference, "webhook").state());
    assertFalse(desk.server.health().body().contains("Follow-ups were given up"));
  }

  @Test
  void followUp_ofNoPressOrOfNoName_isSaidToBeUnknown() throws Exception {
    String reference = desk.givenUp();
    assertEquals("There is no press ZZZZZZZZ.", decide("ZZZZZZZZ", "webhook", "replay", 404));
    assertEquals(
        "No follow-up slack of press " + reference + " was given up.",
        decide(reference, "slack", "replay", 404));
    assertEquals(
        "No follow-up of press " + reference + " was given up.",
        decide(reference, "%3Cb%3E", "replay", 404));
  }

  @Test
  void followUp_byJmx_isCountedListedAndTriedAgain() throws Exception {
    String reference = desk.givenUp();
    assertEquals(1, beans.getAttribute(name, "Count"));
    assertTrue(
        String.valueOf(beans.invoke(name, "list", new Object[0], new String[0]))
            .contains(reference));
    assertEquals("Tried again: webhook of " + reference, invoke("replay", reference));
    desk.followUp(reference, "webhook", FollowUpState.DONE);
    assertEquals(0, beans.getAttribute(name, "Count"));
    assertThrows(RuntimeMBeanException.class, () -> invoke("dismiss", reference));
  }

  private Object invoke(String operation, String reference) throws Exception {
    String text = String.class.getName();
    return beans.invoke(
        name, operation, new Object[] {reference, "webhook"}, new String[] {text, text});
  }

  private JsonNode get(String path) throws Exception {
    return TestServer.json(get(path, 200));
  }

  private HttpResponse<String> get(String path, int status) throws Exception {
    HttpResponse<String> answer = desk.server.manage(desk.server.management(path).build());
    assertEquals(status, answer.statusCode(), answer.body());
    return answer;
  }

  private String decide(String reference, String followUp, String decision, int status)
      throws Exception {
    HttpResponse<String> answer =
        desk.server.manage(
            desk.server
                .management("/presses/" + reference + "/follow-ups/" + followUp + "/" + decision)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build());
    assertEquals(status, answer.statusCode(), answer.body());
    return TestServer.json(answer).path("message").asText();
  }
}
