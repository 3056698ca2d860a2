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
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What somebody else did to a subscription, and looks like what was pressed, isn't taken for it.
 */
@Timeout(120)
final class PressByOthersTest {
  private static void moveLater(PressDesk desk, SmartrrSubscription subscription) {
    Instant date = desk.server.time.instant().plus(Duration.ofDays(50));
    subscription
        .nextBillingDate(date)
        .addEvent("CHANGE_ORDER_DATE", "CUSTOMER", desk.server.time.instant(), date);
  }

  @Test
  void skip_ofAnOrderThatWasMovedLater_isNotSaidToBeSkipped() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      moveLater(desk, subscription);
      HttpResponse<String> answer = desk.server.pressLater("skip", form).get();
      assertEquals(List.of(), subscription.skippedDates());
      assertEquals(409, answer.statusCode(), answer.body());
    }
  }

  @Test
  void unskip_afterTheNextOrderWasMovedEarlier_isNotSaidToBeSo() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.prepared("unskip");
      List<Instant> skipped = subscription.skippedDates();
      String form = desk.form(subscription, "");
      Instant date = desk.server.time.instant().plus(Duration.ofDays(3));
      subscription
          .nextBillingDate(date)
          .addEvent("CHANGE_ORDER_DATE", "CUSTOMER", desk.server.time.instant(), date);
      HttpResponse<String> answer = desk.server.pressLater("unskip", form).get();
      assertEquals(409, answer.statusCode(), skipped + " " + answer.body());
    }
  }

  @Test
  void pauseUntil_ofWhatIsPausedForGood_isNotSaidToBeSo() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "&unpause_date=" + desk.inDays(40));
      subscription.status(PurchaseStatus.PAUSED);
      HttpResponse<String> answer = desk.server.pressLater("pause", form).get();
      assertEquals(null, subscription.nextBillingDate());
      assertEquals(409, answer.statusCode(), answer.body());
    }
  }

  @Test
  void setDate_ofWhatIsPausedUntilThatDay_isNotSaidToBeSo() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String day = desk.inDays(40);
      String form = desk.form(subscription, "&date=" + day);
      subscription.pauseUntil(Instant.parse(day + "T14:00:00Z"));
      HttpResponse<String> answer = desk.server.pressLater("set-next-billing-date", form).get();
      assertEquals(409, answer.statusCode(), answer.body());
    }
  }

  @Test
  void twoAgentsPause_oneUntilADate_isNotSaidToBeSo() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      assertEquals(200, desk.server.pressLater("pause", form).get().statusCode());
      HttpResponse<String> answer =
          desk.server.pressLater("pause", form + "&unpause_date=" + desk.inDays(40)).get();
      assertEquals(null, subscription.nextBillingDate());
      assertEquals(409, answer.statusCode(), answer.body());
    }
  }

  private static String pressAndLose(
      PressDesk desk, SmartrrSubscription subscription, String action, String fields, Runnable then)
      throws Exception {
    AtomicBoolean written = new AtomicBoolean();
    AtomicBoolean changed = new AtomicBoolean();
    desk.server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.of(FaultKind.RESET_BEFORE_EFFECT),
            request -> {
              boolean write = PressDesk.isWriteOf(subscription, request);
              if (write) {
                written.set(true);
              }
              return write;
            })
        .add(
            Fault.status(503),
            request ->
                written.get() && !changed.get() && PressDesk.isReadOf(subscription, request));
    String form = desk.form(subscription, fields);
    String reference =
        TestServer.json(desk.server.pressUntilCertain(action, form).get())
            .path("reference")
            .asText();
    Await.until("the write", written::get);
    then.run();
    changed.set(true);
    return reference;
  }

  @Test
  void skip_lostAndTheOrderIsMovedLater_isNotSaidToBeSkipped() throws Exception {
    try (PressDesk desk = PressDesk.hasty()) {
      SmartrrSubscription subscription = desk.subscription();
      String reference =
          pressAndLose(desk, subscription, "skip", "", () -> moveLater(desk, subscription));
      Press press = desk.ended(reference);
      assertEquals(List.of(), subscription.skippedDates());
      assertEquals(PressState.PARKED, press.state(), press.end().message());
      assertNotToldToBeSo(desk, reference);
    }
  }

  @Test
  void pauseUntil_lostAndPausedForGoodBySomebodyElse_isNotSaidToBeSo() throws Exception {
    try (PressDesk desk = PressDesk.hasty()) {
      SmartrrSubscription subscription = desk.subscription();
      String reference =
          pressAndLose(
              desk,
              subscription,
              "pause",
              "&unpause_date=" + desk.inDays(40),
              () ->
                  subscription
                      .status(PurchaseStatus.PAUSED)
                      .addEvent("PAUSE", "CUSTOMER", desk.server.time.instant(), null));
      Press press = desk.ended(reference);
      assertEquals(null, subscription.nextBillingDate());
      assertEquals(PressState.PARKED, press.state(), press.end().message());
      assertNotToldToBeSo(desk, reference);
    }
  }

  /** Who must decide isn't told the contrary of why the press was parked. */
  private static void assertNotToldToBeSo(PressDesk desk, String reference) throws Exception {
    var state =
        TestServer.json(
            desk.server.manage(desk.server.management("/presses/" + reference + "/state").build()));
    assertEquals("unknown", state.path("wanted").asText(), state.toString());
    String message = desk.find(reference).end().message();
    assertTrue(message.contains(", which somebody else may have done."), message);
  }

  @Test
  void skip_ofWhatTheSubscriberSkipped_isSoAlready() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      subscription.skipNext();
      HttpResponse<String> answer = desk.server.pressLater("skip", form).get();
      assertEquals(200, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("It was so already"), answer.body());
    }
  }
}
