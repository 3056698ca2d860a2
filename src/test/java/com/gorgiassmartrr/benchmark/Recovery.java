package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long a press stands still whose server is killed between Smartrr's change and its answer:
 * until the same server, started anew, or another one beside it has ended the press.
 */
final class Recovery {
  private static final String EMAIL = "mara@example.com";
  private static final double GOAL_RESTART_SECONDS = 3;
  private static final double GOAL_TAKEOVER_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LOOK_AGAIN_MILLIS = 10;
  private static final int MOST_LOOKUPS = 10;

  private final Sizes sizes;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();

  Recovery(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
        Partner partner = new Partner()) {
      restarts(table, smartrr, partner);
      takeovers(table, smartrr, partner);
    } finally {
      vertx.close();
    }
  }

  private void restarts(Table table, SmartrrSimulator smartrr, Partner partner) throws Exception {
    List<Double> sinceListening = new ArrayList<>();
    List<Double> sinceStart = new ArrayList<>();
    for (int i = 0; i < sizes.starts(); i++) {
      String ledger = Engine.SQLITE.newLedger("recovery");
      Child killed = start("recovery", ledger, smartrr, partner).awaitAnswer();
      pressUntilSent(killed, smartrr);
      killed.kill();
      smartrr.faults().clear();
      try (Child anew = start("recovery-anew", ledger, smartrr, partner).awaitAnswer()) {
        long listening = System.nanoTime();
        awaitEnd(Engine.SQLITE, ledger);
        sinceListening.add(seconds(listening));
        sinceStart.add(seconds(anew.began()));
      }
    }
    add(
        table,
        "a killed server's press ends after the restart, SQLite",
        sinceListening,
        GOAL_RESTART_SECONDS);
    table.add("- since its process was started", number(median(sinceStart)) + " s", "", "");
  }

  private void takeovers(Table table, SmartrrSimulator smartrr, Partner partner) throws Exception {
    List<Double> sinceKill = new ArrayList<>();
    for (int i = 0; i < sizes.starts(); i++) {
      String ledger = Engine.POSTGRESQL.newLedger("recovery");
      Child killed = start("recovery-one", ledger, smartrr, partner).awaitAnswer();
      try (Child other = start("recovery-two", ledger, smartrr, partner)) {
        other.awaitAnswer();
        pressUntilSent(killed, smartrr);
        killed.kill();
        long since = System.nanoTime();
        smartrr.faults().clear();
        awaitEnd(Engine.POSTGRESQL, ledger);
        sinceKill.add(seconds(since));
      } finally {
        killed.kill();
      }
    }
    add(
        table,
        "a killed server's press is ended by another one, PostgreSQL",
        sinceKill,
        GOAL_TAKEOVER_SECONDS);
  }

  private static void add(Table table, String row, List<Double> seconds, double goal) {
    double took = median(seconds);
    table.add(
        row,
        number(took) + " s",
        "limit " + number(goal) + " s",
        number(took / goal),
        "<= " + number(goal) + " s",
        took <= goal);
  }

  private static Child start(String name, String ledger, SmartrrSimulator smartrr, Partner partner)
      throws IOException {
    return OurServer.start(
        name,
        Way.SHIPPED.arguments(),
        partner,
        List.of(OurServer.ACME.name()),
        Map.of(
            "LEDGER_URL", ledger,
            "STORE_ACME_SMARTRR_URL", smartrr.url(),
            "STORE_ACME_SMARTRR_TOKEN", smartrr.token()));
  }

  /** Presses Skip, and returns once Smartrr has made the change, which it won't answer. */
  private void pressUntilSent(Child server, SmartrrSimulator smartrr) throws Exception {
    smartrr.reset();
    String url = "http://127.0.0.1:" + server.port() + "/gorgias/acme/";
    JsonNode subscription = active(url);
    smartrr.faults().add(Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT), RequestMatch.writes());
    http.sendAsync(
        request(url + "actions/skip")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "subscription_id="
                        + subscription.path("id").asText()
                        + "&customer_id="
                        + subscription.path("customer_id").asText()
                        + "&press_token="
                        + subscription.path("press_token").asText()))
            .build(),
        BodyHandlers.discarding());
    await("the change", () -> smartrr.requests().count(RecordedRequest::isWrite) > 0);
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("x-store-secret", Request.SECRET)
        .timeout(Duration.ofSeconds(20));
  }

  /** A subscription that can be skipped; a machine that is busy may not tell at once. */
  private JsonNode active(String url) throws IOException, InterruptedException {
    String shown = "";
    for (int i = 0; i < MOST_LOOKUPS; i++) {
      HttpRequest lookup = request(url + "widget?email=" + EMAIL).build();
      shown = http.send(lookup, BodyHandlers.ofString()).body();
      for (JsonNode subscription : json.readTree(shown).path("subscriptions")) {
        if (subscription.path("status").asText().equals("ACTIVE")) {
          return subscription;
        }
      }
    }
    throw new IOException("There is no active subscription in " + shown);
  }

  private static void awaitEnd(Engine engine, String ledger) throws Exception {
    try (Connection connection = engine.connect(ledger)) {
      await("the end of the press", () -> hasEnded(connection));
    }
  }

  private static boolean hasEnded(Connection connection) {
    try (var rows =
        connection
            .createStatement()
            .executeQuery(
                "select count(*), sum(case state when 'applied' then 1 end) from press")) {
      rows.next();
      return rows.getInt(1) > 0 && rows.getInt(1) == rows.getInt(2);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier isSo) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("Waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private static double seconds(long since) {
    return (double) (System.nanoTime() - since) / TimeUnit.SECONDS.toNanos(1);
  }
}
