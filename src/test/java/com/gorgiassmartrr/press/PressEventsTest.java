package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Smartrr's events tell of a change whose outcome isn't known. */
final class PressEventsTest {
  private PressDesk desk;

  @BeforeEach
  void start() throws Exception {
    desk =
        PressDesk.start(
            "action.answer-within", "100",
            "action.settle", "6s",
            "action.first-retry", "400",
            "action.longest-retry", "1s",
            "action.give-up-after", "20s",
            "action.poll", "20",
            "lookup.timeout", "5000",
            "smartrr.timeout", "500");
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void unskip_ofAnOrderAfterTheNext_isAppliedAndNamesIt() throws Exception {
    SmartrrSubscription subscription = laterSkipped();
    Instant date = subscription.skippedDates().get(0);
    Press press = desk.ended(press("unskip", subscription, "&date=" + day(date)));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertTrue(press.end().message().startsWith("Unskipped the order of "), press.end().message());
    assertEquals(List.of(), subscription.skippedDates());
    assertEquals(1, writes(subscription).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unskip_ofAnOrderAfterTheNextIsUnanswered_isAppliedWhereEventsTell(boolean withOrder)
      throws Exception {
    desk.world().quirks().eventsWithoutOrder(!withOrder);
    SmartrrSubscription subscription = laterSkipped();
    failWrite(subscription, Fault.of(FaultKind.RESET_AFTER_EFFECT));
    String date = day(subscription.skippedDates().get(0));
    Press press = desk.ended(press("unskip", subscription, "&date=" + date));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void unskip_ofAnOrderAfterTheNextAndEventsCantBeRead_isParkedAndNeverSentAgain()
      throws Exception {
    SmartrrSubscription subscription = laterSkipped();
    failWrite(subscription, Fault.of(FaultKind.RESET_AFTER_EFFECT));
    desk.server
        .smartrr
        .faults()
        .add(Fault.status(503), request -> PressDesk.isEventsOf(subscription, request));
    String date = day(subscription.skippedDates().get(0));
    Press press = desk.ended(press("unskip", subscription, "&date=" + date));
    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertTrue(
        press.end().message().contains("doesn't show whether it was done"), press.end().message());
    assertEquals(1, writes(subscription).size());

    desk.server.smartrr.faults().clear();
    desk.ledger.reopen(press.id(), "operator");
    Press replayed = desk.ended(press.reference());
    assertEquals(PressState.APPLIED, replayed.state(), replayed.end().message());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void unskip_withoutADate_sendsTheDateOfTheNextSkippedOrder() throws Exception {
    SmartrrSubscription subscription = twoSkipped();
    Instant first = subscription.skippedDates().get(0);
    Instant second = subscription.skippedDates().get(1);
    Press press = desk.ended(press("unskip", subscription, ""));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(List.of(second), subscription.skippedDates());
    assertTrue(
        writes(subscription).get(0).body().contains("\"date\":\"" + day(first) + "T"),
        writes(subscription)::toString);
    assertEquals(day(first), press.tries().chosenDate().substring(0, 10));
  }

  @Test
  void unskip_withoutADateAndEffectComesAfterItWasSentAgain_bringsOneOrderBack() throws Exception {
    SmartrrSubscription subscription = twoSkipped();
    Instant second = subscription.skippedDates().get(1);
    failWrite(subscription, Fault.lateEffect(Duration.ofSeconds(3)));
    Press press = desk.ended(press("unskip", subscription, ""));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(2, writes(subscription).size());
    awaitLateEffect(press);
    assertEquals(List.of(second), subscription.skippedDates());
    assertEquals(List.of("UNSKIP"), PressDesk.effects(subscription));
  }

  @Test
  void unskip_withoutADateAndEventsDontTellOne_isSentOnce() throws Exception {
    desk.world().quirks().eventsWithoutOrder(true);
    SmartrrSubscription subscription = twoSkipped();
    Instant second = subscription.skippedDates().get(1);
    failWrite(subscription, Fault.lateEffect(Duration.ofSeconds(3)));
    Press press = desk.ended(press("unskip", subscription, ""));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals("{}", writes(subscription).get(0).body());
    assertEquals(1, writes(subscription).size());
    awaitLateEffect(press);
    assertEquals(List.of(second), subscription.skippedDates());
  }

  @Test
  void unskip_withoutADateNeverHasAnEffect_isParkedAndWasSentOnce() throws Exception {
    desk.world().quirks().eventsWithoutOrder(true);
    SmartrrSubscription subscription = twoSkipped();
    failWrite(subscription, Fault.of(FaultKind.RESET_BEFORE_EFFECT));
    Press press = desk.ended(press("unskip", subscription, ""));
    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertEquals(1, writes(subscription).size());
  }

  @Test
  void pause_unansweredAndUndoneMeanwhile_isAppliedAndSaysThatItChanged() throws Exception {
    SmartrrSubscription subscription = desk.subscription();
    String reference = pressAndChangeMeanwhile(subscription, FaultKind.RESET_AFTER_EFFECT);
    Press press = desk.ended(reference);
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertTrue(
        press
            .end()
            .message()
            .startsWith("This was done, and the subscription has been changed since"),
        press.end().message());
    assertEquals(List.of("PAUSE"), PressDesk.effects(subscription));
  }

  @Test
  void pause_lostAndSomethingElseChangedMeanwhile_isParked() throws Exception {
    SmartrrSubscription subscription = desk.subscription();
    String reference = pressAndChangeMeanwhile(subscription, FaultKind.RESET_BEFORE_EFFECT);
    Press press = desk.ended(reference);
    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertTrue(
        press.end().message().contains("which isn't what was asked for"), press.end().message());
    assertEquals(List.of(), PressDesk.effects(subscription));
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET_AFTER_EFFECT", "RESET_BEFORE_EFFECT", "TIMEOUT_AFTER_EFFECT"})
  void pause_whereSmartrrLeavesTheStatusOut_isDoneOnce(FaultKind kind) throws Exception {
    desk.world().quirks().pausedWithoutStatus(true);
    SmartrrSubscription subscription = desk.subscription();
    failWrite(subscription, Fault.of(kind));
    Press press = desk.ended(press("pause", subscription, ""));
    assertEquals(PressState.APPLIED, press.state(), press.end().message());
    assertEquals(List.of("PAUSE"), PressDesk.effects(subscription));
  }

  /** Presses Pause; while nothing can be read, somebody moves the subscription's next order. */
  private String pressAndChangeMeanwhile(SmartrrSubscription subscription, FaultKind kind)
      throws Exception {
    AtomicBoolean changed = new AtomicBoolean();
    AtomicBoolean written = new AtomicBoolean();
    Predicate<RecordedRequest> isWrite = request -> PressDesk.isWriteOf(subscription, request);
    desk.server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.of(kind),
            request -> {
              boolean write = isWrite.test(request);
              if (write) {
                written.set(true);
              }
              return write;
            })
        .add(
            Fault.status(503),
            request ->
                written.get() && !changed.get() && PressDesk.isReadOf(subscription, request));
    String reference = press("pause", subscription, "");
    Await.until("the write", written::get);
    Await.until("a failed read", () -> desk.ledger.attempts(desk.find(reference).id()).size() > 1);
    subscription
        .status(PurchaseStatus.ACTIVE)
        .nextBillingDate(desk.server.time.instant().plus(Duration.ofDays(50)));
    changed.set(true);
    return reference;
  }

  private SmartrrSubscription laterSkipped() {
    SmartrrSubscription subscription = desk.subscription();
    return subscription.skip(subscription.orderDates(3).get(2));
  }

  private SmartrrSubscription twoSkipped() {
    return desk.subscription().skipNext().skipNext();
  }

  /** Until an effect of the first write that comes 12 seconds later has come. */
  private void awaitLateEffect(Press press) {
    Instant come = press.pressedAt().plusSeconds(16);
    Await.until("the late effect", () -> desk.server.time.instant().isAfter(come));
  }

  private void failWrite(SmartrrSubscription subscription, Fault fault) {
    desk.server
        .smartrr
        .faults()
        .addNext(1, fault, request -> PressDesk.isWriteOf(subscription, request));
  }

  private List<RecordedRequest> writes(SmartrrSubscription subscription) {
    return desk.server
        .smartrr
        .requests()
        .list(request -> PressDesk.isWriteOf(subscription, request));
  }

  private String press(String action, SmartrrSubscription subscription, String fields)
      throws Exception {
    return TestServer.json(
            desk.server.pressUntilCertain(action, desk.form(subscription, fields)).get())
        .path("reference")
        .asText();
  }

  private static String day(Instant date) {
    return date.toString().substring(0, 10);
  }
}
