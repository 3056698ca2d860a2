package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.ManualTime;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A simulated Smartrr that is kept in a file. */
final class SmartrrKeptTest {
  private static final String STATES =
      "/vendor/customer/" + SmartrrPeople.MARA + "/purchase-state/";
  private static final String COFFEE = STATES + SmartrrPeople.MARA_COFFEE;

  private static Vertx vertx;

  private final ManualTime time = new ManualTime();
  private Path file = Path.of("");
  private SmartrrSimulator smartrr;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close();
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    file = folder.resolve("smartrr.jsonl");
    smartrr = SmartrrSimulator.start(vertx, time, file);
  }

  @AfterEach
  void stop() {
    smartrr.close();
  }

  @Test
  void changes_beforeARestart_areThereAfterIt() throws Exception {
    assertEquals(200, put("/skip", "{}"));
    time.advance(Duration.ofMinutes(5));
    assertEquals(200, put("/pause", ""));
    time.advance(Duration.ofMinutes(5));
    assertEquals(200, put("/activate", "{\"nextBillingDate\":\"2027-02-10T14:00:00.000Z\"}"));
    time.advance(Duration.ofHours(7));
    JsonNode states = states();
    List<SubscriptionEvent> events = events();
    String token = smartrr.token();

    restart();

    assertEquals(states, states());
    assertEquals(events, events());
    assertEquals(token, smartrr.token());
  }

  @Test
  void change_afterARestart_isKeptBesideTheEarlierOnes() throws Exception {
    assertEquals(200, put("/skip", "{}"));
    restart();
    assertEquals(200, put("/skip", "{}"));
    restart();

    assertEquals(
        List.of("SKIP", "SKIP"),
        events().stream()
            .filter(event -> event.createdBy().equals("API"))
            .map(SubscriptionEvent::type)
            .toList());
  }

  @Test
  void change_whoseAnswerIsLost_isKept() throws Exception {
    smartrr.faults().addNext(1, Fault.of(FaultKind.RESET_AFTER_EFFECT), RequestMatch.writes());
    assertThrows(IOException.class, () -> put("/cancel", ""));

    restart();

    assertEquals(PurchaseStatus.CANCELLED, coffee().status());
  }

  @Test
  void change_refusedOrPretended_leavesNoTrace() throws Exception {
    long size = Files.size(file);
    assertEquals(400, put("/unskip", "{}"));
    smartrr.faults().addNext(1, Fault.of(FaultKind.EFFECT_WITHOUT_CHANGE), RequestMatch.writes());
    assertEquals(200, put("/skip", "{}"));

    assertEquals(size, Files.size(file));
  }

  @Test
  void change_cutOffInTheMiddleOfItsLine_isNoneAndLaterOnesAreKept() throws Exception {
    assertEquals(200, put("/skip", "{}"));
    smartrr.close();
    Files.writeString(file, "{\"at\":\"2026-", StandardOpenOption.APPEND);
    smartrr = SmartrrSimulator.start(vertx, time, file);
    assertEquals(200, put("/pause", ""));

    restart();

    assertEquals(PurchaseStatus.PAUSED, coffee().status());
    assertEquals(1, coffee().skippedDates().size());
  }

  @Test
  void reset_forgetsTheChanges_andDatesThePeopleAnew() throws Exception {
    assertEquals(200, put("/cancel", ""));
    time.advance(Duration.ofDays(3));
    smartrr.reset();
    JsonNode states = states();

    restart();

    assertEquals(PurchaseStatus.ACTIVE, coffee().status());
    assertEquals(states, states());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\n",
        "{}\n",
        "{\"seeded\":\"2026-11-22T10:00:00Z\",\"token\":\"t\",\"read_only_token\":\"r\"}\n[]\n",
        "{\"seeded\":\"2026-11-22T10:00:00Z\",\"token\":\"t\",\"read_only_token\":\"r\"}\n"
            + "{\"at\":\"2026-11-22T10:00:00Z\",\"method\":\"PUT\",\"uri\":\"/vendor/none\","
            + "\"body\":\"\"}\n"
      })
  void file_thatIsNoJournal_isRefused(String text) throws Exception {
    Path other = file.resolveSibling("other.jsonl");
    Files.writeString(other, text);

    assertThrows(RuntimeException.class, () -> SmartrrSimulator.start(vertx, time, other));
  }

  @Test
  void simulator_withoutAFile_isAnotherOneEachTime() {
    try (SmartrrSimulator one = SmartrrSimulator.start(vertx, time);
        SmartrrSimulator two = SmartrrSimulator.start(vertx, time)) {
      assertNotEquals(one.token(), two.token());
    }
  }

  private void restart() {
    smartrr.close();
    smartrr = SmartrrSimulator.start(vertx, time, file);
  }

  private int put(String action, String body) throws Exception {
    return new Caller(smartrr).put(COFFEE + action, body).statusCode();
  }

  private JsonNode states() throws Exception {
    JsonNode states = new Caller(smartrr).json(STATES);
    assertTrue(states.path("data").size() > 1);
    return states;
  }

  private SmartrrSubscription coffee() {
    return smartrr.world().subscription(SmartrrPeople.MARA_COFFEE);
  }

  private List<SubscriptionEvent> events() {
    return coffee().events();
  }
}
