package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes on Smartrr's own paths, as buttons made by hand ask for them. Each test has a
 * subscription of its own.
 */
final class DropInChangeTest {
  private static TestServer server;
  private static Ledger ledger;
  private static int made;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start("action.answer-within", "8000", "smartrr.timeout", "2500");
    ledger = server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void repair() {
    server.smartrr.faults().clear();
    server.smartrr.world().quirks().pausedWithoutStatus(false);
  }

  // --- What goes in and comes out
  // -----------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "skip, ACTIVE, '', '{\"date\":\"NEXT\"}', ACTIVE",
    "skip, ACTIVE, date=NEXT, '{\"date\":\"NEXT\"}', ACTIVE",
    "unskip, SKIPPED, '', '{\"date\":\"NEXT\"}', ACTIVE",
    "pause, ACTIVE, '', '', PAUSED",
    "pause, ACTIVE, unpauseDate=IN40T14:00:00.000Z, '{\"unpauseDate\":\"IN40T14:00:00.000Z\"}',"
        + " PAUSED",
    "activate, PAUSED, '', '{\"nextBillingDate\":null}', ACTIVE",
    "activate, PAUSED, nextBillingDate=IN40,"
        + " '{\"nextBillingDate\":\"IN40T14:00:00.000Z\"}', ACTIVE",
    "cancel, ACTIVE, '', '', CANCELLED",
    "cancel, ACTIVE, reasonId=REASON, '{\"reasonId\":\"REASON\"}', CANCELLED",
    "next-billing-date, ACTIVE, date=IN40T14:00:00.000Z,"
        + " '{\"date\":\"IN40T14:00:00.000Z\"}', ACTIVE",
  })
  void change_inSmartrrsWords_isSentAndAnsweredLikeSmartrr(
      String change, String before, String form, String sent, String after) throws Exception {
    SmartrrSubscription subscription = subscription();
    String filled = filledIn(form, subscription);
    String expected = filledIn(sent, subscription);
    if (before.equals("SKIPPED")) {
      subscription.skipNext();
    } else {
      subscription.status(PurchaseStatus.valueOf(before));
    }

    HttpResponse<String> answer = put(subscription, change, filled);

    assertEquals(200, answer.statusCode(), answer.body());
    RecordedRequest write = writes(subscription).get(0);
    assertEquals(expected, write.body());
    assertEquals(path(subscription, change), write.path());
    assertEquals(PurchaseStatus.valueOf(after), subscription.status());
    JsonNode body = TestServer.json(answer);
    boolean wrapped = List.of("pause", "activate", "cancel").contains(change);
    JsonNode state = wrapped ? body.path("newCustomerPurchaseState") : body;
    assertEquals(wrapped ? 1 : state.size(), body.size());
    assertEquals(subscription.id(), state.path("id").asText());
    assertEquals(after, state.path("purchaseStateStatus").asText());
    assertEquals(nextOf(subscription), state.path("nextBillingDate").asText(""));
    assertTrue(state.path("stLineItems").path(0).path("quantity").asInt() > 0, answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IN40",
        "IN40T14:00:00.000Z",
        "IN40 14:00:00",
        "IN40 14:00:00+00:00",
        "IN40 14:00:00.123456 00:00",
        "IN40T23:00:00+0930",
        "IN40T09:00-05:00",
        "IN40T00:00:00.000Z",
        "IN40 00:00:00-05:00"
      })
  void date_asJavaScriptOrPythonWriteIt_isThatDayAtTheBillingTime(String date) throws Exception {
    SmartrrSubscription subscription = subscription();
    String value = filledIn(date, subscription);

    HttpResponse<String> answer =
        put(subscription, "next-billing-date", "date=" + TestServer.encoded(value));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(Instant.parse(inDays(40) + "T14:00:00Z"), subscription.nextBillingDate());
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, '{\"date\":\"IN40\",\"note\":null}', ''",
    "application/x-www-form-urlencoded, 'date=IN40&sendNow=False', ''",
    "application/json, '{\"date\":\"None\"}', '?date=IN40'",
    "'', '', '?date=IN40&sendNow=None'",
  })
  void parameters_whereverTheyStand_areRead(String type, String body, String query)
      throws Exception {
    SmartrrSubscription subscription = subscription();
    var request =
        server
            .request(path(subscription, "next-billing-date") + filledIn(query, subscription))
            .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
            .PUT(BodyPublishers.ofString(filledIn(body, subscription)));
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }

    // In a query a body's None counts as not sent, so that what stands elsewhere holds.
    assertEquals(200, server.send(request.build()).statusCode());
    assertEquals(Instant.parse(inDays(40) + "T14:00:00Z"), subscription.nextBillingDate());
  }

  @ParameterizedTest
  @CsvSource({
    "pause, '{\"unpauseDate\":[\"IN40\"]}', unpauseDate:",
    "cancel, '{\"reasonId\":{\"id\":\"REASON\"}}', reasonId:",
    "skip, '{\"date\":[]}', date:",
    "skip, '{\"sendNow\":[true]}', sendNow:"
  })
  void parameter_isAListOrAnObject_isRefusedAndNamed(String change, String body, String sentence)
      throws Exception {
    SmartrrSubscription subscription = subscription();
    HttpResponse<String> answer =
        server.send(
            server
                .request(path(subscription, change))
                .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(filledIn(body, subscription)))
                .build());
    assertError(answer, 422, sentence);
    assertEquals(0, writes(subscription).size());
  }

  @Test
  void answer_ofSecretiveSmartrr_carriesNoSecret() throws Exception {
    for (String change : List.of("skip", "pause")) {
      String answer = put(subscription(), change, "").body();
      assertTrue(answer.contains("custRel"), answer);
      assertFalse(answer.contains("__"), answer);
      assertFalse(answer.contains("stripeAccessKey"), answer);
    }
  }

  @Test
  void activate_smartrrLeavesTheStatusOut_isDone() throws Exception {
    SmartrrSubscription subscription = subscription().status(PurchaseStatus.PAUSED);
    server.smartrr.world().quirks().pausedWithoutStatus(true);

    assertEquals(200, put(subscription, "activate", "").statusCode());
    assertEquals(PurchaseStatus.ACTIVE, subscription.status());
  }

  @Test
  void ids_inCapitals_areTheSame() throws Exception {
    SmartrrSubscription subscription = subscription();
    String path = path(subscription, "skip");
    String shouted = path.replace(subscription.id(), subscription.id().toUpperCase(Locale.ROOT));

    assertEquals(200, server.putLater(shouted, "").get().statusCode());
    assertEquals(200, server.putLater(path, "").get().statusCode());
    assertEquals(1, writes(subscription).size());
  }

  // --- The same press, or a new one
  // ---------------------------------------------------------------

  @Test
  void skip_pressedTwiceAtOnce_isOneEffectAndTheSameAnswer() throws Exception {
    SmartrrSubscription subscription = subscription();
    List<CompletableFuture<HttpResponse<String>>> clicks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clicks.add(server.putLater(path(subscription, "skip"), ""));
    }

    String first = clicks.get(0).get().body();
    for (CompletableFuture<HttpResponse<String>> click : clicks) {
      assertEquals(200, click.get().statusCode(), click.get().body());
      assertEquals(first, click.get().body());
    }
    assertEquals(1, subscription.skippedDates().size());
    assertEquals(1, writes(subscription).size());
    assertEquals(1, presses(subscription).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "unskip", "pause", "activate", "cancel", "next-billing-date"})
  void change_repeatedWithinTenSeconds_isTheSamePress(String change) throws Exception {
    SmartrrSubscription subscription = prepared(change);
    String form = change.equals("next-billing-date") ? "date=" + inDays(40) : "";

    HttpResponse<String> first = put(subscription, change, form);
    server.time.advance(Duration.ofMillis(9_900));
    HttpResponse<String> again = put(subscription, change, form);

    assertEquals(200, first.statusCode(), first.body());
    assertEquals(200, again.statusCode(), again.body());
    assertEquals(first.body(), again.body());
    assertEquals(1, writes(subscription).size());
    assertEquals(1, presses(subscription).size());
  }

  @Test
  void skip_repeatedAfterTenSeconds_skipsTheNextOrderToo() throws Exception {
    SmartrrSubscription subscription = subscription();
    Instant first = subscription.nextBillingDate();
    put(subscription, "skip", "");
    Instant second = subscription.nextBillingDate();
    server.time.advance(Duration.ofMillis(10_100));

    assertEquals(200, put(subscription, "skip", "").statusCode());

    assertEquals(List.of(first, second), subscription.skippedDates());
    assertEquals(2, presses(subscription).size());
  }

  @Test
  void skip_ofAnotherOrder_isANewPressAtOnce() throws Exception {
    SmartrrSubscription subscription = subscription();
    put(subscription, "skip", "date=" + dayOf(subscription));
    assertEquals(200, put(subscription, "skip", "date=" + dayOf(subscription)).statusCode());
    assertEquals(2, subscription.skippedDates().size());
  }

  @Test
  void skip_somebodyElseChangedTheSubscriptionInBetween_isANewPress() throws Exception {
    SmartrrSubscription subscription = subscription();
    put(subscription, "skip", "");
    Instant moved = Instant.parse(inDays(5) + "T14:00:00Z");
    subscription.nextBillingDate(moved);

    assertEquals(200, put(subscription, "skip", "").statusCode());

    assertEquals(2, writes(subscription).size());
    assertTrue(nextOf(subscription).compareTo(moved.toString()) > 0);
  }

  @Test
  void pause_undoneBySomebodyElse_isANewPress() throws Exception {
    SmartrrSubscription subscription = subscription();
    put(subscription, "pause", "");
    subscription.status(PurchaseStatus.ACTIVE);

    assertEquals(200, put(subscription, "pause", "").statusCode());

    assertEquals(PurchaseStatus.PAUSED, subscription.status());
    assertEquals(2, writes(subscription).size());
    assertEquals(2, presses(subscription).size());
  }

  @Test
  void skip_takenBackAndPressedAgain_isThreePresses() throws Exception {
    SmartrrSubscription subscription = subscription();
    for (String change : List.of("skip", "unskip", "skip")) {
      assertEquals(200, put(subscription, change, "").statusCode(), change);
    }
    assertEquals(List.of("SKIP", "UNSKIP", "SKIP"), PressDesk.effects(subscription));
  }

  @Test
  void skip_pressedOnTwoServersAtOnce_isOneEffectAndTheSameAnswer() throws Exception {
    try (TestServer other = server.another()) {
      for (int round = 0; round < 5; round++) {
        SmartrrSubscription subscription = subscription();
        List<CompletableFuture<HttpResponse<String>>> clicks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          clicks.add((i % 2 == 0 ? server : other).putLater(path(subscription, "skip"), ""));
        }
        for (CompletableFuture<HttpResponse<String>> click : clicks) {
          assertEquals(200, click.get().statusCode(), click.get().body());
          assertEquals(clicks.get(0).get().body(), click.get().body());
        }
        assertEquals(1, writes(subscription).size());
        HttpResponse<String> later = other.putLater(path(subscription, "skip"), "").get();
        assertEquals(clicks.get(0).get().body(), later.body());
        assertEquals(1, subscription.skippedDates().size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "pause"})
  void change_readOnlyAfterTheSameCallHasDoneIt_isTheSamePress(String change) throws Exception {
    SmartrrSubscription subscription = subscription();
    server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.lateEffect(Duration.ofSeconds(1)),
            request -> PressDesk.isReadOf(subscription, request));
    CompletableFuture<HttpResponse<String>> slow = server.putLater(path(subscription, change), "");
    Await.until(
        "the slow read",
        () ->
            server.smartrr.requests().count(request -> PressDesk.isReadOf(subscription, request))
                > 0);

    HttpResponse<String> quick = put(subscription, change, "");

    assertEquals(200, quick.statusCode(), quick.body());
    assertEquals(quick.body(), slow.get().body());
    assertEquals(1, writes(subscription).size());
    assertEquals(1, presses(subscription).size());
  }

  @Test
  void skip_pressedInTheWidgetToo_isOneEffect() throws Exception {
    SmartrrSubscription subscription = subscription();
    String email = String.valueOf(subscription.subscriber().email());
    JsonNode shown = server.widget(email).path("subscriptions").path(0);
    String form = "press_token=" + shown.path("press_token").asText();

    assertEquals(200, server.pressLater("skip", form).get().statusCode());
    assertEquals(200, put(subscription, "skip", "").statusCode());

    assertEquals(1, subscription.skippedDates().size());
    assertEquals(1, presses(subscription).size());
  }

  // --- When Smartrr fails
  // -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"skip", "unskip", "pause", "activate", "cancel", "next-billing-date"})
  void change_timesOutAfterItsEffect_isDoneOnce(String change) throws Exception {
    SmartrrSubscription subscription = prepared(change);
    server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT),
            request -> PressDesk.isWriteOf(subscription, request));

    HttpResponse<String> answer =
        put(subscription, change, change.equals("next-billing-date") ? "date=" + inDays(40) : "");

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(1, PressDesk.effects(subscription).size());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void skip_takesTooLong_isAcceptedAndARepeatIsTheSamePress() throws Exception {
    try (PressDesk desk =
        PressDesk.start(
            "action.answer-within", "400",
            "action.repeat-within", "1s",
            "action.settle", "2s",
            "action.first-retry", "400",
            "action.poll", "20",
            "smartrr.timeout", "300")) {
      SmartrrSubscription subscription = desk.subscription();
      desk.server
          .smartrr
          .faults()
          .addNext(
              1, Fault.of(FaultKind.HANG), request -> PressDesk.isWriteOf(subscription, request));
      String path = path(subscription, "skip");

      HttpResponse<String> first = desk.server.putLater(path, "ticket_id=77").get();
      HttpResponse<String> second = desk.server.putLater(path, "ticket_id=77").get();

      assertEquals(202, first.statusCode(), first.body());
      JsonNode body = TestServer.json(first);
      assertEquals(202, body.path("status").asInt());
      assertTrue(body.path("message").asText().contains("look at the subscription"), first.body());
      String reference = body.path("reference").asText();
      assertEquals(1, desk.ledger.search(PressQuery.ALL, 10, 0).size(), second.body());
      desk.ended(reference);
      assertEquals(1, subscription.skippedDates().size());
    }
  }

  @Test
  void skip_refusedBySmartrr_isAnErrorInSmartrrsShape() throws Exception {
    SmartrrSubscription subscription = subscription();
    server
        .smartrr
        .faults()
        .add(
            Fault.status(400).body("{\"message\":\"The moon is too full.\"}"),
            request -> PressDesk.isWriteOf(subscription, request));

    HttpResponse<String> answer = put(subscription, "skip", "ticket_id=77");

    assertError(answer, 409, "Smartrr refused: The moon is too full.");
    assertEquals(answer.body(), put(subscription, "skip", "ticket_id=77").body());
    assertEquals(1, writes(subscription).size());
    assertTrue(note(subscription).content().body().contains("The moon is too full."));
  }

  @Test
  void skip_smartrrCantBeAsked_isRefusedAndNothingIsDone() throws Exception {
    SmartrrSubscription subscription = subscription();
    server.smartrr.faults().add(Fault.status(503));

    assertError(put(subscription, "skip", ""), 503, "Smartrr can't be asked right now");

    server.smartrr.faults().clear();
    server.smartrr.faults().add(Fault.status(401));
    assertError(put(subscription, "skip", ""), 403, "doesn't accept this store's token");
    assertEquals(0, presses(subscription).size());
    assertEquals(0, writes(subscription).size());
  }

  @Test
  void repeat_smartrrCantBeAskedAnyMore_getsTheAnswerThatTheLedgerKnows() throws Exception {
    SmartrrSubscription subscription = subscription();
    put(subscription, "skip", "");
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));

    HttpResponse<String> again = put(subscription, "skip", "");

    assertEquals(200, again.statusCode(), again.body());
    JsonNode state = TestServer.json(again);
    assertEquals(subscription.id(), state.path("id").asText());
    assertEquals("ACTIVE", state.path("purchaseStateStatus").asText());
    assertEquals(nextOf(subscription), state.path("nextBillingDate").asText());
  }

  // --- The note
  // -----------------------------------------------------------------------------------

  @Test
  void ticket_given_isNotedOnceWithTheAgent() throws Exception {
    SmartrrSubscription subscription = subscription();
    String form = "ticket_id=77&agent=robin%40example.com";
    put(subscription, "skip", form);
    put(subscription, "skip", form);

    assertEquals(1, presses(subscription).size());
    Note note = note(subscription);
    assertEquals("77", note.content().ticketId());
    assertTrue(note.content().body().contains("robin@example.com"), note.content().body());
    assertEquals(
        subscription.subscriber().email(),
        presses(subscription).get(0).what().subscription().email());
  }

  @Test
  void ticket_inTheQuery_isNoted() throws Exception {
    SmartrrSubscription subscription = subscription();
    server.putLater(path(subscription, "pause") + "?ticket_id=78&agent=None", "").get();
    assertEquals("78", note(subscription).content().ticketId());
  }

  @Test
  void ticket_notGiven_nothingIsNoted() throws Exception {
    SmartrrSubscription subscription = subscription();
    put(subscription, "skip", "");
    assertTrue(ledger.note(presses(subscription).get(0).id()).isEmpty());
  }

  // --- Bad input
  // ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "next-billing-date, '', 422, date: it must be filled in.",
    "next-billing-date, date=2020-01-01, 422, date: 2020-01-01 is not in the future.",
    "next-billing-date, date=2026-02-30T14:00:00Z, 422, is not a date like 2026-12-03.",
    "next-billing-date, date=IN40T24:00:00Z, 422, T24:00:00Z' is not a date like 2026-12-03.",
    "next-billing-date, date=IN40t14:00:00z, 422, t14:00:00z' is not a date like 2026-12-03.",
    "next-billing-date, date=IN40T23:59:60Z, 422, T23:59:60Z' is not a date like 2026-12-03.",
    "next-billing-date, date={{x}}, 422, date: Gorgias left a template unresolved.",
    "next-billing-date, date=IN40&sendNow=true, 422, sendNow:",
    "pause, unpauseDate=2027-12-01, 422, unpauseDate: 2027-12-01 is more than 6 months ahead.",
    "activate, nextBillingDate=tomorrow, 422, nextBillingDate: 'tomorrow' is not a date",
    "activate, '', 409, only possible while a subscription is paused",
    "cancel, reasonId=nonsense, 422, reasonId: it is not one of the store's reasons.",
    "skip, date=IN40, 409, The next order isn't that of",
    "skip, date=soon, 422, date: 'soon' is not a date",
    "skip, ticket_id={{ticket.id}}, 422, ticket_id:",
  })
  void change_thatCantBeRight_neverReachesSmartrr(
      String change, String form, int status, String sentence) throws Exception {
    SmartrrSubscription subscription = subscription();
    String sent = filledIn(form, subscription).replace("{", "%7B").replace("}", "%7D");

    assertError(put(subscription, change, sent), status, sentence);

    assertEquals(0, writes(subscription).size());
    assertEquals(0, presses(subscription).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/vendor/customer/all/purchase-state/all/cancel",
        "/vendor/customer/CUSTOMER/purchase-state/all/cancel",
        "/vendor/customer/123/purchase-state/SUBSCRIPTION/cancel",
        "/vendor/customer/CUSTOMER/purchase-state/%7B%7Bid%7D%7D/cancel",
        "/vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION%2f..%2fall/cancel",
        "/vendor/customer/CUSTOMER/purchase-state/gid:%2f%2fshopify%2fSubscriptionContract%2f1/skip"
      })
  void id_notOneOfSmartrrs_neverReachesSmartrr(String path) throws Exception {
    SmartrrSubscription subscription = subscription();
    long before = server.smartrr.requests().count();

    HttpResponse<String> answer = server.putLater(named(path, subscription), "").get();

    assertError(answer, 422, "it is not an id of Smartrr's.");
    assertEquals(before, server.smartrr.requests().count());
  }

  @Test
  void subscription_ofSomebodyElse_isNotFound() throws Exception {
    SmartrrSubscription mine = subscription();
    SmartrrSubscription other = subscription();
    String path = path(mine, "cancel").replace(mine.subscriber().id(), other.subscriber().id());

    assertError(server.putLater(path, "").get(), 404, "no such subscription");
    assertEquals(PurchaseStatus.ACTIVE, mine.status());
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/ccpa, 404",
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/bulk-skip, 404",
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/selling-plan, 404",
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/unpause, 404",
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION, 404",
    "PUT, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/line-item/1, 404",
    "PUT, /vendor/customer/purchase-state/bulk-cancel, 404",
    "PUT, /vendor/customer/CUSTOMER/ccpa, 404",
    "GET, /vendor/customer/CUSTOMER/ccpa, 404",
    "GET, /vendor/customer/CUSTOMER/purchase-state/, 404",
    "POST, /vendor/bill/1/retry, 404",
    "DELETE, /vendor/customer/CUSTOMER, 404",
    "GET, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/skip, 405",
    "POST, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/skip, 405",
    "DELETE, /vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/cancel, 405",
  })
  void path_ofAnythingElse_isNotPassedOn(String method, String path, int status) throws Exception {
    SmartrrSubscription subscription = subscription();
    long before = server.smartrr.requests().count();

    HttpResponse<String> answer =
        server.send(
            server
                .request(named(path, subscription))
                .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
                .method(method, BodyPublishers.ofString("{\"customerPurchaseStateIds\":\"all\"}"))
                .build());

    assertError(answer, status, "no other on.");
    assertEquals(before, server.smartrr.requests().count());
    assertEquals(0, server.smartrr.dangerousCalls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", ""})
  void token_wrong_isRefused(String token) throws Exception {
    SmartrrSubscription subscription = subscription();
    HttpResponse<String> answer =
        server.send(
            server
                .request(path(subscription, "skip"))
                .header("x-smartrr-access-token", token)
                .header("x-store-secret", TestServer.SECRET)
                .PUT(BodyPublishers.noBody())
                .build());

    assertError(answer, 401, "x-smartrr-access-token");
    assertEquals(0, writes(subscription).size());
  }

  private static void assertError(HttpResponse<String> answer, int status, String sentence) {
    assertEquals(status, answer.statusCode(), answer.body());
    JsonNode error = TestServer.json(answer);
    assertEquals(status, error.path("status").asInt());
    assertTrue(error.path("message").asText().contains(sentence), answer.body());
    assertEquals(error.path("message"), error.path("error").path("message"));
    assertTrue(error.path("error").path("code").asText().matches("[A-Z_]+"), answer.body());
  }

  /** A subscription that this change is possible on. */
  private static SmartrrSubscription prepared(String change) {
    return switch (change) {
      case "unskip" -> subscription().skipNext();
      case "activate" -> subscription().status(PurchaseStatus.PAUSED);
      default -> subscription();
    };
  }

  private static SmartrrSubscription subscription() {
    made++;
    SmartrrWorld world = server.smartrr.world();
    SmartrrSubscriber person =
        world.addSubscriber("hand" + made + "@example.com", "Hanna", "Hand " + made);
    SmartrrSubscription subscription =
        world.addSubscription(
            person,
            SmartrrCatalog.EVERY_MONTH.shopifyId(),
            SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400));
    world.addOrder(person, subscription);
    return subscription;
  }

  private static String path(SmartrrSubscription subscription, String change) {
    return named("/vendor/customer/CUSTOMER/purchase-state/SUBSCRIPTION/" + change, subscription);
  }

  private static String named(String path, SmartrrSubscription subscription) {
    return path.replace("CUSTOMER", subscription.subscriber().id())
        .replace("SUBSCRIPTION", subscription.id());
  }

  private static HttpResponse<String> put(
      SmartrrSubscription subscription, String change, String form) throws Exception {
    return server.putLater(path(subscription, change), form).get();
  }

  private static String filledIn(String text, SmartrrSubscription subscription) {
    return text.replace("NEXT", nextOf(subscription))
        .replace("IN40", inDays(40))
        .replace("REASON", server.smartrr.world().catalog().reasons().get(0).id());
  }

  private static String inDays(int days) {
    return LocalDate.ofInstant(server.time.instant(), ZoneOffset.UTC).plusDays(days).toString();
  }

  private static String dayOf(SmartrrSubscription subscription) {
    return nextOf(subscription).substring(0, 10);
  }

  /** The next billing date as Smartrr writes it; empty for none. */
  private static String nextOf(SmartrrSubscription subscription) {
    Instant next = subscription.nextBillingDate();
    return next == null ? "" : next.toString().replace("00Z", "00.000Z");
  }

  private static List<RecordedRequest> writes(SmartrrSubscription subscription) {
    return server.smartrr.requests().list(RequestMatch.writes()).stream()
        .filter(request -> PressDesk.isWriteOf(subscription, request))
        .toList();
  }

  private static List<Press> presses(SmartrrSubscription subscription) {
    return ledger.search(new PressQuery(null, null, null, subscription.id(), null, null), 100, 0);
  }

  private static Note note(SmartrrSubscription subscription) {
    return ledger.note(presses(subscription).get(0).id()).orElseThrow();
  }
}
