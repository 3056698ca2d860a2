package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server writes the note of a press that ended. */
final class NoteServerTest {
  private final ManualTime time = new ManualTime();

  @Test
  void press_ended_noteIsOnTheTicket(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Sandbox sandbox = Sandbox.start(vertx, time, TestFolder.fresh("sandbox"));
        Server server = server(vertx, sandbox, folder)) {
      server.start();
      var registry = server.context().getRegistry();
      Ledger ledger = registry.lookupByNameAndType("ledger", Ledger.class);
      long ticket = sandbox.gorgias().desk().tickets().get(0).get("id").asLong();

      Press press =
          NoteDesk.press(ledger, "sandbox", "", Long.toString(ticket), "ps-1", "Skipped.");

      Await.until(
          "the note", () -> ledger.note(press.id()).orElseThrow().state() == NoteState.WRITTEN);
      assertEquals(
          1,
          sandbox.gorgias().desk().messages(ticket).stream()
              .filter(message -> message.toString().contains(press.reference()))
              .count());
      assertTrue(ledger.isWritable());
    } finally {
      vertx.close();
    }
  }

  /** More stores than timers once were. */
  @Test
  void manyStores_someHaveNotesOfBefore_allOfThemAreWritten(@TempDir Path folder) throws Exception {
    int stores = 1200;
    int withNotes = 20;
    List<Press> presses = new ArrayList<>();
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.systemUTC();
    try (Sandbox sandbox = Sandbox.start(vertx, clock, TestFolder.fresh("sandbox"))) {
      Store one = sandbox.stores().get("sandbox");
      String ticket = sandbox.gorgias().desk().tickets().get(0).get("id").asText();
      try (Ledger ledger = Ledger.open("jdbc:sqlite:" + folder.resolve("ledger.db"), clock)) {
        for (int i = stores - withNotes; i < stores; i++) {
          presses.add(NoteDesk.press(ledger, "store" + i, "", ticket, "ps-" + i, "Skipped."));
        }
      }
      List<Store> all =
          IntStream.range(0, stores)
              .mapToObj(i -> TestStores.like(one, "store" + i, one.gorgias()))
              .toList();
      try (Server server =
          new Server(
              vertx,
              new Stores(all),
              // All of these stores are of one account, whose requests the notes are to have.
              settings(folder).with(Map.of("connect.watch", "1h")),
              clock,
              Ticker.systemTicker())) {
        server.start();
        Ledger ledger = server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
        for (Press press : presses) {
          Await.until(
              "the note of " + press.what().store(),
              Duration.ofMinutes(2),
              () -> ledger.note(press.id()).orElseThrow().state() == NoteState.WRITTEN);
        }
      }
    } finally {
      vertx.close();
    }
  }

  private Server server(Vertx vertx, Sandbox sandbox, Path folder) throws Exception {
    return new Server(vertx, sandbox.stores(), settings(folder), time, time);
  }

  private static Settings settings(Path folder) throws Exception {
    return Settings.read()
        .with(
            Map.of(
                "camel.server.port",
                "0",
                "camel.management.port",
                Integer.toString(FreePort.next()),
                "ledger.url",
                "jdbc:sqlite:" + folder.resolve("ledger.db"),
                "smartrr.timeout",
                "2000"));
  }
}
