package com.gorgiassmartrr.followup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with a Gorgias account, a program that it tells of presses, and agents who press. */
public final class FollowUpDesk implements AutoCloseable {
  /** 32 bytes, as a receiver would be given them. */
  static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  public final Receiver receiver;
  public final TestServer server;
  final Ledger ledger;
  private final AtomicInteger made = new AtomicInteger();

  private FollowUpDesk(Receiver receiver, String... keysAndValues) throws Exception {
    this.receiver = receiver;
    List<String> settings =
        new ArrayList<>(
            List.of(
                "follow-up.poll", "20",
                "action.answer-within", "3000",
                "action.poll", "20",
                "lookup.timeout", "5000",
                "smartrr.timeout", "2500"));
    settings.addAll(List.of(keysAndValues));
    server = TestServer.startWithGorgias(settings.toArray(String[]::new));
    server.gorgias().behaviour().rate(100_000, Duration.ofSeconds(20));
    ledger = server.ledger();
  }

  /** A desk whose webhook is the receiver. */
  public static FollowUpDesk withWebhook(Receiver receiver, String... more) throws Exception {
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
    return pressOn(action, subscription, Long.toString(ticket));
  }

  /** Presses a button that doesn't say on which ticket; returns the reference. */
  String pressWithoutTicket(String action, SmartrrSubscription subscription) throws Exception {
    return pressOn(action, subscription, "").path("reference").asText();
  }

  private JsonNode pressOn(String action, SmartrrSubscription subscription, String ticket)
      throws Exception {
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
    assertFalse(TestServer.json(answer).path("reference").asText().isEmpty(), answer.body());
    return TestServer.json(answer);
  }

  /** Presses a button on a subscription and a ticket of their own; returns the reference. */
  public String press(String action) throws Exception {
    return press(action, subscription(), ticket()).path("reference").asText();
  }

  /** Presses Skip while Smartrr fails every change, until the press is parked. */
  String park() throws Exception {
    return server.park(() -> press("skip"));
  }

  Press find(String reference) {
    return ledger.findReference(reference).orElseThrow();
  }

  /** The follow-ups of a press, by their names. */
  List<String> names(String reference) {
    return ledger.followUps(find(reference).id()).stream().map(one -> one.what().name()).toList();
  }

  /** The words of the notes on a ticket, the oldest first. */
  List<String> notes(long ticket) {
    return server.gorgias().desk().messages(ticket).stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .map(message -> message.path("body_text").asText())
        .toList();
  }

  /** Waits until the note of a press is written. */
  void awaitNote(String reference) {
    Await.until(
        "the note of " + reference,
        () ->
            ledger
                .note(find(reference).id())
                .filter(note -> note.state() == NoteState.WRITTEN)
                .isPresent());
  }

  /** A press whose webhook was given up; it would be taken by now. */
  public String givenUp() throws Exception {
    receiver.answers(500, "{}");
    String reference = press("pause");
    Await.until("the first failure", () -> !followUp(reference, "webhook").tries().why().isEmpty());
    server.time.advance(Duration.ofHours(25));
    followUp(reference, "webhook", FollowUpState.GIVEN_UP);
    receiver.answers(200, "");
    return reference;
  }

  /** Asks the store's Gorgias, as its user. */
  JsonNode gorgias(String method, String path, String body) throws Exception {
    String credentials = server.gorgias().user() + ":" + server.gorgias().apiKey();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.gorgias().url() + path))
            .header(
                "authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = server.send(request);
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return answer.body().isEmpty() ? MissingNode.getInstance() : TestServer.json(answer);
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
  public FollowUpRecord followUp(String reference, String name) {
    return Await.value(
        "the follow-up " + name,
        Duration.ofSeconds(30),
        () ->
            ledger.followUps(ledger.findReference(reference).orElseThrow().id()).stream()
                .filter(one -> one.what().name().equals(name))
                .reduce((earlier, later) -> later));
  }

  /** The follow-up when it has come so far. */
  public FollowUpRecord followUp(String reference, String name, FollowUpState state) {
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
