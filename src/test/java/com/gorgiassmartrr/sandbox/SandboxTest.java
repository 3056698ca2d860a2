package com.gorgiassmartrr.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.store.Settings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: a ticket in the simulated helpdesk, our server, the simulated Smartrr. */
final class SandboxTest {
  private final Vertx vertx = Vertx.vertx();
  private final ManualTime time = new ManualTime();
  private final HttpClient http = HttpClient.newHttpClient();
  private Sandbox sandbox;
  private Server server;
  private String url;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    sandbox = Sandbox.start(vertx, time, TestFolder.fresh("sandbox"));
    server =
        new Server(
            vertx,
            sandbox.stores(),
            Settings.read()
                .with(
                    Map.of(
                        "camel.server.port", "0",
                        "ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"),
                        "camel.management.port", Integer.toString(FreePort.next()),
                        "lookup.timeout", "3000",
                        "smartrr.timeout", "3000")),
            time,
            time);
    server.start();
    url = "http://127.0.0.1:" + server.doors().port();
    warmUp();
    sandbox.open(server, url);
    sandbox.connect(server, url);
    idle();
  }

  /** The first calls of a process are late on a busy machine, which is nothing to test here. */
  private void warmUp() {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(url + "/gorgias/sandbox/widget?email=mara@example.com"))
            .header("x-store-secret", sandbox.stores().get("sandbox").secrets().get(0).reveal())
            .build();
    Await.until(
        "the first answer",
        () -> {
          time.advance(Duration.ofMinutes(2));
          return http.sendAsync(ask, BodyHandlers.ofString()).join().body().contains("products");
        });
    time.advance(Duration.ofMinutes(2));
    sandbox.smartrr().requests().clear();
  }

  @AfterEach
  void stop() {
    server.close();
    sandbox.close();
    vertx.close();
  }

  @Test
  void tickets_atTheStart_haveFilledWidgets() {
    assertEquals(4, stored("mara@example.com").path("subscriptions").size());
    assertEquals("http", stored("mara@example.com").path("__integration_type__").asText());
    assertTrue(stored("guest@example.com").path("subscriptions").isMissingNode());
  }

  /** The sandbox's store is one as connect makes them, and stays so. */
  @Test
  void store_ofTheSandbox_isAsConnectMakesIt() {
    Settings settings = sandbox.settings(server.settings()).with(Map.of("public.url", url));
    Connection connection = new Connection(new FileKeeper(settings), server.connectors());

    Report check = connection.check("sandbox", step -> {});

    assertTrue(check.isRight(), check::toString);
    assertFalse(connection.connect(sandbox.form(url), false, step -> {}).hasChanged());
    assertEquals(1, desk().integrations().size());
    assertEquals(1, desk().widgets().size());
  }

  @Test
  void ticket_opened_widgetIsFilled() throws Exception {
    time.advance(Duration.ofMinutes(2));
    sandbox.smartrr().requests().clear();
    desk().openTicket("kenji@example.com", "Hello", "Where is my tea?");
    idle();
    // The ticket and its message each ask; whoever is stored last may be told what the other read.
    assertTrue(sandbox.smartrr().requests().count() > 0);
    JsonNode shown = stored("kenji@example.com");
    assertTrue(shown.path("freshness").asText().matches("live|cached"), shown::toString);
    assertFalse(shown.path("subscriptions").isEmpty(), shown::toString);
  }

  @Test
  void triggers_aBurstOfThem_areOneRead() throws Exception {
    time.advance(Duration.ofMinutes(2));
    sandbox.smartrr().requests().clear();
    long ticket = desk().openTicket("kenji@example.com", "Hello", "Where is my tea?");
    for (int i = 0; i < 10; i++) {
      desk().addMessage(ticket, true, "Looking into it.");
    }
    idle();
    assertTrue(sandbox.smartrr().requests().count() <= 4);
  }

  @Test
  void smartrr_downForHundredsOfTriggers_integrationStaysOnAndDataStays() throws Exception {
    time.advance(Duration.ofMinutes(2));
    sandbox.smartrr().faults().add(Fault.of(FaultKind.DOWN));
    for (int i = 0; i < 40; i++) {
      sandbox.gorgias().desk().tickets().forEach(t -> desk().touchTicket(t.get("id").asLong()));
      idle();
    }
    assertTrue(desk().integrations().get(0).path("deactivated_datetime").isNull());
    assertEquals("stale", stored("mara@example.com").path("freshness").asText());
    assertEquals(4, stored("mara@example.com").path("subscriptions").size());
  }

  @Test
  void subscription_pausedAtSmartrr_itsWebhookRefreshesTheWidget() throws Exception {
    HttpRequest pause =
        HttpRequest.newBuilder(
                URI.create(
                    sandbox.smartrr().url()
                        + "/vendor/customer/"
                        + SmartrrPeople.KENJI
                        + "/purchase-state/"
                        + SmartrrPeople.KENJI_TEA
                        + "/pause"))
            .header("x-smartrr-access-token", sandbox.smartrr().token())
            .header("content-type", "application/json")
            .PUT(BodyPublishers.noBody())
            .build();
    assertEquals(200, send(pause).statusCode());
    Await.until("a webhook's delivery", () -> !sandbox.smartrr().webhooks().deliveries().isEmpty());
    desk().touchTicket(ticketOf("kenji@example.com"));
    idle();
    assertEquals(
        "PAUSED",
        stored("kenji@example.com").path("subscriptions").path(0).path("status").asText());
  }

  @Test
  void skip_pressed_isNotedOnceAndTheNoteRefreshesTheWidget() throws Exception {
    String before = coffee().path("next_billing_date").asText();

    ObjectNode event = press("Skip next order").get(30, TimeUnit.SECONDS);

    assertEquals("success", event.at("/data/status").asText(), event.toString());
    String said = event.at("/data/payload/response/body/message").asText();
    assertTrue(said.startsWith("Skipped the order of "), said);
    Await.until("the note", () -> notes().equals(List.of(said)));
    Await.until(
        "the new date in the widget",
        () -> coffee().path("next_billing_date").asText().compareTo(before) > 0);
    idle();
    assertEquals(List.of(said), notes());
  }

  @Test
  void skip_pressedTwice_isOneEffectAndOneNote() throws Exception {
    CompletableFuture<ObjectNode> first = press("Skip next order");
    CompletableFuture<ObjectNode> second = press("Skip next order");

    JsonNode answer = first.get(30, TimeUnit.SECONDS).at("/data/payload/response/body");
    assertEquals(answer, second.get(30, TimeUnit.SECONDS).at("/data/payload/response/body"));
    Await.until("the note", () -> !notes().isEmpty());
    idle();
    assertEquals(1, notes().size());
    assertEquals(1, sandbox.smartrr().requests().count(RequestMatch.writes()));
  }

  @Test
  void skip_onSmartrrsOwnPathWithATicket_isNotedThereOnce() throws Exception {
    HttpRequest skip =
        HttpRequest.newBuilder(
                URI.create(
                    url
                        + "/vendor/customer/"
                        + SmartrrPeople.MARA
                        + "/purchase-state/"
                        + SmartrrPeople.MARA_COFFEE
                        + "/skip?agent=robin%40example.com&ticket_id="
                        + ticketOf("mara@example.com")))
            .header("x-smartrr-access-token", sandbox.smartrr().token())
            .PUT(BodyPublishers.noBody())
            .build();

    assertEquals(send(skip).body(), send(skip).body());

    Await.until("the note", () -> !notes().isEmpty());
    idle();
    assertEquals(1, notes().size());
    assertTrue(notes().get(0).startsWith("Skipped the order of "), notes().get(0));
    assertEquals(1, sandbox.smartrr().requests().count(RequestMatch.writes()));
  }

  @Test
  void buttons_ofASubscription_areThoseThatMakeSense() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> press("Unpause"));
    assertEquals("success", press("Pause").get(30, TimeUnit.SECONDS).at("/data/status").asText());
    Await.until("the paused coffee", () -> coffee().path("status").asText().equals("PAUSED"));
    idle();

    assertThrows(IllegalArgumentException.class, () -> press("Pause"));
    assertEquals("success", press("Unpause").get(30, TimeUnit.SECONDS).at("/data/status").asText());
  }

  @Test
  void cancel_pressed_asksBeforeItActs() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> press("Cancel"));
    assertThrows(
        IllegalArgumentException.class,
        () -> press("Cancel", Map.of("reason_id", "It costs too much")));
    assertEquals(0, sandbox.smartrr().requests().count(RequestMatch.writes()));

    ObjectNode event =
        press("Cancel", Map.of("confirm", "Yes, cancel it", "reason_id", "It costs too much"))
            .get(30, TimeUnit.SECONDS);

    assertEquals("success", event.at("/data/status").asText(), event.toString());
  }

  @Test
  void buttons_carryNoSecretButTheirToken() throws Exception {
    String secret = sandbox.stores().get("sandbox").secrets().get(0).reveal();
    ObjectNode event = press("Skip next order").get(30, TimeUnit.SECONDS);

    assertEquals("{}", event.at("/data/payload/headers").toString());
    assertFalse(event.toString().contains(secret));
    assertFalse(desk().widgets().toString().contains(secret));
  }

  @Test
  void sandbox_startedOver_isAsAtTheStart() throws Exception {
    String before = coffee().path("next_billing_date").asText();
    JsonNode said = press("Skip next order").get(30, TimeUnit.SECONDS);
    assertEquals("success", said.at("/data/status").asText(), said.toString());
    Await.until(
        "the new date in the widget",
        () -> coffee().path("next_billing_date").asText().compareTo(before) > 0);
    sandbox.smartrr().faults().add(Fault.of(FaultKind.HANG), RequestMatch.writes());

    HttpRequest startOver =
        HttpRequest.newBuilder(URI.create(url + "/sandbox/api/start-over"))
            .header("content-type", "application/json")
            .header("x-sandbox", "1")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    assertEquals(200, send(startOver).statusCode());
    idle();

    assertEquals(List.of(), notes());
    assertEquals(before, coffee().path("next_billing_date").asText());
    Ledger ledger = server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    assertEquals(
        List.of(), ledger.search(new PressQuery("sandbox", null, null, null, null, null), 10, 0));
    JsonNode again = press("Skip next order").get(30, TimeUnit.SECONDS);
    assertEquals("success", again.at("/data/status").asText(), again.toString());
    Await.until("the note of the new press", () -> notes().size() == 1);
  }

  @Test
  void page_asked_isThere() throws Exception {
    HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(url + "/sandbox")).build());
    assertEquals(200, page.statusCode());
    assertTrue(page.headers().firstValue("content-security-policy").isPresent());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private void idle() throws Exception {
    sandbox.gorgias().idle().get(30, TimeUnit.SECONDS);
  }

  private GorgiasDesk desk() {
    return sandbox.gorgias().desk();
  }

  private long ticketOf(String email) {
    return desk().tickets().stream()
        .filter(ticket -> ticket.path("customer").path("email").asText().equals(email))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asLong();
  }

  private CompletableFuture<ObjectNode> press(String label) {
    return press(label, Map.of());
  }

  private CompletableFuture<ObjectNode> press(String label, Map<String, String> inputs) {
    JsonNode subscriptions = stored("mara@example.com").path("subscriptions");
    int row = 0;
    while (!subscriptions.path(row).equals(coffee())) {
      row++;
    }
    return sandbox.gorgias().buttons().press(ticketOf("mara@example.com"), label, row, inputs);
  }

  private JsonNode coffee() {
    for (JsonNode subscription : stored("mara@example.com").path("subscriptions")) {
      if (subscription.path("id").asText().equals(SmartrrPeople.MARA_COFFEE)) {
        return subscription;
      }
    }
    throw new AssertionError("There is no coffee");
  }

  /** The first line of each internal note on Mara's ticket. */
  private List<String> notes() {
    ObjectNode ticket = desk().ticket(ticketOf("mara@example.com"));
    List<String> notes = new ArrayList<>();
    for (JsonNode message : ticket == null ? List.<JsonNode>of() : ticket.path("messages")) {
      if (message.path("channel").asText().equals("internal-note")) {
        notes.add(message.path("body_text").asText().lines().findFirst().orElse(""));
      }
    }
    return notes;
  }

  private JsonNode stored(String email) {
    ObjectNode customer = desk().customer(email);
    if (customer == null) {
      throw new AssertionError("There is no customer " + email);
    }
    long integration = desk().integrations().get(0).path("id").asLong();
    JsonNode stored = desk().stored(customer.path("id").asLong(), integration);
    if (stored == null) {
      throw new AssertionError("Nothing is stored with " + email);
    }
    return stored;
  }
}
