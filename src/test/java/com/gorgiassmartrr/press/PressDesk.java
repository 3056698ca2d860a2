package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
import com.gorgiassmartrr.sandbox.smartrr.SubscriptionEvent;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose time runs {@link #PACE} times as fast as ours, and agents who press. */
final class PressDesk implements AutoCloseable {
  /** How much faster the server's time runs. */
  static final int PACE = 4;

  /** The actions, and with a word behind it: on a subscription that makes it harder. */
  static final List<String> ACTIONS =
      List.of(
          "skip", "unskip", "unskip later", "pause", "unpause", "cancel", "set-next-billing-date");

  private static final int TICK_MILLIS = 5;

  final TestServer server;
  final Ledger ledger;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger made = new AtomicInteger();

  private PressDesk(TestServer server) {
    this.server = server;
    ledger = server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    clock.scheduleAtFixedRate(
        () -> server.time.advance(Duration.ofMillis((long) TICK_MILLIS * PACE)),
        TICK_MILLIS,
        TICK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** Agents wait for longer than anything here takes. */
  static PressDesk patient() throws Exception {
    return start(
        "action.answer-within", "6000", "lookup.timeout", "5000", "smartrr.timeout", "2500");
  }

  /** Agents wait for a moment only; what isn't settled goes on behind. */
  static PressDesk hasty() throws Exception {
    return start(
        "action.answer-within", "300",
        "action.settle", "6s",
        "action.first-retry", "400",
        "action.longest-retry", "1s",
        "action.give-up-after", "40s",
        "action.poll", "20",
        "lookup.timeout", "5000",
        "smartrr.timeout", "500");
  }

  static PressDesk start(String... keysAndValues) throws Exception {
    return new PressDesk(TestServer.start(keysAndValues));
  }

  /** A desk whose store has a Gorgias account, which takes as many requests as there come. */
  static PressDesk startWithGorgias(String... keysAndValues) throws Exception {
    TestServer server = TestServer.startWithGorgias(keysAndValues);
    server.gorgias().behaviour().rate(100_000, Duration.ofSeconds(20));
    return new PressDesk(server);
  }

  SmartrrWorld world() {
    return server.smartrr.world();
  }

  /** A subscriber whom nobody else uses, with this many subscriptions. */
  List<SmartrrSubscription> subscriptions(int count) {
    int number = made.incrementAndGet();
    SmartrrSubscriber person =
        world().addSubscriber("person" + number + "@example.com", "Pia", "Person " + number);
    SmartrrLine line = SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400);
    for (int i = 0; i < count; i++) {
      SmartrrSubscription subscription =
          world().addSubscription(person, SmartrrCatalog.EVERY_MONTH.shopifyId(), line);
      world().addOrder(person, subscription);
    }
    return world().subscriptionsOf(person);
  }

  SmartrrSubscription subscription() {
    return subscriptions(1).get(0);
  }

  /** A subscription of its own to which one of {@link #ACTIONS} can be done. */
  SmartrrSubscription prepared(String action) {
    SmartrrSubscription subscription = subscription();
    return switch (action) {
      case "unskip" -> subscription.skipNext();
      case "unskip later" -> subscription.skip(subscription.orderDates(3).get(2));
      case "unpause" -> subscription.status(PurchaseStatus.PAUSED);
      default -> subscription;
    };
  }

  /** The form of one of {@link #ACTIONS} for such a subscription. */
  String formOf(String action, SmartrrSubscription subscription, long ticket) {
    String fields =
        switch (action) {
          case "set-next-billing-date" -> "&date=" + inDays(40);
          case "unskip later" ->
              "&date=" + subscription.skippedDates().get(0).toString().substring(0, 10);
          default -> "";
        };
    return form(subscription, ticket, fields);
  }

  /** The name of one of {@link #ACTIONS} without the word behind it. */
  static String name(String action) {
    return action.split(" ", 2)[0];
  }

  /** A day in the future, as an agent would write it. */
  String inDays(int days) {
    return LocalDate.ofInstant(server.time.instant(), ZoneOffset.UTC).plusDays(days).toString();
  }

  /** The form that Gorgias would send for a button beside this subscription, as it is shown now. */
  String form(SmartrrSubscription subscription, String fields) {
    return form(subscription, 77, fields);
  }

  String form(SmartrrSubscription subscription, long ticket, String fields) {
    String token =
        Await.value("the widget to show it", Duration.ofMinutes(1), () -> token(subscription));
    return "subscription_id="
        + subscription.id()
        + "&customer_id="
        + subscription.subscriber().id()
        + "&press_token="
        + token
        + "&ticket_id="
        + ticket
        + "&agent=robin%40example.com"
        + fields;
  }

  private Optional<String> token(SmartrrSubscription subscription) {
    String email = String.valueOf(subscription.subscriber().email());
    JsonNode widget = server.widgetLater(email).join();
    if (widget.path("freshness").asText().equals("stale")) {
      // A slow machine is no outage that is meant: it isn't shown as it is now.
      return Optional.empty();
    }
    for (JsonNode shown : widget.path("subscriptions")) {
      if (shown.path("id").asText().equals(subscription.id())) {
        return Optional.of(shown.path("press_token").asText());
      }
    }
    return Optional.empty();
  }

  Press find(String reference) {
    return ledger.findReference(reference).orElseThrow();
  }

  /** The press when it is over. */
  Press ended(String reference) {
    Await.until(
        "the end of press " + reference,
        Duration.ofMinutes(1),
        () -> find(reference).state() != PressState.ACCEPTED);
    return find(reference);
  }

  /** What our calls did to a subscription, oldest first. */
  static List<String> effects(SmartrrSubscription subscription) {
    return subscription.events().stream()
        .filter(event -> event.createdBy().equals("API"))
        .map(SubscriptionEvent::type)
        .toList();
  }

  static boolean isWriteOf(SmartrrSubscription subscription, RecordedRequest request) {
    return request.isWrite() && request.path().contains(subscription.id());
  }

  static boolean isReadOf(SmartrrSubscription subscription, RecordedRequest request) {
    return request
        .path()
        .equals("/vendor/customer/" + subscription.subscriber().id() + "/purchase-state/");
  }

  static boolean isEventsOf(SmartrrSubscription subscription, RecordedRequest request) {
    return request.path().equals("/vendor/purchase-state/" + subscription.shopifyId() + "/events");
  }

  @Override
  public void close() {
    clock.shutdownNow();
    server.close();
  }
}
