package com.gorgiassmartrr.sandbox.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.press.ParkedPressesMXBean;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.gorgias.StubIntegration;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SandboxPageTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final AtomicBoolean SLOW = new AtomicBoolean();
  private static final AtomicInteger STARTED_OVER = new AtomicInteger();

  private static Vertx vertx;
  private static GorgiasSimulator gorgias;
  private static StubIntegration stub;
  private static HttpServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
    stub = new StubIntegration(vertx, "{\"freshness\":\"live\"}");
    gorgias.seedWidget(
        gorgias.seedIntegration(stub.url(), "sandbox", "s3cret"),
        JsonNodeFactory.instance.objectNode().put("type", "wrapper"));
    Router router = Router.router(vertx);
    SandboxPage.mount(
        router,
        gorgias,
        List.of(new FaultSwitch("slow", "Smartrr", "Slow", "Wait.", SLOW::get, SLOW::set)),
        new OneParkedPress(),
        STARTED_OVER::incrementAndGet);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  static void stop() {
    server.close().toCompletionStage().toCompletableFuture().join();
    stub.close();
    gorgias.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/assets/sandbox.css",
        "/assets/sandbox.js",
        "/assets/widget.js",
        "/api/tickets",
        "/assets/../index.html",
        "/nowhere"
      })
  void answer_anywhereBelowThePage_carriesTheSecurityHeaders(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertTrue(header(response, "content-security-policy").startsWith("default-src 'self'"));
    assertEquals("DENY", header(response, "x-frame-options"));
    assertEquals("nosniff", header(response, "x-content-type-options"));
    assertEquals("no-referrer", header(response, "referrer-policy"));
  }

  @Test
  void page_andItsFiles_areThereAndHoldNothingInline() throws Exception {
    String page = get("").body();
    assertTrue(page.contains("<h1>"));
    assertFalse(Pattern.compile("\\s(style|on\\w+)=").matcher(page).find());
    assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=)").matcher(page).find());

    var sources = Pattern.compile("(?:src|href)=\"(/sandbox/[^\"]+)\"").matcher(page);
    while (sources.find()) {
      String path = sources.group(1).substring("/sandbox".length());
      assertEquals(200, get(path).statusCode(), path);
    }
    var imports = Pattern.compile("from '\\./([^']+)'").matcher(get("/assets/sandbox.js").body());
    while (imports.find()) {
      assertEquals(200, get("/assets/" + imports.group(1)).statusCode(), imports.group(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", ""})
  void post_withoutJson_isRefused(String type) throws Exception {
    assertEquals(415, post("/api/switches/slow", "{\"on\":true}", type, true).statusCode());
    assertFalse(SLOW.get());
  }

  @Test
  void post_withoutTheOwnHeader_isRefused() throws Exception {
    assertEquals(
        415, post("/api/switches/slow", "{\"on\":true}", "application/json", false).statusCode());
    assertFalse(SLOW.get());
  }

  @Test
  void switch_isTurnedOnAndOff_followsAndIsListed() throws Exception {
    assertEquals(200, post("/api/switches/slow", "{\"on\":true}").statusCode());
    assertTrue(SLOW.get());
    assertTrue(json(get("/api/switches")).get(0).path("on").asBoolean());
    assertEquals(200, post("/api/switches/slow", "{\"on\":false}").statusCode());
    assertFalse(SLOW.get());
    assertEquals(400, post("/api/switches/none", "{\"on\":true}").statusCode());
  }

  @Test
  void ticket_isOpenedAndAnswered_showsMessagesCallsAndData() throws Exception {
    HttpResponse<String> opened =
        post(
            "/api/tickets",
            "{\"email\":\"new@example.com\",\"subject\":\"Hi\",\"text\":\"<script>x</script>\"}");
    assertEquals(201, opened.statusCode());
    long id = json(opened).path("id").longValue();
    assertEquals(
        201,
        post("/api/tickets/" + id + "/messages", "{\"as\":\"note\",\"text\":\"seen\"}")
            .statusCode());
    gorgias.idle().get(30, TimeUnit.SECONDS);

    JsonNode detail = json(get("/api/tickets/" + id));

    assertEquals(2, detail.at("/ticket/messages").size());
    assertEquals("<script>x</script>", detail.at("/ticket/messages/0/body_text").asText());
    assertEquals("internal-note", detail.at("/ticket/messages/1/channel").asText());
    assertEquals(4, detail.path("calls").size());
    assertEquals("live", detail.at("/widgets/0/data/freshness").asText());
    assertFalse(detail.toString().contains("s3cret"));
  }

  @Test
  void ticket_isAskedForAgain_isNotSentTwice() throws Exception {
    HttpResponse<String> first = get("/api/customers");
    HttpResponse<String> second =
        CLIENT.send(
            request("/api/customers").header("if-none-match", header(first, "etag")).build(),
            HttpResponse.BodyHandlers.ofString());

    assertEquals(304, second.statusCode());
  }

  @Test
  void parkedPress_isReplayedAndDismissed_saysWhatCameOfIt() throws Exception {
    assertEquals("ABCD2345", json(get("/api/parked")).at("/0/reference").asText());
    assertEquals(
        "Tried again: ABCD2345",
        json(post("/api/parked/ABCD2345/replay", "{}")).path("message").asText());
    assertEquals(
        "Dismissed: ABCD2345",
        json(post("/api/parked/ABCD2345/dismiss", "{}")).path("message").asText());

    HttpResponse<String> unknown = post("/api/parked/NOBODY/replay", "{}");
    assertEquals(404, unknown.statusCode());
    assertEquals("No press is parked under NOBODY.", json(unknown).path("error").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/parked/ABCD2345/replay", "/api/parked/ABCD2345/dismiss", "/api/start-over"})
  void decision_withoutTheOwnHeader_isRefused(String path) throws Exception {
    assertEquals(415, post(path, "{}", "application/json", false).statusCode());
  }

  @Test
  void startOver_isAsked_answersWhenItIsDone() throws Exception {
    int before = STARTED_OVER.get();

    assertEquals(200, post("/api/start-over", "{}").statusCode());
    assertEquals(before + 1, STARTED_OVER.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "nonsense", "{\"as\":\"ghost\",\"text\":\"x\"}"})
  void message_isMalformed_is400(String body) throws Exception {
    long id = gorgias.desk().tickets().get(0).get("id").longValue();

    assertEquals(400, post("/api/tickets/" + id + "/messages", body).statusCode());
    assertEquals(
        404, post("/api/tickets/99999/messages", "{\"as\":\"note\",\"text\":\"x\"}").statusCode());
  }

  @Test
  void body_isTooLarge_isRefused() throws Exception {
    String body = "{\"text\":\"" + "x".repeat(300_000) + "\"}";

    assertEquals(413, post("/api/tickets", body).statusCode());
  }

  private static final class OneParkedPress implements ParkedPressesMXBean {
    @Override
    public int getCount() {
      return 1;
    }

    @Override
    public String list() {
      return "[{\"reference\":\"ABCD2345\"}]";
    }

    @Override
    public String replay(String reference) {
      return "Tried again: " + known(reference);
    }

    @Override
    public String dismiss(String reference) {
      return "Dismissed: " + known(reference);
    }

    private static String known(String reference) {
      if (!reference.equals("ABCD2345")) {
        throw new IllegalArgumentException("No press is parked under " + reference + ".");
      }
      return reference;
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.actualPort() + "/sandbox" + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, body, "application/json", true);
  }

  private static HttpResponse<String> post(String path, String body, String type, boolean ownHeader)
      throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }
    if (ownHeader) {
      request.header("x-sandbox", "1");
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
