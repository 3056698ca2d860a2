package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.TestServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program with the heap that it is shipped with, and a Smartrr whose answers are large. */
@Timeout(300)
final class BigAnswersTest {
  private static final String SECRET = "a-secret-of-the-store";
  private static final int SUBSCRIPTIONS = 240;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer smartrr;
  private byte[] large;

  /** The first large answer stops halfway until the small ones have been answered. */
  private final CountDownLatch oneBegun = new CountDownLatch(1);

  private final CountDownLatch smallAnswered = new CountDownLatch(1);
  private final AtomicBoolean isFirst = new AtomicBoolean(true);

  @BeforeEach
  void start() throws Exception {
    large =
        list(
            IntStream.range(0, SUBSCRIPTIONS)
                .mapToObj(BigAnswersTest::largeSubscription)
                .collect(Collectors.joining(",")),
            SUBSCRIPTIONS);
    assertTrue(large.length > 3_000_000 && large.length < 4_194_304, large.length + " bytes");
    smartrr = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    smartrr.setExecutor(threads);
    smartrr.createContext("/", this::answer);
    smartrr.start();
  }

  @AfterEach
  void stop() {
    smartrr.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    String query =
        URLDecoder.decode(
            String.valueOf(call.getRequestURI().getRawQuery()), StandardCharsets.UTF_8);
    String email = query.replaceFirst("filterLike\\[\\w+]=([^&]*).*", "$1");
    // A subscriber's id tells whether the answer about it is large.
    String customer =
        "{\"id\":\""
            + (email.startsWith("big") ? "big-" : "small-")
            + email.hashCode()
            + "\",\"email\":\""
            + email
            + "\"}";
    byte[] body =
        path.contains("/customer/big")
            ? large
            : path.contains("/customer/")
                ? list(subscription(0, ""), 1)
                : path.endsWith("/formatted")
                    ? list("{\"id\":\"order-1\",\"custRel\":" + customer + "}", 1)
                    : path.endsWith("/customer-relationship") ? list(customer, 1) : list("", 0);
    call.getResponseHeaders().add("content-type", "application/json");
    call.sendResponseHeaders(200, body.length);
    try (var out = call.getResponseBody()) {
      int half = body.length / 2;
      out.write(body, 0, half);
      if (body == large && isFirst.getAndSet(false)) {
        oneBegun.countDown();
        smallAnswered.await();
      }
      out.write(body, half, body.length - half);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static byte[] list(String rows, int count) {
    return ("{\"totalCount\":" + count + ",\"totalPages\":1,\"data\":[" + rows + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String largeSubscription(int number) {
    return subscription(
        number,
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    "{\"key\":\"setting_"
                        + i
                        + "\",\"value\":"
                        + i
                        + ",\"enabled\":true,\"updatedAt\":\"2026-11-01T00:00:00.000Z\"}")
            .collect(Collectors.joining(",")));
  }

  private static String subscription(int number, String properties) {
    return "{\"id\":\""
        + UUID.nameUUIDFromBytes(new byte[] {(byte) number})
        + "\",\"purchaseStateStatus\":\"ACTIVE\",\"customProperties\":["
        + properties
        + "]}";
  }

  private CompletableFuture<JsonNode> widget(int port, String store, String email) {
    return http.sendAsync(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + port
                            + "/gorgias/"
                            + store
                            + "/widget?email="
                            + email))
                .header("x-store-secret", SECRET)
                .timeout(Duration.ofSeconds(150))
                .build(),
            BodyHandlers.ofString())
        .thenApply(TestServer::json);
  }

  @Test
  void largeAnswers_areReadAtOnce_theServerLivesAndSmallOnesGoOn() throws Exception {
    int port = FreePort.next();
    Program program = Program.start(environment("acme", "bolt"), port, FreePort.next());
    try {
      program.awaitLine("Listening on");
      List<CompletableFuture<JsonNode>> big = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        big.add(widget(port, i % 2 == 0 ? "acme" : "bolt", "big" + i + "@example.com"));
      }
      assertTrue(oneBegun.await(60, TimeUnit.SECONDS), "a large one is on its way");
      for (int i = 0; i < 20; i++) {
        JsonNode small =
            widget(port, "acme", "small" + i + "@example.com").get(150, TimeUnit.SECONDS);
        assertEquals("live", small.path("freshness").asText(), small::toString);
      }
      smallAnswered.countDown();
      int whole = 0;
      for (CompletableFuture<JsonNode> answer : big) {
        JsonNode widget = answer.get(150, TimeUnit.SECONDS);
        whole += widget.path("subscriptions").size() == SUBSCRIPTIONS ? 1 : 0;
        assertTrue(widget.has("subscriptions") || widget.has("notice"), widget::toString);
      }
      assertTrue(whole > 0, "some were read whole");
      assertTrue(program.process().isAlive(), program::toString);
    } finally {
      program.process().destroyForcibly();
    }
  }

  /** Those of java.options, but for the archive of classes. */
  private static String shippedOptions() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("src", "main", "app", "java.options"))) {
      return lines
          .filter(line -> line.startsWith("-X") && !line.contains("Share"))
          .collect(Collectors.joining(" "));
    }
  }

  private Map<String, String> environment(String... stores) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_TOOL_OPTIONS", shippedOptions());
    // Times that a slow machine takes, and shorter than a connection may be idle.
    environment.put("LOOKUP_TIMEOUT", "25000");
    environment.put("SMARTRR_TIMEOUT", "25000");
    environment.put("CAMEL_COMPONENT_HTTPS_RESPONSE_TIMEOUT", "25000");
    environment.put("CAMEL_COMPONENT_HTTPS_SO_TIMEOUT", "25000");
    environment.put("STORES", String.join(",", stores));
    for (String store : stores) {
      String prefix = "STORE_" + store.toUpperCase(Locale.ROOT) + "_";
      environment.put(prefix + "SMARTRR_URL", "http://127.0.0.1:" + smartrr.getAddress().getPort());
      environment.put(prefix + "SMARTRR_TOKEN", "token");
      environment.put(prefix + "SECRET", SECRET);
    }
    return environment;
  }
}
