package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrFaults;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever presses hears how it ended: by the answer, or by a note where that came too early. */
final class PressHeardTest {
  /** A desk that answers long before Smartrr does, and one that waits for it. */
  private static PressDesk hasty;

  private static PressDesk patient;

  @BeforeAll
  static void start() throws Exception {
    hasty = desk("100");
    patient = desk("8000");
  }

  private static PressDesk desk(String answerWithin) throws Exception {
    return PressDesk.startWithGorgias(
        "action.answer-within", answerWithin,
        "action.settle", "2s",
        "action.first-retry", "400",
        "action.longest-retry", "1s",
        "action.give-up-after", "1m",
        "action.poll", "20",
        "note.limit", "100000",
        "follow-up.poll", "40",
        "lookup.timeout", "5000",
        "smartrr.timeout", "500");
  }

  @AfterAll
  static void stop() {
    hasty.close();
    patient.close();
  }

  @AfterEach
  void repair() {
    hasty.server.smartrr.faults().clear();
    patient.server.smartrr.faults().clear();
  }

  @Test
  void refusalByARule_whileTheAgentWaits_isAnsweredOnly() throws Exception {
    SmartrrSubscription subscription = patient.subscription();
    String form = patient.formOf("skip", subscription, ticket(patient));
    change(patient, subscription);

    HttpResponse<String> answer = patient.server.pressLater("skip", form).get();

    assertEquals(409, answer.statusCode(), answer.body());
    Press press = patient.find(TestServer.json(answer).path("reference").asText());
    assertEquals(PressState.REFUSED, press.state());
    assertTrue(patient.ledger.notes(press.id()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "changed, The subscription has changed since you opened the ticket: it was active",
    "token, Smartrr doesn't accept this store's token: ask the person",
  })
  void refusalByARule_afterTheAgentWasSentToTheTicket_isNotedThereOnce(String why, String sentence)
      throws Exception {
    SmartrrSubscription subscription = hasty.subscription();
    long ticket = ticket(hasty);
    String form = hasty.formOf("skip", subscription, ticket);
    AtomicBoolean hangs = new AtomicBoolean(true);
    SmartrrFaults faults = hasty.server.smartrr.faults();
    faults.add(
        Fault.of(FaultKind.HANG),
        request -> hangs.get() && PressDesk.isReadOf(subscription, request));
    if (why.equals("token")) {
      // Not added later: a read that is cut off by then goes on at once.
      faults.add(
          Fault.status(401), request -> !hangs.get() && PressDesk.isReadOf(subscription, request));
    }
    JsonNode answer = TestServer.json(hasty.server.pressUntilCertain("skip", form).get());
    assertEquals(
        "Smartrr hasn't confirmed this yet; the outcome will stand as a note on the ticket.",
        answer.path("message").asText());
    change(hasty, subscription);
    hangs.set(false);

    Press press = hasty.ended(answer.path("reference").asText());

    assertEquals(PressState.REFUSED, press.state(), press.end().message());
    assertEquals("", String.join("", PressDesk.effects(subscription)));
    String note = note(hasty, press, ticket);
    assertTrue(note.startsWith("Not done: Skip next order\nWhy: " + sentence), note);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"message\":\"The moon is too full.\"} | Smartrr refused: The moon is too full.",
        "<html>Bad request</html> | Smartrr refused: it gave no reason (status 400).",
      })
  void refusalBySmartrr_isNotedWithTheProductAndTheReason(String body, String sentence)
      throws Exception {
    SmartrrSubscription subscription = patient.subscription();
    long ticket = ticket(patient);
    String form = patient.formOf("skip", subscription, ticket);
    patient
        .server
        .smartrr
        .faults()
        .add(Fault.status(400).body(body), request -> PressDesk.isWriteOf(subscription, request));

    JsonNode answer = TestServer.json(patient.server.pressLater("skip", form).get());

    assertEquals(sentence, answer.path("message").asText(), answer.toString());
    Press press = patient.find(answer.path("reference").asText());
    String note = note(patient, press, ticket);
    assertTrue(note.startsWith("Not done: Skip next order\nWhy: " + sentence + "\n"), note);
    assertFalse(press.what().subscription().product().isEmpty());
    assertTrue(
        note.contains("\nSubscription: " + press.what().subscription().product() + " ("), note);
  }

  @Test
  void sameButtonOnAnotherTicket_whileTheFirstRuns_isntSentToANoteThatItWontGet() throws Exception {
    SmartrrSubscription subscription = hasty.subscription();
    long first = ticket(hasty);
    String form = hasty.formOf("skip", subscription, first);
    hasty
        .server
        .smartrr
        .faults()
        .add(Fault.of(FaultKind.HANG), request -> PressDesk.isWriteOf(subscription, request));

    String there = hasty.server.pressLater("skip", form).get().body();
    String elsewhere =
        hasty
            .server
            .pressLater("skip", form.replace("ticket_id=" + first, "ticket_id=" + ticket(hasty)))
            .get()
            .body();

    assertTrue(there.contains("the outcome will stand as a note on the ticket."), there);
    assertTrue(elsewhere.contains("press again in a minute to see the outcome."), elsewhere);
  }

  @Test
  void press_onAServerThatHasntShownTheSubscriber_isFoundByAddressAndProduct() throws Exception {
    SmartrrSubscription subscription = patient.subscription();
    String next = Objects.requireNonNull(subscription.nextBillingDate()).toString();
    PressToken token =
        new PressToken(
            "acme",
            subscription.subscriber().id(),
            subscription.id(),
            new SeenState("ACTIVE", next.replace("00Z", "00.000Z")),
            patient.server.time.instant());

    String form =
        "press_token=" + token.sign(patient.server.store()) + "&ticket_id=" + ticket(patient);
    JsonNode answer = TestServer.json(patient.server.pressLater("skip", form).get());

    assertEquals("applied", answer.path("status").asText(), answer.toString());
    String email = String.valueOf(subscription.subscriber().email());
    PressQuery query = new PressQuery(null, null, email, null, null, null);
    assertEquals(1, patient.ledger.search(query, 10, 0).size());
    assertFalse(
        patient.ledger.search(query, 10, 0).get(0).what().subscription().product().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"true, Paused the subscription until ", "false, until it is unpaused."})
  void pause_answersUntilWhen(boolean dated, String words) throws Exception {
    SmartrrSubscription subscription = patient.subscription();
    String form =
        patient.formOf("pause", subscription, 77)
            + (dated ? "&unpause_date=" + patient.inDays(40) : "");

    String message =
        TestServer.json(patient.server.pressLater("pause", form).get()).path("message").asText();

    assertTrue(message.contains(words), message);
    assertEquals(dated, message.matches(".* until \\d+ [A-Z][a-z]+ \\d{4}\\."), message);
  }

  /** Somebody else moves the next order. */
  private static void change(PressDesk desk, SmartrrSubscription subscription) {
    Instant other = desk.server.time.instant().plus(Duration.ofDays(3));
    subscription.nextBillingDate(other);
  }

  private static long ticket(PressDesk desk) {
    return desk.server.gorgias().desk().openTicket("mara@example.com", "My order", "Change it.");
  }

  /** The only note of the press, which stands on the ticket. */
  private static String note(PressDesk desk, Press press, long ticket) {
    Await.until(
        "the note of " + press.reference(),
        () ->
            desk.ledger
                .note(press.id())
                .filter(note -> note.state() == NoteState.WRITTEN)
                .isPresent());
    assertEquals(1, desk.ledger.notes(press.id()).size());
    return desk.server.gorgias().desk().messages(ticket).stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .map(message -> message.path("body_text").asText())
        .reduce((one, other) -> one + "\n" + other)
        .orElseThrow();
  }
}
