package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with many stores costs what those cost that are asked for. */
final class ManyStoresTest {
  private static final String KENJI = "kenji@example.com";
  private static final String PROGRAMS = "/vendor/selling-plan-group";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.startWithGorgias(
            "connect.watch", "300ms",
            "lookup.timeout", "30000",
            "smartrr.timeout", "10000",
            "camel.component.https.response-timeout", "120000",
            "camel.component.https.so-timeout", "120000");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Serves more stores, of the same Smartrr. */
  private void add(int count) {
    Collection<Store> all = new ArrayList<>(server.stores.all());
    for (int i = 0; i < count; i++) {
      all.add(TestStores.like(server.store(), "store" + i, null));
    }
    server.stores.replaceAll(all);
  }

  private static long partnerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith(" - partner"))
        .count();
  }

  private long programsRead() {
    return server.smartrr.requests().count(request -> request.path().equals(PROGRAMS));
  }

  @Test
  void stores_areAdded_namesAreReadAheadByAFewThreads() {
    int stores = 300;
    AtomicLong most = new AtomicLong();
    add(stores);
    Await.until(
        "all names",
        () -> {
          most.accumulateAndGet(partnerThreads(), Math::max);
          return programsRead() > stores;
        });
    assertTrue(most.get() <= 12, most + " threads");
  }

  @Test
  void firstLookup_comesBeforeItsTurn_hasTheNames() throws Exception {
    // A slow machine must not have read all of them before it is asked.
    server.smartrr.faults().add(Fault.slow(Duration.ofMillis(300)), RequestMatch.path(PROGRAMS));
    add(300);
    JsonNode answer = server.widgetLater("store299", KENJI).get();
    assertEquals("live", answer.path("freshness").asText(), answer::toString);
    assertEquals(
        server.widget(KENJI).path("subscriptions").size(), answer.path("subscriptions").size());
    assertTrue(answer.at("/subscriptions/0/program").asText().length() > 0, answer::toString);
    assertTrue(programsRead() < 300, "and this was before all names were read ahead");
  }

  @Test
  void status_ofManyStores_isBounded() throws Exception {
    add(1000);
    server.widgetLater("store700", KENJI).get();
    JsonNode status =
        TestServer.json(server.manage(server.management("/console/api/status").build()));
    assertEquals(100, status.path("stores").size());
    assertEquals(901, status.path("more_stores").asInt());
    assertEquals("store700", status.at("/stores/0/name").asText());
    String health = server.health().body();
    assertTrue(health.length() < 20_000, () -> health.length() + " characters of health");
  }

  @Test
  void someAccounts_dontAnswer_theOthersAreLookedAt() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      GorgiasAccount hanging =
          new GorgiasAccount(
              URI.create("http://127.0.0.1:" + silent.getLocalPort()),
              "robin@example.com",
              new Secret("a-key"));
      Store last = server.store();
      server.stores.replaceAll(
          Stream.concat(
                  Stream.of("a", "b", "c", "d", "e", "f")
                      .map(name -> TestStores.like(last, name, hanging)),
                  Stream.of(last))
              .toList());
      server.gorgias().requests().clear();
      // Each of the others would be waited for in vain for longer than this waits.
      Await.until(
          "a look at the last one's integration",
          () -> !server.gorgias().requests().matching("GET", "/integrations").isEmpty());
    }
  }
}
