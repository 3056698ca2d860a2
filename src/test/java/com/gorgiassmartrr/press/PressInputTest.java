package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.sandbox.smartrr.CancellationReason;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people paste, choose and leave alone, and Smartrr's spellings; through both doors. */
final class PressInputTest {
  private static final Map<String, UnaryOperator<String>> SPELLINGS =
      Map.of(
          "usual", date -> date,
          "without milliseconds", date -> date.replace(".000Z", "Z"),
          "with an offset", date -> date.replace(".000Z", "+00:00"),
          "with microseconds", date -> date.replace(".000Z", ".000000Z"),
          "in another zone", date -> date.replace("T14:00:00.000Z", "T09:00:00.000-05:00"),
          "as a day", date -> date.substring(0, 10));

  private static PressDesk desk;

  private static UnaryOperator<String> spelling(String name) {
    return Objects.requireNonNull(SPELLINGS.get(name));
  }

  private static Instant next(SmartrrSubscription subscription) {
    return Objects.requireNonNull(subscription.nextBillingDate());
  }

  @BeforeAll
  static void start() throws Exception {
    desk =
        PressDesk.startWithGorgias(
            "action.answer-within", "8000",
            "action.settle", "2s",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.give-up-after", "6s",
            "action.poll", "20",
            "note.limit", "100000",
            "follow-up.poll", "40",
            "lookup.timeout", "5000",
            "smartrr.timeout", "2500");
  }

  @AfterAll
  static void stop() {
    desk.close();
  }

  @AfterEach
  void repair() {
    desk.world().quirks().spelling(UnaryOperator.identity());
    desk.server.smartrr.faults().clear();
  }

  // --- One moment in several spellings

  @ParameterizedTest
  @CsvSource({
    "usual, without milliseconds",
    "usual, with an offset",
    "usual, with microseconds",
    "usual, in another zone",
    "usual, as a day",
    "as a day, usual",
    "with microseconds, as a day"
  })
  void skip_dateSpelledOtherwiseThanOnTheScreen_isNoChange(String seen, String now) {
    SmartrrSubscription subscription = desk.subscription();
    Instant date = next(subscription);
    desk.world().quirks().spelling(spelling(seen));
    String form = desk.form(subscription, "");
    desk.world().quirks().spelling(spelling(now));

    HttpResponse<String> answer = desk.server.pressLater("skip", form).join();

    assertApplied(answer);
    assertEquals(List.of(date), subscription.skippedDates());
    assertEquals(1, writes(subscription).size());
    assertEquals(answer.body(), desk.server.pressLater("skip", form).join().body());
    String state = manage("/presses/" + reference(answer) + "/state").path("message").asText();
    assertTrue(state.contains("What was asked for is so."), state);
  }

  /** Two tickets of one customer, and Smartrr's spelling has changed between them. */
  @Test
  void skip_seenInTwoSpellings_isTheSamePress() {
    SmartrrSubscription subscription = desk.subscription();
    String first = desk.form(subscription, "");
    desk.world().quirks().spelling(spelling("with microseconds"));
    desk.server.time.advance(Duration.ofMinutes(2));
    String second = desk.form(subscription, "");
    assertNotEquals(first, second);

    HttpResponse<String> answer = desk.server.pressLater("skip", first).join();

    assertEquals(answer.body(), desk.server.pressLater("skip", second).join().body());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void skip_onSmartrrsPathInAnotherSpelling_isDone() {
    SmartrrSubscription subscription = desk.subscription();
    desk.world().quirks().spelling(spelling("in another zone"));
    assertEquals(200, put(subscription, "skip", "").statusCode());
    assertEquals(200, put(subscription, "skip", "").statusCode());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void skip_onlyTheTimeOfDayHasChanged_saysTheTimes() {
    SmartrrSubscription subscription = desk.subscription();
    Instant date = next(subscription);
    String form = desk.form(subscription, "");
    subscription.nextBillingDate(date.plus(Duration.ofHours(5)));

    HttpResponse<String> answer = desk.server.pressLater("skip", form).join();

    String day = inWords(date);
    assertEquals(409, answer.statusCode(), answer.body());
    assertEquals(
        "The subscription has changed since you opened the ticket: it was active, next billing "
            + day
            + " at 09:00, and is now active, next billing "
            + day
            + " at 14:00. Close and reopen the ticket, then press again.",
        message(answer));
    assertEquals(0, writes(subscription).size());
  }

  // --- What is so already

  @Test
  void setDate_toTheDateThatItHas_sendsNothing() {
    SmartrrSubscription subscription = desk.subscription();
    Instant date = next(subscription);
    long ticket = ticket();
    String form = desk.form(subscription, ticket, "&date=" + date.toString().substring(0, 10));

    HttpResponse<String> answer = desk.server.pressLater("set-next-billing-date", form).join();

    String sentence = "The next order is on " + inWords(date) + " already.";
    assertApplied(answer);
    assertEquals(sentence, message(answer));
    assertEquals(0, writes(subscription).size());
    String note = note(ticket, answer);
    assertTrue(note.contains(sentence), note);
    assertEquals(
        answer.body(), desk.server.pressLater("set-next-billing-date", form).join().body());
  }

  @Test
  void setDate_onSmartrrsPathToTheDateThatItHas_sendsNothing() {
    SmartrrSubscription subscription = desk.subscription();
    String date = next(subscription).toString();
    for (String same : List.of(date.substring(0, 10), date, date.replace("Z", "+00:00"))) {
      HttpResponse<String> answer =
          put(subscription, "next-billing-date", "date=" + TestServer.encoded(same));
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(subscription.id(), TestServer.json(answer).path("id").asText());
    }
    assertEquals(0, writes(subscription).size());
  }

  @Test
  void setDate_answerIsLost_isAppliedAsEver() {
    SmartrrSubscription subscription = desk.subscription();
    desk.server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.of(FaultKind.RESET_AFTER_EFFECT),
            request -> PressDesk.isWriteOf(subscription, request));
    String form = desk.form(subscription, "&date=" + desk.inDays(40));

    HttpResponse<String> answer = desk.server.pressLater("set-next-billing-date", form).join();

    assertTrue(message(answer).startsWith("Moved the next order from "), answer.body());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void unskip_ofTheOrderThatIsNext_sendsNothing() {
    SmartrrSubscription subscription = desk.subscription();
    String day = next(subscription).toString().substring(0, 10);

    HttpResponse<String> answer =
        desk.server.pressLater("unskip", desk.form(subscription, "&date=" + day)).join();

    assertEquals(
        "The next order is on " + inWords(next(subscription)) + " already.", message(answer));
    assertEquals(0, writes(subscription).size());
  }

  @Test
  void pause_forGoodOfWhatSomebodyPausedUntilADate_isNotSaidToBeSo() {
    SmartrrSubscription subscription = desk.subscription();
    String form = desk.form(subscription, "");
    Instant until = desk.server.time.instant().plus(Duration.ofDays(60));
    subscription.pauseUntil(until);

    HttpResponse<String> answer = desk.server.pressLater("pause", form).join();

    assertEquals(409, answer.statusCode(), answer.body());
    assertTrue(
        message(answer).contains("and is now paused, next billing " + inWords(until) + "."),
        answer.body());
    assertEquals(0, writes(subscription).size());
  }

  // --- What is pasted

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u200BYYYY-MM-DD\u200B",
        "\u00A0YYYY-MM-DD",
        "YYYY\u2011MM\u2011DD",
        "YYYY\u2212MM\u2013DD",
        "\uFEFFYYYY-\u00ADMM-DD\u200E",
        "FULL"
      })
  void date_pasted_isTheDateThatTheEyeSees(String shape) {
    String day = desk.inDays(40);
    String pasted =
        shape.equals("FULL")
            ? day.chars()
                .mapToObj(c -> Character.toString(c + 0xFEE0))
                .collect(Collectors.joining())
            : shape
                .replace("YYYY", day.substring(0, 4))
                .replace("MM", day.substring(5, 7))
                .replace("DD", day.substring(8));
    SmartrrSubscription one = desk.subscription();
    SmartrrSubscription other = desk.subscription();
    String value = "date=" + TestServer.encoded(pasted);

    assertApplied(
        desk.server.pressLater("set-next-billing-date", desk.form(one, "&" + value)).join());
    assertEquals(200, put(other, "next-billing-date", value).statusCode());

    Instant moment = Instant.parse(day + "T14:00:00Z");
    assertEquals(moment, one.nextBillingDate());
    assertEquals(moment, other.nextBillingDate());
  }

  @Test
  void date_withWhatTurnsItAround_isRefusedAndSaysWhere() {
    SmartrrSubscription subscription = desk.subscription();
    String value = "date=" + TestServer.encoded("2027-\u202E11-01\u202C");
    String sentence =
        "date: '2027-11-01' has an invisible character at position 6; write it like 2026-12-03.";

    HttpResponse<String> pressed =
        desk.server
            .pressLater("set-next-billing-date", desk.form(subscription, "&" + value))
            .join();
    HttpResponse<String> put = put(subscription, "next-billing-date", value);

    assertEquals(422, pressed.statusCode(), pressed.body());
    assertEquals(sentence, message(pressed));
    assertEquals(422, put.statusCode(), put.body());
    assertEquals(sentence, message(put));
    assertEquals(0, writes(subscription).size());
  }

  @Test
  void idsAndTokens_pasted_areTaken() {
    SmartrrSubscription subscription = desk.subscription();
    String form =
        desk.form(subscription, "")
            .replaceAll("=([^&]+)", "=%E2%80%8B$1%C2%A0")
            .replace("ticket_id=%E2%80%8B77", "ticket_id=%EF%BC%97%EF%BC%97");

    HttpResponse<String> answer = desk.server.pressLater("skip", form).join();

    assertApplied(answer);
    Press press = desk.find(reference(answer));
    assertEquals("77", press.what().origin().ticketId());
    assertEquals("robin@example.com", press.what().origin().agent());
  }

  @Test
  void mandatoryDate_ofNothingButInvisibleCharacters_isEmpty() {
    SmartrrSubscription subscription = desk.subscription();
    String form = desk.form(subscription, "&date=%E2%80%8B%C2%A0");
    HttpResponse<String> answer = desk.server.pressLater("set-next-billing-date", form).join();
    assertEquals("date: it must be filled in.", message(answer));
  }

  @Test
  void field_thatComesTwice_countsWhereItIsFilledIn() {
    SmartrrSubscription subscription = desk.subscription();
    String day = desk.inDays(40);
    String form = desk.form(subscription, "&unpause_date=" + day + "&unpause_date=");

    assertApplied(desk.server.pressLater("pause", form).join());

    assertEquals(
        "{\"unpauseDate\":\"" + day + "T14:00:00.000Z\"}", writes(subscription).get(0).body());
  }

  @Test
  void field_thatAJsonBodyNamesTwice_isRefused() throws Exception {
    SmartrrSubscription subscription = desk.subscription();
    String token = desk.form(subscription, "").replaceAll(".*press_token=([^&]*).*", "$1");
    HttpResponse<String> answer =
        desk.server.send(
            desk.server
                .request("/gorgias/acme/actions/pause")
                .header("content-type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"press_token\":\"%s\",\"unpause_date\":\"%s\",\"unpause_date\":\"\"}"
                            .formatted(token, desk.inDays(40))))
                .build());
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("The body names a field twice.", message(answer));
    assertEquals(0, writes(subscription).size());
  }

  // --- What is chosen

  @ParameterizedTest
  @ValueSource(strings = {"No reason;LIST", "LIST", "No\u00A0reason"})
  void reason_leftAtTheWholeList_isNone(String shape) {
    String list = shape.replace("LIST", reasons());
    SmartrrSubscription one = desk.subscription();
    SmartrrSubscription other = desk.subscription();

    assertApplied(
        desk.server
            .pressLater("cancel", desk.form(one, "&reason_id=" + TestServer.encoded(list)))
            .join());
    assertEquals(200, put(other, "cancel", "reasonId=" + TestServer.encoded(list)).statusCode());

    assertEquals("", writes(one).get(0).body());
    assertEquals("", writes(other).get(0).body());
  }

  @Test
  void reason_pastedWithASemicolon_isNotTakenForAList() {
    SmartrrSubscription subscription = desk.subscription();
    String form = desk.form(subscription, "&reason_id=too+dear%3B+moving");
    HttpResponse<String> answer = desk.server.pressLater("cancel", form).join();
    assertEquals("reason_id: it is not one of the store's reasons.", message(answer));
    assertEquals(0, writes(subscription).size());
  }

  @ParameterizedTest
  @CsvSource({
    "'No;Yes, cancel it', 422",
    "'Yes, cancel it;No', 422",
    "No, 422",
    "'no, keep it', 422",
    "'Yes, cancel it', 200",
    "'\u200BYes,\u00A0cancel it', 200",
    "Yes, 200",
    "'', 200"
  })
  void confirm_leftAtTheWholeListOrDenied_isNotConfirmed(String answered, int status) {
    SmartrrSubscription one = desk.subscription();
    SmartrrSubscription other = desk.subscription();
    String confirm = "confirm=" + TestServer.encoded(answered);

    HttpResponse<String> pressed =
        desk.server.pressLater("cancel", desk.form(one, "&" + confirm)).join();
    HttpResponse<String> put = put(other, "cancel", confirm);

    assertEquals(status, pressed.statusCode(), pressed.body());
    assertEquals(status, put.statusCode(), put.body());
    assertEquals(status == 200 ? 1 : 0, writes(one).size());
    assertEquals(status == 200 ? 1 : 0, writes(other).size());
    if (status == 422) {
      assertEquals("confirm: it wasn't confirmed, so nothing was done.", message(pressed));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reason_chosen_standsInTheNoteAndWithThePress(boolean byText) {
    CancellationReason reason = desk.world().catalog().reasons().get(1);
    SmartrrSubscription subscription = desk.subscription();
    long ticket = ticket();
    String sent = byText ? TestServer.encoded(reason.text()) : reason.id();

    HttpResponse<String> answer =
        desk.server
            .pressLater("cancel", desk.form(subscription, ticket, "&reason_id=" + sent))
            .join();

    assertApplied(answer);
    String note = note(ticket, answer);
    assertTrue(
        note.startsWith("Cancelled the subscription. Reason: " + reason.text() + ".\n"), note);
    JsonNode press = manage("/presses/" + reference(answer));
    assertEquals(reason.id(), press.path("parameters").path("reason_id").asText());
    assertEquals(1, press.path("parameters").size());
    assertEquals(reason.text(), press.path("chosen").path("reason_id").asText());
  }

  @Test
  void reason_ofAPressThatIsParked_standsInItsNote() {
    CancellationReason reason = desk.world().catalog().reasons().get(0);
    SmartrrSubscription subscription = desk.subscription();
    long ticket = ticket();
    desk.server
        .smartrr
        .faults()
        .addNext(1000, Fault.status(503), request -> PressDesk.isWriteOf(subscription, request));

    HttpResponse<String> answer =
        desk.server
            .pressLater("cancel", desk.form(subscription, ticket, "&reason_id=" + reason.id()))
            .join();
    desk.ended(reference(answer));

    String note = note(ticket, answer);
    assertTrue(
        note.startsWith("Needs a person's decision: Cancel (Reason: " + reason.text() + ")\n"),
        note);
  }

  // --- Who pressed

  @ParameterizedTest
  @CsvSource({
    "agent=robin@example.com, robin@example.com, By robin@example.com",
    "agent=Robin Doe, Robin Doe, By Robin Doe",
    "agent=555, 555, By agent 555",
    "agent_id=555, 555, By agent 555",
    "agent_name=Robin Doe, Robin Doe, By Robin Doe",
    "agent=robin@example.com&agent_name=Robin Doe&agent_id=555, Robin Doe (robin@example.com),"
        + " By Robin Doe (robin@example.com)",
    "agent=555&agent_name=Robin Doe, Robin Doe (555), By Robin Doe (555)",
    "agent={{current_user.email}}&agent_name={{current_user.name}}, '', By an agent",
    "agent={{current_user.email}}&agent_id=555, 555, By agent 555",
    "agent=None, '', By an agent"
  })
  void agent_asGorgiasTellsIt_standsInTheNote(String fields, String agent, String said) {
    SmartrrSubscription subscription = desk.subscription();
    long ticket = ticket();
    String form =
        desk.form(subscription, ticket, "")
            .replace(
                "agent=robin%40example.com",
                TestServer.encoded(fields).replace("%3D", "=").replace("%26", "&"));

    HttpResponse<String> answer = desk.server.pressLater("skip", form).join();

    assertApplied(answer);
    assertEquals(agent, desk.find(reference(answer)).what().origin().agent());
    String note = note(ticket, answer);
    assertTrue(note.contains("\n" + said + ", "), note);
  }

  private static String reasons() {
    return desk.world().catalog().reasons().stream()
        .filter(reason -> !reason.archived())
        .map(CancellationReason::text)
        .collect(Collectors.joining(";"));
  }

  private static long ticket() {
    return desk.server
        .gorgias()
        .desk()
        .openTicket("mara@example.com", "My order", "Please change it.");
  }

  /** The text of the press's note, once it is written. */
  private static String note(long ticket, HttpResponse<String> answer) {
    Press press = desk.find(reference(answer));
    Await.until(
        "the note of " + press.reference(),
        Duration.ofMinutes(1),
        () ->
            desk.ledger.notes(press.id()).stream()
                .anyMatch(note -> note.state() != NoteState.PENDING));
    return desk.server.gorgias().desk().messages(ticket).stream()
        .map(message -> message.path("body_text").asText())
        .filter(text -> text.contains(press.reference()))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> put(
      SmartrrSubscription subscription, String change, String form) {
    return desk.server
        .putLater(
            "/vendor/customer/"
                + subscription.subscriber().id()
                + "/purchase-state/"
                + subscription.id()
                + "/"
                + change,
            form)
        .join();
  }

  private static JsonNode manage(String path) {
    try {
      return TestServer.json(desk.server.manage(desk.server.management(path).build()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<RecordedRequest> writes(SmartrrSubscription subscription) {
    return desk.server
        .smartrr
        .requests()
        .list(request -> PressDesk.isWriteOf(subscription, request));
  }

  private static void assertApplied(HttpResponse<String> answer) {
    assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
  }

  private static String message(HttpResponse<String> answer) {
    return TestServer.json(answer).path("message").asText();
  }

  private static String reference(HttpResponse<String> answer) {
    return TestServer.json(answer).path("reference").asText();
  }

  /** The day in New York, where the shop is. */
  private static String inWords(Instant date) {
    return DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH)
        .format(LocalDate.ofInstant(date, ZoneId.of("America/New_York")));
  }
}
