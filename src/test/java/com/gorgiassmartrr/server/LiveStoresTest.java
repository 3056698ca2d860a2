package com.gorgiassmartrr.server;

import static com.gorgiassmartrr.TestServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stores of one server come, change and go while it runs, and none of them slows another. */
@Timeout(60)
final class LiveStoresTest {
  private static final String MARA = "mara@example.com";

  private final Vertx vertx = Vertx.vertx();
  private final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
  private final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.startUnhurried("action.answer-within", "30000");
  }

  @AfterEach
  void stop() {
    server.close();
    gorgias.close();
    smartrr.close();
    vertx.close();
  }

  @Test
  void store_added_isServedWithItsOwnCredentials() throws Exception {
    assertEquals(404, status("/gorgias/bolt/widget?email=" + MARA));

    server.stores.put(bolt(smartrr.token()));

    assertEquals("live", widget("bolt").path("freshness").asText());
    assertTrue(smartrr.requests().count() > 0);
    assertEquals(0, server.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
    assertTrue(health().contains("store-bolt"), this::health);
  }

  @Test
  void store_removed_isServedNoLonger() throws Exception {
    server.stores.put(bolt(smartrr.token()));
    widget("bolt");

    server.stores.remove("bolt");

    assertEquals(404, status("/gorgias/bolt/widget?email=" + MARA));
    assertFalse(health().contains("bolt"), this::health);
  }

  @Test
  void token_renewed_isUsedAtOnce() throws Exception {
    server.stores.put(bolt("a-token-that-smartrr-refuses"));
    assertTrue(widget("bolt").path("notice").asText().contains("token"));
    assertTrue(health().contains("Smartrr refuses the token"), this::health);

    server.stores.put(bolt(smartrr.token()));

    assertEquals("live", widget("bolt").path("freshness").asText());
    assertFalse(health().contains("Smartrr refuses the token"), this::health);
  }

  /** Another token may be another organization's: nothing of the old one may be shown. */
  @Test
  void token_replaced_whatWasKnownIsForgotten() throws Exception {
    server.stores.put(bolt(smartrr.token()));
    assertEquals("live", widget("bolt").path("freshness").asText());
    smartrr.faults().add(Fault.of(FaultKind.DOWN));
    assertEquals("cached", widget("bolt").path("freshness").asText());

    server.stores.put(bolt("a-token-of-another-organization"));

    JsonNode answer = widget("bolt");
    assertTrue(answer.path("subscriptions").isMissingNode(), answer::toString);
  }

  @Test
  void gorgiasKey_renewed_waitingNotesAreWritten() throws Exception {
    server.stores.put(bolt(smartrr.token(), "a-key-that-gorgias-refuses"));
    String reference =
        json(press("bolt", "skip", "&ticket_id=" + ticket())).path("reference").asText();
    Await.until("the refusal", () -> health().contains("Gorgias refuses the API key"));

    server.stores.put(bolt(smartrr.token(), gorgias.apiKey()));

    assertFalse(health().contains("Gorgias refuses the API key"), this::health);
    Ledger ledger =
        server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    String press = ledger.findReference(reference).orElseThrow().id();
    Await.until(
        "the note",
        () -> {
          server.time.advance(Duration.ofSeconds(1));
          return ledger.note(press).orElseThrow().state() == NoteState.WRITTEN;
        });
  }

  /**
   * Every kind of work that may wait for Smartrr is asked for in numbers at the store whose Smartrr
   * hangs, for longer than the other store is waited for. Of that one nothing is cached.
   */
  @Test
  void smartrr_ofOneStoreHangs_theOtherIsAnsweredAsEver() throws Exception {
    server.stores.put(bolt(smartrr.token()));
    String form = form("bolt");
    String other = form("acme");
    smartrr.faults().add(Fault.of(FaultKind.HANG));
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      waiting.add(server.widgetLater("bolt", "nobody" + i + "@example.com"));
      waiting.add(server.pressLater("bolt", "cancel", form + "&reason_id=reason" + i));
    }
    Await.until("calls that hang", () -> smartrr.requests().inFlight() >= 16);

    for (int i = 0; i < 5; i++) {
      assertTrue(server.widget("somebody" + i + "@example.com").isEmpty());
    }
    HttpResponse<String> pressed = server.pressLater("acme", "skip", other).get();

    assertEquals("applied", json(pressed).path("status").asText(), pressed::body);
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone), "the store hangs meanwhile");
    smartrr.faults().refuse();
  }

  /** The same person is a subscriber of both stores. */
  @Test
  void stores_ofOneServer_knowNothingOfEachOther() throws Exception {
    server.stores.put(bolt(smartrr.token(), gorgias.apiKey(), "a-secret-of-the-other-store"));
    smartrr.world().subscription(SmartrrPeople.MARA_COFFEE).status(PurchaseStatus.PAUSED);

    assertEquals(1, active(widget("acme")));
    assertEquals(0, active(json(asked("bolt", "a-secret-of-the-other-store"))));
    assertEquals(1, active(widget("acme")));

    assertEquals(401, asked("bolt", TestServer.SECRET).statusCode());
    assertEquals(401, asked("acme", "a-secret-of-the-other-store").statusCode());
    HttpResponse<String> press =
        server.pressLater("bolt", "skip", form("acme")).get(30, TimeUnit.SECONDS);
    assertEquals(403, press.statusCode(), press::body);
  }

  /** Each store has a circuit of its own. */
  @Test
  void smartrr_ofOneStoreFailsOverAndOver_theOtherIsAskedAsEver() throws Exception {
    server.stores.put(bolt(smartrr.token()));
    smartrr.faults().add(Fault.status(500));
    for (int i = 0; i < 12; i++) {
      server.widgetLater("bolt", "nobody" + i + "@example.com").get(30, TimeUnit.SECONDS);
    }
    smartrr.requests().clear();
    widget("bolt");
    assertEquals(0, smartrr.requests().count(), "it is left alone");

    assertEquals("live", widget("acme").path("freshness").asText());
  }

  @Test
  void requests_ofOneStoreOverTheRate_thoseOfTheOtherAreLetIn() throws Exception {
    try (TestServer slow = TestServer.startUnhurried("door.rate", "1")) {
      slow.stores.put(bolt(smartrr.token()));
      for (int i = 0; i < 100 && slow.widget(MARA).has("subscriptions"); i++) {
        // However slow the machine is, two of these requests fall into the same second.
      }
      assertTrue(slow.widgetLater("bolt", MARA).get().has("subscriptions"));
    }
  }

  private HttpResponse<String> asked(String store, String secret) throws Exception {
    return server.send(
        server
            .request("/gorgias/" + store + "/widget?email=" + MARA)
            .header("x-store-secret", secret)
            .build());
  }

  private static int active(JsonNode widget) {
    return widget.path("subscriber").path("active").asInt(-1);
  }

  private String form(String store) throws Exception {
    JsonNode shown = MissingNode.getInstance();
    for (JsonNode subscription : widget(store).path("subscriptions")) {
      shown = subscription.path("status").asText().equals("ACTIVE") ? subscription : shown;
    }
    return "subscription_id="
        + shown.path("id").asText()
        + "&press_token="
        + shown.path("press_token").asText();
  }

  private HttpResponse<String> press(String store, String action, String fields) throws Exception {
    return server.pressLater(store, action, form(store) + fields).get(30, TimeUnit.SECONDS);
  }

  private JsonNode widget(String store) throws Exception {
    return server.widgetLater(store, MARA).get(30, TimeUnit.SECONDS);
  }

  private int status(String path) throws Exception {
    return server.send(server.get(path)).statusCode();
  }

  private String health() {
    try {
      return server
          .send(server.management("/observe/health?data=true&exposureLevel=full").build())
          .body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private long ticket() {
    return gorgias.desk().tickets().get(0).get("id").asLong();
  }

  private Store bolt(String token) {
    return bolt(token, gorgias.apiKey());
  }

  private Store bolt(String token, String apiKey) {
    return bolt(token, apiKey, TestServer.SECRET);
  }

  private Store bolt(String token, String apiKey, String secret) {
    return new Store(
        "bolt",
        URI.create(smartrr.url()),
        new Secret(token),
        List.of(new Secret(secret)),
        new GorgiasAccount(URI.create(gorgias.url()), gorgias.user(), new Secret(apiKey)));
  }
}
