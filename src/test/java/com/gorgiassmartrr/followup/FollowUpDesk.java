package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with a Gorgias account, a program that it tells of presses, and agents who press. */
final class FollowUpDesk implements AutoCloseable {
  /** 32 bytes, as a receiver would be given them. */
  static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  final Receiver receiver;
  final TestServer server;
  final Ledger ledger;
  private final AtomicInteger made = new AtomicInteger();

  private FollowUpDesk(Receiver receiver, String... keysAndValues) throws Exception {
    this.receiver = receiver;
    List<String> settings =
        new ArrayList<>(
            List.of(
                "follow-up.poll", "20",
                "action.answer-within", "6000",
                "lookup.timeout", "5000",
                "smartrr.timeout", "2500"));
    settings.addAll(List.of(keysAndValues));
    server = TestServer.startWithGorgias(settings.toArray(String[]::new));
    server.gorgias().behaviour().rate(100_000, Duration.ofSeconds(20));
    ledger = server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
  }

  /** A desk whose webhook is the receiver. */
  static FollowUpDesk withWebhook(Receiver receiver, String... more) throws Exception {
    List<String> settings =
        new ArrayList<>(List.of("webhook.url", receiver.url(), "webhook.secret", SECRET));
    settings.addAll(List.of(more));
    return start(receiver, settings.toArray(String[]::new));
  }

  static FollowUpDesk start(Receiver receiver, String... keysAndValues) throws Exception {
    return new FollowUpDesk(receiver, keysAndValues);
  }

  /** A subscription of a subscriber whom nobody else uses. */
  SmartrrSubscription subscription() {
    SmartrrWorld world = server.smartrr.world();
    String email = "person" + made.incrementAndGet() + "@example.com";
    SmartrrSubscriber person = world.addSubscriber(email, "Pia", "Person");
    SmartrrLine line = SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400);
    SmartrrSubscription subscription =
        world.addSubscription(person, SmartrrCatalog.EVERY_MONTH.shopifyId(), line);
    world.addOrder(person, subscription);
    return subscription;
  }

  /** A ticket on which a button can be pressed. */
  long ticket() {
    return server.gorgias().desk().openTicket("mara@example.com", "Help", "Please help.");
  }

  /** Presses a button, and returns the answer. */
  JsonNode press(String action, SmartrrSubscription subscription, long ticket) throws Exception {
    String token = token(subscription);
    String form =
        "subscription_id="
            + subscription.id()
            + "&customer_id="
            + subscription.subscriber().id()
            + "&press_token="
            + token
            + "&ticket_id="
            + ticket
            + "&agent=robin%40example.com";
    HttpResponse<String> answer = server.pressUntilCertain(action, form).get();
    return TestServer.json(answer);
  }

  /** Presses a button on a subscription and a ticket of their own; returns the reference. */
  String press(String action) throws Exception {
    return press(action, subscription(), ticket()).path("reference").asText();
  }

  private String token(SmartrrSubscription subscription) {
    String email = Objects.requireNonNull(subscription.subscriber().email());
    return Await.value(
        "the widget to show it",
        Duration.ofMinutes(1),
        () -> {
          for (JsonNode shown : server.widgetLater(email).join().path("subscriptions")) {
            if (shown.path("id").asText().equals(subscription.id())) {
              return Optional.of(shown.path("press_token").asText());
            }
          }
          return Optional.empty();
        });
  }

  /** The follow-up of that name of a press. */
  FollowUpRecord followUp(String reference, String name) {
    return Await.value(
        "the follow-up " + name,
        Duration.ofSeconds(30),
        () ->
            ledger.followUps(ledger.findReference(reference).orElseThrow().id()).stream()
                .filter(one -> one.what().name().equals(name))
                .reduce((earlier, later) -> later));
  }

  /** The follow-up when it has come so far. */
  FollowUpRecord followUp(String reference, String name, FollowUpState state) {
    Await.until(
        "the follow-up " + name + " of " + reference + " to be " + state,
        Duration.ofMinutes(1),
        () -> followUp(reference, name).state() == state);
    return followUp(reference, name);
  }

  @Override
  public void close() {
    server.close();
    receiver.close();
  }
}
