package com.gorgiassmartrr.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.store.SettingException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why advisories about the libraries in use don't reach this server; {@code security.md} has all. */
final class AdvisoriesTest {
  private static final String HEAD =
      "POST /gorgias/acme/widget HTTP/1.1\r\nHost: b\r\ncontent-type: application/json\r\n"
          + "x-store-secret: "
          + TestServer.SECRET
          + "\r\n";
  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: b\r\n\r\n";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.startUnhurried("door.body-timeout", "300");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** CVE-2026-33870, CVE-2026-42580, CVE-2026-42585 and their kind. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2;a=\"\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
      })
  void body_whoseEndIsInDoubt_hidesNoSecondRequest(String framing) throws Exception {
    // Closed by the server, since raw() reads up to the end.
    String answers = server.raw(HEAD + framing + HIDDEN);

    assertFalse(answers.contains("HTTP/1.1 404"), answers);
    assertFalse(answers.contains("HTTP/1.1 2"), answers);
  }

  /** CVE-2026-84176. */
  @Test
  void doors_calledFromAPageOfAnotherSite_allowNoSiteAnything() throws Exception {
    for (String path :
        List.of(
            "/gorgias/acme/widget?email=mara@example.com",
            "/gorgias/acme/actions/skip",
            "/vendor/order/formatted",
            "/smartrr/acme/webhooks/key",
            "/nowhere")) {
      assertAllowsNoSite(path, server.request(path));
    }
  }

  /** CVE-2026-84176. */
  @Test
  void management_calledFromAPageOfAnotherSite_allowsNoSiteAnything() throws Exception {
    for (String path : List.of("/observe/health", "/console/presses", "/console/api/about")) {
      assertAllowsNoSite(path, server.management(path));
    }
  }

  private static void assertAllowsNoSite(String path, HttpRequest.Builder request)
      throws Exception {
    request
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-store-secret")
        .header("x-store-secret", TestServer.SECRET);
    for (String method : List.of("GET", "POST", "OPTIONS")) {
      HttpResponse<String> answer =
          server.send(request.copy().method(method, BodyPublishers.noBody()).build());
      assertEquals(
          List.of(),
          answer.headers().map().keySet().stream()
              .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"))
              .toList(),
          method + " " + path);
    }
  }

  /** CVE-2026-85316. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gorgias/acme/widget/further",
        "/gorgias/acme/widget/http://127.0.0.1:1/",
        "/gorgias/acme/widgets"
      })
  void path_thatOnlyBeginsLikeADoors_leadsNowhere(String path) throws Exception {
    assertEquals(404, server.send(server.get(path)).statusCode());
  }

  /** CVE-2026-40022. */
  @Test
  void managementPath_otherThanTheWholeServer_isRefusedAtTheStart() {
    SettingException refusal =
        assertThrows(
            SettingException.class, () -> TestServer.start("camel.management.path", "/ops").close());

    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("camel.management.path: '/ops' is refused"),
        refusal.getMessage());
  }
}
