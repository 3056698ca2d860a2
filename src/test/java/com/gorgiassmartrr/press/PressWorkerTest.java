package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.Catalogs;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a press that has been recorded and whose turn doesn't come. No action is known
 * here, so that a press that is begun is parked at once.
 */
final class PressWorkerTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final ManualTime time = new ManualTime();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean isFull;

  @SuppressWarnings("NullAway.Init")
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private PressWorker worker;

  @BeforeEach
  void create() throws Exception {
    ledger = Ledger.open("jdbc:sqlite:" + folder.resolve("ledger.db"), time);
    Stores stores = new Stores(List.of(TestStores.uncalled("acme")));
    PerStore<Bulkhead> threads = new PerStore<>(stores, name -> new Bulkhead(this::later, 99, 0));
    SmartrrCalls smartrr = new SmartrrCalls(context, time, Duration.ofSeconds(1), threads);
    worker =
        new PressWorker(
            context,
            stores,
            new Actions(context),
            ledger,
            smartrr,
            new SubscriptionReader(
                smartrr, new Catalogs(smartrr, Duration.ofMinutes(1), Duration.ofSeconds(1), time)),
            new SubscriberCache(Duration.ofMinutes(1), Duration.ofMinutes(2), 1_000_000, time),
            time,
            new PressWorker.Patience(
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                LEASE,
                Duration.ZERO),
            new ShopTimes(),
            threads);
    startPage();
  }

  /** What is carried out goes through the page's inner routes. */
  private void startPage() throws Exception {
    worker.steps().forEach(context.getRegistry()::bind);
    for (String step : List.of("pressCheck", "pressRecord", "pressAwait", "pressReply")) {
      context.getRegistry().bind(step, (Processor) exchange -> {});
    }
    Properties properties = new Properties();
    properties.setProperty("smartrr.read.retries", "0");
    properties.setProperty("smartrr.read.retry-delay", "1");
    properties.setProperty("action.poll", "1h");
    context.getPropertiesComponent().setOverrideProperties(properties);
    for (String file : List.of("error-policy", "press")) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  context, "file:routes/" + file + ".camel.yaml"));
    }
    context.removeRouteDefinition(context.getRouteDefinition("press"));
    context.removeRouteDefinition(context.getRouteDefinition("press-due"));
    context.start();
  }

  @AfterEach
  void end() throws IOException {
    context.close();
    ledger.close();
  }

  private void later(Runnable task) {
    if (isFull) {
      throw new RejectedExecutionException();
    }
    tasks.add(task);
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private Recorded record() {
    return ledger.record(press("acme"), worker.lease());
  }

  private static NewPress press(String store) {
    return press(store, "subscription-1");
  }

  private static NewPress press(String store, String subscription) {
    return NewPressFixture.press()
        .store(store)
        .subscription(subscription)
        .agent("Robin Hale")
        .ticket("1")
        .email("mara@example.com")
        .product("Coffee Box")
        .make();
  }

  @Test
  void press_ofAStoreThatOnlyAnotherServerHas_isLeftToThatOne() {
    ledger.record(press("bolt"), null);

    worker.takeUpDue();

    assertEquals(1, ledger.claimDue(List.of("bolt"), "another", LEASE, 10).size());
  }

  private CompletableFuture<Press> begin(Recorded recorded) {
    return worker.begin(recorded, System.nanoTime() + Duration.ofSeconds(4).toNanos());
  }

  private List<String> events(Press press) {
    return ledger.attempts(press.id()).stream().map(Attempt::event).toList();
  }

  private PressState state(Recorded recorded) {
    return ledger.find(recorded.press().id()).orElseThrow().state();
  }

  @Test
  void press_ofWhichThereAreTooMany_isGivenBackAndTakenUpNext() {
    isFull = true;
    Recorded recorded = record();
    CompletableFuture<Press> end = begin(recorded);
    worker.takeUpDue();
    assertEquals(List.of(), events(recorded.press()));

    isFull = false;
    worker.takeUpDue();
    runTasks();

    assertEquals(PressState.PARKED, end.join().state());
  }

  /** What a failing ledger broke off is given back, but for what it goes on refusing. */
  @Test
  void press_thatTheLedgerGoesOnRefusing_keepsNoOtherWaiting() throws Exception {
    List<Press> presses =
        IntStream.range(0, 10)
            .mapToObj(i -> ledger.record(press("acme", "subscription-" + i), null).press())
            .toList();
    worker.takeUpDue();
    run("create trigger refuse before update on press begin select raise(abort, 'full'); end");
    runTasks();
    run("drop trigger refuse");
    run(
        "create trigger refuse before update on press when old.subscription_id = 'subscription-0'"
            + " begin select raise(abort, 'full'); end");

    for (int i = 0; i < 2; i++) {
      worker.takeUpDue();
    }

    assertEquals(List.of(), events(presses.get(0)));
    for (Press other : presses.subList(1, presses.size())) {
      assertEquals(List.of("postponed"), events(other));
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        var statement = other.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void press_thatWaitedForAThread_isBegunWhileItIsOurs() {
    CompletableFuture<Press> end = begin(record());
    time.advance(LEASE.minusSeconds(1));

    runTasks();

    assertEquals(PressState.PARKED, end.join().state());
  }

  @Test
  void press_thatWaitedForAThreadForTooLong_isLeftToWhoeverTakesItUpNext() {
    Recorded recorded = record();
    CompletableFuture<Press> end = begin(recorded);
    time.advance(LEASE);

    runTasks();

    assertEquals(PressState.ACCEPTED, state(recorded));
    assertFalse(end.isDone());
    worker.takeUpDue();
    runTasks();
    assertEquals(PressState.PARKED, end.join().state());
  }

  @Test
  void server_failsAtAPress_itIsTriedAgainAndParkedInTheEnd() {
    AtomicBoolean fails = new AtomicBoolean(true);
    failWhile(() -> fails.getAndSet(false));
    Recorded recorded = record();
    CompletableFuture<Press> end = begin(recorded);
    runTasks();
    assertEquals(PressState.ACCEPTED, state(recorded));
    assertEquals(List.of("postponed"), events(recorded.press()));

    time.advance(Duration.ofMinutes(16));
    fails.set(true);
    worker.takeUpDue();
    runTasks();

    assertEquals(PressState.PARKED, state(recorded), () -> events(recorded.press()).toString());
    String message = end.join().end().message();
    assertTrue(
        message.startsWith("This server failed at it, and nothing was changed. A person"), message);
  }

  /** A press is old after an outage, or a restart, and has hardly been tried all the same. */
  @Test
  void press_thatIsOldAndFails_waitsByItsTriesAndNotByItsAge() {
    failWhile(() -> true);
    Press press = ledger.record(press("acme"), null).press();
    time.advance(Duration.ofMinutes(5));

    for (int seconds = 1; seconds <= 8; seconds *= 2) {
      worker.takeUpDue();
      runTasks();
      Duration wait = Duration.between(time.instant(), nextAttempt(press));
      assertTrue(isAbout(seconds, wait), wait.toString());
      time.advance(wait);
    }
  }

  @Test
  void press_replayedByAPerson_isTriedAsOftenAsAtFirst() {
    PressWorker.Patience patience =
        new PressWorker.Patience(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ZERO,
            LEASE,
            Duration.ZERO);
    Attempt failed = new Attempt("", time.instant(), "postponed", "");
    Attempt replayed = new Attempt("", time.instant(), "reopened", "robin");

    assertTrue(isAbout(60, patience.untilNextTry(Collections.nCopies(99, failed))));
    assertTrue(isAbout(2, patience.untilNextTry(List.of(failed, failed, replayed, failed))));
  }

  /** Lets this server fail at a press wherever that is so. */
  private void failWhile(BooleanSupplier fails) {
    context
        .getRegistry()
        .bind(
            "skip",
            Action.class,
            () -> {
              if (fails.getAsBoolean()) {
                throw new IllegalStateException("a fault");
              }
              return new Action();
            });
  }

  private static boolean isAbout(int seconds, Duration wait) {
    return wait.toMillis() >= seconds * 800L && wait.toMillis() <= seconds * 1200L;
  }

  private Instant nextAttempt(Press press) {
    return Objects.requireNonNull(ledger.find(press.id()).orElseThrow().tries().nextAt());
  }

  @Test
  void press_recordedJustBeforeAStop_isGivenBack() {
    Recorded recorded = record();
    worker.onContextStopping(context);

    assertEquals(PressState.ACCEPTED, begin(recorded).join().state());

    assertNull(worker.lease());
    assertEquals(List.of("postponed"), events(recorded.press()));
    assertEquals(1, ledger.claimDue(List.of("acme"), "another", LEASE, 10).size());
    assertTrue(tasks.isEmpty());
  }
}
