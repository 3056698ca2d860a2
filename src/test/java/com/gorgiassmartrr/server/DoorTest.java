package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and how much they may bring. */
final class DoorTest {
  private static final String KENJI = "/gorgias/acme/widget?email=kenji@example.com";
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.startUnhurried("door.body-timeout", "300");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TestServer.SECRET, TestServer.OLD_SECRET})
  void secret_oneOfTwo_isAdmitted(String secret) throws Exception {
    assertEquals(200, status(server.request(KENJI).header("x-store-secret", secret).build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong",
        "a-secret-of-the-stor",
        "a-secret-of-the-storee",
        "A-secret-of-the-store"
      })
  void secret_wrong_isRefused(String secret) throws Exception {
    HttpResponse<String> answer =
        server.send(server.request(KENJI).header("x-store-secret", secret).build());
    assertEquals(401, answer.statusCode());
    assertEquals(
        "The secret is missing or wrong: send the store's secret in the header x-store-secret.",
        TestServer.json(answer).path("error").asText());
  }

  @Test
  void secret_missing_isRefused() throws Exception {
    assertEquals(401, status(server.request(KENJI).build()));
  }

  @Test
  void store_unknown_isNotFound() throws Exception {
    HttpResponse<String> answer =
        server.send(server.get("/gorgias/other/widget?email=kenji@example.com"));
    assertEquals(404, answer.statusCode());
    assertEquals("{\"error\":\"There is no such store on this server.\"}", answer.body());
  }

  /** A caller that asks first waits for the word before it sends the body. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void body_announced_isAskedFor() throws Exception {
    HttpRequest request =
        server
            .request("/gorgias/acme/widget")
            .header("x-store-secret", TestServer.SECRET)
            .header("content-type", "application/x-www-form-urlencoded")
            .expectContinue(true)
            .POST(BodyPublishers.ofString("email=kenji%40example.com"))
            .build();
    assertEquals(200, status(request));
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/gorgias/acme/widget",
    "PUT,/vendor/order/formatted",
    "POST,/vendor/order/formatted"
  })
  void verb_notOffered_isRefused(String verb, String path) throws Exception {
    assertEquals(405, status(server.request(path).method(verb, BodyPublishers.noBody()).build()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /gorgias/acme/%zz HTTP/1.1|host: x|{\"error\":",
        "GET /gorgias/acme/widget HTTP/1.1|x: x|{\"error\":",
        "PUT /vendor/customer/%zz/purchase-state/1/skip HTTP/1.1|host: x|{\"message\":"
      })
  void address_thatCantBeRead_isSaid(String line, String header, String begin) throws Exception {
    String answer = server.raw(line + "\r\n" + header + "\r\nconnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(
        answer.contains("\r\n\r\n" + begin + "\"This request's address can't be read."), answer);
  }

  @Test
  void webhook_wrongKey_isRefused() throws Exception {
    assertEquals(
        401,
        status(
            server
                .request("/smartrr/acme/webhooks/0123")
                .POST(BodyPublishers.ofString("{}"))
                .build()));
  }

  @ParameterizedTest
  @CsvSource({"application/json,{,400", "text/xml,<a/>,415"})
  void webhook_badBody_isRefused(String type, String body, int status) throws Exception {
    assertEquals(
        status,
        status(
            server
                .request(server.store().webhookPath())
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body))
                .build()));
  }

  @Test
  void webhook_tenThousandParameters_isRefused() throws Exception {
    assertEquals(
        400,
        status(
            server
                .request(server.store().webhookPath() + "?" + "&a=1".repeat(10_000))
                .POST(BodyPublishers.ofString("{}"))
                .build()));
  }

  @Test
  void webhook_bodyOverTheLimit_isRefused() throws Exception {
    assertEquals(
        413,
        status(
            server
                .request(server.store().webhookPath())
                .POST(BodyPublishers.ofString("x".repeat(300_000)))
                .build()));
  }

  @ParameterizedTest
  @CsvSource({"/gorgias/acme/widget,200", "WEBHOOK,408"})
  void body_neverArrives_isNotWaitedFor(String path, int status) throws Exception {
    String target = path.equals("WEBHOOK") ? server.store().webhookPath() : path;
    String head =
        "POST "
            + target
            + " HTTP/1.1\r\nhost: x\r\nx-store-secret: "
            + TestServer.SECRET
            + "\r\ncontent-length: 100\r\n\r\n{";
    assertTrue(server.raw(head).startsWith("HTTP/1.1 " + status + " "));
  }

  @Test
  void answer_toAnyRequest_echoesNoHeader() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(KENJI)
                .header("x-store-secret", TestServer.SECRET)
                .header("x-canary", "sings")
                .build());
    assertFalse(answer.headers().map().toString().contains("sings"));
    assertFalse(answer.headers().map().toString().contains(TestServer.SECRET));
    assertEquals("no-store", answer.headers().firstValue("cache-control").orElse(""));
  }

  @Test
  void header_thatControlsCamel_isIgnored() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(KENJI + "&CamelHttpResponseCode=500&CamelHttpUri=http://127.0.0.1:1")
                .header("x-store-secret", TestServer.SECRET)
                .header("CamelHttpUri", "http://127.0.0.1:1")
                .header("CamelHttpResponseCode", "500")
                .build());
    assertEquals(200, answer.statusCode());
    assertTrue(TestServer.json(answer).has("subscriptions"));
  }

  @Test
  void requests_overTheRate_areAskedToWait() throws Exception {
    try (TestServer slow = TestServer.start("door.rate", "1")) {
      HttpRequest webhook =
          slow.request(slow.store().webhookPath()).POST(BodyPublishers.ofString("{}")).build();
      HttpResponse<String> answer = slow.send(webhook);
      // However slow the machine is, two of these requests fall into the same second.
      for (int i = 0; i < 100 && answer.statusCode() == 200; i++) {
        answer = slow.send(webhook);
      }
      assertEquals(429, answer.statusCode());
      assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
    }
  }

  @Test
  void trigger_overTheRate_isStillAnswered200() throws Exception {
    try (TestServer slow = TestServer.start("door.rate", "1")) {
      for (int i = 0; i < 6; i++) {
        assertEquals(200, slow.send(slow.get(KENJI)).statusCode());
      }
    }
  }

  private static int status(HttpRequest request) throws Exception {
    return server.send(request).statusCode();
  }
}
