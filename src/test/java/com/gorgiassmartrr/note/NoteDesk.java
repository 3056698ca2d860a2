package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.followup.FollowUpParts;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewEnd;
import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import com.gorgiassmartrr.press.NoteParts;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/**
 * A simulated helpdesk, a real ledger, and any number of servers that write notes from the one to
 * the other, by the shipped routes. Time is real; what is waited for is short.
 */
final class NoteDesk implements AutoCloseable {
  static final String STORE = "acme";
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

  final Vertx vertx = Vertx.vertx();
  final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  final Ledger ledger;
  private final List<NoteServer> servers = new ArrayList<>();
  private int presses;

  NoteDesk(Path folder) {
    ledger = Ledger.open("jdbc:sqlite:" + folder.resolve("ledger.db"), Clock.systemUTC());
  }

  /** Short waits; 40 requests are taken at once. */
  static NoteSettings settings() {
    return settings(Duration.ofSeconds(20), 4);
  }

  static NoteSettings settings(Duration window, int reserve) {
    return new NoteSettings(
        4,
        40,
        window,
        reserve,
        Duration.ofSeconds(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(50),
        100);
  }

  /** Waits that grow far beyond what a test waits for. */
  static NoteSettings patientSettings() {
    return new NoteSettings(
        4,
        40,
        Duration.ofSeconds(1),
        4,
        Duration.ofMinutes(1),
        Duration.ofMillis(50),
        Duration.ofMinutes(5),
        Duration.ofMillis(200),
        Duration.ofMillis(50),
        100);
  }

  /** One call at a time, and waits that grow to seconds. */
  static NoteSettings lonelySettings() {
    return new NoteSettings(
        1,
        40,
        Duration.ofSeconds(20),
        4,
        Duration.ofMinutes(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        Duration.ofMillis(50),
        100);
  }

  GorgiasAccount account() {
    return account(gorgias);
  }

  static GorgiasAccount account(GorgiasSimulator gorgias) {
    return new GorgiasAccount(
        URI.create(gorgias.url()), gorgias.user(), new Secret(gorgias.apiKey()));
  }

  NoteServer start() throws Exception {
    return start(settings(), account());
  }

  NoteServer start(NoteSettings settings, @Nullable GorgiasAccount account) throws Exception {
    NoteServer server = new NoteServer(ledger, settings, account);
    servers.add(server);
    server.start();
    return server;
  }

  long ticket() {
    return gorgias.desk().tickets().get(0).get("id").asLong();
  }

  List<Long> tickets() {
    return gorgias.desk().tickets().stream().map(ticket -> ticket.get("id").asLong()).toList();
  }

  /** A press that ended, with a note to be written. */
  Press press(String ticket) {
    return press(ticket, "Skipped the order of 3 Dec 2026.");
  }

  Press press(String ticket, String what) {
    return press(gorgias.url(), ticket, what);
  }

  Press press(String account, String ticket, String what) {
    presses++;
    return press(ledger, STORE, account, ticket, "ps-" + presses, what);
  }

  static Press press(
      Ledger ledger,
      String store,
      String account,
      String ticket,
      String subscription,
      String what) {
    Press press =
        ledger
            .record(
                NewPressFixture.press()
                    .store(store)
                    .subscription(subscription)
                    .customer("cr-1")
                    .agent("Robin Hale")
                    .ticket(ticket)
                    .account(account)
                    .email("mara@example.com")
                    .product("Coffee Box")
                    .make(),
                null)
            .press();
    assertTrue(ledger.claim(press.id(), "presser", Duration.ofMinutes(1)).isPresent());
    NoteParts parts =
        new NoteParts(
            PressState.APPLIED,
            what,
            "",
            "Coffee Box",
            subscription,
            NewPressFixture.SEEN,
            new SubscriptionState("ACTIVE", "2027-01-03"),
            "Robin Hale",
            press.pressedAt());
    NewNote note = new NewNote(store, ticket, parts.json());
    ledger.end(
        press,
        "presser",
        new NewEnd(PressState.APPLIED, what, new SubscriptionState("ACTIVE", "2027-01-03")),
        note);
    return press;
  }

  Note note(Press press) {
    return ledger.note(press.id()).orElseThrow();
  }

  Note ended(Press press) {
    Await.until("the end of a note", () -> note(press).state() != NoteState.PENDING);
    return note(press);
  }

  Note postponed(Press press) {
    Await.until("a note to be postponed", () -> !note(press).why().isEmpty());
    return note(press);
  }

  /** The internal notes on a ticket, the oldest first. */
  List<ObjectNode> notes(long ticket) {
    return gorgias.desk().messages(ticket).stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .toList();
  }

  int posts() {
    return gorgias.requests().matching("POST", "/messages").size();
  }

  long throttled() {
    return gorgias.requests().entries().stream().filter(entry -> entry.status() == 429).count();
  }

  @Override
  public void close() {
    gorgias.faults().clear();
    servers.forEach(NoteServer::close);
    ledger.close();
    gorgias.close();
    vertx.close();
  }

  /** What of a server writes notes. */
  static final class NoteServer implements AutoCloseable {
    private final Main main = new Main();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newFixedThreadPool(5);
    final NoteOutbox outbox;
    final Stores stores;

    private NoteServer(Ledger ledger, NoteSettings settings, @Nullable GorgiasAccount account) {
      stores = new Stores(List.of(store(account)));
      main.setPropertyPlaceholderLocations("file:application.properties");
      main.addOverrideProperty(
          "camel.main.routes-include-pattern",
          "file:routes/gorgias.camel.yaml,file:routes/error-policy.camel.yaml,"
              + "file:routes/follow-up.camel.yaml,file:routes/follow-ups/note.camel.yaml");
      main.addOverrideProperty("follow-up.poll", "20");
      main.addOverrideProperty("camel.server.enabled", "false");
      main.addOverrideProperty("camel.management.enabled", "false");
      main.bind("boundedHttpClient", new BoundedHttpClient(timers, CALL_TIMEOUT, 4_000_000));
      main.bind("gorgiasAddress", new GorgiasAddress(stores));
      main.init();
      CamelContext context = main.getCamelContext();
      FollowUps followUps = new FollowUps(context, Settings.read(), stores);
      outbox =
          new NoteOutbox(
              context,
              stores,
              followUps,
              ledger,
              settings,
              Clock.systemUTC(),
              Ticker.systemTicker(),
              null);
      outbox.steps().forEach(context.getRegistry()::bind);
      FollowUpParts parts =
          new FollowUpParts(
              context,
              stores,
              Settings.read(),
              new Actions(context),
              ledger,
              followUps,
              Map.of(FollowUps.NOTE, outbox),
              timers,
              threads);
      parts.bind(context.getRegistry());
      context.addLifecycleStrategy(parts.lines());
    }

    private static Store store(@Nullable GorgiasAccount account) {
      return new Store(
          STORE,
          URI.create("http://127.0.0.1:9"),
          new Secret("token"),
          List.of(new Secret("a-secret-of-the-store")),
          account);
    }

    private void start() throws Exception {
      main.start();
    }

    /** Gives the store another account, while the server runs. */
    void connect(GorgiasAccount account) {
      stores.put(store(account));
    }

    @Override
    public void close() {
      main.stop();
      timers.shutdownNow();
      threads.shutdownNow();
    }
  }
}
