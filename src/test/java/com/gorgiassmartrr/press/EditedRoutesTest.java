package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.permit.EditedRoutes;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * However a route is edited, a press makes one write at most, and only its own; whoever edited it
 * wrongly is told so by a parked press.
 */
final class EditedRoutesTest {
  private static final String SMARTRR = "smartrr.camel.yaml";
  private static final String GORGIAS = "gorgias.camel.yaml";
  private static final String CHANGED =
      "description: Make a change to one subscription at Smartrr\n";
  private static final String PRESS = "press.camel.yaml";
  private static final String SKIP = "actions/skip.camel.yaml";

  /** The step of {@code action-skip} that makes the change. */
  private static final String CHANGE =
      """
              - to:
                  id: skip-in-smartrr
                  description: Change it at Smartrr
                  uri: direct
                  parameters:
                    name: smartrr-change
      """;

  private static final String NOTE = "follow-ups/note.camel.yaml";

  /** The step of {@code note-send} that has the note written. */
  private static final String SEND_NOTE =
      """
                    - to:
                        id: write-send
                        description: Write it in Gorgias
                        uri: direct
                        parameters:
                          name: gorgias-add-note
      """;

  /** The step of {@code gorgias-write} that makes the call. */
  private static final String CALL =
      """
              - to:
                  id: gorgias-write-call
                  description: Call Gorgias
                  uri: https
                  parameters:
                    httpUri: "{{gorgias.host}}"
      """;

  private static PressDesk desk(EditedRoutes routes) throws Exception {
    return PressDesk.startWithGorgias(
        "camel.main.routes-include-pattern", routes.pattern(),
        "action.answer-within", "6000",
        "lookup.timeout", "5000",
        "smartrr.timeout", "2500",
        "follow-up.poll", "20",
        "note.settle", "300",
        "note.retry-delay", "50",
        "note.longest-delay", "200");
  }

  private static Press pressed(PressDesk desk, SmartrrSubscription subscription) throws Exception {
    long ticket = desk.server.gorgias().desk().openTicket("pia@example.com", "My order", "Hello");
    String form = desk.form(subscription, ticket, "");
    String reference =
        TestServer.json(desk.server.pressUntilCertain("skip", form).get())
            .path("reference")
            .asText();
    return desk.ended(reference);
  }

  private static void assertParked(Press press, String why) {
    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertTrue(press.end().message().contains(why), press.end().message());
  }

  private static long writes(PressDesk desk) {
    return desk.server.smartrr.requests().count(RequestMatch.writes());
  }

  private static String again(String step) {
    return step.replaceFirst("id: ", "id: again-");
  }

  @Test
  void write_underAPolicyThatRepeats_stopsTheStart() throws Exception {
    EditedRoutes routes =
        new EditedRoutes()
            .with(
                SMARTRR,
                CHANGED + "    routeConfigurationId: once",
                CHANGED + "    routeConfigurationId: read-repeated");

    SettingException refused = assertThrows(SettingException.class, () -> desk(routes));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("the route 'smartrr-change' makes a write"), message);
    assertTrue(message.contains("write routeConfigurationId: once"), message);
  }

  /** A repeat by hand, which no check of the files knows to be one. */
  @ParameterizedTest
  @CsvSource({"502, 0", "502, 1"})
  void write_repeatedWhereItFails_isSentOnce(int status, int effects) throws Exception {
    String tried =
        """
                - doTry:
                    id: skip-try
                    doCatch:
                      - id: skip-catch
                        exception:
                          - java.lang.Exception
                        steps:
        """
            + again(CHANGE).indent(10)
            + "            steps:\n"
            + CHANGE.indent(6);
    try (PressDesk desk = desk(new EditedRoutes().with(SKIP, CHANGE, tried))) {
      SmartrrSubscription subscription = desk.subscription();
      Fault fault = Fault.status(status);
      desk.server
          .smartrr
          .faults()
          .add(effects == 1 ? fault.afterEffect() : fault, RequestMatch.writes());

      Press press = pressed(desk, subscription);

      assertParked(press, "The route action-skip makes a mistake: PUT ");
      assertParked(press, "it isn't known whether what was sent before was done");
      assertEquals(1, writes(desk));
      assertEquals(effects, PressDesk.effects(subscription).size());
    }
  }

  @Test
  void step_twice_isSentOnce() throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(SKIP, CHANGE, CHANGE + again(CHANGE)))) {
      SmartrrSubscription subscription = desk.subscription();

      assertParked(pressed(desk, subscription), "was asked for again. That was stopped");
      assertEquals(1, writes(desk));
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  @Test
  void step_inALoop_isSentOnce() throws Exception {
    String loop =
        """
                - loop:
                    id: skip-loop
                    expression:
                      constant:
                        expression: "3"
                    steps:
        """
            + CHANGE.indent(6);
    try (PressDesk desk = desk(new EditedRoutes().with(SKIP, CHANGE, loop))) {
      SmartrrSubscription subscription = desk.subscription();

      assertParked(pressed(desk, subscription), "was asked for again");
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  @Test
  void step_onAWireTapBeside_isSentOnce() throws Exception {
    String tap =
        """
                - wireTap:
                    id: skip-tap
                    uri: direct
                    parameters:
                      name: smartrr-change
        """;
    try (PressDesk desk = desk(new EditedRoutes().with(SKIP, CHANGE, tap + CHANGE))) {
      SmartrrSubscription subscription = desk.subscription();

      Press press = pressed(desk, subscription);

      assertTrue(
          press.state() == PressState.PARKED || press.state() == PressState.APPLIED,
          press.end()::message);
      assertEquals(1, PressDesk.effects(subscription).size());
      assertEquals(1, writes(desk));
    }
  }

  @Test
  void step_removed_nothingIsSentAndThePressIsParked() throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(SKIP, CHANGE, ""))) {
      assertParked(
          pressed(desk, desk.subscription()),
          "The route action-skip makes a mistake: it ended without its write. Nothing was sent.");
      assertEquals(0, writes(desk));
    }
  }

  @ParameterizedTest
  @CsvSource({"PUT, cancel", "POST, skip", "DELETE, skip"})
  void write_ofAnotherKind_isNotSent(String verb, String change) throws Exception {
    EditedRoutes routes =
        new EditedRoutes()
            .with(SMARTRR, "httpMethod: PUT", "httpMethod: " + verb)
            .with(
                SMARTRR,
                "        - to:\n            id: change-call",
                """
                        - setHeader:
                            id: change-path
                            name: CamelHttpPath
                            expression:
                              simple:
                                expression: /vendor/customer/${variable.customer}/purchase-state/${variable.subscription}/%s
                """
                        .formatted(change)
                    + "        - to:\n            id: change-call");
    try (PressDesk desk = desk(routes)) {
      SmartrrSubscription subscription = desk.subscription();

      Press press = pressed(desk, subscription);

      assertParked(press, "makes a mistake: " + verb + " ");
      assertParked(press, "/skip at 127.0.0.1. Nothing was sent.");
      assertEquals(0, writes(desk));
    }
  }

  /** The page itself: whatever of its steps is gone, nothing is sent twice and nothing is lost. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send-mark | pressMark | 0 | it sends before it marks the press as sent. Nothing was sent.",
        "applied-end | pressEnd | 1 | it ended without an end of the press.",
      })
  void page_withoutAStep_parksThePress(String step, String bean, int writes, String why)
      throws Exception {
    String page = Files.readString(Path.of("routes", PRESS));
    int begin = page.indexOf("        - process:\n            id: " + step + "\n");
    String end = "ref: " + bean + "\n";
    String text = page.substring(begin, page.indexOf(end, begin) + end.length());
    String instead = step.equals("applied-end") ? text.replace("pressEnd", "pressEvents") : "";
    try (PressDesk desk = desk(new EditedRoutes().with(PRESS, text, instead))) {
      Press press = pressed(desk, desk.subscription());

      assertParked(press, why);
      assertEquals(writes, writes(desk));
    }
  }

  private static String step(String file, String id) throws IOException {
    String page = Files.readString(Path.of("routes", file));
    int begin = page.indexOf("        - process:\n            id: " + id + "\n");
    int ref = page.indexOf("            ref: ", begin);
    return page.substring(begin, page.indexOf("\n", ref) + 1);
  }

  /** Where the door doesn't know what it needs, it refuses, and nothing has happened. */
  @ParameterizedTest
  @CsvSource({
    "press.camel.yaml, press-check",
    "press.camel.yaml, press-record",
    "drop-in.camel.yaml, drop-in-check",
    "drop-in.camel.yaml, drop-in-look",
    "drop-in.camel.yaml, drop-in-record",
  })
  void door_withoutAStepBeforeThePressIsRecorded_refusesAndNothingIsDone(String file, String step)
      throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(file, step(file, step), ""))) {
      SmartrrSubscription subscription = desk.subscription();

      HttpResponse<String> answer = press(desk, file, subscription);

      assertEquals(500, answer.statusCode());
      assertTrue(
          answer.body().contains("Nothing was done because of a fault here."), answer.body());
      assertEquals(List.of(), desk.ledger.search(PressQuery.ALL, 10, 0));
      assertEquals(0, writes(desk));
    }
  }

  /** What is written down is carried out, whatever becomes of its answer. */
  @ParameterizedTest
  @CsvSource({
    "press.camel.yaml, press-await, 202",
    "press.camel.yaml, press-answer, 202",
    "drop-in.camel.yaml, drop-in-await, 202",
    "drop-in.camel.yaml, drop-in-reply, 202",
  })
  void door_withoutAStepAfterThePressIsRecorded_hasItCarriedOutOnce(
      String file, String step, int status) throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(file, step(file, step), ""))) {
      SmartrrSubscription subscription = desk.subscription();

      HttpResponse<String> answer = press(desk, file, subscription);

      assertEquals(status, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("Smartrr hasn't confirmed this yet"), answer.body());
      String reference = TestServer.json(answer).path("reference").asText();
      assertEquals(PressState.APPLIED, desk.ended(reference).state());
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "press.camel.yaml, press-check",
    "press.camel.yaml, press-record",
    "press.camel.yaml, press-await",
    "press.camel.yaml, press-answer",
    "drop-in.camel.yaml, drop-in-check",
    "drop-in.camel.yaml, drop-in-look",
    "drop-in.camel.yaml, drop-in-record",
    "drop-in.camel.yaml, drop-in-await",
    "drop-in.camel.yaml, drop-in-reply",
  })
  void door_withAStepTwice_isAnsweredAndDoneOnce(String file, String id) throws Exception {
    String step = step(file, id);
    try (PressDesk desk = desk(new EditedRoutes().with(file, step, step + again(step)))) {
      SmartrrSubscription subscription = desk.subscription();

      HttpResponse<String> answer = press(desk, file, subscription);

      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(1, desk.ledger.search(PressQuery.ALL, 10, 0).size());
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  /** A copy beside the route has the same press, at the same time. */
  @ParameterizedTest
  @CsvSource({"press-record", "press-await"})
  void door_thatForksBeforeAStep_isAnsweredAndDoneOnce(String id) throws Exception {
    String fork =
        """
                - wireTap:
                    id: press-tap
                    uri: direct
                    parameters:
                      name: press-beside
        """;
    String beside =
        """
        - route:
            id: press-beside
            from:
              id: beside-forked
              uri: direct
              parameters:
                name: press-beside
              steps:
        """
            + again(step(PRESS, "press-record"))
            + again(step(PRESS, "press-await"));
    EditedRoutes routes =
        new EditedRoutes()
            .with(PRESS, step(PRESS, id), fork + step(PRESS, id))
            .withFile("beside.camel.yaml", beside);
    try (PressDesk desk = desk(routes)) {
      SmartrrSubscription subscription = desk.subscription();

      HttpResponse<String> answer = press(desk, PRESS, subscription);

      assertTrue(answer.statusCode() < 300, answer.body());
      String reference = TestServer.json(answer).path("reference").asText();
      assertEquals(PressState.APPLIED, desk.ended(reference).state());
      assertEquals(1, desk.ledger.search(PressQuery.ALL, 10, 0).size());
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  /** Presses Skip once, at the door of that file. */
  private static HttpResponse<String> press(
      PressDesk desk, String file, SmartrrSubscription subscription) throws Exception {
    if (file.equals(PRESS)) {
      return desk.server.pressLater("skip", desk.form(subscription, "")).get();
    }
    String path =
        "/vendor/customer/%s/purchase-state/%s/skip"
            .formatted(subscription.subscriber().id(), subscription.id());
    return desk.server.putLater(path, "").get();
  }

  @Test
  void page_thatSendsTwice_isSentOnce() throws Exception {
    String send =
        """
                - doTry:
                    id: send-try
        """;
    String before =
        """
                - to:
                    id: send-too
                    uri: direct
                    parameters:
                      name: action-skip
        """;
    try (PressDesk desk = desk(new EditedRoutes().with(PRESS, send, before + send))) {
      SmartrrSubscription subscription = desk.subscription();

      assertParked(pressed(desk, subscription), "was asked for again. That was stopped");
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
    }
  }

  @Test
  void lookup_thatWrites_isAnsweredWithANoticeAndNothingIsSent() throws Exception {
    String write =
        """
                - setVariable:
                    id: lookup-change
                    name: change
                    expression:
                      constant:
                        expression: cancel
                - setVariable:
                    id: lookup-customer
                    name: customer
                    expression:
                      constant:
                        expression: 00000000-0000-4000-8000-000000000001
                - setVariable:
                    id: lookup-subscription
                    name: subscription
                    expression:
                      constant:
                        expression: 00000000-0000-4000-8000-000000000002
                - to:
                    id: lookup-write
                    uri: direct
                    parameters:
                      name: smartrr-change
        """;
    EditedRoutes routes =
        new EditedRoutes()
            .with(
                "lookup.camel.yaml",
                "        - process:\n            id: lookup-lists",
                write + "        - process:\n            id: lookup-lists");
    try (PressDesk desk = desk(routes)) {
      String email = String.valueOf(desk.subscription().subscriber().email());

      assertTrue(desk.server.widget(email).has("notice"));
      assertEquals(0, writes(desk));
    }
  }

  @Test
  void note_whoseStepStandsTwice_standsOnce() throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(GORGIAS, CALL, CALL + again(CALL)))) {
      Press press = pressed(desk, desk.subscription());

      Note note = written(desk, press);

      assertEquals(1, notes(desk, press), note::why);
    }
  }

  @Test
  void note_whoseStepIsMissing_waitsAndIsNotTakenForWritten() throws Exception {
    try (PressDesk desk = desk(new EditedRoutes().with(GORGIAS, CALL, ""))) {
      Press press = pressed(desk, desk.subscription());

      Await.until("a try", () -> !note(desk, press).why().isEmpty());

      assertEquals(
          "The route gorgias-add-note makes a mistake: it ended without its write.",
          note(desk, press).why());
      assertEquals(NoteState.PENDING, note(desk, press).state());
      assertEquals(0, notes(desk, press));
    }
  }

  /** The second one has no permit left. */
  @Test
  void note_thatItsPageSendsTwice_standsOnce() throws Exception {
    try (PressDesk desk =
        desk(new EditedRoutes().with(NOTE, SEND_NOTE, SEND_NOTE + again(SEND_NOTE)))) {
      Press press = pressed(desk, desk.subscription());

      Note note = written(desk, press);

      assertEquals(1, notes(desk, press), note::why);
    }
  }

  /** Nobody records what became of it, so it is sought, and found. */
  @Test
  void note_whosePageDoesntJudge_standsOnceAndIsFound() throws Exception {
    String judge =
        """
                - process:
                    id: write-judge
                    description: Judge what became of the note
                    note: Where the answer was lost, note-seek searches the ticket later
                    ref: noteJudge
        """;
    try (PressDesk desk = desk(new EditedRoutes().with(NOTE, judge, ""))) {
      Press press = pressed(desk, desk.subscription());

      Note note = written(desk, press);

      assertEquals(1, notes(desk, press), note::why);
      assertEquals(1, note.attempts());
    }
  }

  @Test
  void note_whosePageDoesntMark_isNeverSentAndSaysWhy() throws Exception {
    String mark =
        """
                - process:
                    id: write-mark
                    description: Mark the note as tried
                    note: The mark comes with a permit; without one no write leaves
                    ref: noteMark
        """;
    try (PressDesk desk = desk(new EditedRoutes().with(NOTE, mark, ""))) {
      Press press = pressed(desk, desk.subscription());

      Await.until("a try", () -> !note(desk, press).why().isEmpty());

      assertEquals(
          "The route note-send makes a mistake: it sends before it marks the note as being tried."
              + " Nothing was sent.",
          note(desk, press).why());
      assertEquals(NoteState.PENDING, note(desk, press).state());
      assertEquals(0, notes(desk, press));
    }
  }

  /** One whose answer was lost is sent once more by such a page, were it not for its permit. */
  @Test
  void note_whosePageWritesWhatItShouldSeek_standsOnce() throws Exception {
    String toSeek =
        """
                              uri: direct
                              parameters:
                                name: note-seek
        """;
    EditedRoutes routes =
        new EditedRoutes().with(NOTE, toSeek, toSeek.replace("note-seek", "note-send"));
    try (PressDesk desk = desk(routes)) {
      desk.server
          .gorgias()
          .faults()
          .next(1, GorgiasFaults.Fault.of(Kind.RESET_AFTER_EFFECT).on("POST", "/messages"));
      Press press = pressed(desk, desk.subscription());

      Await.until("more tries", () -> note(desk, press).attempts() >= 4);

      assertEquals(1, notes(desk, press), () -> note(desk, press).why());
    }
  }

  /** Without its mark it couldn't be found again, were its answer lost. */
  @Test
  void note_whoseBodyIsAnotherOne_isNeverSentAndSaysWhy() throws Exception {
    String body =
        """
                      - setBody:
                          id: write-other
                          expression:
                            constant:
                              expression: "{\\"channel\\": \\"internal-note\\"}"
        """;
    try (PressDesk desk = desk(new EditedRoutes().with(NOTE, SEND_NOTE, body + SEND_NOTE))) {
      Press press = pressed(desk, desk.subscription());

      Await.until("a try", () -> !note(desk, press).why().isEmpty());

      String why = note(desk, press).why();
      assertTrue(
          why.startsWith("The route gorgias-add-note makes a mistake: POST /api/tickets/")
              && why.endsWith(
                  " was asked for without '[ref " + press.reference() + "]' in its body."),
          why);
      assertEquals(0, notes(desk, press));
    }
  }

  @Test
  void note_withOtherWords_saysThem() throws Exception {
    EditedRoutes routes =
        new EditedRoutes().with(NOTE, "\"By \" + agent", "\"Pressed by \" + agent");
    try (PressDesk desk = desk(routes)) {
      Press press = pressed(desk, desk.subscription());

      written(desk, press);

      String text = texts(desk, press).get(0);
      assertTrue(text.contains("\nPressed by "), text);
      assertTrue(text.endsWith("[ref " + press.reference() + "]"), text);
    }
  }

  private static Note note(PressDesk desk, Press press) {
    return desk.ledger.notes(press.id()).get(0);
  }

  private static Note written(PressDesk desk, Press press) {
    Await.until("the note", () -> note(desk, press).state() == NoteState.WRITTEN);
    return note(desk, press);
  }

  private static int notes(PressDesk desk, Press press) {
    return texts(desk, press).size();
  }

  private static List<String> texts(PressDesk desk, Press press) {
    return desk
        .server
        .gorgias()
        .desk()
        .messages(Long.parseLong(press.what().origin().ticketId()))
        .stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .map(message -> message.path("body_text").asText())
        .toList();
  }
}
