package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.smartrr.EmailAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How old an answer may be, how many reads it costs, and what makes us forget it. */
final class LookupCacheTest extends SharedServerTest {
  private static final String KENJI = "kenji@example.com";

  @Test
  void answer_withinAMinute_isCached() throws Exception {
    JsonNode first = server.widget(KENJI);
    long reads = server.smartrr.requests().count();
    server.time.advance(Duration.ofSeconds(59));
    JsonNode second = server.widget(KENJI);
    assertEquals("live", first.path("freshness").asText());
    assertEquals("cached", second.path("freshness").asText());
    assertEquals(first.path("as_of"), second.path("as_of"));
    assertEquals(first.path("subscriptions"), second.path("subscriptions"));
    assertEquals(reads, server.smartrr.requests().count());
  }

  @Test
  void answer_afterAMinute_isReadAnew() throws Exception {
    server.widget(KENJI);
    server.time.advance(Duration.ofSeconds(61));
    assertEquals("live", server.widget(KENJI).path("freshness").asText());
  }

  @Test
  void lookups_hundredOfOneSubscriber_areOneChainOfReads() throws Exception {
    server.smartrr.faults().add(Fault.slow(Duration.ofMillis(150)));
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(server.widgetLater(KENJI));
    }
    for (CompletableFuture<JsonNode> answer : answers) {
      assertEquals(1, answer.get().path("subscriptions").size());
    }
    assertEquals(1, server.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
    assertEquals(1, server.smartrr.requests().count(RequestMatch.path("/vendor/customer/")));
    assertTrue(server.smartrr.requests().count() <= 5);
  }

  @Test
  void smartrr_downAfterARead_lastKnownIsShownAsStale() throws Exception {
    JsonNode before = server.widget(KENJI);
    server.time.advance(Duration.ofHours(23));
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    JsonNode stale = server.widget(KENJI);
    assertEquals("stale", stale.path("freshness").asText());
    assertEquals(before.path("subscriptions"), stale.path("subscriptions"));
    assertEquals(before.path("as_of"), stale.path("as_of"));
    assertTrue(stale.path("notice").asText().startsWith("Smartrr can't be reached right now"));
    assertTrue(stale.path("notice").asText().contains("This is how it was on "));
  }

  @Test
  void smartrr_downForADay_lastKnownIsGone() throws Exception {
    server.widget(KENJI);
    server.time.advance(Duration.ofHours(25));
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    JsonNode answer = server.widget(KENJI);
    assertEquals(1, answer.size());
    assertTrue(answer.has("notice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"eventType\":\"SUBSCRIPTION_PAUSE\",\"customer\":{\"email\":\"KENJI@example.com\"}}",
        "{\"event_type\":\"X\",\"subscription\":{\"id\":\"KENJI_TEA\"}}",
        "{\"customer\":{\"id\":\"KENJI_ID\"},\"subscription\":{\"stLineItems\":[{}]}}"
      })
  void webhook_namesTheSubscriber_nextLookupReadsAnew(String hint) throws Exception {
    server.widget(KENJI);
    server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).status(PurchaseStatus.PAUSED);
    assertEquals(200, webhook(hint));
    JsonNode after = server.widget(KENJI);
    assertEquals("live", after.path("freshness").asText());
    assertEquals("PAUSED", after.path("subscriptions").path(0).path("status").asText());
  }

  /** Smartrr documents neither a webhook's type nor its shape. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/plain|{\"customer\":{\"email\":\"EMAIL\"}}",
        "application/vnd.smartrr+json|{\"customer\":{\"email\":\"EMAIL\"}}",
        "application/json; charset=utf-8|{\"customer\":{\"email\":\"EMAIL\"}}",
        "application/x-www-form-urlencoded|{\"customer\":{\"email\":\"EMAIL\"}}",
        "application/x-www-form-urlencoded|payload=%7B%22customer%22%3A%7B%22email%22%3A%22EMAIL%22%7D%7D",
        "NONE|{\"customer\":{\"email\":\"EMAIL\"}}",
        "application/json|[{\"a\":1},{\"customer\":{\"email\":\"EMAIL\"}}]",
        "application/json|{\"data\":{\"customer\":{\"email\":\" EMAIL \"}}}",
        "application/json|{\"payload\":{\"events\":[{\"subscription\":{\"id\":\"KENJI_TEA\"}}]}}",
        "application/json|{\"body\":\"{\\\"customer\\\":{\\\"email\\\":\\\"EMAIL\\\"}}\"}",
        "application/json|\"{\\\"custRel\\\":{\\\"id\\\":\\\"KENJI_ID\\\"}}\"",
        "application/json|{\"subscription\":{\"custRel\":{\"email\":\"EMAIL\"}}}",
        "application/json|{\"purchaseState\":{\"id\":\"KENJI_TEA\"}}",
        "application/json|{\"subscription\":{\"shopifyId\":\"CONTRACT\"}}",
        "application/json|{\"customer\":{\"shopifyId\":\"SHOPIFY_CUSTOMER\"}}",
        "application/json|{\"shopifyId\":\"SHOPIFY_CUSTOMER\"}",
        "application/json|{\"shopifyId\":BARE}"
      })
  void webhook_ofAnotherTypeOrShape_isUnderstood(String type, String event) throws Exception {
    server.widget(KENJI);
    server.widget("mara@example.com");
    assertEquals(200, webhook(type, event));
    assertEquals("live", server.widget(KENJI).path("freshness").asText(), event);
    assertEquals("cached", server.widget("mara@example.com").path("freshness").asText(), event);
  }

  @Test
  void webhook_ofWhichNothingIsUnderstood_isSaidOnceAWhileWithoutItsContents() throws Exception {
    server.widget(KENJI);
    List<String> lines =
        LogLines.during(
            Forget.class,
            () -> {
              for (int i = 0; i < 5; i++) {
                assertEquals(200, webhook("{\"eventType\":\"X\",\"who\":{\"is\":\"Sato\"}}"));
              }
              assertEquals(200, webhook("{\"customer\":{\"email\":\"else@example.com\"}}"));
            });
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("who.is"), lines::toString);
    assertFalse(lines.get(0).contains("Sato"), lines::toString);
    assertEquals("cached", server.widget(KENJI).path("freshness").asText());
    server.time.advance(Duration.ofHours(2));
    assertEquals(1, LogLines.during(Forget.class, () -> webhook("[7]")).size());
    server.time.advance(Duration.ofHours(2));
    String ofShopify =
        "{\"subscription\":{\"shopifyId\":\"gid://shopify/SubscriptionContract/1\"}}";
    assertEquals(1, LogLines.during(Forget.class, () -> webhook(ofShopify)).size());
  }

  @Test
  void webhook_namesSomebodyElse_nothingIsForgotten() throws Exception {
    server.widget(KENJI);
    assertEquals(200, webhook("{\"customer\":{\"email\":\"mara@example.com\"}}"));
    assertEquals("cached", server.widget(KENJI).path("freshness").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"customer\":null}", "{\"customer\":\"text\"}"})
  void webhook_saysNothing_isAcceptedAllTheSame(String hint) throws Exception {
    assertEquals(200, webhook(hint));
  }

  @Test
  void read_beganBeforeAChange_doesNotOverwriteWhatCameAfter() throws Exception {
    server
        .smartrr
        .faults()
        .addNext(
            1,
            Fault.slow(Duration.ofMillis(400)),
            RequestMatch.path("/vendor/customer/" + SmartrrPeople.KENJI));
    CompletableFuture<JsonNode> early = server.widgetLater(KENJI);
    Await.until(
        "the read of the subscriptions",
        () -> server.smartrr.requests().count(RequestMatch.path("/vendor/customer/")) > 0);
    server
        .server
        .context()
        .getRegistry()
        .lookupByNameAndType("subscriberCache", SubscriberCache.class)
        .forgetEmail("acme", new EmailAddress(KENJI));
    server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).status(PurchaseStatus.CANCELLED);
    assertEquals(
        "CANCELLED", server.widget(KENJI).path("subscriptions").path(0).path("status").asText());
    early.get();
    JsonNode cached = server.widget(KENJI);
    assertEquals("cached", cached.path("freshness").asText());
    assertEquals("CANCELLED", cached.path("subscriptions").path(0).path("status").asText());
  }

  @Test
  void smartrr_downAfterNobodyWasFound_nobodyIsShown() throws Exception {
    server.widget("nobody@example.com");
    server.time.advance(Duration.ofMinutes(5));
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    assertTrue(server.widget("nobody@example.com").isEmpty());
  }

  @Test
  void smartrr_downAfterNobodyBecameSomebody_agentIsTold() throws Exception {
    server.widget("nobody@example.com");
    webhook("{\"customer\":{\"email\":\"nobody@example.com\"}}");
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    assertTrue(server.widget("nobody@example.com").has("notice"));
  }

  @Test
  void smartrr_downAfterAChange_lastKnownSaysThatItChanged() throws Exception {
    server.widget(KENJI);
    webhook("{\"customer\":{\"email\":\"" + KENJI + "\"}}");
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    assertTrue(server.widget(KENJI).path("notice").asText().endsWith("it has been changed since."));
  }

  private static int webhook(String body) throws Exception {
    return webhook("application/json", body);
  }

  private static int webhook(String type, String body) throws Exception {
    SmartrrSubscription tea = server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA);
    String customer = tea.subscriber().shopifyId();
    String event =
        body.replace("KENJI_TEA", SmartrrPeople.KENJI_TEA)
            .replace("KENJI_ID", SmartrrPeople.KENJI)
            .replace("EMAIL", KENJI)
            .replace("CONTRACT", tea.shopifyId())
            .replace("SHOPIFY_CUSTOMER", customer)
            .replace("BARE", customer.substring(customer.lastIndexOf('/') + 1));
    HttpRequest.Builder request =
        server.request(server.store().webhookPath()).POST(BodyPublishers.ofString(event));
    if (!type.equals("NONE")) {
      request.header("content-type", type);
    }
    return server.send(request.build()).statusCode();
  }
}
