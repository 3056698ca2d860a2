package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.followup.ShippedNote;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.note.NoteDesk.NoteServer;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.gorgias.RequestLog;
import com.gorgiassmartrr.server.ProblemCheck;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each press's note stands on its ticket once, whatever happens to Gorgias and to us. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class NoteOutboxTest {
  private NoteDesk desk;
  private long ticket;

  @BeforeEach
  void open(@TempDir Path folder) {
    desk = new NoteDesk(folder);
    ticket = desk.ticket();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private Press press() {
    return desk.press(Long.toString(ticket));
  }

  private void assertWrittenOnce(Press press) {
    Note note = desk.ended(press);
    assertEquals(NoteState.WRITTEN, note.state(), note::toString);
    List<ObjectNode> found =
        desk.notes(Long.parseLong(note.content().ticketId())).stream()
            .filter(message -> message.path("body_text").asText().contains(press.reference()))
            .toList();
    assertEquals(1, found.size(), found::toString);
    assertEquals(found.get(0).path("id").asText(), note.messageId());
  }

  @Test
  void press_ended_noteIsInternal() throws Exception {
    desk.start();
    Press press =
        desk.press(Long.toString(ticket), "Skipped <b>\"Lou's\"</b> \u0642\u0647\u0648\u0629");

    assertWrittenOnce(press);
    ObjectNode note = desk.notes(ticket).get(0);
    assertFalse(note.path("public").asBoolean(true));
    assertTrue(note.path("from_agent").asBoolean());
    assertEquals("api", note.path("via").asText());
    assertEquals(desk.gorgias.user(), note.path("sender").path("email").asText());
    assertTrue(note.path("external_id").asText().endsWith(press.reference()));
    assertTrue(note.path("meta").toString().contains(press.reference()));
    assertTrue(
        note.path("body_html")
            .asText()
            .startsWith(
                "<div><b>Skipped &lt;b&gt;&quot;Lou&#39;s&quot;&lt;/b&gt;"
                    + " \u0642\u0647\u0648\u0629</b></div>"));
    assertTrue(note.path("body_text").asText().contains("[ref " + press.reference() + "]"));
    List<RequestLog.Entry> requests = desk.gorgias.requests().entries();
    assertEquals(1, requests.size(), requests::toString);
    assertFalse(new ObjectMapper().readTree(requests.get(0).body()).path("public").asBoolean(true));
    assertEquals("Basic ***", requests.get(0).authorization());
  }

  /** Strict accounts want more of a message than others do. */
  @Test
  void gorgias_isStrict_noteIsTaken() throws Exception {
    desk.gorgias.behaviour().noteNeedsSender(true).noteNeedsVia(true);
    desk.start();

    assertWrittenOnce(press());
  }

  static Stream<Fault> faults() {
    return Stream.of(
        Fault.of(Kind.TIMEOUT_AFTER_EFFECT),
        Fault.of(Kind.RESET_AFTER_EFFECT),
        Fault.of(Kind.HALF_BODY),
        Fault.of(Kind.MALFORMED),
        Fault.of(Kind.HANG),
        Fault.of(Kind.DOWN),
        Fault.of(Kind.RESET_BEFORE_EFFECT),
        Fault.of(Kind.HTML),
        Fault.slow(NoteDesk.CALL_TIMEOUT.plusMillis(50)),
        Fault.status(302),
        Fault.status(401),
        Fault.status(408),
        Fault.status(409),
        Fault.status(429),
        Fault.status(429, Duration.ofSeconds(1)),
        Fault.status(500),
        Fault.status(502));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void writing_failsOnce_noteIsThereOnce(Fault fault) throws Exception {
    desk.gorgias.faults().next(1, fault.on("POST", "/messages"));
    desk.start();

    assertWrittenOnce(press());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everything_failsAFewTimes_noteIsThereOnce(Fault fault) throws Exception {
    desk.gorgias.faults().next(3, fault);
    desk.start();
    Press press = press();
    if (fault.status() == 409) {
      // A search is never refused so; a note that isn't found can't be there.
      assertEquals(NoteState.FAILED, desk.ended(press).state());
    } else {
      assertWrittenOnce(press);
    }
  }

  /** The effect of every writing is there, the answer is lost, and so is the first search's. */
  @ParameterizedTest
  @ValueSource(strings = {"TIMEOUT_AFTER_EFFECT", "RESET_AFTER_EFFECT", "HALF_BODY", "MALFORMED"})
  void answers_areLostForLong_notesAreThereOnce(Kind kind) throws Exception {
    desk.gorgias.faults().always(Fault.of(kind).on("POST", "/messages"));
    desk.gorgias.faults().next(2, Fault.of(kind).on("GET", "/messages"));
    desk.start();
    List<Press> presses = List.of(press(), press(), press());

    presses.forEach(this::assertWrittenOnce);
    assertEquals(3, desk.posts());
  }

  @Test
  void retryAfter_isObeyed() throws Exception {
    desk.gorgias.faults().next(1, Fault.status(429, Duration.ofSeconds(1)));
    desk.start();
    Press press = press();
    assertWrittenOnce(press);

    List<RequestLog.Entry> requests = desk.gorgias.requests().entries();
    Duration waited = Duration.between(requests.get(0).at(), requests.get(1).at());
    assertTrue(waited.toMillis() >= 990, waited::toString);
  }

  @Test
  void connections_areRefused_nothingIsLost() throws Exception {
    desk.gorgias.faults().refuseConnections(true).join();
    desk.start();
    Press press = press();
    Note note = desk.postponed(press);
    assertEquals(NoteState.PENDING, note.state());
    desk.gorgias.faults().refuseConnections(false).join();

    assertWrittenOnce(press);
  }

  @Test
  void gorgias_isDownForLong_isAskedLessAndLess() throws Exception {
    desk.gorgias.faults().always(Fault.of(Kind.DOWN));
    desk.start();
    List<Press> presses = new ArrayList<>();
    for (long each : desk.tickets()) {
      presses.add(desk.press(Long.toString(each)));
    }
    Await.until("a few tries", () -> desk.gorgias.requests().entries().size() >= 12);
    desk.gorgias.faults().clear();

    presses.forEach(this::assertWrittenOnce);
  }

  private static boolean waits(Note note) {
    Instant next = note.nextAttemptAt();
    return next != null && next.isAfter(Instant.now().plusSeconds(5));
  }

  /** Its note is tried ever more seldom, and those of the other tickets don't wait for it. */
  @Test
  void ticket_failsForEver_notesOfTheOthersAreWrittenAtOnce() throws Exception {
    desk.gorgias.faults().always(Fault.status(500).on("POST", "/tickets/" + ticket + "/messages"));
    Press failing = press();
    long id =
        desk.ledger.claimNotes(NoteDesk.STORE, "earlier", Duration.ofMinutes(1), 1).get(0).id();
    for (int i = 0; i < 8; i++) {
      desk.ledger.noteTrying(id, "earlier", Duration.ZERO, Permits.ANY);
    }
    desk.ledger.notePostponed(id, "earlier", Instant.now(), true, 0, "Gorgias failed.");
    desk.start(NoteDesk.patientSettings(), desk.account());
    Await.until("one more failure", () -> desk.note(failing).attempts() == 9);
    Await.until("the wait after it", () -> waits(desk.note(failing)));
    long began = System.nanoTime();
    for (long other : desk.tickets()) {
      if (other != ticket) {
        Press press = desk.press(Long.toString(other));
        assertWrittenOnce(press);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
    assertEquals(NoteState.PENDING, desk.note(failing).state());
  }

  private void triedBefore(Press press) {
    long id = desk.note(press).id();
    assertEquals(
        id, desk.ledger.claimNotes(NoteDesk.STORE, "earlier", Duration.ofHours(1), 1).get(0).id());
    desk.ledger.noteTrying(id, "earlier", Duration.ZERO, Permits.ANY);
    desk.ledger.notePostponed(id, "earlier", Instant.now(), true, 0, "Gorgias failed.");
  }

  /** In a quiet store no other note tells that Gorgias is well. */
  @Test
  void ticket_failsForEver_accountIsntLeftAloneForIt() throws Exception {
    Press failing = press();
    triedBefore(failing);
    desk.gorgias.faults().always(Fault.status(500).on("GET", "/messages"));
    desk.start(NoteDesk.lonelySettings(), desk.account());
    Await.until("failures", () -> desk.note(failing).attempts() >= 7);
    long began = System.nanoTime();
    Press other = desk.press(Long.toString(desk.tickets().get(1)));
    assertWrittenOnce(other);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    // Left alone after seven failures, the account would be for more than six seconds.
    assertTrue(took.compareTo(Duration.ofSeconds(3)) < 0, took::toString);
  }

  @Test
  void manyTickets_failForEver_anotherOneHasItsTurn() throws Exception {
    desk.gorgias.faults().always(Fault.status(500).on("GET", "/messages"));
    List<Press> failing = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Press press =
          desk.press(
              Long.toString(desk.gorgias.desk().openTicket("mara@example.com", "Hi", "Help.")));
      failing.add(press);
    }
    for (Note note : desk.ledger.claimNotes(NoteDesk.STORE, "earlier", Duration.ofMinutes(1), 12)) {
      desk.ledger.noteTrying(note.id(), "earlier", Duration.ZERO, Permits.ANY);
      desk.ledger.notePostponed(note.id(), "earlier", Instant.now(), true, 0, "Gorgias failed.");
    }
    Press other = press();
    desk.start();

    assertWrittenOnce(other);
    failing.forEach(press -> assertEquals(NoteState.PENDING, desk.note(press).state()));
  }

  /** By its attempts the wait grows, which leaves the limit to the others. */
  @Test
  void ticket_cantBeSearched_searchesCountAsAttempts() throws Exception {
    Press press = press();
    long id =
        desk.ledger.claimNotes(NoteDesk.STORE, "earlier", Duration.ofMinutes(1), 1).get(0).id();
    desk.ledger.noteTrying(id, "earlier", Duration.ZERO, Permits.ANY);
    desk.ledger.notePostponed(id, "earlier", Instant.now(), true, 0, "Gorgias failed.");
    desk.gorgias.faults().always(Fault.status(500).on("GET", "/messages"));
    desk.start();

    Await.until("three searches that failed", () -> desk.note(press).attempts() >= 4);
    desk.gorgias.faults().clear();

    assertWrittenOnce(press);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 413, 422})
  void gorgias_refuses_noteFails(int status) throws Exception {
    desk.gorgias.faults().next(1, Fault.status(status).on("POST", "/messages"));
    NoteServer server = desk.start();
    Press refused = press();
    Press next = press();

    Note note = desk.ended(refused);
    assertEquals(NoteState.FAILED, note.state());
    assertTrue(note.why().contains("status " + status), note::why);
    assertTrue(note.why().contains("A fault of the sandbox."), note::why);
    assertWrittenOnce(next);
    assertEquals("", server.outbox.problem(NoteDesk.STORE));
  }

  /** The user was removed, say: nothing is wrong with the tickets. */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404})
  void account_refusesSeveralTickets_notesWaitAndHealthSaysSo(int status) throws Exception {
    desk.gorgias.faults().always(Fault.status(status).on("POST", "/messages"));
    NoteServer server = desk.start();
    List<Press> presses =
        desk.tickets().stream().limit(4).map(id -> desk.press(Long.toString(id))).toList();
    assertEquals(4, presses.size());

    Await.until("the problem", () -> !server.outbox.problem(NoteDesk.STORE).isEmpty());
    Await.until(
        "all to wait",
        () ->
            presses.stream()
                .allMatch(
                    press ->
                        desk.note(press).state() == NoteState.PENDING
                            && !desk.note(press).why().isEmpty()));
    String problem = server.outbox.problem(NoteDesk.STORE);
    assertTrue(problem.contains("several in a row"), problem);
    assertTrue(problem.contains("(status " + status + "). A fault of the sandbox."), problem);
    assertTrue(problem.contains("store.acme.gorgias.user"), problem);

    desk.gorgias.faults().clear();
    presses.forEach(this::assertWrittenOnce);
    Await.until("no problem", () -> server.outbox.problem(NoteDesk.STORE).isEmpty());
  }

  @Test
  void account_refusesManyNotesOfOneTicket_notesWait() throws Exception {
    desk.gorgias.faults().always(Fault.status(400).on("POST", "/messages"));
    NoteServer server = desk.start();
    List<Press> presses = new ArrayList<>();
    for (int note = 0; note < 7; note++) {
      presses.add(press());
    }

    Await.until("the problem", () -> !server.outbox.problem(NoteDesk.STORE).isEmpty());
    desk.gorgias.faults().clear();
    presses.forEach(this::assertWrittenOnce);
  }

  /** Three tickets were deleted; once another one takes its note, theirs are given up. */
  @Test
  void tickets_areGone_theirNotesAreGivenUpOnceAnotherIsTaken() throws Exception {
    NoteServer server = desk.start();
    List<Press> gone = new ArrayList<>();
    for (String id : List.of("987654321", "987654322", "987654323")) {
      gone.add(desk.press(id));
    }
    Await.until("the doubt", () -> !server.outbox.problem(NoteDesk.STORE).isEmpty());

    assertWrittenOnce(press());

    gone.forEach(press -> assertEquals(NoteState.FAILED, desk.ended(press).state()));
    Await.until("no problem", () -> server.outbox.problem(NoteDesk.STORE).isEmpty());
  }

  @Test
  void ticket_isGone_noteFails() throws Exception {
    desk.start();

    Note note = desk.ended(desk.press("987654321"));

    assertEquals(NoteState.FAILED, note.state());
    assertTrue(note.why().contains("The ticket is gone"), note::why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/../2", "1?x=1", "{{ticket.id}}", "-1", "\u0661\u0662", "abc"})
  void ticketId_isNone_nothingIsSent(String ticketId) throws Exception {
    desk.start();

    assertEquals(NoteState.FAILED, desk.ended(desk.press(ticketId)).state());
    assertEquals(List.of(), desk.gorgias.requests().entries());
  }

  @Test
  void key_isRefused_healthSaysSoAndNothingIsLost() throws Exception {
    desk.gorgias.faults().always(Fault.status(401));
    NoteServer server = desk.start();
    Press press = press();
    Await.until("the problem", () -> !server.outbox.problem(NoteDesk.STORE).isEmpty());
    assertTrue(
        server.outbox.problem(NoteDesk.STORE).contains("store.acme.gorgias.api-key"),
        () -> server.outbox.problem(NoteDesk.STORE));
    ProblemCheck health =
        new ProblemCheck("store", "notes", () -> server.outbox.problem(NoteDesk.STORE));
    assertEquals("DOWN", health.call().getState().name());
    assertEquals(NoteState.PENDING, desk.note(press).state());
    desk.gorgias.faults().clear();

    assertWrittenOnce(press);
    Await.until("no problem", () -> server.outbox.problem(NoteDesk.STORE).isEmpty());
    assertEquals("UP", health.call().getState().name());
  }

  /** A misspelt domain answers 404 as well, and mustn't be taken for a ticket that is gone. */
  @Test
  void account_doesNotExist_nothingIsLost() throws Exception {
    HttpServer page =
        desk.vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .setStatusCode(404)
                        .putHeader("content-type", "text/html; charset=utf-8")
                        .end("<h1>Not found</h1>"))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    String misspelt = "http://127.0.0.1:" + page.actualPort();
    NoteServer server =
        desk.start(
            NoteDesk.settings(),
            new GorgiasAccount(URI.create(misspelt), "a@b.c", new Secret("key")));
    Press press = desk.press(misspelt, Long.toString(ticket), "Skipped.");

    Await.until("the problem", () -> !server.outbox.problem(NoteDesk.STORE).isEmpty());
    assertTrue(server.outbox.problem(NoteDesk.STORE).contains("store.acme.gorgias.domain"));
    assertEquals(NoteState.PENDING, desk.postponed(press).state());
    server.close();
    desk.start();
    assertWrittenOnce(press);
  }

  /** Its ticket has the number of somebody else's in the other account. */
  @Test
  void account_isAnotherOneNow_noteOfTheOldOneIsntWrittenThere() throws Exception {
    try (GorgiasSimulator other = GorgiasSimulator.start(desk.vertx, Clock.systemUTC())) {
      NoteServer server = desk.start();
      assertWrittenOnce(press());
      desk.gorgias.faults().always(Fault.of(Kind.DOWN));
      Press late = press();
      desk.postponed(late);

      server.connect(NoteDesk.account(other));

      Note note = desk.ended(late);
      assertEquals(NoteState.FAILED, note.state(), note::toString);
      assertTrue(note.why().contains(desk.gorgias.url()), note::toString);
      Press next = desk.press(other.url(), Long.toString(ticket), "Paused.");
      assertEquals(NoteState.WRITTEN, desk.ended(next).state());
      assertEquals(
          1, other.requests().entries().size(), () -> other.requests().entries().toString());
    }
  }

  @Test
  void account_becomesAnotherOneWhileATicketIsSearched_noteIsntWrittenThere() throws Exception {
    try (GorgiasSimulator other = GorgiasSimulator.start(desk.vertx, Clock.systemUTC())) {
      desk.gorgias.faults().next(1, Fault.of(Kind.RESET_BEFORE_EFFECT).on("POST", "/messages"));
      desk.gorgias.faults().next(1, Fault.slow(Duration.ofMillis(500)).on("GET", "/messages"));
      NoteServer server = desk.start();
      Press press = press();
      Await.until(
          "the search", () -> !desk.gorgias.requests().matching("GET", "/messages").isEmpty());

      server.connect(NoteDesk.account(other));

      Note note = desk.ended(press);
      assertEquals(NoteState.FAILED, note.state(), note::toString);
      assertEquals(List.of(), other.requests().entries());
    }
  }

  /** What stands in front of Gorgias says no with a page: every note would be lost. */
  @Test
  void gorgias_isBehindAPageThatSaysNo_nothingIsLost() throws Exception {
    HttpServer page =
        desk.vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .setStatusCode(403)
                        .putHeader("content-type", "text/html; charset=utf-8")
                        .end("<h1>Attention required</h1>"))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    desk.start(
        NoteDesk.settings(),
        new GorgiasAccount(
            URI.create("http://127.0.0.1:" + page.actualPort()), "a@b.c", new Secret("key")));
    Press press = desk.press(Long.toString(ticket));
    desk.postponed(press);
    assertEquals(NoteState.PENDING, desk.note(press).state());
  }

  @Test
  void store_hasNoAccount_noteIsNotConfigured() throws Exception {
    desk.start(NoteDesk.settings(), null);

    assertEquals(NoteState.NOT_CONFIGURED, desk.ended(press()).state());
    assertEquals(List.of(), desk.gorgias.requests().entries());
  }

  @Test
  void notesOfATicket_areInOrder() throws Exception {
    desk.gorgias.faults().next(1, Fault.of(Kind.RESET_AFTER_EFFECT).on("POST", "/messages"));
    desk.gorgias.faults().next(1, Fault.of(Kind.DOWN).on("POST", "/messages"));
    desk.start();
    List<Press> presses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      presses.add(press());
    }
    presses.forEach(this::assertWrittenOnce);

    List<String> found =
        desk.notes(ticket).stream()
            .map(note -> note.path("external_id").asText().replaceAll(".*-", ""))
            .toList();
    assertEquals(presses.stream().map(Press::reference).toList(), found);
  }

  @Test
  void notes_arePaced_noneIsThrottled() throws Exception {
    Duration window = Duration.ofMillis(600);
    desk.gorgias.behaviour().rate(12, window);
    List<Press> presses = new ArrayList<>();
    List<Long> tickets = desk.tickets();
    for (int i = 0; i < 60; i++) {
      presses.add(desk.press(Long.toString(tickets.get(i % tickets.size()))));
    }
    long began = System.nanoTime();
    desk.start(NoteDesk.settings(window, 2), desk.account());
    Await.until("all notes", () -> desk.posts() == 60);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    presses.forEach(this::assertWrittenOnce);
    assertEquals(0, desk.throttled());
    assertEquals(60, desk.gorgias.requests().entries().size());
    assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, took::toString);
  }

  /**
   * An answer was lost with the process: the note is on the ticket, and the ledger doesn't know.
   */
  @Test
  void process_diedAfterSending_noteIsFound() throws Exception {
    Press press = press();
    die(press, true);
    post(press);
    for (int i = 0; i < 130; i++) {
      desk.gorgias.desk().addNote(ticket, "An agent's own note " + i);
    }
    desk.start();

    assertWrittenOnce(press);
    assertEquals(0, desk.posts());
  }

  /** A hundred of its messages are more than the client takes at once. */
  @Test
  void ticket_hasLongMessages_noteIsFound() throws Exception {
    for (int i = 0; i < 100; i++) {
      desk.gorgias.desk().addNote(ticket, "x".repeat(60_000));
    }
    desk.gorgias.faults().next(1, Fault.of(Kind.TIMEOUT_AFTER_EFFECT).on("POST", "/messages"));
    desk.start();
    Press press = press();
    Press next = press();

    assertWrittenOnce(press);
    assertWrittenOnce(next);
    assertEquals(2, desk.posts());
  }

  @Test
  void process_diedBeforeSending_noteIsWritten() throws Exception {
    Press press = press();
    die(press, true);
    desk.start();

    assertWrittenOnce(press);
    assertEquals(1, desk.posts());
    assertEquals(1, desk.gorgias.requests().matching("GET", "/messages").size());
  }

  @Test
  void process_diedBeforeTrying_noteIsWritten() throws Exception {
    Press press = press();
    die(press, false);
    desk.start();

    assertWrittenOnce(press);
    assertEquals(1, desk.gorgias.requests().entries().size());
  }

  private void die(Press press, boolean tried) {
    desk.ledger.claimNotes(NoteDesk.STORE, "dead", Duration.ofMillis(300), 1);
    if (tried) {
      desk.ledger.noteTrying(desk.note(press).id(), "dead", Duration.ZERO, Permits.ANY);
    }
  }

  private void post(Press press) {
    List<String> lines = ShippedNote.lines(desk.note(press).content().body());
    desk.gorgias.desk().addNote(ticket, NoteMessage.text(press.reference(), lines));
  }

  @Test
  void server_isReplacedAgainAndAgain_notesAreThereOnce() throws Exception {
    List<Press> presses = new ArrayList<>();
    List<Long> tickets = desk.tickets();
    for (int i = 0; i < 24; i++) {
      presses.add(desk.press(Long.toString(tickets.get(i % tickets.size()))));
    }
    for (int posts = 5; posts <= 15; posts += 5) {
      int enough = posts;
      NoteServer server = desk.start();
      Await.until("some notes", () -> desk.posts() >= enough);
      server.close();
    }
    desk.start();

    presses.forEach(this::assertWrittenOnce);
    assertEquals(24, desk.posts());
  }

  @Test
  void servers_shareALedger_notesAreThereOnce() throws Exception {
    desk.gorgias.faults().next(2, Fault.of(Kind.RESET_AFTER_EFFECT).on("POST", "/messages"));
    desk.start();
    desk.start();
    List<Press> presses = new ArrayList<>();
    Set<String> references = new HashSet<>();
    for (long each : desk.tickets()) {
      Press press = desk.press(Long.toString(each));
      presses.add(press);
      references.add(press.reference());
    }

    presses.forEach(this::assertWrittenOnce);
    assertEquals(desk.tickets().size(), references.size());
    assertEquals(desk.tickets().size(), desk.posts());
  }
}
