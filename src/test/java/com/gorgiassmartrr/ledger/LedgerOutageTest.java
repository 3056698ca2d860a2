package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.followup.Lines;
import com.gorgiassmartrr.press.PressWorker;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrWorld;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A press that can't be recorded is refused before Smartrr hears of it, and health says so. */
final class LedgerOutageTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private @Nullable TestServer running;
  private int people;

  /** The address of the latest empty database. */
  private String database = "";

  /** The subscription that the latest press was for. */
  private String pressed = "";

  /** What the latest press sent. */
  private String form = "";

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void ledger_full_pressIsRefusedAndNothingIsSent() throws Exception {
    Ledger.open(url(), Clock.systemUTC()).close();
    // A database that may have no page more than it has now is as full as a disk can make it.
    TestServer server = start(url() + "?max_page_count=1");
    HttpResponse<String> answer = press(server);
    for (int i = 0; answer.statusCode() != 503; i++) {
      assertTrue(i < 60, answer.body());
      answer = press(server);
    }
    assertRefused(server, answer);
  }

  @Test
  void ledger_locked_pressIsRefusedAndNothingIsSent() throws Exception {
    TestServer server = start(url() + "?busy_timeout=50");
    assertEquals(200, server.health().statusCode());
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      statement.execute("begin immediate");
      assertRefused(server, press(server));
      statement.execute("rollback");
    }
    assertWell(server);
  }

  @Test
  void ledger_gone_pressIsRefusedAndNothingIsSent() throws Exception {
    TestServer server = start(url());
    Files.move(folder.resolve("ledger.db"), folder.resolve("elsewhere.db"));
    assertRefused(server, press(server));
  }

  @Test
  void ledger_becomesReadOnly_pressIsRefusedAndNothingIsSent() throws Exception {
    TestServer server = start(emptyDatabase("ledger_outage"));
    assertWell(server);
    readOnly("set default_transaction_read_only = on");
    // Of the first press after that only the end of its connection is known.
    assertEquals(503, press(server).statusCode());
    assertEquals(0, writes(server));
    assertRefused(server, press(server));
    readOnly("reset default_transaction_read_only");
    assertWell(server);
  }

  /** As at a fail-over: the connections stay at the server that only reads from then on. */
  @Test
  void ledger_failsOverWhileConnectionsStay_isWellWithoutARestart() throws Exception {
    PostgresServer.run("create role bridge login");
    PostgresServer.run("create database failing_over owner bridge");
    TestServer server =
        start(PostgresServer.url("failing_over").replace("user=postgres", "user=bridge"));
    assertWell(server);
    PostgresServer.run("alter role bridge set default_transaction_read_only = on");
    PostgresServer.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bridge'");
    Await.until("a press is refused", () -> pressUnchecked(server) == 503);
    PostgresServer.run("alter role bridge reset default_transaction_read_only");

    Await.until("a press is done", () -> pressUnchecked(server) == 200);
    assertWell(server);
  }

  private int pressUnchecked(TestServer server) {
    try {
      return press(server).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ledger_doesNotTakeInHowAPressEnds_healthSaysSoUntilItDoes() throws Exception {
    TestServer server = start(emptyDatabase("ledger_stuck"));
    breakOff("update of message on press");
    assertEquals(202, press(server).statusCode());
    Await.until("health", () -> healthAfter(server).contains("how 1 press stands"));

    run("drop trigger late on press");
    Await.until("the end", () -> !healthAfter(server).contains("how 1 press stands"));
    assertEquals(200, server.pressLater("skip", form).get().statusCode());
    assertEquals(1, writes(server));
  }

  @Test
  void ledger_failsAllTheTime_isToldOnceAMinute() throws Exception {
    start(
        emptyDatabase("ledger_told"),
        "3500",
        Map.of("action.poll", "20", "follow-up.poll", "20", "ledger.lease", "1h"));
    try (LogLines log = LogLines.ofServer();
        LogLines pressTries = LogLines.ofEverything(PressWorker.class);
        LogLines followUpTries = LogLines.ofEverything(Lines.class)) {
      // Each by itself: both at once could wait for a reader that waits for them.
      run("alter table press rename to old_press");
      run("alter table follow_up rename to old_follow_up");
      Await.until(
          "many tries", () -> pressTries.all().size() > 20 && followUpTries.all().size() > 10);

      List<String> told =
          log.all().stream().filter(line -> line.startsWith("The ledger can't be ")).toList();
      assertEquals(
          Set.of("written", "read"),
          told.stream()
              .map(line -> line.replaceFirst(".*can't be ([a-z]+):.*", "$1"))
              .collect(Collectors.toSet()),
          told::toString);
      assertEquals(2, told.size(), told::toString);
    }
  }

  /** What health says when the next try is due. */
  private static String healthAfter(TestServer server) {
    server.time.advance(Duration.ofMillis(200));
    try {
      return server.health().body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ledger_breaksOffInTheCommit_pressIsSaidToBeUncertainAndIsDoneOnce() throws Exception {
    TestServer server = start(emptyDatabase("ledger_commit"));
    breakOff("insert on press");
    HttpResponse<String> answer = press(server);
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals(
        "It isn't certain that this press was written down; press again in a minute: it is done"
            + " once in any case.",
        TestServer.json(answer).path("message").asText());
    assertEquals(0, writes(server));

    run("drop trigger late on press");
    assertEquals(200, server.pressLater("skip", form).get().statusCode());
    assertEquals(200, server.pressLater("skip", form).get().statusCode());
    assertEquals(1, writes(server));
  }

  @Test
  void ledger_hangs_agentIsAnsweredInTimeAndPressIsDoneOnce() throws Exception {
    try (CuttingProxy network = new CuttingProxy(PostgresServer.url())) {
      TestServer server = start(network.url(emptyDatabase("ledger_hangs")), "2500");
      assertWell(server);
      JsonNode shown = subscription(server);
      network.keepAnswersBack();
      long began = System.nanoTime();
      HttpResponse<String> answer = pressNow(server, shown);
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertEquals(503, answer.statusCode(), answer.body());
      assertEquals(
          "It isn't certain that this press was written down; press again in a minute: it is done"
              + " once in any case.",
          TestServer.json(answer).path("message").asText());
      assertTrue(millis < 4500, "answered after " + millis + " ms");

      network.passAnswersOn();
      Await.until(
          "the end", () -> server.pressLater("skip", form).join().body().contains("applied"));
      assertEquals(1, writes(server));
    }
  }

  /** A hand-made button doesn't say what the agent saw: after its end the same is a new wish. */
  @Test
  void ledger_breaksOffInTheCommitOfAHandMadeButtons_agentIsToldToLookFirst() throws Exception {
    TestServer server = start(emptyDatabase("ledger_drop_in"));
    breakOff("insert on press");
    JsonNode shown = subscription(server);
    HttpResponse<String> answer =
        server
            .putLater(
                "/vendor/customer/"
                    + shown.path("customer_id").asText()
                    + "/purchase-state/"
                    + shown.path("id").asText()
                    + "/skip",
                "")
            .get();
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals(
        "It isn't certain that this press was written down; look at the subscription in a"
            + " minute, before you press again.",
        TestServer.json(answer).path("message").asText());
  }

  @Test
  void ledger_lockedWhileManyPress_eachIsAnsweredInTime() throws Exception {
    TestServer server = start(url(), "1500");
    List<JsonNode> shown = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      shown.add(subscription(server));
    }
    List<CompletableFuture<Long>> answered = new ArrayList<>();
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      statement.execute("begin immediate");
      for (JsonNode each : shown) {
        long began = System.nanoTime();
        answered.add(
            server
                .pressLater("skip", form(each))
                .thenApply(
                    answer -> {
                      assertEquals(503, answer.statusCode(), answer.body());
                      return (System.nanoTime() - began) / 1_000_000;
                    }));
      }
      for (CompletableFuture<Long> each : answered) {
        long millis = each.get(1, TimeUnit.MINUTES);
        assertTrue(millis < 4000, "answered after " + millis + " ms");
      }
      statement.execute("rollback");
    }
  }

  /** Smartrr has done it, and the ledger can't take that in: the subscription tells it later. */
  @Test
  void ledger_breaksOffWhenAPressEnds_pressIsDoneOnceAndEndsWhenItCan() throws Exception {
    TestServer server = start(emptyDatabase("ledger_end"));
    breakOff("update of message on press");
    HttpResponse<String> answer = press(server);
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(1, writes(server));

    run("drop trigger late on press");
    server.time.advance(Duration.ofMinutes(2));
    Await.until("the end", () -> server.pressLater("skip", form).join().body().contains("applied"));
    assertEquals(1, writes(server));
  }

  private String emptyDatabase(String name) throws Exception {
    database = PostgresServer.create(name);
    return database;
  }

  /** Does something in the latest empty database. */
  private void run(String sql) throws SQLException {
    try (Connection other = DriverManager.getConnection(database);
        var statement = other.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Fails every commit after such a change. */
  private void breakOff(String change) throws SQLException {
    run(
        "create function break_off() returns trigger language plpgsql as"
            + " $$ begin raise exception 'broken off'; end $$");
    run(
        "create constraint trigger late after "
            + change
            + " deferrable initially deferred for each row execute function break_off()");
  }

  /** Changes the database, and cuts its connections so that new ones are as it is now. */
  private static void readOnly(String change) throws Exception {
    PostgresServer.run("alter database ledger_outage " + change);
    PostgresServer.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ledger_outage'");
  }

  private void assertRefused(TestServer server, HttpResponse<String> answer) throws Exception {
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals(
        "Nothing was done, because this press can't be written down right now; press again in a"
            + " minute.",
        TestServer.json(answer).path("message").asText());
    assertEquals(0, writes(server));
    HttpResponse<String> health = server.health();
    assertEquals(503, health.statusCode(), health.body());
    assertTrue(health.body().contains("The ledger can't be written"), health.body());
  }

  private void assertWell(TestServer server) throws Exception {
    Await.until("health", () -> isWell(server));
    HttpResponse<String> answer = press(server);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(1, writes(server));
  }

  private static boolean isWell(TestServer server) {
    try {
      return server.health().statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }

  /** How many changes Smartrr was asked for by the latest press. */
  private long writes(TestServer server) {
    return server
        .smartrr
        .requests()
        .count(request -> request.isWrite() && request.path().contains(pressed));
  }

  /** Presses Skip beside a subscription that nobody else uses. */
  private HttpResponse<String> press(TestServer server) throws Exception {
    return pressNow(server, subscription(server));
  }

  /** A new subscription, as the widget shows it. */
  private JsonNode subscription(TestServer server) throws Exception {
    SmartrrWorld world = server.smartrr.world();
    String email = "person" + ++people + "@example.com";
    SmartrrSubscriber person = world.addSubscriber(email, "Pia", "Person");
    SmartrrLine line = SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400);
    SmartrrSubscription subscription =
        world.addSubscription(person, SmartrrCatalog.EVERY_MONTH.shopifyId(), line);
    world.addOrder(person, subscription);
    pressed = subscription.id();
    return server.widget(email).path("subscriptions").path(0);
  }

  private HttpResponse<String> pressNow(TestServer server, JsonNode shown) throws Exception {
    form = form(shown);
    return server.pressLater("skip", form).get();
  }

  private static String form(JsonNode shown) {
    return "subscription_id="
        + shown.path("id").asText()
        + "&press_token="
        + shown.path("press_token").asText();
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("ledger.db");
  }

  private TestServer start(String ledger) throws Exception {
    return start(ledger, "3500");
  }

  /** Where the time is measured: a slow machine has some of it left until the limit. */
  private TestServer start(String ledger, String answerWithin) throws Exception {
    return start(ledger, answerWithin, Map.of());
  }

  private TestServer start(String ledger, String answerWithin, Map<String, String> others)
      throws Exception {
    Map<String, String> settings = new HashMap<>(others);
    settings.put("ledger.url", ledger);
    settings.put("action.answer-within", answerWithin);
    settings.put("lookup.timeout", "5000");
    settings.put("smartrr.timeout", "2500");
    TestServer server =
        TestServer.start(
            settings.entrySet().stream()
                .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
                .toArray(String[]::new));
    running = server;
    return server;
  }
}
