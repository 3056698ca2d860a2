package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD, and methods that an address doesn't take. */
final class MethodsTest extends SharedServerTest {
  private static HttpRequest.Builder request(String path) {
    return path.startsWith("/gorgias") || path.startsWith("/vendor") || path.startsWith("/smartrr")
        ? server
            .request(path)
            .header("x-store-secret", TestServer.SECRET)
            .header("x-smartrr-access-token", server.store().smartrrToken().reveal())
        : server.management(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/observe/health",
        "/observe/health/live",
        "/observe/health/ready",
        "/presses",
        "/presses/parked",
        "/presses/there-is-none",
        "/console/presses",
        "/console/assets/console.js",
        "/console/api/about",
        "/console",
        "/gorgias/acme/widget?email=kenji@example.com",
        "/vendor/order/formatted?filterLike%5BemailOrName%5D=kenji@example.com"
      })
  void head_whereGetIsTaken_isAnsweredAsGetWithoutABody(String path) throws Exception {
    // Once before: the second answer comes from the cache, as the third does.
    server.send(request(path).build());
    HttpResponse<String> got = server.send(request(path).build());
    HttpResponse<String> head =
        server.send(request(path).method("HEAD", BodyPublishers.noBody()).build());
    assertEquals(got.statusCode(), head.statusCode());
    assertEquals("", head.body());
    assertEquals(headers(got), headers(head));
  }

  private static Map<String, List<String>> headers(HttpResponse<?> answer) {
    return new TreeMap<>(answer.headers().map());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE|/gorgias/acme/widget|GET, HEAD, POST",
        "OPTIONS|/gorgias/acme/widget|GET, HEAD, POST",
        "GET|/gorgias/acme/actions/skip|POST",
        "HEAD|/gorgias/acme/actions/skip|POST",
        "POST|/vendor/order/formatted|GET, HEAD",
        "GET|/vendor/customer/1/purchase-state/2/skip|PUT",
        "GET|/smartrr/acme/webhooks/1|POST",
        "POST|/observe/health|GET, HEAD",
        "OPTIONS|/observe/health/live|GET, HEAD",
        "DELETE|/presses|GET, HEAD",
        "GET|/presses/there-is-none/replay|POST",
        "PUT|/console/presses|GET, HEAD",
        "PUT|/console/api/about|GET, HEAD"
      })
  void method_thatIsntTaken_isToldWhichAre(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> answer =
        server.send(
            request(path)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.noBody())
                .build());
    assertEquals(405, answer.statusCode());
    assertEquals(List.of(allowed), answer.headers().allValues("allow"));
  }
}
