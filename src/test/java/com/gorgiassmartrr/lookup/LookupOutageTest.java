package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.store.Store;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Smartrr that fails, in every way that it can, costs the agent nothing. */
final class LookupOutageTest {
  private static final String KENJI = "kenji@example.com";
  private static final String UNREACHABLE =
      "Smartrr can't be reached right now; close and reopen the ticket in a minute.";
  private static final String THROTTLED =
      "Smartrr is being asked too often; close and reopen the ticket in a minute.";

  private TestServer server;

  /** Well within four seconds, and yet long enough for a slow machine to read a subscriber. */
  @BeforeEach
  void start() throws Exception {
    server = TestServer.start("lookup.timeout", "2000", "smartrr.timeout", "2000");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.of(FaultKind.DOWN), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.HANG), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.RESET_BEFORE_EFFECT), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.HALF_BODY), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.HTML), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.MALFORMED), UNREACHABLE),
        Arguments.of(Fault.of(FaultKind.HUGE), UNREACHABLE),
        Arguments.of(Fault.drip(Duration.ofMillis(20)), UNREACHABLE),
        Arguments.of(Fault.slow(Duration.ofSeconds(5)), UNREACHABLE),
        Arguments.of(Fault.status(429), THROTTLED),
        Arguments.of(Fault.status(429).retryAfter("1"), THROTTLED),
        Arguments.of(Fault.status(400), UNREACHABLE),
        Arguments.of(Fault.status(500), UNREACHABLE),
        Arguments.of(Fault.status(502), UNREACHABLE),
        Arguments.of(Fault.status(503), UNREACHABLE),
        Arguments.of(Fault.status(302).body("{}"), UNREACHABLE));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void smartrr_failsBeforeAnythingIsKnown_agentIsTold(Fault fault, String sentence)
      throws Exception {
    server.smartrr.faults().add(fault);
    long began = System.nanoTime();
    JsonNode answer = server.widget(KENJI);
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(4).toNanos());
    assertEquals(1, answer.size(), answer.toString());
    assertEquals(sentence, answer.path("notice").asText());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void smartrr_failsLater_lastKnownIsShownAsStale(Fault fault, String sentence) throws Exception {
    JsonNode before = server.widget(KENJI);
    server.time.advance(Duration.ofMinutes(5));
    server.smartrr.faults().add(fault);
    JsonNode stale = server.widget(KENJI);
    assertEquals("stale", stale.path("freshness").asText());
    assertEquals(before.path("subscriptions"), stale.path("subscriptions"));
    assertTrue(stale.path("notice").asText().startsWith(sentence));
  }

  @Test
  void lookups_moreThanAThousandWaitAtOnce_allAreAnswered() throws Exception {
    server.smartrr.faults().add(Fault.of(FaultKind.HANG));
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      answers.add(server.widgetLater("nobody" + i + "@example.com"));
    }
    for (CompletableFuture<JsonNode> answer : answers) {
      assertEquals(UNREACHABLE, answer.get().path("notice").asText());
    }
  }

  @Test
  void smartrr_refusesConnections_agentIsTold() throws Exception {
    server.smartrr.faults().refuse();
    assertEquals(UNREACHABLE, server.widget(KENJI).path("notice").asText());
  }

  @Test
  void smartrr_wellAgain_isReadAnew() throws Exception {
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    server.widget(KENJI);
    server.smartrr.faults().clear();
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void read_failsOnce_isRepeatedAndNobodyNotices(int status) throws Exception {
    server
        .smartrr
        .faults()
        .addNext(1, Fault.status(status), RequestMatch.path("/vendor/order/formatted"));
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
    assertEquals(2, server.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
  }

  @Test
  void read_failsAlways_isMadeTwiceAndNotMore() throws Exception {
    server.smartrr.faults().add(Fault.status(503), RequestMatch.path("/vendor/order"));
    server.widget(KENJI);
    assertEquals(2, server.smartrr.requests().count(RequestMatch.path("/vendor/order")));
  }

  /** Whoever waits has waited as long as they may. */
  @Test
  void read_overItsTime_isMadeOnce() throws Exception {
    try (TestServer hasty = TestServer.startUnhurried("smartrr.timeout", "500")) {
      Predicate<RecordedRequest> orders = RequestMatch.path("/vendor/order/formatted");
      hasty.smartrr.faults().add(Fault.of(FaultKind.HANG), orders);
      assertEquals(UNREACHABLE, hasty.widget(KENJI).path("notice").asText());
      assertEquals(1, hasty.smartrr.requests().count(orders));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void token_refused_agentIsToldWhomToAskAndHealthTurnsRed(int status) throws Exception {
    assertEquals(200, server.health().statusCode());
    server.smartrr.faults().add(Fault.status(status));
    JsonNode answer = server.widget(KENJI);
    assertEquals(
        "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
            + " integration to renew it.",
        answer.path("notice").asText());
    HttpResponse<String> health = server.health();
    assertEquals(503, health.statusCode());
    assertTrue(health.body().contains("Smartrr refuses the token of the store acme"));

    server.smartrr.requests().clear();
    server.widget(KENJI);
    server.widget("mara@example.com");
    assertEquals(0, server.smartrr.requests().count(), "it is not asked in a loop");

    server.smartrr.faults().clear();
    server.time.advance(Duration.ofMinutes(1));
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
    assertEquals(200, server.health().statusCode());
  }

  /** A bot check, or a proxy that fails: a new token wouldn't help. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void somethingInFront_answersWithAPage_isAnOutageAndNoVerdictOnTheToken(int status)
      throws Exception {
    server.smartrr.faults().add(Fault.status(status).body("<html>Just a moment...</html>"));
    assertEquals(UNREACHABLE, server.widget(KENJI).path("notice").asText());
    assertEquals(200, server.health().statusCode());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void customerList_aloneFails_whomTheFeedKnowsIsShown(Fault fault, String ignored)
      throws Exception {
    server.smartrr.faults().add(fault, RequestMatch.path("/vendor/customer-relationship"));
    JsonNode widget = server.widget(KENJI);
    assertEquals("live", widget.path("freshness").asText());
    assertEquals(1, widget.path("subscriptions").size());
  }

  @Test
  void smartrr_throttles_isLeftAloneForAsLongAsItAsks() throws Exception {
    server.smartrr.faults().add(Fault.status(429).retryAfter("20"));
    server.widget(KENJI);
    server.smartrr.faults().clear();
    server.smartrr.requests().clear();
    server.time.advance(Duration.ofSeconds(19));
    assertEquals(THROTTLED, server.widget(KENJI).path("notice").asText());
    assertEquals(0, server.smartrr.requests().count());
    server.time.advance(Duration.ofSeconds(2));
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
  }

  @Test
  void smartrr_failsOverAndOver_isLeftAloneForAWhile() throws Exception {
    server.smartrr.faults().add(Fault.status(500));
    for (int i = 0; i < 12; i++) {
      server.widget("someone" + i + "@example.com");
    }
    server.smartrr.requests().clear();
    assertEquals(UNREACHABLE, server.widget(KENJI).path("notice").asText());
    assertEquals(0, server.smartrr.requests().count());

    server.smartrr.faults().clear();
    server.time.advance(Duration.ofSeconds(11));
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
  }

  /** What fails here once Smartrr has answered says nothing about Smartrr. */
  @Test
  void lookup_failsHereAfterSmartrrAnswered_isNotCountedAgainstIt() throws Exception {
    try (TestServer unhurried = TestServer.startUnhurried()) {
      assertFaultsHereAreNotCounted(unhurried);
    }
  }

  private static void assertFaultsHereAreNotCounted(TestServer server) throws Exception {
    JsonNode before = server.widget("mara@example.com");
    AtomicBoolean isBroken = new AtomicBoolean(true);
    AdviceWith.adviceWith(
        server.server.context(),
        "lookup-read",
        route ->
            route
                .weaveById("lookup-sign")
                .before()
                .process(
                    exchange -> {
                      if (isBroken.get()) {
                        throw new IllegalStateException("about Kenji Sato");
                      }
                    }));
    for (int i = 0; i < 25; i++) {
      JsonNode answer = server.widget(KENJI);
      assertEquals(
          "The subscriptions can't be shown because of a fault here.",
          answer.path("notice").asText());
    }
    server.time.advance(Duration.ofMinutes(5));
    JsonNode stale = server.widget("mara@example.com");
    assertEquals(before.path("subscriptions"), stale.path("subscriptions"));
    assertEquals("stale", stale.path("freshness").asText());
    isBroken.set(false);
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
  }

  @Test
  void names_cantBeRead_subscriptionsAreShownWithoutThem() throws Exception {
    server.smartrr.faults().add(Fault.status(403), RequestMatch.path("/vendor/purchasable"));
    // Another store, as the names of the first one may have been read when the server started.
    Store acme = Objects.requireNonNull(server.server.stores().named("acme"));
    server.server.stores().put(TestStores.like(acme, "bolt", null));
    JsonNode widget =
        TestServer.json(server.send(server.get("/gorgias/bolt/widget?email=kenji@example.com")));
    assertEquals("live", widget.path("freshness").asText(), widget::toString);
    assertEquals(1, widget.path("subscriptions").size());
    assertTrue(widget.path("notice").asText().contains("didn't tell the names"), widget::toString);
    assertEquals(200, server.health().statusCode());
  }

  /** However long a single call may take. */
  @Test
  void lookup_overItsTime_isAnsweredAllTheSame() throws Exception {
    try (TestServer patient = TestServer.startUnhurried("lookup.timeout", "1000")) {
      patient.smartrr.faults().add(Fault.of(FaultKind.HANG));
      long began = System.nanoTime();
      assertEquals(UNREACHABLE, patient.widget(KENJI).path("notice").asText());
      assertTrue(System.nanoTime() - began < Duration.ofSeconds(4).toNanos());
      patient.smartrr.faults().refuse();
    }
  }

  @Test
  void lookup_overItsTime_isReadToItsEndForTheNextOne() throws Exception {
    try (TestServer patient = TestServer.startUnhurried("lookup.timeout", "200")) {
      patient.smartrr.faults().add(Fault.slow(Duration.ofMillis(300)));
      assertEquals(UNREACHABLE, patient.widget(KENJI).path("notice").asText());
      Await.until("the read", () -> patient.widgetLater(KENJI).join().has("subscriptions"));
      assertEquals("cached", patient.widget(KENJI).path("freshness").asText());
      assertEquals(
          1, patient.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
    }
  }

  /** Byte by byte it would take ten minutes, and hold a connection and a thread. */
  @Test
  void answer_drips_isGivenUp() throws Exception {
    server.smartrr.faults().add(Fault.drip(Duration.ofSeconds(1)));
    server.widget(KENJI);
    Await.until("the end of the calls", () -> server.smartrr.requests().inFlight() == 0);
  }

  @Test
  void everyRequest_hangs_cachedAnswersDontWait() throws Exception {
    try (TestServer patient = TestServer.startUnhurried()) {
      assertCachedAnswersDontWait(patient);
    }
  }

  private static void assertCachedAnswersDontWait(TestServer server) throws Exception {
    server.widget(KENJI);
    server.smartrr.faults().add(Fault.of(FaultKind.HANG));
    List<CompletableFuture<JsonNode>> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiting.add(server.widgetLater("someone" + i + "@example.com"));
    }
    for (int i = 0; i < 50; i++) {
      assertEquals("cached", server.widget(KENJI).path("freshness").asText());
    }
    assertFalse(waiting.get(199).isDone(), "the others were still waiting");
    server.smartrr.faults().refuse();
    for (CompletableFuture<JsonNode> answer : waiting) {
      assertEquals(UNREACHABLE, answer.get().path("notice").asText());
    }
  }
}
