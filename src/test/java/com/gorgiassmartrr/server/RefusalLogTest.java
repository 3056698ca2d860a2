package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many lines a flood of requests that aren't served leaves in the log. */
final class RefusalLogTest {
  private static final String PATH = "/gorgias/{store}/widget";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final Store acme = TestStores.uncalled("acme");
  private final Store bolt = TestStores.uncalled("bolt");
  private final Stores stores = new Stores(List.of(acme, bolt));
  private final List<String> lines = new ArrayList<>();
  private final RefusalLog log = new RefusalLog(stores, time, lines::add);

  @Test
  void flood_ofBadRequests_hasALineASecondThatCountsTheOthers() {
    for (int i = 0; i < 30; i++) {
      for (int n = 0; n < 100; n++) {
        log.refused(acme, PATH, "The body is not valid JSON.");
      }
      time.advance(Duration.ofMillis(100));
      log.tellRest();
    }
    time.advance(SECOND);
    log.tellRest();
    log.tellRest();

    assertEquals(
        List.of(
            PATH + ": The body is not valid JSON. (acme)",
            "999 more requests weren't served (acme)",
            "1000 more requests weren't served (acme)",
            "1000 more requests weren't served (acme)"),
        lines);
  }

  @Test
  void line_afterAFlood_tellsOfIt() {
    log.refused(acme, PATH, "The body is not valid JSON.");
    log.refused(acme, PATH, "The body is not valid JSON.");
    time.advance(SECOND);
    log.refused(acme, PATH, "Too many requests at once; try again in a second.");

    assertEquals(
        PATH
            + ": Too many requests at once; try again in a second."
            + " (acme, and 1 more request wasn't served)",
        lines.get(1));
  }

  @Test
  void flood_ofStrangers_hidesNoLineOfARealRequestOrOfAnotherStore() {
    log.turnedAway(acme, PATH, "The secret is wrong.");
    log.turnedAway(acme, PATH, "The secret is wrong.");
    log.turnedAway(null, PATH, "There is no such store on this server.");
    log.turnedAway(null, PATH, "There is no such store on this server.");
    log.refused(acme, PATH, "The body is not valid JSON.");
    log.refused(bolt, PATH, "The body is not valid JSON.");

    assertEquals(
        List.of(
            PATH + ": The secret is wrong. (acme)",
            PATH + ": There is no such store on this server. (no store)",
            PATH + ": The body is not valid JSON. (acme)",
            PATH + ": The body is not valid JSON. (bolt)"),
        lines);
  }

  @Test
  void store_removedMeanwhile_countsAsNone() {
    stores.remove("bolt");
    log.refused(bolt, PATH, "The body is not valid JSON.");

    assertEquals(List.of(PATH + ": The body is not valid JSON. (no store)"), lines);
  }
}
