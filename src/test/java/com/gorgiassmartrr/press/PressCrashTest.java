package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ServerProcesses;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Counts;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.PostgresServer;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed at every step of a press, over and over, and started again on the same
 * ledger: no press is lost, none is done twice, and each has one note.
 */
final class PressCrashTest {
  private static final boolean FULL = Boolean.getBoolean("proof.full");
  private static final int KILLS = FULL ? 220 : 9;

  /** How many of a run's commits are tried: three presses with their notes take about fifteen. */
  private static final int COMMITS = FULL ? 20 : 4;

  private static final int PRESSES_A_KILL = 3;
  private static final List<String> ACTIONS =
      List.of("skip", "unskip", "pause", "unpause", "cancel", "set-next-billing-date");
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** When the process is killed. */
  private enum Step {
    READ_ARRIVES,
    WRITE_ARRIVES,
    WRITE_HANGS,
    BEFORE_THE_ANSWER,
    WHILE_ANSWERING,
    AFTER_THE_ANSWER,
    NOTE_ARRIVES,
    NOTE_IS_WRITTEN,
    AT_RANDOM
  }

  private final Random random = new Random(20261122);
  private final Vertx vertx = Vertx.vertx();
  private final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
  private final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  private final Map<SmartrrSubscription, CompletableFuture<HttpResponse<String>>> pressed =
      new HashMap<>();
  private List<Long> tickets = List.of();
  private String ledgerUrl = "";

  @SuppressWarnings("NullAway.Init")
  private ServerProcesses servers;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws Exception {
    ledgerUrl = "jdbc:sqlite:" + temporary.resolve("ledger.db");
    servers =
        new ServerProcesses(
            "crash-proof.log",
            smartrr,
            ledgerUrl,
            Map.of(
                "STORE_ACME_GORGIAS_URL", gorgias.url(),
                "STORE_ACME_GORGIAS_USER", gorgias.user(),
                "STORE_ACME_GORGIAS_API_KEY", gorgias.apiKey(),
                "SMARTRR_TIMEOUT", "500",
                "NOTE_LIMIT", "1000",
                "NOTE_SETTLE", "800",
                "NOTE_RETRY_DELAY", "50",
                "NOTE_LONGEST_DELAY", "500"));
    gorgias.behaviour().rate(100_000, Duration.ofSeconds(20));
    tickets = gorgias.desk().tickets().stream().map(ticket -> ticket.path("id").asLong()).toList();
  }

  @AfterEach
  void stop() {
    servers.close();
    gorgias.close();
    smartrr.close();
    vertx.close();
  }

  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void server_killedAtEveryStep_losesAndDoublesNothing() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = servers.start();
      Step step = Step.values()[kill % Step.values().length];
      pressAndKill(process, step, kill);
    }
    int recorded = assertNothingLostOrDoubled(KILLS + " kills");
    assertTrue(recorded >= KILLS, "recorded: " + recorded);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void server_killedAtEveryCommit_losesAndDoublesNothing() throws Exception {
    int killed = 0;
    for (int kill = 0; kill < 2 * COMMITS; kill++) {
      String side = kill % 2 == 0 ? "before" : "after";
      Process process =
          servers.start(KilledAtCommit.class.getName(), side, Integer.toString(1 + kill / 2));
      for (int i = 0; i < PRESSES_A_KILL; i++) {
        press(ACTIONS.get((kill + i * 5) % ACTIONS.size()), kill + i);
      }
      // The last commits are only there where the notes weren't written together.
      awaitUpTo(Duration.ofSeconds(5), () -> !process.isAlive());
      if (process.isAlive()) {
        ServerProcesses.kill(process);
      } else {
        assertEquals(KilledAtCommit.STATUS, process.exitValue());
        killed++;
      }
    }
    assertNothingLostOrDoubled(killed + " kills at a commit");
    assertTrue(killed >= COMMITS, "killed: " + killed);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void server_killedInAPressAndInANote_goesOnWithinSecondsOfItsRestart() throws Exception {
    Process process = servers.start();
    killWhileHeld(process);
    servers.start();
    assertOverWithin(Duration.ofSeconds(8));
    assertNothingLostOrDoubled("A kill");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void server_killedBesideAnotherOne_itsPressAndItsNoteGoOnThereWithinSeconds() throws Exception {
    ledgerUrl = emptyPostgres("killed_beside_another");
    servers.useLedger(ledgerUrl);
    servers.start();
    Process process = servers.start();
    killWhileHeld(process);
    assertOverWithin(Duration.ofSeconds(15));
    assertNothingLostOrDoubled("A kill beside another server");
  }

  /** Kills a server when Smartrr has done what was pressed, and Gorgias has an earlier note. */
  private void killWhileHeld(Process process) {
    gorgias
        .faults()
        .always(
            GorgiasFaults.Fault.of(GorgiasFaults.Kind.TIMEOUT_AFTER_EFFECT)
                .on("POST", "/messages"));
    int notes = notes();
    press("pause", 0);
    assertTrue(awaitUpTo(Duration.ofSeconds(30), () -> notes() > notes), "the first note");
    smartrr.faults().add(Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT), RequestMatch.writes());
    SmartrrSubscription subscription = press("skip", 1);
    assertTrue(
        awaitUpTo(Duration.ofSeconds(30), () -> !PressDesk.effects(subscription).isEmpty()),
        "the effect");
    ServerProcesses.kill(process);
    smartrr.faults().clear();
    gorgias.faults().clear();
  }

  private void assertOverWithin(Duration longest) {
    try (Ledger ledger = Ledger.open(ledgerUrl, Clock.systemUTC())) {
      assertTrue(
          awaitUpTo(longest, () -> isOver(ledger.counts())), () -> ledger.counts().toString());
    }
  }

  private static String emptyPostgres(String name) throws Exception {
    String server = PostgresServer.durableUrl();
    try (var connection = DriverManager.getConnection(server);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return server.replace("/postgres?", "/" + name + "?");
  }

  private static boolean isOver(Counts counts) {
    return counts.presses("acme", PressState.ACCEPTED) == 0 && counts.pendingNotes("acme") == 0;
  }

  private void pressAndKill(Process process, Step step, int kill) {
    switch (step) {
      case WRITE_HANGS -> smartrr.faults().add(Fault.of(FaultKind.HANG), RequestMatch.writes());
      case BEFORE_THE_ANSWER ->
          smartrr.faults().add(Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT), RequestMatch.writes());
      case WHILE_ANSWERING ->
          smartrr.faults().add(Fault.drip(Duration.ofMillis(2)), RequestMatch.writes());
      case NOTE_ARRIVES ->
          gorgias
              .faults()
              .always(
                  GorgiasFaults.Fault.of(
                          kill % 2 == 0
                              ? GorgiasFaults.Kind.TIMEOUT_AFTER_EFFECT
                              : GorgiasFaults.Kind.HANG)
                      .on("POST", "/messages"));
      default -> {}
    }
    long reads = smartrr.requests().count();
    List<SmartrrSubscription> now = new ArrayList<>();
    int posts = posts();
    int notes = notes();
    for (int i = 0; i < PRESSES_A_KILL; i++) {
      now.add(press(ACTIONS.get((kill + i * 5) % ACTIONS.size()), kill + i));
    }
    BooleanSupplier reached =
        switch (step) {
          case READ_ARRIVES -> () -> smartrr.requests().count() > reads;
          case WRITE_ARRIVES, WRITE_HANGS -> () -> now.stream().anyMatch(this::isWritten);
          case BEFORE_THE_ANSWER, WHILE_ANSWERING ->
              () -> now.stream().anyMatch(one -> !PressDesk.effects(one).isEmpty());
          case AFTER_THE_ANSWER -> () -> now.stream().anyMatch(this::isAnswered);
          case NOTE_ARRIVES -> () -> posts() > posts;
          case NOTE_IS_WRITTEN -> () -> notes() > notes;
          case AT_RANDOM -> () -> true;
        };
    awaitUpTo(Duration.ofSeconds(3), reached);
    if (step == Step.AT_RANDOM || step == Step.WHILE_ANSWERING) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(250)));
    }
    ServerProcesses.kill(process);
    smartrr.faults().clear();
    gorgias.faults().clear();
  }

  private boolean isWritten(SmartrrSubscription subscription) {
    return smartrr.requests().count(request -> PressDesk.isWriteOf(subscription, request)) > 0;
  }

  private boolean isAnswered(SmartrrSubscription subscription) {
    CompletableFuture<HttpResponse<String>> answer = pressed.get(subscription);
    return answer != null && answer.isDone();
  }

  private int posts() {
    return gorgias.requests().matching("POST", "/messages").size();
  }

  private int notes() {
    return tickets.stream().mapToInt(ticket -> gorgias.desk().messages(ticket).size()).sum();
  }

  /** Presses a button beside a subscription that nobody else uses. */
  private SmartrrSubscription press(String action, int number) {
    SmartrrSubscriber person =
        smartrr.world().addSubscriber("person" + pressed.size() + "@example.com", "Pia", "Person");
    SmartrrSubscription subscription =
        smartrr
            .world()
            .addSubscription(
                person,
                SmartrrCatalog.EVERY_MONTH.shopifyId(),
                SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400));
    if (action.equals("unskip")) {
      subscription.skipNext();
    } else if (action.equals("unpause")) {
      subscription.status(PurchaseStatus.PAUSED);
    }
    Instant next = subscription.nextBillingDate();
    PressToken token =
        new PressToken(
            "acme",
            person.id(),
            subscription.id(),
            new SeenState(subscription.status().name(), next == null ? "" : ISO.format(next)),
            Instant.now());
    String date = LocalDate.now(ZoneOffset.UTC).plusDays(40).toString();
    String form =
        "subscription_id="
            + subscription.id()
            + "&customer_id="
            + person.id()
            + "&press_token="
            + token.sign(store())
            + "&ticket_id="
            + tickets.get(number % tickets.size())
            + "&agent=robin%40example.com"
            + (action.equals("set-next-billing-date") ? "&date=" + date : "");
    pressed.put(subscription, servers.press(action, form));
    return subscription;
  }

  /** How many presses were recorded, each of which was carried out once and noted once. */
  private int assertNothingLostOrDoubled(String kills) throws Exception {
    servers.start();
    try (Ledger ledger = Ledger.open(ledgerUrl, Clock.systemUTC())) {
      Await.until(
          "the end of every press and note", ServerProcesses.LONG, () -> isOver(ledger.counts()));
      return assertNothingLostOrDoubled(ledger, kills);
    }
  }

  private int assertNothingLostOrDoubled(Ledger ledger, String kills) {
    int recorded = 0;
    int answered = 0;
    for (Map.Entry<SmartrrSubscription, CompletableFuture<HttpResponse<String>>> one :
        pressed.entrySet()) {
      SmartrrSubscription subscription = one.getKey();
      PressQuery query = new PressQuery("acme", null, null, subscription.id(), null, null);
      List<Press> presses = ledger.search(query, 10, 0);
      assertTrue(presses.size() <= 1);
      HttpResponse<String> answer = one.getValue().exceptionally(gone -> null).join();
      if (answer != null) {
        assertTrue(
            answer.statusCode() == 200 || answer.statusCode() == 202,
            () -> answer + ": " + answer.body());
        assertEquals(1, presses.size(), "a press that was answered is lost");
        answered++;
      }
      assertEquals(
          presses.size(), PressDesk.effects(subscription).size(), () -> story(ledger, presses));
      for (Press press : presses) {
        recorded++;
        assertEquals(PressState.APPLIED, press.state(), () -> story(ledger, presses));
        assertEquals(
            NoteState.WRITTEN, ledger.note(press.id()).orElseThrow().state(), press.reference());
        assertEquals(1, notesOf(press), () -> "notes of " + story(ledger, presses));
      }
    }
    System.out.printf(
        "%s, %d presses sent, %d recorded, %d answered before a kill: each done and noted once.%n",
        kills, pressed.size(), recorded, answered);
    return recorded;
  }

  private static String story(Ledger ledger, List<Press> presses) {
    StringBuilder story = new StringBuilder();
    presses.forEach(press -> story.append(press).append('\n').append(ledger.attempts(press.id())));
    return story.toString();
  }

  private long notesOf(Press press) {
    return gorgias.desk().messages(Long.parseLong(press.what().origin().ticketId())).stream()
        .filter(message -> message.path("body_text").asText().contains(press.reference()))
        .count();
  }

  private Store store() {
    return new Store(
        "acme",
        URI.create(smartrr.url()),
        new Secret(smartrr.token()),
        List.of(new Secret(ServerProcesses.SECRET)),
        null);
  }

  private static boolean awaitUpTo(Duration longest, BooleanSupplier isSo) {
    long end = System.nanoTime() + longest.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
