package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed for set-ups that were made by hand. */
final class DropInFeedTest extends SharedServerTest {
  @ParameterizedTest
  @ValueSource(strings = {"filterLike%5BemailOrName%5D", "filterLike%5bemailOrName%5d"})
  void feed_bracketsEncoded_keepsSmartrrsShape(String parameter) throws Exception {
    JsonNode feed = feed("/vendor/order/formatted?" + parameter + "=kenji%40example.com");
    assertEquals(
        SmartrrPeople.KENJI, feed.path("data").path(0).path("custRel").path("id").asText());
    assertEquals(
        SmartrrPeople.KENJI_TEA, feed.path("data").path(0).path("sts").path(0).path("id").asText());
    assertEquals(feed.path("data").size(), feed.path("totalCount").asInt());
  }

  @Test
  void feed_bracketsAsTheyAre_isTheSame() throws Exception {
    String head =
        "GET /vendor/order/formatted?filterLike[emailOrName]=kenji@example.com HTTP/1.1\r\n"
            + "host: x\r\nconnection: close\r\nx-smartrr-access-token: "
            + server.store().smartrrToken().reveal()
            + "\r\n\r\n";
    String answer = server.raw(head);
    assertTrue(answer.startsWith("HTTP/1.1 200 "));
    assertTrue(answer.contains(SmartrrPeople.KENJI_TEA));
  }

  @Test
  void feed_oneAddressContainsTheOther_hasOnlyItsOwnRows() throws Exception {
    JsonNode feed = feed("/vendor/order/formatted?filterLike%5BemailOrName%5D=ann%40example.com");
    assertTrue(feed.path("data").size() > 0);
    feed.path("data")
        .forEach(
            row -> assertEquals("ann@example.com", row.path("custRel").path("email").asText()));
  }

  @Test
  void feed_ofSecretiveRows_carriesNoSecret() throws Exception {
    String feed =
        feed("/vendor/order/formatted?filterLike%5BemailOrName%5D=mara%40example.com").toString();
    assertFalse(feed.contains("__stripeCustomerId__"));
    assertFalse(feed.contains("stripeAccessKey"));
    assertFalse(feed.contains("__paymentMethodKey__"));
  }

  /** A button made by hand acts on the first subscription of the first row. */
  @Test
  void feed_firstRowIsOfACancelledOne_whatCanBeActedOnComesFirst() throws Exception {
    String person = "\"custRel\": {\"id\": \"p\", \"email\": \"kenji@example.com\"}";
    String rows =
        """
        {"totalCount": 6, "totalPages": 1, "data": [
          {"id": "1", PERSON, "sts": []},
          {"id": "2", PERSON, "sts": [
             {"id": "over", "purchaseStateStatus": "CANCELLED", "createdDate": "2026-01-01"}]},
          {"id": "3", PERSON, "sts": [
             {"id": "old", "purchaseStateStatus": "ACTIVE", "createdDate": "2019-01-01"}]},
          {"id": "4", PERSON, "sts": [
             {"id": "over", "purchaseStateStatus": "CANCELLED", "createdDate": "2026-01-01"},
             {"id": "new", "purchaseStateStatus": "ACTIVE", "createdDate": "2021-01-01"}]},
          {"id": "5", PERSON, "sts": [
             {"id": "held", "purchaseStateStatus": "PAUSED", "createdDate": "2025-01-01"}]},
          {"id": "6", PERSON, "sts": [
             {"id": "old", "purchaseStateStatus": "ACTIVE", "createdDate": "2019-01-01"}]}]}
        """
            .replace("PERSON", person);
    server.smartrr.faults().add(Fault.status(200).body(rows));
    JsonNode feed = feed("/vendor/order/formatted?filterLike%5BemailOrName%5D=kenji%40example.com");
    List<String> ids = new ArrayList<>();
    feed.path("data").forEach(row -> ids.add(row.path("id").asText()));
    assertEquals(List.of("5", "4", "3", "6", "2", "1"), ids);
    assertEquals("new", feed.path("data").path(1).path("sts").path(0).path("id").asText());
    assertEquals(2, feed.path("data").path(1).path("sts").size());
  }

  @Test
  void feed_askedTwice_isReadOnce() throws Exception {
    String path = "/vendor/order/formatted?filterLike%5BemailOrName%5D=kenji%40example.com";
    feed(path);
    feed(path);
    assertEquals(1, server.smartrr.requests().count());
  }

  @Test
  void feed_smartrrIsDown_isTheLastKnownOne() throws Exception {
    String path = "/vendor/order/formatted?filterLike%5BemailOrName%5D=kenji%40example.com";
    JsonNode before = feed(path);
    server.time.advance(Duration.ofMinutes(5));
    server.smartrr.faults().add(Fault.of(FaultKind.DOWN));
    JsonNode stale = feed(path);
    assertEquals(before.path("data"), stale.path("data"));
    assertEquals("stale", stale.path("freshness").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/vendor/order/formatted",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=Mara",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=None",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=%7B%7Bticket.customer.email%7D%7D",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=%25%40example.com"
      })
  void feed_withoutAnAddress_isEmptyAndSmartrrIsNotAsked(String path) throws Exception {
    assertEquals(0, feed(path).path("data").size());
    assertEquals(0, server.smartrr.requests().count());
  }

  @Test
  void token_wrong_isRefused() throws Exception {
    assertEquals(
        401,
        server
            .send(
                server
                    .request("/vendor/order/formatted?filterLike%5BemailOrName%5D=a%40b")
                    .header("x-smartrr-access-token", "wrong")
                    .build())
            .statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/vendor/purchase-state",
        "/vendor/customer/x/ccpa",
        "/vendor/order",
        "/vendor/customer/purchase-state/bulk-cancel",
        "/vendor/order/formatted/../../customer/x/ccpa",
        "/vendor/order/formatted%2f..%2fcustomer"
      })
  void path_otherThanTheFeed_isNotPassedOn(String path) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(path)
                .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
                .build());
    assertEquals(404, answer.statusCode());
    assertEquals(0, server.smartrr.requests().count());
    assertEquals(0, server.smartrr.dangerousCalls());
  }

  private static JsonNode feed(String path) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(path)
                .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
                .build());
    assertEquals(200, answer.statusCode(), answer.body());
    return TestServer.json(answer);
  }
}
