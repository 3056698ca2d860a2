package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ServerProcesses;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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

  private final Vertx vertx = Vertx.vertx();
  private final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());

  @SuppressWarnings("NullAway.Init")
  private Receiver receiver;

  @SuppressWarnings("NullAway.Init")
  private ServerProcesses servers;

  private String ledgerUrl = "";
  private int pressed;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws Exception {
    receiver = Receiver.start();
    ledgerUrl = "jdbc:sqlite:" + temporary.resolve("ledger.db");
    servers =
        new ServerProcesses(
            "follow-up-crash.log",
            smartrr,
            ledgerUrl,
            Map.of(
                "STORE_ACME_WEBHOOK_URL",
                receiver.url(),
                "WEBHOOK_SECRET",
                FollowUpDesk.SECRET,
                "FOLLOW_UP_FIRST_RETRY",
                "100"));
  }

  @AfterEach
  void stop() {
    servers.close();
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
        Process process = servers.start(KILLED_AT_COMMIT, side, Integer.toString(number));
        press("pause");
        if (process.waitFor(5, TimeUnit.SECONDS)) {
          killed++;
        } else {
          ServerProcesses.kill(process);
        }
      }
    }
    assertTrue(killed >= COMMITS, "killed: " + killed);
    servers.start();
    assertEachEventArrived();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void server_killedWhileTheReceiverHasTheEvent_eventArrivesAgainWithinSeconds() throws Exception {
    Process process = servers.start();
    receiver.hangs();
    press("pause");
    Await.until("the event", ServerProcesses.LONG, () -> receiver.requests.size() == 1);
    ServerProcesses.kill(process);
    receiver.answers(200, "");

    servers.start();

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
            ServerProcesses.LONG,
            () -> ledger.find(press.id()).orElseThrow().state() == PressState.APPLIED);
        Await.until(
            "the event of press " + press.reference(),
            ServerProcesses.LONG,
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
    String token = Await.value("the widget", ServerProcesses.LONG, () -> token(email));
    String form =
        "subscription_id="
            + subscription.id()
            + "&customer_id="
            + person.id()
            + "&press_token="
            + token
            + "&agent=robin%40example.com";
    var unused = servers.press(action, form);
  }

  private Optional<String> token(String email) {
    try {
      JsonNode widget =
          TestServer.json(servers.get("/gorgias/acme/widget?email=" + TestServer.encoded(email)));
      return Optional.of(widget.path("subscriptions").path(0).path("press_token").asText())
          .filter(token -> !token.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
