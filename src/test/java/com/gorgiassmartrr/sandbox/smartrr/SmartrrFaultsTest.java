package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.gorgiassmartrr.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class SmartrrFaultsTest {
  private static final String REASONS = "/vendor/cancellation-reasons";
  private static final Duration SHORT = Duration.ofMillis(400);

  private final SimulatorFixture fixture = new SimulatorFixture();
  private final SmartrrSimulator simulator = fixture.simulator;
  private final SmartrrFaults faults = simulator.faults();
  private final Caller caller = fixture.caller;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void slow_skip_takesEffectThoughTheAnswerIsLate() throws Exception {
    faults.add(Fault.slow(SHORT));
    long begin = System.nanoTime();
    assertEquals(200, skip().statusCode());
    assertTrue(System.nanoTime() - begin >= SHORT.toNanos());
    assertEquals(1, skips());
  }

  @Test
  void lateEffect_callerGone_stillTakesEffect() throws Exception {
    faults.add(Fault.lateEffect(Duration.ofSeconds(2)));
    caller.patience(Duration.ofMillis(200));
    assertThrows(HttpTimeoutException.class, this::skip);
    assertEquals(0, skips());
    Await.until("the effect", () -> skips() == 1);
  }

  @Test
  void lateEffect_cleared_isCalledOff() throws Exception {
    faults.add(Fault.lateEffect(Duration.ofSeconds(2)));
    caller.patience(Duration.ofMillis(100));
    assertThrows(HttpTimeoutException.class, this::skip);
    Await.until("the request", () -> faults.injected() == 1);
    faults.clear();
    awaitTimer(fixture.vertx, 2200);
    assertEquals(0, skips());
  }

  @ParameterizedTest
  @EnumSource(names = {"HANG", "TIMEOUT_AFTER_EFFECT"})
  void noAnswer_skip_timesOut(FaultKind kind) {
    faults.add(Fault.of(kind));
    caller.patience(SHORT);
    assertThrows(HttpTimeoutException.class, this::skip);
    Await.until("the request", () -> faults.injected() == 1);
    if (kind == FaultKind.TIMEOUT_AFTER_EFFECT) {
      Await.until("the effect", () -> skips() == 1);
    }
    assertEquals(kind == FaultKind.HANG ? 0 : 1, skips());
  }

  @ParameterizedTest
  @EnumSource(names = {"DOWN", "RESET_BEFORE_EFFECT", "RESET_AFTER_EFFECT", "HALF_BODY"})
  void brokenConnection_skip_fails(FaultKind kind) {
    faults.add(Fault.of(kind));
    assertThrows(IOException.class, this::skip);
    boolean effect = kind == FaultKind.RESET_AFTER_EFFECT || kind == FaultKind.HALF_BODY;
    assertEquals(effect ? 1 : 0, skips());
  }

  @Test
  void reset_byteLevel_isARealReset() throws Exception {
    faults.add(Fault.of(FaultKind.RESET_BEFORE_EFFECT));
    IOException failure =
        assertThrows(IOException.class, () -> RawHttp.get(simulator, REASONS, simulator.token()));
    assertTrue(String.valueOf(failure.getMessage()).contains("reset"), failure.toString());
  }

  @Test
  void status_withRetryAfter_sendsBothAndChangesNothing() throws Exception {
    faults.addNext(1, Fault.status(429).retryAfter("2"), RequestMatch.writes());
    HttpResponse<String> first = skip();
    assertEquals(429, first.statusCode());
    assertEquals("2", first.headers().firstValue("retry-after").orElse(""));
    assertEquals(0, skips());
    assertEquals(200, skip().statusCode());
  }

  @Test
  void status_afterEffect_changesNevertheless() throws Exception {
    faults.add(Fault.status(500).body("{}").afterEffect());
    HttpResponse<String> answer = skip();
    assertEquals(500, answer.statusCode());
    assertEquals("{}", answer.body());
    assertEquals(1, skips());
  }

  @Test
  void malformed_read_isTwoHundredButNoJson() throws Exception {
    faults.add(Fault.of(FaultKind.MALFORMED));
    HttpResponse<String> answer = caller.get(REASONS);
    assertEquals(200, answer.statusCode());
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    assertThrows(JsonProcessingException.class, () -> Json.parse(bytes));
  }

  @Test
  void html_skip_isAPageAndChangesNothing() throws Exception {
    faults.add(Fault.of(FaultKind.HTML));
    HttpResponse<String> answer = skip();
    assertEquals(200, answer.statusCode());
    assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/html"));
    assertEquals(0, skips());
  }

  @Test
  void huge_read_isFiveMegabytes() throws Exception {
    faults.add(Fault.of(FaultKind.HUGE));
    assertTrue(caller.get(REASONS).body().length() > 5_000_000);
  }

  @Test
  void drip_read_comesWholeInTheEnd() throws Exception {
    faults.add(Fault.drip(Duration.ofMillis(1)));
    assertTrue(caller.json(REASONS).isArray());
  }

  @Test
  void effectWithoutChange_skip_answersWithTheOldState() throws Exception {
    faults.addNext(1, Fault.of(FaultKind.EFFECT_WITHOUT_CHANGE), RequestMatch.pathEnd("/skip"));
    assertEquals("2026-12-03T14:00:00.000Z", Caller.tree(skip()).path("nextBillingDate").asText());
    assertEquals(0, skips());
    assertEquals(200, skip().statusCode());
    assertEquals(1, skips());
  }

  @Test
  void refuse_thenAccept_isTheSamePort() throws Exception {
    int port = simulator.port();
    faults.refuse();
    assertThrows(ConnectException.class, () -> caller.get(REASONS));
    faults.accept();
    assertEquals(port, simulator.port());
    assertEquals(200, caller.get(REASONS).statusCode());
  }

  @Test
  void clear_hangingCallers_areLetGo() throws Exception {
    faults.add(Fault.of(FaultKind.HANG));
    List<CompletableFuture<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      callers.add(CompletableFuture.supplyAsync(this::fails));
    }
    // A request is in flight before its body is there, and hangs only when it is.
    Await.until("five that hang", () -> faults.injected() == 5);
    faults.clear();
    for (CompletableFuture<Boolean> one : callers) {
      assertTrue(one.get(30, TimeUnit.SECONDS));
    }
    awaitInFlight(0);
    assertEquals(5, simulator.requests().mostInFlight());
    assertTrue(faults.active().isEmpty());
    assertEquals(200, caller.get(REASONS).statusCode());
  }

  @Test
  void chance_sameSeed_failsTheSameOnes() throws Exception {
    List<Integer> first = hundred();
    List<Integer> second = hundred();
    assertEquals(first, second);
    long failed = first.stream().filter(status -> status != 200).count();
    assertTrue(failed > 8 && failed < 35, "failed " + failed);
  }

  @Test
  void chance_manyKinds_leaveNothingBehind() throws Exception {
    // The client's patience ends with the first byte, so a drip would take seconds each time.
    List<Fault> all =
        Arrays.stream(FaultKind.values())
            .filter(kind -> kind != FaultKind.DRIP)
            .map(Fault::of)
            .toList();
    faults.failOneIn(2, 11, all, RequestMatch.all());
    caller.patience(Duration.ofMillis(200));
    for (int i = 0; i < 60; i++) {
      try {
        skip();
      } catch (IOException e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty());
      }
    }
    assertTrue(faults.injected() > 10);
    faults.clear();
    awaitInFlight(0);
    caller.patience(Duration.ofSeconds(10));
    assertEquals(200, skip().statusCode());
  }

  @Test
  void matcher_otherPath_isUntouched() throws Exception {
    faults.add(Fault.status(503), RequestMatch.path("/vendor/order"));
    assertEquals(503, caller.get("/vendor/order/formatted").statusCode());
    assertEquals(200, caller.get(REASONS).statusCode());
    assertEquals(1, faults.injected());
  }

  private List<Integer> hundred() throws Exception {
    faults.clear();
    faults.failOneIn(5, 7, List.of(Fault.status(500), Fault.status(429)), RequestMatch.all());
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      statuses.add(caller.get(REASONS).statusCode());
    }
    return statuses;
  }

  private boolean fails() {
    try {
      // A PUT: the JDK's client sends a GET again by itself.
      new Caller(simulator).put(REASONS, "{}");
      return false;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitInFlight(int wanted) {
    Await.until(wanted + " in flight", () -> simulator.requests().inFlight() == wanted);
  }

  private static void awaitTimer(Vertx vertx, long millis) throws Exception {
    CompletableFuture<Long> fired = new CompletableFuture<>();
    vertx.setTimer(millis, fired::complete);
    assertFalse(fired.get(30, TimeUnit.SECONDS) < 0);
  }

  private HttpResponse<String> skip() throws IOException, InterruptedException {
    return caller.put(SimulatorFixture.coffee("skip"), "{}");
  }

  private int skips() {
    return fixture.coffee().skippedDates().size();
  }
}
