package com.gorgiassmartrr.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.store.SettingException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Why advisories about the libraries in use don't reach this server; {@code security.md} has all.
 */
final class AdvisoriesTest extends SharedServerTest {
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
            SettingException.class,
            () -> TestServer.start("camel.management.path", "/ops").close());

    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("camel.management.path: '/ops' is refused"),
        refusal.getMessage());
  }
}
