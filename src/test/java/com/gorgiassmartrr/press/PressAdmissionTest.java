package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A button proves itself by the token of its subscription, and by nothing else. */
final class PressAdmissionTest {
  private static final String NOT_GENUINE =
      "The button's token is missing or not genuine: close and reopen the ticket, then press again.";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.startUnhurried("action.answer-within", "60000", "door.body-timeout", "2000");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingIsLeft() {
    server.forgetEverything();
    server.smartrr.requests().clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", TestServer.SECRET, TestServer.OLD_SECRET, "wrong"})
  void press_withAGenuineToken_isCarriedOutWhateverSecretItSends(String secret) throws Exception {
    HttpRequest.Builder press =
        server
            .request("/gorgias/acme/actions/set-next-billing-date")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "press_token="
                        + token()
                        + "&date="
                        + server
                            .time
                            .instant()
                            .plusSeconds(86400 * 30)
                            .toString()
                            .substring(0, 10)));
    if (!secret.isEmpty()) {
      press.header("x-store-secret", secret);
    }

    HttpResponse<String> answer = server.send(press.build());

    assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "press_token=",
        "press_token=None",
        "press_token=.",
        "press_token=nonsense",
        "press_token={{ticket.customer.integrations[1].subscriptions[0].press_token}}",
        "press_token=BROKEN",
        "press_token=TOKEN.",
        "press_token=CLAIMS.",
        "press_token=OTHER-SECRET",
        "press_token=OTHER-SUBSCRIPTION"
      })
  void press_withoutAGenuineToken_isRefusedAndNothingHappens(String form) throws Exception {
    String genuine = token();
    String claims = genuine.substring(0, genuine.indexOf('.'));
    Store stranger = store("acme", "another-secret-of-it");
    String sent =
        form.replace("BROKEN", flipped(genuine))
            .replace("TOKEN", genuine)
            .replace("CLAIMS", claims)
            .replace("OTHER-SECRET", signedBy(stranger))
            .replace("OTHER-SUBSCRIPTION", claimsOfAnother() + genuine.substring(claims.length()));
    server.smartrr.requests().clear();

    HttpResponse<String> answer = press(sent);

    assertEquals(403, answer.statusCode(), answer.body());
    assertEquals("refused", TestServer.json(answer).path("status").asText());
    assertEquals(NOT_GENUINE, TestServer.json(answer).path("message").asText());
    assertNothingHappened();
  }

  @Test
  void press_withATokenOfAnotherStore_isRefused() throws Exception {
    server.smartrr.requests().clear();

    HttpResponse<String> answer =
        press("press_token=" + signedBy(store("other", TestServer.SECRET)));

    assertEquals(403, answer.statusCode());
    assertEquals(
        "This button belongs to another store.", TestServer.json(answer).path("message").asText());
    assertNothingHappened();
  }

  @Test
  void press_ofAnUnknownStore_isNotFound() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/gorgias/other/actions/skip")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("press_token=" + token()))
                .build());

    assertEquals(404, answer.statusCode());
    assertEquals(
        "There is no such store on this server.", TestServer.json(answer).path("message").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,{,400",
    "application/json,{} {},400",
    "text/xml,<a/>,415",
    "application/json,LARGE,413"
  })
  void press_badBody_isRefused(String type, String body, int status) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/gorgias/acme/actions/skip")
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body.replace("LARGE", "x".repeat(20_000))))
                .build());

    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals("refused", TestServer.json(answer).path("status").asText());
  }

  @Test
  void press_whoseBodyNeverArrives_isNotWaitedFor() throws Exception {
    String head =
        "POST /gorgias/acme/actions/skip HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\npress_";
    assertTrue(server.raw(head).startsWith("HTTP/1.1 408 "));
  }

  @Test
  void token_nearMissesAndFarOnes_takeAsLongToRefuse() throws Exception {
    String genuine = token();
    int signature = genuine.indexOf('.') + 1;
    String nearMiss = flipped(genuine);
    String farMiss = genuine.substring(0, signature) + "A".repeat(genuine.length() - signature);
    long[] near = new long[400];
    long[] far = new long[400];
    for (int i = 0; i < near.length; i++) {
      near[i] = nanosToRefuse(nearMiss);
      far[i] = nanosToRefuse(farMiss);
    }
    Arrays.sort(near);
    Arrays.sort(far);
    double ratio = (double) near[near.length / 2] / far[far.length / 2];
    assertTrue(ratio > 0.5 && ratio < 2, "near miss / far miss: " + ratio);
  }

  @Test
  void presses_aFloodOfForgedOnes_realOnesAreCarriedOutMeanwhile() throws Exception {
    try (TestServer flooded =
        TestServer.startUnhurried(
            "action.answer-within", "60000", "door.rate", "5", "door.refusal-rate", "5")) {
      String form = "press_token=" + token(flooded);
      List<CompletableFuture<HttpResponse<String>>> forged = new ArrayList<>();
      List<CompletableFuture<HttpResponse<String>>> real = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        forged.add(flooded.pressLater("skip", "press_token=forged"));
        if (i % 200 == 199) {
          real.add(flooded.pressLater("skip", form));
        }
      }

      for (CompletableFuture<HttpResponse<String>> one : real) {
        HttpResponse<String> answer = one.get(1, TimeUnit.MINUTES);
        assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
      }
      int toldToWait = 0;
      for (CompletableFuture<HttpResponse<String>> one : forged) {
        int status = one.get(1, TimeUnit.MINUTES).statusCode();
        assertTrue(status == 403 || status == 429, "answered " + status);
        toldToWait += status == 429 ? 1 : 0;
      }
      assertTrue(toldToWait > 400, toldToWait + " of 600 were told to wait");
      assertEquals(1, flooded.smartrr.requests().count(RequestMatch.writes()));
    }
  }

  @Test
  void presses_realOnesOverTheRate_areAskedToWait() throws Exception {
    try (TestServer slow = TestServer.start("door.rate", "3")) {
      String form = "press_token=" + token(slow);
      List<CompletableFuture<HttpResponse<String>>> presses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        presses.add(slow.pressLater("nonsense", form));
      }
      int waiting = 0;
      for (CompletableFuture<HttpResponse<String>> one : presses) {
        HttpResponse<String> answer = one.get(1, TimeUnit.MINUTES);
        if (answer.statusCode() == 429) {
          waiting++;
          assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
        } else {
          assertEquals(404, answer.statusCode());
        }
      }
      assertTrue(waiting >= 6, waiting + " of 40 were asked to wait");
    }
  }

  private static long nanosToRefuse(String token) throws Exception {
    long began = System.nanoTime();
    int status = press("press_token=" + token).statusCode();
    long took = System.nanoTime() - began;
    assertTrue(status == 403 || status == 429, "answered " + status);
    return took;
  }

  private static HttpResponse<String> press(String form) throws Exception {
    return server.pressLater("skip", form).get(30, TimeUnit.SECONDS);
  }

  private static void assertNothingHappened() {
    assertEquals(0, server.smartrr.requests().count());
    Ledger ledger =
        server.server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    PressQuery skips = new PressQuery("acme", null, null, null, "skip", null);
    assertEquals(0, ledger.search(skips, 10, 0).size());
  }

  private static String token() {
    return token(server);
  }

  private static String token(TestServer of) {
    Await.until("the widget to show the coffee", () -> !coffee(of).isEmpty());
    return coffee(of);
  }

  private static String coffee(TestServer of) {
    for (JsonNode shown : of.widgetLater("mara@example.com").join().path("subscriptions")) {
      if (shown.path("id").asText().equals(SmartrrPeople.MARA_COFFEE)) {
        return shown.path("press_token").asText();
      }
    }
    return "";
  }

  /** The token with the last bit that is looked at turned round. */
  private static String flipped(String token) {
    char last = token.charAt(token.length() - 1);
    return token.substring(0, token.length() - 1) + (last == 'A' ? 'E' : 'A');
  }

  private static Store store(String name, String secret) {
    return new Store(
        name,
        URI.create("http://localhost"),
        new Secret("a-token"),
        List.of(new Secret(secret)),
        null);
  }

  private static String signedBy(Store store) {
    return new PressToken(
            store.name(),
            SmartrrPeople.MARA,
            SmartrrPeople.MARA_COFFEE,
            new SeenState("ACTIVE", "2026-12-03T14:00:00.000Z"),
            server.time.instant())
        .sign(store);
  }

  private static String claimsOfAnother() {
    String token =
        new PressToken(
                "acme",
                SmartrrPeople.MARA,
                SmartrrPeople.MARA_TEA,
                new SeenState("ACTIVE", "2026-12-03T14:00:00.000Z"),
                server.time.instant())
            .sign(server.store());
    return token.substring(0, token.indexOf('.'));
  }
}
