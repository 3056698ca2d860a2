package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.Application;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed between the end of a press and what follows: that is done at least once. */
final class FollowUpCrashTest {
  private static final String KILLED_AT_COMMIT = "com.gorgiassmartrr.press.KilledAtCommit";

  /** A press is recorded, marked, ended; its event is claimed and done. */
  private static final int COMMITS = 5;

  private static final String SECRET = "a-secret-of-the-store";
  private static final Duration LONG = Duration.ofSeconds(90);

  private final Vertx vertx = Vertx.vertx();
  private final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Receiver receiver;

  private String ledgerUrl = "";
  private int port;
  private int pressed;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws Exception {
    receiver = Receiver.start();
    ledgerUrl = "jdbc:sqlite:" + temporary.resolve("ledger.db");
  }

  @AfterEach
  void stop() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().join();
    }
    receiver.close();
    smartrr.close();
    vertx.close();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void server_killedAtEachCommit_eachEventArrives() throws Exception {
    int killed = 0;
    for (int number = 1; number <= COMMITS; number++) {
      for (String side : List.of("before", "after")) {
        Process process = start(KILLED_AT_COMMIT, side, Integer.toString(number));
        press("pause");
        if (process.waitFor(5, TimeUnit.SECONDS)) {
          killed++;
        } else {
          process.destroyForcibly().onExit().join();
        }
      }
    }
    assertTrue(killed >= COMMITS, "killed: " + killed);
    start(Application.class.getName());
    assertEachEventArrived();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void server_killedWhileTheReceiverHasTheEvent_eventArrivesAgainWithinSeconds() throws Exception {
    Process process = start(Application.class.getName());
    receiver.hangs();
    press("pause");
    Await.until("the event", LONG, () -> receiver.requests.size() == 1);
    process.destroyForcibly().onExit().join();
    receiver.answers(200, "");

    start(Application.class.getName());

    Await.until("the event again", Duration.ofSeconds(8), () -> receiver.requests.size() == 2);
    assertEquals(receiver.requests.get(0).id(), receiver.requests.get(1).id());
    assertEquals(receiver.requests.get(0).body(), receiver.requests.get(1).body());
    assertEachEventArrived();
  }

  private void assertEachEventArrived() {
    try (Ledger ledger = Ledger.open(ledgerUrl, Clock.systemUTC())) {
      List<Press> presses =
          ledger.search(new PressQuery("acme", null, null, null, null, null), 100, 0);
      for (Press press : presses) {
        Await.until(
            "the end of press " + press.reference(),
            LONG,
            () -> ledger.find(press.id()).orElseThrow().state() == PressState.APPLIED);
        Await.until(
            "the event of press " + press.reference(),
            LONG,
            () ->
                ledger.followUps(press.id()).stream()
                    .map(FollowUpRecord::state)
                    .toList()
                    .equals(List.of(FollowUpState.DONE)));
        assertTrue(
            receiver.requests.stream().anyMatch(one -> one.id().equals(press.reference())),
            press.reference());
      }
      assertTrue(presses.size() >= 1, "nothing was recorded");
      System.out.printf(
          "%d presses sent, %d recorded, %d events arrived.%n",
          pressed, presses.size(), receiver.requests.size());
    }
  }

  /** Presses a button beside a subscription that nobody else uses, and doesn't wait. */
  private void press(String action) {
    String email = "person" + pressed++ + "@example.com";
    SmartrrSubscriber person = smartrr.world().addSubscriber(email, "Pia", "Person");
    SmartrrSubscription subscription =
        smartrr
            .world()
            .addSubscription(
                person,
                SmartrrCatalog.EVERY_MONTH.shopifyId(),
                SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400));
    String token = Await.value("the widget", LONG, () -> token(email));
    String form =
        "subscription_id="
            + subscription.id()
            + "&customer_id="
            + person.id()
            + "&press_token="
            + token
            + "&agent=robin%40example.com";
    var unused =
        http.sendAsync(
            request("/gorgias/acme/actions/" + action)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.discarding());
  }

  private Optional<String> token(String email) {
    try {
      HttpRequest request =
          request("/gorgias/acme/widget?email=" + TestServer.encoded(email))
              .header("x-store-secret", SECRET)
              .build();
      JsonNode widget =
          new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
      return Optional.of(widget.path("subscriptions").path(0).path("press_token").asText())
          .filter(token -> !token.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  private Process start(String program, String... arguments) throws Exception {
    port = FreePort.next();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program));
    command.addAll(List.of(arguments));
    Path log = Files.createDirectories(Path.of("target")).resolve("follow-up-crash.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("STORE"));
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("STORES", "acme"),
                Map.entry("STORE_ACME_SMARTRR_URL", smartrr.url()),
                Map.entry("STORE_ACME_SMARTRR_TOKEN", smartrr.token()),
                Map.entry("STORE_ACME_SECRET", SECRET),
                Map.entry("STORE_ACME_WEBHOOK_URL", receiver.url()),
                Map.entry("WEBHOOK_SECRET", FollowUpDesk.SECRET),
                Map.entry("LEDGER_URL", ledgerUrl),
                Map.entry("CAMEL_SERVER_HOST", "127.0.0.1"),
                Map.entry("CAMEL_SERVER_PORT", Integer.toString(port)),
                Map.entry("CAMEL_MANAGEMENT_PORT", Integer.toString(FreePort.next())),
                Map.entry("ACTION_SETTLE", "800"),
                Map.entry("ACTION_FIRST_RETRY", "100"),
                Map.entry("ACTION_LONGEST_RETRY", "500"),
                Map.entry("ACTION_POLL", "50"),
                Map.entry("FOLLOW_UP_POLL", "100"),
                Map.entry("FOLLOW_UP_FIRST_RETRY", "100")));
    Process process = builder.start();
    processes.add(process);
    Await.until("the server to listen", LONG, () -> isListening(process));
    return process;
  }

  private boolean isListening(Process process) {
    assertTrue(process.isAlive(), "the server ended; see target/follow-up-crash.log");
    try {
      return http.send(request("/nothing").build(), BodyHandlers.discarding()).statusCode() == 404;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
