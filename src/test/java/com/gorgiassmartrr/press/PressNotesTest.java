package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every action under every way in which Gorgias can fail: done once, and noted once. */
final class PressNotesTest {
  private static PressDesk desk;

  @BeforeAll
  static void start() throws Exception {
    desk =
        PressDesk.startWithGorgias(
            "action.answer-within", "100",
            "action.threads", "16",
            "action.settle", "4s",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.give-up-after", "16s",
            "action.poll", "20",
            "note.connections", "8",
            "note.limit", "100000",
            "follow-up.poll", "40",
            "note.lease", "30s",
            "note.retry-delay", "100",
            "note.longest-delay", "400",
            "note.settle", "4s",
            "lookup.timeout", "5000",
            "smartrr.timeout", "700",
            "smartrr.connections", "32");
  }

  @AfterAll
  static void stop() {
    desk.close();
  }

  /** All cases run beside each other, each on a subscription and a ticket of its own. */
  @TestFactory
  Stream<DynamicTest> note_failsOnceOrTwice_isWrittenOnce() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String action : PressDesk.ACTIONS) {
      for (Map.Entry<String, GorgiasFaults.Fault> fault : faults().entrySet()) {
        for (int times = 1; times <= 2; times++) {
          long ticket = ticket();
          String path = "/tickets/" + ticket + "/messages";
          desk.server.gorgias().faults().next(times, fault.getValue().on("POST", path));
          SmartrrSubscription subscription = desk.prepared(action);
          CompletableFuture<HttpResponse<String>> answer = press(action, subscription, ticket);
          tests.add(
              dynamicTest(
                  action + ", " + fault.getKey() + " x" + times,
                  () -> assertDoneAndNotedOnce(subscription, ticket, answer.join())));
        }
      }
    }
    return tests.stream();
  }

  @Test
  void gorgias_refusesConnectionsForAWhile_everyActionIsNotedOnce() throws Exception {
    desk.server.gorgias().faults().refuseConnections(true).join();
    List<SmartrrSubscription> subscriptions = new ArrayList<>();
    List<Long> tickets = new ArrayList<>();
    List<HttpResponse<String>> answers = new ArrayList<>();
    try {
      for (String action : PressDesk.ACTIONS) {
        subscriptions.add(desk.prepared(action));
        tickets.add(ticket());
        answers.add(
            press(
                    action,
                    subscriptions.get(subscriptions.size() - 1),
                    tickets.get(tickets.size() - 1))
                .join());
      }
      for (HttpResponse<String> answer : answers) {
        Press press = desk.ended(reference(answer));
        assertEquals(desk.server.gorgias().url(), press.what().origin().account());
        Await.until(
            "a failed try", () -> !desk.ledger.note(press.id()).orElseThrow().why().isEmpty());
      }
    } finally {
      desk.server.gorgias().faults().refuseConnections(false).join();
    }
    for (int i = 0; i < answers.size(); i++) {
      assertDoneAndNotedOnce(subscriptions.get(i), tickets.get(i), answers.get(i));
    }
  }

  /** Whoever reads the note hasn't seen the button. */
  @Test
  void pressOfWhatIsSoAlready_noteNamesTheAction() {
    long ticket = ticket();
    SmartrrSubscription subscription = desk.subscription();
    String form = desk.formOf("pause", subscription, ticket);
    subscription.status(PurchaseStatus.PAUSED);
    Press press = desk.ended(reference(desk.server.pressUntilCertain("pause", form).join()));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    awaitNotes(press);

    assertTrue(
        notes(ticket, press).get(0).startsWith("Pause: It was so already: paused."),
        () -> notes(ticket, press).toString());
  }

  @Test
  void parkedPress_subscriptionBecameSomethingElse_noteTellsWhatItIs() {
    long ticket = ticket();
    SmartrrSubscription subscription = desk.subscription();
    failWrites(subscription, 1000, Fault.status(503));
    CompletableFuture<HttpResponse<String>> answer = press("pause", subscription, ticket);
    String reference = reference(answer.join());
    Await.until("the write", () -> desk.find(reference).isSent());
    subscription.status(PurchaseStatus.CANCELLED);
    Press press = desk.ended(reference);
    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertTrue(press.end().message().contains("became cancelled"), press.end().message());
    awaitNotes(press);

    String note = notes(ticket, press).get(0);
    assertTrue(note.contains("\nStatus: ACTIVE \u2192 CANCELLED\n"), note);
  }

  /** Whoever decides has to know what the agent filled in. */
  @Test
  void parkedPress_withADate_noteTellsTheDate() {
    long ticket = ticket();
    SmartrrSubscription subscription = desk.subscription();
    failWrites(subscription, 1000, Fault.status(503));
    LocalDate day = LocalDate.parse(desk.inDays(40));
    HttpResponse<String> answer = press("set-next-billing-date", subscription, ticket).join();
    Press parked = desk.ended(reference(answer));
    awaitNotes(parked);

    String date = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).format(day);
    String note = notes(ticket, parked).get(0);
    assertTrue(
        note.startsWith("Needs a person's decision: Set next billing date (date " + date + ")\n"),
        note);
  }

  /** The widget calls it so, too. */
  @Test
  void subscription_ofTwoProducts_noteNamesItAsTheWidgetDoes() {
    long ticket = ticket();
    SmartrrSubscription coffee =
        desk.server.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE);
    Press press = desk.ended(reference(press("skip", coffee, ticket).join()));
    awaitNotes(press);

    String note = notes(ticket, press).get(0);
    assertTrue(note.contains("\nSubscription: Coffee and 1 more ("), note);
  }

  @Test
  void answer_ofAPressThatIsNoted_pointsToTheNote() {
    SmartrrSubscription subscription = desk.subscription();
    failWrites(subscription, 1, Fault.of(FaultKind.HANG));
    JsonNode answer = TestServer.json(press("skip", subscription, ticket()).join());
    assertEquals("accepted", answer.path("status").asText(), answer.toString());
    assertEquals(
        "Smartrr hasn't confirmed this yet; the outcome will stand as a note on the ticket.",
        answer.path("message").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TIMEOUT_AFTER_EFFECT", "RESET_AFTER_EFFECT", "HANG"})
  void parkedPress_replayedAfterItsNote_hasANoteForEachEnd(String fault) {
    long ticket = ticket();
    SmartrrSubscription subscription = desk.subscription();
    failWrites(subscription, 1000, Fault.status(503));
    HttpResponse<String> answer = press("skip", subscription, ticket).join();
    Press parked = desk.ended(reference(answer));
    assertEquals(PressState.PARKED, parked.state(), parked.end().message());
    awaitNotes(parked);
    assertEquals(1, notes(ticket, parked).size());

    desk.server.smartrr.faults().clear();
    if (!fault.isEmpty()) {
      desk.server
          .gorgias()
          .faults()
          .next(
              1,
              GorgiasFaults.Fault.of(Kind.valueOf(fault))
                  .on("POST", "/tickets/" + ticket + "/messages"));
    }
    desk.ledger.reopen(parked.id(), "robin");
    Press applied = desk.ended(parked.reference());
    assertEquals(PressState.APPLIED, applied.state(), applied.end().message());
    awaitNotes(applied);
    List<String> notes = notes(ticket, applied);
    assertEquals(2, notes.size(), notes::toString);
    assertTrue(notes.get(0).startsWith("Needs a person's decision"), notes::toString);
    assertTrue(notes.get(0).endsWith("[ref " + applied.reference() + "]"), notes::toString);
    assertTrue(notes.get(1).startsWith("Skipped the order of "), notes::toString);
    assertTrue(notes.get(1).endsWith("[ref " + applied.reference() + "/2]"), notes::toString);
  }

  private static void assertDoneAndNotedOnce(
      SmartrrSubscription subscription, long ticket, HttpResponse<String> answer) {
    Press press = desk.ended(reference(answer));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(1, PressDesk.effects(subscription).size());
    awaitNotes(press);
    assertEquals(
        List.of(NoteState.WRITTEN),
        desk.ledger.notes(press.id()).stream().map(note -> note.state()).toList());
    assertEquals(1, notes(ticket, press).size());
  }

  private static void awaitNotes(Press press) {
    Await.until(
        "the notes of " + press.reference(),
        Duration.ofMinutes(1),
        () ->
            desk.ledger.notes(press.id()).stream()
                .allMatch(note -> note.state() != NoteState.PENDING));
  }

  private static List<String> notes(long ticket, Press press) {
    return desk.server.gorgias().desk().messages(ticket).stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .map(message -> message.path("body_text").asText())
        .filter(text -> text.contains(press.reference()))
        .toList();
  }

  private static Map<String, GorgiasFaults.Fault> faults() {
    Map<String, GorgiasFaults.Fault> faults = new LinkedHashMap<>();
    for (Kind kind :
        List.of(
            Kind.HANG,
            Kind.TIMEOUT_AFTER_EFFECT,
            Kind.RESET_BEFORE_EFFECT,
            Kind.RESET_AFTER_EFFECT,
            Kind.HALF_BODY,
            Kind.MALFORMED,
            Kind.HTML)) {
      faults.put(kind.name(), GorgiasFaults.Fault.of(kind));
    }
    faults.put("429", GorgiasFaults.Fault.status(429));
    faults.put("429, Retry-After", GorgiasFaults.Fault.status(429, Duration.ofSeconds(1)));
    for (int status : new int[] {500, 502, 503}) {
      faults.put(status + "", GorgiasFaults.Fault.status(status));
    }
    return faults;
  }

  private static long ticket() {
    return desk.server
        .gorgias()
        .desk()
        .openTicket("mara@example.com", "My order", "Please change it.");
  }

  private static CompletableFuture<HttpResponse<String>> press(
      String action, SmartrrSubscription subscription, long ticket) {
    return desk.server.pressUntilCertain(
        PressDesk.name(action), desk.formOf(action, subscription, ticket));
  }

  private static String reference(HttpResponse<String> answer) {
    return TestServer.json(answer).path("reference").asText();
  }

  private static void failWrites(SmartrrSubscription subscription, int times, Fault fault) {
    desk.server
        .smartrr
        .faults()
        .addNext(times, fault, request -> PressDesk.isWriteOf(subscription, request));
  }
}
