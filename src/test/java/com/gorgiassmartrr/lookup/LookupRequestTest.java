package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How Gorgias may ask, and what becomes of a question that can't be right. */
final class LookupRequestTest extends SharedServerTest {
  private static final String WIDGET = "/gorgias/acme/widget";

  @Test
  void parameters_inAForm_areRead() throws Exception {
    assertKenji(post("application/x-www-form-urlencoded", "email=kenji%40example.com&ticket_id=7"));
  }

  @Test
  void parameters_inJson_areRead() throws Exception {
    assertKenji(post("application/json", "{\"email\":\"kenji@example.com\",\"ticket_id\":7}"));
  }

  @Test
  void parameters_inTheQueryOfAPost_areRead() throws Exception {
    assertKenji(
        server
            .request(WIDGET + "?email=kenji%40example.com")
            .header("x-store-secret", TestServer.SECRET)
            .POST(BodyPublishers.noBody())
            .build());
  }

  @Test
  void parameters_renderedByPython_areRead() throws Exception {
    assertKenji(
        post(
            "application/x-www-form-urlencoded",
            "email=kenji%40example.com&from_agent=True&customer_id=None&trigger=ticket-nonsense"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b@example.com", "a%20b@example.com", "a%2Bb%40example.com"})
  void email_itsPlusBecameASpace_isFound(String sent) throws Exception {
    SmartrrSubscriber plus =
        server.smartrr.world().addSubscriber("a+b@example.com", "Plus", "Sign");
    server
        .smartrr
        .world()
        .addSubscription(
            plus,
            SmartrrCatalog.EVERY_MONTH.shopifyId(),
            SmartrrLine.of(SmartrrCatalog.TEA, 1, 950));
    JsonNode answer = answer(server.get(WIDGET + "?email=" + sent));
    assertEquals("Plus Sign", answer.path("subscriber").path("name").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?email=",
        "?email=None",
        "?email=%7B%7Bticket.customer.email%7D%7D",
        "?email=%20",
        "?email=%E2%80%8B%C2%A0",
        "?other=1"
      })
  void email_missing_isEmptyAndSmartrrIsNotAsked(String query) throws Exception {
    assertTrue(answer(server.get(WIDGET + query)).isEmpty());
    assertEquals(0, server.smartrr.requests().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|{\"email\":\"None\"}",
        "application/json|{\"email\":null,\"ticket_id\":7}",
        "application/json|{\"email\":\"{{ticket.customer.email}}\"}",
        "application/json|{\"email\":[\"kenji@example.com\"]}",
        "application/x-www-form-urlencoded|email=None&from_agent=True",
        "application/x-www-form-urlencoded|email={{ticket.customer.email}}"
      })
  void email_missingInABody_isEmptyAndSmartrrIsNotAsked(String type, String body) throws Exception {
    assertTrue(answer(post(type, body)).isEmpty());
    assertEquals(0, server.smartrr.requests().count());
  }

  static Stream<String> wrongAddresses() {
    return Stream.of(
        "Mara Quill",
        "@",
        "mara@",
        "@example.com",
        "%@example.com",
        "m%ra@example.com",
        "*@example.com",
        "mara\u0000@example.com",
        "mara\n@example.com",
        "ma\u200Bra@example.com",
        "mara\uFF20example.com",
        "mara@example.com, kenji@example.com",
        "a@b@example.com",
        "x".repeat(300) + "@example.com");
  }

  @ParameterizedTest
  @MethodSource("wrongAddresses")
  void email_notAnAddress_isSaidAndSmartrrIsNotAsked(String email) throws Exception {
    JsonNode answer = answer(server.get(WIDGET + "?email=" + TestServer.encoded(email)));
    assertEquals(LookupWho.NOT_AN_ADDRESS, answer.path("notice").asText());
    assertEquals(0, server.smartrr.requests().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kenji@example.com\u00A0",
        "\uFEFFkenji@example.com\u200B",
        "Kenji Sato <kenji@example.com>",
        "mailto:kenji@example.com"
      })
  void email_withWhatNoMailboxHasAroundIt_isTheSamePerson(String email) throws Exception {
    JsonNode answer = answer(server.get(WIDGET + "?email=" + TestServer.encoded(email)));
    assertEquals(1, answer.path("subscriptions").size(), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?email=100%zz", "?email=kenji@example.com&subject=50%", "?%"})
  void query_notPercentEncoded_isSaidAndSmartrrIsNotAsked(String query) throws Exception {
    String answer =
        server.raw(
            "GET "
                + WIDGET
                + query
                + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-store-secret: "
                + TestServer.SECRET
                + "\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertTrue(
        answer.endsWith("{\"notice\":\"The parameters are not properly percent-encoded.\"}"),
        answer);
    assertEquals(0, server.smartrr.requests().count());
  }

  @Test
  void body_overTheLimit_isSaid() throws Exception {
    JsonNode answer = answer(post("application/json", "{\"email\":\"" + "x".repeat(300_000)));
    assertEquals("The body is larger than 262144 bytes.", answer.path("notice").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"email\":", "[]", "\"text\"", "nonsense", "{\"email\":1}}"})
  void body_brokenJson_isSaid(String body) throws Exception {
    assertTrue(answer(post("application/json", body)).has("notice"));
    assertEquals(0, server.smartrr.requests().count());
  }

  @Test
  void body_ofAnotherType_isSaid() throws Exception {
    assertEquals(
        "Send the parameters as a form or as JSON: the content type is neither.",
        answer(post("text/xml", "<email/>")).path("notice").asText());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parameters_tenThousand_areRefused(boolean inQuery) throws Exception {
    String many = "email=kenji%40example.com" + "&a=1".repeat(10_000);
    JsonNode answer =
        answer(
            inQuery
                ? server.get(WIDGET + "?" + many)
                : post("application/x-www-form-urlencoded", many));
    assertEquals("There are more than 256 parameters.", answer.path("notice").asText());
    assertEquals(0, server.smartrr.requests().count());
  }

  @Test
  void json_deeplyNested_isSaid() throws Exception {
    assertTrue(answer(post("application/json", "[".repeat(50_000))).has("notice"));
  }

  private static HttpRequest post(String type, String body) {
    return server
        .request(WIDGET)
        .header("x-store-secret", TestServer.SECRET)
        .header("content-type", type)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static void assertKenji(HttpRequest request) throws Exception {
    assertEquals("Kenji Sato", answer(request).path("subscriber").path("name").asText());
  }

  /** A trigger's answer is always 200 and an object. */
  private static JsonNode answer(HttpRequest request) throws Exception {
    HttpResponse<String> response = server.send(request);
    assertEquals(200, response.statusCode(), response.body());
    JsonNode answer = TestServer.json(response);
    assertTrue(answer.isObject());
    return answer;
  }
}
