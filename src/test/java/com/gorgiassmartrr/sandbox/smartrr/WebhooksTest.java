package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WebhooksTest {
  private static final String PATH = "/vendor/webhook";

  private final SimulatorFixture fixture = new SimulatorFixture();
  private final SmartrrSimulator simulator = fixture.simulator;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void skip_listenerRegistered_isTold() throws Exception {
    register("SUBSCRIPTION_SKIP", listener());
    fixture.caller.put(SimulatorFixture.coffee("skip"), "{}");
    String payload = told.poll(30, TimeUnit.SECONDS);
    assertNotNull(payload);
    JsonNode node = Json.parse(payload.getBytes(StandardCharsets.UTF_8));
    assertEquals("SUBSCRIPTION_SKIP", node.path("eventType").asText());
    assertEquals(SmartrrPeople.MARA_COFFEE, node.at("/subscription/id").asText());
    assertEquals("mara@example.com", node.at("/customer/email").asText());
  }

  @Test
  void pause_onlySkipRegistered_isNotTold() throws Exception {
    register("SUBSCRIPTION_SKIP", listener());
    fixture.caller.put(SimulatorFixture.coffee("pause"), null);
    fixture.caller.put(SimulatorFixture.coffee("activate"), "{\"nextBillingDate\":null}");
    fixture.caller.put(SimulatorFixture.coffee("skip"), "{}");
    String first = told.poll(30, TimeUnit.SECONDS);
    assertNotNull(first);
    assertTrue(first.contains("SUBSCRIPTION_SKIP"), first);
    assertNull(told.poll());
  }

  @Test
  void listener_elsewhere_isNeverCalled() throws Exception {
    register("SUBSCRIPTION_SKIP", "http://shop.example.test/hook");
    fixture.caller.put(SimulatorFixture.coffee("skip"), "{}");
    assertTrue(simulator.webhooks().deliveries().get(0).outcome().startsWith("not told"));
  }

  @Test
  void registrations_createdChangedRemoved_areListed() throws Exception {
    String id = register("SUBSCRIPTION_SKIP", "http://127.0.0.1:1/a");
    register("SUBSCRIPTION_PAUSE", "http://127.0.0.1:1/b");
    String body = body("SUBSCRIPTION_CANCEL", "http://127.0.0.1:1/c");
    assertEquals(id, Caller.tree(fixture.caller.put(PATH + "/" + id, body)).path("id").asText());
    assertEquals("SUBSCRIPTION_CANCEL", fixture.caller.json(PATH).at("/0/eventType").asText());
    assertEquals(200, delete(PATH + "/" + id));
    assertEquals(404, delete(PATH + "/" + id));
    assertEquals(200, delete(PATH + "?url=" + Caller.encoded("http://127.0.0.1:1/b")));
    assertEquals(0, fixture.caller.json(PATH).size());
  }

  @Test
  void registration_unknownTopicOrField_isRefused() throws Exception {
    assertEquals(400, post(body("NOTHING", "http://127.0.0.1:1/a")).statusCode());
    String extra = "{\"eventType\":\"SUBSCRIPTION_SKIP\",\"url\":\"http://x\",\"secret\":\"s\"}";
    assertEquals(400, post(extra).statusCode());
  }

  private String listener() throws Exception {
    HttpServer server =
        fixture
            .vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              told.add(body.toString());
                              request.response().end();
                            }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  private String register(String topic, String url) throws Exception {
    return Caller.tree(post(body(topic, url))).path("id").asText();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return fixture.caller.send("POST", PATH, body, simulator.token());
  }

  private int delete(String target) throws Exception {
    return fixture.caller.send("DELETE", target, null, simulator.token()).statusCode();
  }

  private static String body(String topic, String url) {
    return "{\"eventType\":\"" + topic + "\",\"url\":\"" + url + "\"}";
  }
}
