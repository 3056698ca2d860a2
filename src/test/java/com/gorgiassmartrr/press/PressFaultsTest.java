package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Lease;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.smartrr.Timestamp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every action under every way in which Smartrr can fail: in the end it is done, once. What was
 * done is counted in the simulator's history, which only grows, so that one at the end is never
 * more than one before.
 */
final class PressFaultsTest {
  private static PressDesk desk;

  @BeforeAll
  static void start() throws Exception {
    desk =
        PressDesk.start(
            "action.answer-within", "100",
            "action.threads", "16",
            "action.settle", "6s",
            "action.first-retry", "400",
            "action.longest-retry", "2s",
            "action.poll", "20",
            "smartrr.timeout", "300",
            "smartrr.connections", "32");
  }

  @AfterAll
  static void stop() {
    desk.close();
  }

  @TestFactory
  Stream<DynamicTest> write_failsOnceOrTwice_isDoneOnce() {
    List<Case> cases = new ArrayList<>();
    for (int times = 1; times <= 2; times++) {
      for (String action : PressDesk.ACTIONS) {
        for (Map.Entry<String, Fault> fault : faults().entrySet()) {
          cases.add(
              new Case(
                  action, fault.getKey() + " x" + times, fault.getValue(), times, null, 0, null));
        }
      }
    }
    return run(cases);
  }

  @TestFactory
  Stream<DynamicTest> readAfterAFailedWrite_failsToo_isDoneOnce() {
    List<Case> cases = new ArrayList<>();
    for (String action : PressDesk.ACTIONS) {
      for (FaultKind write : List.of(FaultKind.RESET_BEFORE_EFFECT, FaultKind.RESET_AFTER_EFFECT)) {
        for (Fault read :
            List.of(
                Fault.status(503),
                Fault.status(429).retryAfter("1"),
                Fault.status(401),
                Fault.status(404),
                Fault.of(FaultKind.HANG),
                Fault.of(FaultKind.RESET_BEFORE_EFFECT),
                Fault.of(FaultKind.HALF_BODY),
                Fault.of(FaultKind.MALFORMED),
                Fault.of(FaultKind.HTML))) {
          String name = write + ", then reads " + read.kind() + " " + read.status();
          cases.add(new Case(action, name, Fault.of(write), 1, read, 4, null));
        }
        // A refused first page has the second one asked for, which may be well, and empty.
        String name = write + ", then three reads 404";
        cases.add(new Case(action, name, Fault.of(write), 1, Fault.status(404), 3, null));
      }
    }
    return run(cases);
  }

  /** The state alone decides where it can; of an unskip of a later order only the events tell. */
  @TestFactory
  Stream<DynamicTest> eventsAfterAFailedWrite_cantBeRead_isDoneOnce() {
    List<Case> cases = new ArrayList<>();
    for (String action : PressDesk.ACTIONS) {
      FaultKind write =
          action.equals("unskip later")
              ? FaultKind.RESET_AFTER_EFFECT
              : FaultKind.RESET_BEFORE_EFFECT;
      for (Fault events :
          List.of(
              Fault.status(503),
              Fault.status(429),
              Fault.status(403),
              Fault.status(404),
              Fault.of(FaultKind.HANG),
              Fault.of(FaultKind.RESET_BEFORE_EFFECT),
              Fault.of(FaultKind.HALF_BODY),
              Fault.of(FaultKind.MALFORMED),
              Fault.of(FaultKind.HTML))) {
        String name = write + ", then events " + events.kind() + " " + events.status();
        cases.add(new Case(action, name, Fault.of(write), 1, null, 0, events));
      }
    }
    return run(cases);
  }

  @ParameterizedTest
  @CsvSource({
    "skip",
    "unskip",
    "unskip later",
    "pause",
    "unpause",
    "cancel",
    "set-next-billing-date",
  })
  void connection_refusedForAWhile_isDoneOnce(String action) throws Exception {
    SmartrrSubscription subscription = desk.prepared(action);
    String form = desk.formOf(action, subscription, 77);
    String reference;
    desk.server.smartrr.faults().refuse();
    try {
      reference = press(action, form);
      Await.until("a failed try", () -> desk.ledger.attempts(desk.find(reference).id()).size() > 0);
    } finally {
      desk.server.smartrr.faults().accept();
    }
    Press press = desk.ended(reference);
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(1, PressDesk.effects(subscription).size());
  }

  @ParameterizedTest
  @CsvSource({
    "skip, 0, 0",
    "pause, 429, 0",
    "pause, 503, 1",
    "set-next-billing-date, 503, 1",
    "unskip, 503, 1",
  })
  void write_refusedBySmartrr_isRefusedWithItsReason(String action, int first, int least)
      throws Exception {
    SmartrrSubscription subscription = desk.prepared(action);
    String form = desk.formOf(action, subscription, 77);
    if (first > 0) {
      fail(subscription, 1, Fault.status(first));
    }
    fail(subscription, 100, Fault.status(400).body("{\"message\":\"The moon is too full.\"}"));
    Press press = desk.ended(press(action, form));
    assertEquals(PressState.REFUSED, press.state(), press.end().message());
    assertTrue(press.end().message().contains("The moon is too full."), press.end().message());
    assertEquals(List.of(), PressDesk.effects(subscription));
    assertTrue(press.tries().count() >= least && press.tries().count() <= 3, press.toString());
  }

  @Test
  void skip_answeredLateTwice_isSentNoFasterThanItSettles() throws Exception {
    SmartrrSubscription subscription = desk.prepared("skip");
    String form = desk.formOf("skip", subscription, 77);
    fail(subscription, 3, Fault.status(503));
    Press press = desk.ended(press("skip", form));
    assertSentNoFasterThan(6_000, 4, press);
  }

  @Test
  void write_throttled_isSentWhenSmartrrSaid() throws Exception {
    SmartrrSubscription subscription = desk.prepared("pause");
    String form = desk.formOf("pause", subscription, 77);
    fail(subscription, 2, Fault.status(429).retryAfter("12"));
    Press press = desk.ended(press("pause", form));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertSentNoFasterThan(12_000, 3, press);
  }

  private static void assertSentNoFasterThan(long millis, int times, Press press) {
    List<Long> sent =
        desk.ledger.attempts(press.id()).stream()
            .filter(attempt -> attempt.event().equals("sending"))
            .map(attempt -> attempt.at().toEpochMilli())
            .toList();
    assertEquals(times, sent.size());
    for (int i = 1; i < sent.size(); i++) {
      assertTrue(sent.get(i) - sent.get(i - 1) >= millis, sent.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS, false, didn't confirm this",
    "HANG, false, didn't confirm this",
    "EFFECT_WITHOUT_CHANGE, false, didn't confirm this",
    "STATUS, true, can't be asked",
  })
  void smartrr_failsForGood_pressIsParkedForAPerson(
      FaultKind kind, boolean readsToo, String sentence) throws Exception {
    try (PressDesk own =
        PressDesk.start(
            "action.answer-within", "100",
            "action.settle", "2s",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.give-up-after", "8s",
            "action.poll", "20",
            "smartrr.timeout", "200")) {
      SmartrrSubscription subscription = own.subscription();
      String form = own.form(subscription, "");
      AtomicBoolean written = new AtomicBoolean();
      own.server
          .smartrr
          .faults()
          .add(
              Fault.of(kind),
              request -> {
                boolean write = PressDesk.isWriteOf(subscription, request);
                if (write) {
                  written.set(true);
                }
                return write || (readsToo && written.get());
              });
      JsonNode answer = TestServer.json(own.server.pressUntilCertain("skip", form).get());
      Press press = own.ended(answer.path("reference").asText());
      assertEquals(PressState.PARKED, press.state(), press.end().message());
      assertTrue(press.end().message().contains(sentence), press.end().message());
      assertTrue(press.end().message().contains("A person must decide"), press.end().message());
      assertEquals(List.of(), PressDesk.effects(subscription));
    }
  }

  /** Whoever takes a press over postpones it, which tells nothing of the call of the one before. */
  @Test
  void press_ofADeadServer_isSentAgainOnlyWhenItsCallCanNotLeaveAnyMore() throws Exception {
    Duration settle = Duration.ofSeconds(2);
    try (PressDesk own =
        PressDesk.start(
            "action.settle", "2s",
            "action.first-retry", "100",
            "action.longest-retry", "200",
            "action.poll", "20")) {
      SmartrrSubscription subscription = own.subscription();
      AtomicBoolean isDown = new AtomicBoolean(true);
      own.server
          .smartrr
          .faults()
          .add(
              Fault.of(FaultKind.STATUS),
              request -> isDown.get() && PressDesk.isReadOf(subscription, request));
      Press press =
          own.ledger
              .record(skip(own, subscription), new Lease("dead", Duration.ofHours(1)))
              .press();
      own.ledger.sending(press, "dead", press.what().seen(), "", Permits.ANY);
      own.ledger.release(press.id(), "dead");
      Await.until("the first look", () -> !times(own, press, "postponed").isEmpty());
      isDown.set(false);

      assertEquals(PressState.APPLIED, own.ended(press.reference()).state());
      assertEquals(List.of("SKIP"), PressDesk.effects(subscription));
      List<Instant> sent = times(own, press, "sending");
      assertEquals(2, sent.size(), sent::toString);
      Duration waited = Duration.between(sent.get(0), sent.get(1));
      assertTrue(
          waited.compareTo(SendWindow.LENGTH.plus(settle)) >= 0,
          () -> "sent again after " + waited);
    }
  }

  private static NewPress skip(PressDesk own, SmartrrSubscription subscription) {
    return NewPressFixture.press()
        .store(own.server.store().name())
        .subscription(subscription.id())
        .customer(subscription.subscriber().id())
        .seen(
            "ACTIVE",
            Timestamp.of(
                Objects.requireNonNull(subscription.nextBillingDate()).atOffset(ZoneOffset.UTC)))
        .make();
  }

  private static List<Instant> times(PressDesk own, Press press, String event) {
    return own.ledger.attempts(press.id()).stream()
        .filter(attempt -> attempt.event().equals(event))
        .map(Attempt::at)
        .toList();
  }

  @Test
  void smartrr_refusesConnectionsForGood_isTriedLessAndLessAndParkedUnsent() throws Exception {
    try (PressDesk own =
        PressDesk.start(
            "action.answer-within", "100",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.give-up-after", "8s",
            "action.poll", "20")) {
      SmartrrSubscription subscription = own.subscription();
      String form = own.form(subscription, "");
      own.server.smartrr.faults().refuse();
      JsonNode answer = TestServer.json(own.server.pressUntilCertain("skip", form).get());
      Press press = own.ended(answer.path("reference").asText());
      assertEquals(PressState.PARKED, press.state(), press.end().message());
      assertTrue(press.end().message().contains("nothing was changed"), press.end().message());
      assertEquals(0, press.tries().count());
      long tries =
          own.ledger.attempts(press.id()).stream()
              .filter(attempt -> attempt.event().equals("postponed"))
              .count();
      // It would be twenty if the waits didn't grow from 400 ms to a second.
      assertTrue(tries >= 2 && tries <= 13, tries + " tries");
    }
  }

  @Test
  void presses_waitForAThreadForLongerThanTheirLease_areEachSentOnce() throws Exception {
    try (PressDesk own =
        PressDesk.start(
            "action.answer-within", "50",
            "action.threads", "4",
            "action.lease", "2s",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.poll", "20")) {
      List<SmartrrSubscription> subscriptions = own.subscriptions(40);
      List<String> forms = new ArrayList<>();
      for (SmartrrSubscription subscription : subscriptions) {
        forms.add(own.form(subscription, "&date=" + own.inDays(40)));
      }
      own.server.smartrr.faults().refuse();
      List<String> references = new ArrayList<>();
      for (String form : forms) {
        HttpResponse<String> answer =
            own.server.pressUntilCertain("set-next-billing-date", form).get();
        references.add(TestServer.json(answer).path("reference").asText());
      }
      own.server.smartrr.faults().add(Fault.slow(Duration.ofMillis(150)));
      own.server.smartrr.faults().accept();
      for (String reference : references) {
        Press press = own.ended(reference);
        assertEquals(PressState.APPLIED, press.state(), press.end().message());
      }
      for (SmartrrSubscription subscription : subscriptions) {
        assertEquals(List.of("CHANGE_ORDER_DATE"), PressDesk.effects(subscription));
      }
    }
  }

  /**
   * One press and what befalls it.
   *
   * @param read what befalls the reads that follow the write; null for nothing
   * @param reads how many of them
   * @param events what befalls the reads of events that follow the write; null for nothing
   */
  private record Case(
      String action,
      String name,
      Fault fault,
      int times,
      @Nullable Fault read,
      int reads,
      @Nullable Fault events) {}

  /** All cases run beside each other, each on a subscription of its own. */
  private static Stream<DynamicTest> run(List<Case> cases) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case one : cases) {
      SmartrrSubscription subscription = desk.prepared(one.action());
      String form = desk.formOf(one.action(), subscription, 77);
      AtomicBoolean written = new AtomicBoolean();
      desk.server
          .smartrr
          .faults()
          .addNext(
              one.times(),
              one.fault(),
              request -> {
                boolean write = PressDesk.isWriteOf(subscription, request);
                if (write) {
                  written.set(true);
                }
                return write;
              });
      Fault read = one.read();
      if (read != null) {
        desk.server
            .smartrr
            .faults()
            .addNext(
                one.reads(),
                read,
                request -> written.get() && PressDesk.isReadOf(subscription, request));
      }
      Fault events = one.events();
      if (events != null) {
        desk.server
            .smartrr
            .faults()
            .addNext(
                4, events, request -> written.get() && PressDesk.isEventsOf(subscription, request));
      }
      CompletableFuture<HttpResponse<String>> answer =
          desk.server.pressUntilCertain(PressDesk.name(one.action()), form);
      tests.add(
          dynamicTest(
              one.action() + ", " + one.name(), () -> assertDoneOnce(subscription, answer.join())));
    }
    return tests.stream();
  }

  /** It is done once, and no more was sent than the ledger was told of before. */
  private static void assertDoneOnce(
      SmartrrSubscription subscription, HttpResponse<String> answer) {
    Press press = desk.ended(TestServer.json(answer).path("reference").asText());
    String story = desk.ledger.attempts(press.id()) + " " + press.end().message();
    assertEquals(PressState.APPLIED, press.state(), story);
    assertEquals(1, PressDesk.effects(subscription).size(), story);
    long sent =
        desk.server.smartrr.requests().count(request -> PressDesk.isWriteOf(subscription, request));
    assertTrue(sent <= press.tries().count(), () -> sent + " requests: " + story);
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (FaultKind kind :
        List.of(
            FaultKind.HANG,
            FaultKind.TIMEOUT_AFTER_EFFECT,
            FaultKind.RESET_BEFORE_EFFECT,
            FaultKind.RESET_AFTER_EFFECT,
            FaultKind.DOWN,
            FaultKind.HALF_BODY,
            FaultKind.MALFORMED,
            FaultKind.HTML,
            FaultKind.HUGE,
            FaultKind.EFFECT_WITHOUT_CHANGE)) {
      faults.put(kind.name(), Fault.of(kind));
    }
    faults.put("HTML after effect", Fault.of(FaultKind.HTML).afterEffect());
    faults.put("late effect", Fault.lateEffect(Duration.ofMillis(800)));
    faults.put("drip", Fault.drip(Duration.ofMillis(20)));
    faults.put("slow", Fault.slow(Duration.ofMillis(100)));
    faults.put("too slow", Fault.slow(Duration.ofMillis(600)));
    faults.put("429", Fault.status(429));
    faults.put("429, Retry-After", Fault.status(429).retryAfter("2"));
    for (int status : new int[] {408, 500, 502, 503}) {
      faults.put(status + "", Fault.status(status));
      faults.put(status + " after effect", Fault.status(status).afterEffect());
    }
    return faults;
  }

  private static String press(String action, String form) throws Exception {
    return TestServer.json(desk.server.pressUntilCertain(PressDesk.name(action), form).get())
        .path("reference")
        .asText();
  }

  private static void fail(SmartrrSubscription subscription, int times, Fault fault) {
    desk.server
        .smartrr
        .faults()
        .addNext(times, fault, request -> PressDesk.isWriteOf(subscription, request));
  }
}
