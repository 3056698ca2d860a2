package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.sandbox.smartrr.CancellationReason;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A press of a button, from the form that Gorgias sends to the change at Smartrr. */
final class PressTest {
  private static final String MARA = "mara@example.com";
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            "action.answer-within", "8000", "lookup.timeout", "5000", "smartrr.timeout", "2500");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void skip_ofAnActiveSubscription_skipsTheOrderThatWasSeen() throws Exception {
    Instant before = coffee().nextBillingDate();
    JsonNode answer = press(MARA, SmartrrPeople.MARA_COFFEE, "skip");
    assertEquals("applied", answer.path("status").asText(), answer.toString());
    assertTrue(answer.path("message").asText().startsWith("Skipped the order of "));
    assertEquals(List.of(before), coffee().skippedDates());
    assertEquals(1, writes());
  }

  @Test
  void skip_doubleClicked_isOneEffectAndTheSameAnswerTwice() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    List<CompletableFuture<HttpResponse<String>>> clicks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clicks.add(server.pressLater("skip", form));
    }
    JsonNode first = TestServer.json(clicks.get(0).get());
    for (CompletableFuture<HttpResponse<String>> click : clicks) {
      assertEquals(first, TestServer.json(click.get()));
    }
    assertEquals(first, TestServer.json(server.pressLater("skip", form).get()));
    assertEquals(1, coffee().skippedDates().size());
    assertEquals(1, writes());
  }

  @Test
  void skip_onAnOldScreen_isRefusedAndSaysWhatChanged() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    coffee().nextBillingDate(server.time.instant().plus(Duration.ofDays(2)));
    HttpResponse<String> answer = server.pressLater("skip", form).get();
    assertEquals(409, answer.statusCode());
    assertTrue(answer.body().contains("has changed since you opened the ticket"), answer.body());
    assertEquals(0, writes());
  }

  @Test
  void ids_inCapitals_areTheSame() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    String capitals =
        form.replace(SmartrrPeople.MARA_COFFEE, SmartrrPeople.MARA_COFFEE.toUpperCase(Locale.ROOT));
    assertEquals(200, server.pressLater("skip", capitals).get().statusCode());
    assertEquals(200, server.pressLater("skip", form).get().statusCode());
    assertEquals(1, writes());
  }

  @Test
  void pause_ofWhatIsPausedMeanwhile_saysThatItIsSo() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    coffee().status(PurchaseStatus.PAUSED);
    JsonNode answer = TestServer.json(server.pressLater("pause", form).get());
    assertEquals("applied", answer.path("status").asText());
    assertEquals("It was so already: paused.", answer.path("message").asText());
    assertEquals(0, writes());
  }

  @Test
  void pause_whereSmartrrLeavesTheStatusOut_isAppliedAndCanBeUndone() throws Exception {
    server.smartrr.world().quirks().pausedWithoutStatus(true);
    assertApplied(SmartrrPeople.MARA_COFFEE, "pause", "");
    assertApplied(SmartrrPeople.MARA_COFFEE, "unpause", "");
    assertEquals(PurchaseStatus.ACTIVE, coffee().status());
    assertEquals(2, writes());
  }

  @Test
  void pause_undoneBySomebodyElse_agentIsToldAndMayPressAnew() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    assertEquals(200, server.pressLater("pause", form).get().statusCode());
    Instant next = Instant.parse(seen(form).nextBilling());
    coffee().status(PurchaseStatus.ACTIVE).nextBillingDate(next);
    HttpResponse<String> same = server.pressLater("pause", form).get();
    assertEquals(409, same.statusCode());
    assertTrue(same.body().contains("it is now active"), same.body());
    server.time.advance(Duration.ofMinutes(2));
    JsonNode anew = press(MARA, SmartrrPeople.MARA_COFFEE, "pause");
    assertEquals("applied", anew.path("status").asText(), anew.toString());
    assertEquals(PurchaseStatus.PAUSED, coffee().status());
    assertEquals(2, writes());
  }

  @Test
  void everyAction_onSecondAndThirdSubscriptions_isApplied() throws Exception {
    String in40Days =
        LocalDate.ofInstant(server.time.instant(), ZoneOffset.UTC).plusDays(40).toString();
    assertApplied(SmartrrPeople.MARA_TEA, "unpause", "");
    assertApplied(SmartrrPeople.MARA_TEA, "skip", "");
    assertApplied(SmartrrPeople.MARA_TEA, "unskip", "");
    assertApplied(SmartrrPeople.MARA_TEA, "set-next-billing-date", "&date=" + in40Days);
    assertApplied(SmartrrPeople.MARA_TEA, "pause", "&unpause_date=" + in40Days);
    assertApplied(SmartrrPeople.MARA_COFFEE, "set-next-billing-date", "&date=" + in40Days);
    assertApplied(SmartrrPeople.MARA_COFFEE, "cancel", "");
  }

  @ParameterizedTest
  @CsvSource({
    "skip,press_token=forged,403,The button's token",
    "skip,subscription_id=nonsense,422,subscription_id:",
    "skip,subscription_id=00000000-0000-4000-8000-000000000000,403,another subscription",
    "skip,customer_id=00000000-0000-4000-8000-000000000000,403,another subscriber",
    "skip,ticket_id={{ticket.id}},422,ticket_id:",
    "set-next-billing-date,a=b,422,date: it must be filled in",
    "set-next-billing-date,date=2020-01-01,422,date: 2020-01-01 is not in the future",
    "set-next-billing-date,date=2026-02-30,422,date:",
    "set-next-billing-date,date=+12026-12-03,422,date:",
    "set-next-billing-date,date=20261203,422,date:",
    "set-next-billing-date,date={{x}},422,date:",
    "pause,unpause_date=2027-12-01,422,unpause_date: 2027-12-01 is more than 6 months",
    "cancel,reason_id=nonsense,422,reason_id:",
    "unpause,a=b,409,only possible while a subscription is paused",
    "nonsense,a=b,404,There is no action",
    "skip/../ccpa,a=b,404,''"
  })
  void press_thatCantBeRight_neverReachesSmartrr(
      String action, String change, int status, String sentence) throws Exception {
    String form =
        form(MARA, SmartrrPeople.MARA_COFFEE, "&" + TestServer.encoded(change).replace("%3D", "="));
    HttpResponse<String> answer = server.pressLater(action, form).get();
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains(sentence), answer.body());
    assertEquals(0, writes());
    assertEquals(0, server.smartrr.dangerousCalls());
  }

  @ParameterizedTest
  @CsvSource({
    "pause,unpause_date,'[\"2026-12-30\"]'",
    "pause,unpause_date,'{\"day\":\"2026-12-30\"}'",
    "pause,unpause_date,[]",
    "pause,ticket_id,[77]",
    "unpause,subscription_id,{}",
    "cancel,reason_id,'[\"1\"]'"
  })
  void field_holdsAListOrAnObject_isRefusedAndNamed(String action, String field, String json)
      throws Exception {
    StringBuilder body = new StringBuilder("{");
    for (String pair : form(MARA, SmartrrPeople.MARA_COFFEE, "").split("&")) {
      String[] parts = pair.split("=", 2);
      if (!parts[0].equals(field)) {
        body.append("\"" + parts[0] + "\":\"" + parts[1] + "\",");
      }
    }
    HttpResponse<String> answer =
        server.send(
            server
                .request("/gorgias/acme/actions/" + action)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body + "\"" + field + "\":" + json + "}"))
                .build());
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"" + field + ": "), answer.body());
    assertEquals(0, writes());
  }

  @Test
  void skip_billedInTheShopsEvening_namesTheDayThatTheWidgetShows() throws Exception {
    coffee().nextBillingDate(Instant.parse("2026-12-04T03:00:00Z"));
    server.time.advance(Duration.ofMinutes(2));
    JsonNode shown = server.widget(MARA).path("subscriptions");
    assertTrue(shown.toString().contains("\"next_billing_date\":\"2026-12-03\""), shown.toString());
    JsonNode answer = press(MARA, SmartrrPeople.MARA_COFFEE, "skip");
    assertTrue(
        answer.path("message").asText().startsWith("Skipped the order of 3 Dec 2026."),
        answer.toString());
  }

  @Test
  void date_filledIn_isTheShopsDay() throws Exception {
    coffee().nextBillingDate(Instant.parse("2026-12-04T03:00:00Z"));
    server.time.advance(Duration.ofMinutes(2));
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "&date=2026-12-20");
    JsonNode answer = TestServer.json(server.pressLater("set-next-billing-date", form).get());
    String body = server.smartrr.requests().list(RequestMatch.writes()).get(0).body();
    assertEquals("{\"date\":\"2026-12-21T03:00:00.000Z\"}", body, answer.toString());
  }

  @Test
  void reason_whereSmartrrDoesntTellItsReasons_isRefusedAndNothingIsSent() throws Exception {
    server.smartrr.faults().add(Fault.status(503), RequestMatch.pathEnd("cancellation-reasons"));
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "&reason_id=" + reason());
    HttpResponse<String> answer = server.pressLater("cancel", form).get();
    assertEquals(503, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("so this one can't be checked"), answer.body());
    assertEquals(0, writes());

    server.smartrr.faults().clear();
    assertEquals(200, server.pressLater("cancel", form).get().statusCode());
    assertEquals(1, writes());
  }

  @Test
  void reason_whereSmartrrToldItsReasonsEarlier_isCheckedAgainstThose() throws Exception {
    String wrong = form(MARA, SmartrrPeople.MARA_COFFEE, "&reason_id=nonsense");
    assertEquals(422, server.pressLater("cancel", wrong).get().statusCode());
    server.smartrr.faults().add(Fault.status(503), RequestMatch.pathEnd("cancellation-reasons"));
    server.time.advance(Duration.ofHours(1));
    assertEquals(422, server.pressLater("cancel", wrong).get().statusCode());
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "&reason_id=" + reason());
    assertEquals(200, server.pressLater("cancel", form).get().statusCode());
  }

  @Test
  void reasons_hang_otherPressesDontWait() throws Exception {
    server.close();
    server =
        TestServer.start(
            "action.answer-within", "4000",
            "action.threads", "1",
            "lookup.timeout", "5000",
            "smartrr.timeout", "3500");
    String skip = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    String cancel = form(MARA, SmartrrPeople.MARA_TEA, "&reason_id=" + reason());
    server
        .smartrr
        .faults()
        .add(Fault.of(FaultKind.HANG), RequestMatch.pathEnd("cancellation-reasons"));
    CompletableFuture<HttpResponse<String>> waiting = server.pressLater("cancel", cancel);
    Await.until(
        "the question",
        () -> server.smartrr.requests().count(RequestMatch.pathEnd("cancellation-reasons")) > 0);
    assertEquals(200, server.pressLater("skip", skip).get().statusCode());
    assertFalse(waiting.isDone());
    assertEquals(503, waiting.get().statusCode());
  }

  /** Several servers share a ledger, and each has a cache. */
  @Test
  void press_onOneServer_isShownByTheOthers() throws Exception {
    server.close();
    server =
        TestServer.start(
            "action.answer-within", "8000",
            "action.poll", "20",
            "lookup.timeout", "5000",
            "smartrr.timeout", "2500");
    try (TestServer other = server.another()) {
      String before = shownBy(other);
      String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
      assertEquals(200, server.pressLater("skip", form).get().statusCode());
      Await.until("what was done", () -> !shownBy(other).equals(before));
    }
  }

  private static String shownBy(TestServer server) {
    try {
      return server
          .widget(MARA)
          .path("subscriptions")
          .findValuesAsText("next_billing_date")
          .toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void press_unansweredWithoutANote_saysToPressAgain() throws Exception {
    server.close();
    server = TestServer.start("action.answer-within", "300", "lookup.timeout", "5000");
    server.smartrr.faults().add(Fault.of(FaultKind.HANG), RequestMatch.writes());
    JsonNode answer = press(MARA, SmartrrPeople.MARA_COFFEE, "skip");
    assertEquals("accepted", answer.path("status").asText());
    assertEquals(
        "Smartrr hasn't confirmed this yet; press again in a minute to see the outcome.",
        answer.path("message").asText());
  }

  /** Its event isn't ours: ours would be told by one of its own. */
  @Test
  void pause_unansweredShortlyAfterAnotherOne_isNotTakenForThatOne() throws Exception {
    server.close();
    server =
        TestServer.start(
            "action.answer-within", "2000",
            "action.poll", "20",
            "lookup.timeout", "5000",
            "smartrr.timeout", "2500");
    assertApplied(SmartrrPeople.MARA_COFFEE, "pause", "");
    server.time.advance(Duration.ofMillis(100));
    assertApplied(SmartrrPeople.MARA_COFFEE, "unpause", "");
    server.time.advance(Duration.ofMillis(100));
    server
        .smartrr
        .faults()
        .addNext(1, Fault.of(FaultKind.RESET_BEFORE_EFFECT), RequestMatch.writes());
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    JsonNode answer = TestServer.json(server.pressLater("pause", form).get());
    assertEquals("accepted", answer.path("status").asText(), answer.toString());

    server.time.advance(Duration.ofSeconds(10));
    Await.until(
        "the end", () -> server.pressLater("pause", form).join().body().contains("applied"));

    assertEquals(PurchaseStatus.PAUSED, coffee().status());
    assertEquals(List.of("PAUSE", "ACTIVATE", "PAUSE"), PressDesk.effects(coffee()));
  }

  private String reason() {
    return server.smartrr.world().catalog().reasons().get(0).id();
  }

  @Test
  void press_onAScreenOfYesterday_isRefused() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "");
    server.time.advance(Duration.ofHours(25));
    assertEquals(403, server.pressLater("skip", form).get().statusCode());
    assertEquals(0, writes());
  }

  @Test
  void cancel_forAReasonAsItIsShown_sendsItsId() throws Exception {
    CancellationReason reason = server.smartrr.world().catalog().reasons().get(1);
    String form =
        form(
            MARA,
            SmartrrPeople.MARA_COFFEE,
            "&confirm=Yes%2C+cancel+it&reason_id=" + TestServer.encoded(reason.text()));
    JsonNode answer = TestServer.json(server.pressLater("cancel", form).get());
    assertEquals("applied", answer.path("status").asText(), answer.toString());
    assertEquals(List.of("{\"reasonId\":\"" + reason.id() + "\"}"), bodies());
    String byId = form.replaceFirst("reason_id=.*", "reason_id=" + reason.id());
    assertEquals(answer, TestServer.json(server.pressLater("cancel", byId).get()));
    assertEquals(1, writes());
  }

  @Test
  void cancel_forNoReason_sendsNone() throws Exception {
    String form = form(MARA, SmartrrPeople.MARA_COFFEE, "&reason_id=No+reason");
    JsonNode answer = TestServer.json(server.pressLater("cancel", form).get());
    assertEquals("applied", answer.path("status").asText(), answer.toString());
    assertEquals(List.of(""), bodies());
  }

  private List<String> bodies() {
    return server.smartrr.requests().list(RequestMatch.writes()).stream()
        .map(RecordedRequest::body)
        .toList();
  }

  private void assertApplied(String subscription, String action, String fields) throws Exception {
    JsonNode answer =
        TestServer.json(server.pressLater(action, form(MARA, subscription, fields)).get());
    assertEquals("applied", answer.path("status").asText(), action + ": " + answer);
  }

  private JsonNode press(String email, String subscription, String action) throws Exception {
    return TestServer.json(server.pressLater(action, form(email, subscription, "")).get());
  }

  /** The form that Gorgias would send for a button beside this subscription. */
  private String form(String email, String subscription, String fields) throws Exception {
    for (JsonNode shown : server.widget(email).path("subscriptions")) {
      if (shown.path("id").asText().equals(subscription)) {
        return "subscription_id="
            + subscription
            + "&customer_id="
            + shown.path("customer_id").asText()
            + "&press_token="
            + shown.path("press_token").asText()
            + "&ticket_id=77&agent=robin%40example.com"
            + fields;
      }
    }
    throw new AssertionError("There is no subscription " + subscription);
  }

  private SeenState seen(String form) throws Exception {
    String token = form.replaceAll(".*press_token=([^&]*).*", "$1");
    return PressToken.verify(server.store(), token, server.time.instant()).seen();
  }

  private SmartrrSubscription coffee() {
    return server.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE);
  }

  private long writes() {
    return server.smartrr.requests().count(RequestMatch.writes());
  }
}
