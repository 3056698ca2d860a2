package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many agents at once, each press sent twice, while Smartrr fails one write in five: what was done
 * is exactly what the ledger says was done, in its order.
 */
final class PressStormTest {
  private static final boolean FULL = Boolean.getBoolean("proof.full");
  private static final int SUBSCRIPTIONS = 100;
  private static final int PRESSES_EACH = FULL ? 10 : 2;
  private static final int AT_ONCE = 50;

  @Test
  @Timeout(300)
  void manyPressesAtOnce_smartrrFailsOneWriteInFive_areEachDoneOnceAndInOrder() throws Exception {
    try (PressDesk desk =
        PressDesk.start(
            "action.answer-within", "200",
            "action.threads", "16",
            "action.settle", "8s",
            "action.first-retry", "400",
            "action.longest-retry", "4s",
            "action.poll", "20",
            "lookup.timeout", "5000",
            "smartrr.timeout", "500",
            "smartrr.connections", "32")) {
      List<SmartrrSubscription> subscriptions = new ArrayList<>();
      while (subscriptions.size() < SUBSCRIPTIONS) {
        subscriptions.addAll(desk.subscriptions(2));
      }
      desk.server
          .smartrr
          .faults()
          .failOneIn(
              5,
              4711,
              List.of(
                  Fault.of(FaultKind.RESET_BEFORE_EFFECT),
                  Fault.of(FaultKind.RESET_AFTER_EFFECT),
                  Fault.status(503),
                  Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT)),
              RequestMatch.writes());
      ExecutorService agents = Executors.newFixedThreadPool(AT_ONCE);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
          int number = i;
          all.add(agents.submit(() -> pressAll(desk, subscriptions.get(number), number)));
        }
        for (Future<?> one : all) {
          one.get(280, TimeUnit.SECONDS);
        }
      } finally {
        agents.shutdownNow();
      }
      assertTrue(desk.server.smartrr.faults().injected() > SUBSCRIPTIONS * PRESSES_EACH / 10);
      assertLedgerIsWhatHappened(desk, subscriptions);
    }
  }

  /**
   * Presses a subscription's buttons, each on what is shown then. Now and then two different ones
   * are pressed on the same screen: the later one must be told that the screen is old.
   */
  private static void pressAll(PressDesk desk, SmartrrSubscription subscription, int number) {
    for (int i = 0; i < PRESSES_EACH; i++) {
      boolean rival = (number + i) % 7 == 0;
      String form = desk.form(subscription, "&date=" + desk.inDays(40 + i));
      String action = next(subscription, number + i);
      List<String> references = press(desk, action, form);
      if (rival && !action.equals("unpause")) {
        String other = action.equals("pause") ? "set-next-billing-date" : "pause";
        references.addAll(press(desk, other, form));
      }
      references.forEach(desk::ended);
    }
  }

  private static String next(SmartrrSubscription subscription, int step) {
    return switch (subscription.status()) {
      case PAUSED -> "unpause";
      default ->
          switch (step % 3) {
            case 0 -> "set-next-billing-date";
            case 1 -> "skip";
            default -> "pause";
          };
    };
  }

  /** Sends a press twice at once and returns its reference, which both answers carry. */
  private static List<String> press(PressDesk desk, String action, String form) {
    CompletableFuture<String> first = reference(desk, action, form);
    CompletableFuture<String> second = reference(desk, action, form);
    assertEquals(first.join(), second.join());
    return new ArrayList<>(List.of(first.join()));
  }

  private static CompletableFuture<String> reference(PressDesk desk, String action, String form) {
    return desk.server
        .pressUntilCertain(action, form)
        .thenApply(
            answer -> {
              String reference = TestServer.json(answer).path("reference").asText();
              assertTrue(answer.statusCode() != 503 && !reference.isEmpty(), answer.body());
              return reference;
            });
  }

  private static void assertLedgerIsWhatHappened(
      PressDesk desk, List<SmartrrSubscription> subscriptions) {
    int applied = 0;
    int recorded = 0;
    int effects = 0;
    for (SmartrrSubscription subscription : subscriptions) {
      PressQuery query = new PressQuery("acme", null, null, subscription.id(), null, null);
      List<Press> presses = new ArrayList<>(desk.ledger.search(query, 1000, 0));
      Collections.reverse(presses);
      assertTrue(presses.size() >= PRESSES_EACH);
      List<String> said = new ArrayList<>();
      for (Press press : presses) {
        assertTrue(
            press.state() == PressState.APPLIED
                || press.end().message().contains("has changed since you opened the ticket"),
            press.end()::message);
        if (press.state() == PressState.APPLIED) {
          said.add(event(press.what().action()));
        }
      }
      assertEquals(said, PressDesk.effects(subscription), subscription.id());
      recorded += presses.size();
      applied += said.size();
      effects += PressDesk.effects(subscription).size();
    }
    assertEquals(applied, effects);
    System.out.printf(
        "%d presses on %d subscriptions, %d at once, each sent twice, while Smartrr failed %d calls:"
            + " %d applied, each once, and %d told that their screen was old.%n",
        recorded,
        SUBSCRIPTIONS,
        AT_ONCE,
        desk.server.smartrr.faults().injected(),
        applied,
        recorded - applied);
    assertTrue(applied >= SUBSCRIPTIONS * PRESSES_EACH * 9 / 10, "applied: " + applied);
  }

  private static String event(String action) {
    return switch (action) {
      case "skip" -> "SKIP";
      case "pause" -> "PAUSE";
      case "unpause" -> "ACTIVATE";
      case "set-next-billing-date" -> "CHANGE_ORDER_DATE";
      default -> throw new IllegalArgumentException(action);
    };
  }
}
