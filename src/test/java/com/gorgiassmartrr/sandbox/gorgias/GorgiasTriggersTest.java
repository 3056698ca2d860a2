package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.FreePort;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GorgiasTriggersTest {
  private static Vertx vertx;
  private GorgiasSimulator gorgias;
  private StubIntegration stub;
  private Client client;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void start() {
    gorgias = GorgiasSimulator.start(vertx, new MovableClock());
    gorgias.behaviour().retryDelay(Duration.ofMillis(1));
    stub = new StubIntegration(vertx, "{\"plan\":\"monthly\"}");
    client = new Client(gorgias);
  }

  @AfterEach
  void stop() {
    gorgias.close();
    stub.close();
  }

  @Test
  void newTicket_integrationListens_isCalledForTheTicketAndItsMessage() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s3cret");

    long id = gorgias.desk().openTicket("mara@example.com", "Hi", "Hello");
    settle();

    assertEquals(List.of("ticket-created", "ticket-message-created"), fired());
    StubIntegration.Received first = stub.received().get(0);
    assertEquals("GET", first.method());
    assertEquals("s3cret", first.secret());
    assertTrue(
        first
            .uri()
            .startsWith("/gorgias/sandbox/widget?email=mara@example.com&ticket_id=" + id + "&"),
        first.uri());
  }

  @Test
  void ticketUpdate_byTheApi_firesTicketUpdated() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s3cret");

    Client.Answer answer = client.put("/api/tickets/" + maraTicket(), "{\"meta\":{\"a\":1}}");
    settle();

    assertEquals(202, answer.status());
    assertEquals(List.of("ticket-updated"), fired());
  }

  @Test
  void note_byTheApi_firesMessageCreatedAndTicketUpdated() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s3cret");

    client.post(
        "/api/tickets/" + maraTicket() + "/messages",
        "{\"channel\":\"internal-note\",\"via\":\"api\",\"from_agent\":true,\"body_text\":\"x\"}");
    settle();

    assertEquals(List.of("ticket-message-created", "ticket-updated"), fired());
  }

  @Test
  void answer_isObject_isStoredWithItsType() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");

    update();

    ObjectNode ticket = (ObjectNode) client.get("/api/tickets/" + maraTicket()).json();
    assertEquals(
        "{\"plan\":\"monthly\",\"__integration_type__\":\"http\"}",
        ticket.at("/customer/integrations/" + integration).toString());
  }

  @Test
  void answer_isErrorJson_replacesTheData() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    update();
    stub.answer(StubIntegration.always(404, "{\"error\":\"nobody\"}"));

    update();

    assertEquals("{\"error\":\"nobody\",\"__integration_type__\":\"http\"}", stored(integration));
  }

  @Test
  void answer_isErrorJsonAndTheSwitchIsOff_keepsTheData() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().storeErrorJson(false);
    update();
    stub.answer(StubIntegration.always(500, "{\"error\":\"oops\"}"));

    update();

    assertTrue(stored(integration).contains("monthly"));
  }

  @Test
  void answer_isNoObject_keepsTheDataAndIsLogged() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    update();
    for (String body : List.of("<html>", "", "[1]", "7")) {
      stub.answer(StubIntegration.always(200, body));
      update();
    }

    assertTrue(stored(integration).contains("monthly"));
    assertEquals(
        List.of(
            IntegrationCall.Effect.STORED,
            IntegrationCall.Effect.KEPT,
            IntegrationCall.Effect.KEPT,
            IntegrationCall.Effect.KEPT,
            IntegrationCall.Effect.KEPT),
        gorgias.calls().stream().map(IntegrationCall::effect).toList());
  }

  @Test
  void call_isSilent_isTriedThreeTimes() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().callTimeout(Duration.ofMillis(30));
    stub.answer(StubIntegration.silence());

    update();

    assertEquals(3, gorgias.calls().size());
    assertTrue(
        Objects.requireNonNull(gorgias.calls().get(2).error()).contains("Read timed out"),
        gorgias.calls().get(2).toString());
  }

  @Test
  void call_isRefused_isTriedThreeTimes() throws Exception {
    gorgias.seedIntegration("http://127.0.0.1:" + FreePort.next(), "sandbox", "s");

    update();

    assertEquals(3, gorgias.calls().size());
  }

  @Test
  void call_isAnsweredWithAnError_isNotRepeated() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s");
    stub.answer(StubIntegration.always(503, "{}"));

    update();

    assertEquals(1, stub.received().size());
  }

  @Test
  void call_isAnsweredWithAnErrorAndTheSwitchIsOn_isRepeated() throws Exception {
    gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().retryServerErrors(true);
    stub.answer(StubIntegration.always(503, "{}"));

    update();

    assertEquals(3, stub.received().size());
  }

  @Test
  void call_goesBeyondThisMachine_isNotSent() throws Exception {
    gorgias.seedIntegration("http://192.0.2.1", "sandbox", "s");

    update();

    assertEquals(1, gorgias.calls().size());
    assertTrue(
        Objects.requireNonNull(gorgias.calls().get(0).error())
            .startsWith("The following error occurred before we could send the request"));
  }

  @Test
  void failures_reachTheLimit_switchTheIntegrationOff() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().disableAfter(3);
    stub.answer(StubIntegration.always(500, "{}"));

    for (int i = 0; i < 5; i++) {
      update();
    }

    assertEquals(3, stub.received().size());
    assertTrue(
        client
            .get("/api/integrations/" + integration)
            .json()
            .path("deactivated_datetime")
            .isTextual());
    assertEquals(
        1, client.get("/api/events?types[]=integration-deactivated").json().path("data").size());
  }

  @Test
  void failures_areFollowedBySuccess_areForgotten() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().disableAfter(2);
    for (int status : List.of(500, 200, 500, 200)) {
      stub.answer(StubIntegration.always(status, "{}"));
      update();
    }

    assertTrue(
        client
            .get("/api/integrations/" + integration)
            .json()
            .path("deactivated_datetime")
            .isNull());
  }

  @Test
  void integration_isSwitchedOnAgain_isCalledAgain() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.behaviour().disableAfter(1);
    stub.answer(StubIntegration.always(500, "{}"));
    update();
    stub.answer(StubIntegration.always(200, "{\"a\":1}"));

    client.put("/api/integrations/" + integration, "{\"deactivated_datetime\":null}");
    update();

    assertTrue(stored(integration).contains("\"a\":1"));
    assertEquals(
        1, client.get("/api/events?types[]=integration-reactivated").json().path("data").size());
  }

  @Test
  void values_inTheUrl_areWrittenAsPythonDoes() throws Exception {
    integration(
        "GET",
        "application/json",
        stub.url()
            + "/x?spam={{ticket.spam}}&none={{ticket.external_id}}&gone={{ticket.nope}}"
            + "&last={{ticket.messages[-1].from_agent}}&event={{event.type}}"
            + "&tags={{ticket.tags}}",
        "null");
    client.put("/api/tickets/" + maraTicket(), "{\"tags\":[{\"name\":\"a'b\"}]}");
    settle();

    assertEquals(
        "/x?spam=False&none=None&gone=&last=False&event=ticket-updated"
            + "&tags=%5B%7B'name':%20%22a'b%22%7D%5D",
        stub.received().get(0).uri().replace("%27", "'"));
  }

  @Test
  void values_inTheUrl_areEncodedWithTheSwitchOnly() throws Exception {
    integration("GET", "application/json", stub.url() + "/x?s={{ticket.subject}}", "null");
    long id = gorgias.desk().openTicket("mara@example.com", "a+b & c", "Hello");
    settle();
    stub.received().clear();

    gorgias.desk().touchTicket(id);
    settle();
    gorgias.behaviour().encodeUrlValues(true);
    gorgias.desk().touchTicket(id);
    settle();

    assertEquals("/x?s=a+b%20&%20c", stub.received().get(0).uri());
    assertEquals("/x?s=a%2Bb%20%26%20c", stub.received().get(1).uri());
  }

  @Test
  void form_isSentAsItsContentTypeSays() throws Exception {
    integration(
        "POST",
        "application/x-www-form-urlencoded",
        stub.url() + "/form",
        "{\"email\":\"{{ticket.customer.email}}\",\"spam\":\"{{ticket.spam}}\"}");
    integration(
        "POST",
        "application/json",
        stub.url() + "/json",
        "{\"email\":\"{{ticket.customer.email}}\",\"tags\":\"{{ticket.tags | tojson}}\"}");
    integration("POST", "application/json", stub.url() + "/empty", "{}");

    update();

    assertEquals("email=mara%40example.com&spam=False", body("/form"));
    assertEquals("{\"email\":\"mara@example.com\",\"tags\":\"[]\"}", body("/json"));
    assertEquals("", body("/empty"));
  }

  @Test
  void wholeContext_asForm_isSentAsPythonDictionary() throws Exception {
    integration("POST", "application/json", stub.url() + "/all", "\"{{context}}\"");

    update();

    assertTrue(body("/all").startsWith("{'ticket': {'id': "), body("/all"));
    assertTrue(body("/all").contains("'spam': False"), body("/all"));
  }

  @Test
  void template_isBroken_isLoggedAndNotSent() throws Exception {
    integration("GET", "application/json", stub.url() + "/x?a={{ticket.id | nope}}", "null");

    update();

    assertEquals(0, stub.received().size());
    assertTrue(
        Objects.requireNonNull(gorgias.calls().get(0).error())
            .startsWith("The following error occurred before we could send the request"));
  }

  @Test
  void reset_whileACallIsUnderWay_keepsTheNewDeskClean() throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.desk().touchTicket(maraTicket());

    gorgias.reset();
    settle();

    assertNull(gorgias.desk().stored(maraCustomer(), integration));
    assertEquals(0, gorgias.desk().integrations().size());
  }

  private void integration(String method, String contentType, String url, String form)
      throws Exception {
    Client.Answer answer =
        client.post(
            "/api/integrations",
            """
            {"name":"x","type":"http","http":{"url":"%s","method":"%s","request_content_type":"%s",
            "response_content_type":"application/json","form":%s,
            "triggers":{"ticket-updated":true}}}
            """
                .formatted(url, method, contentType, form));
    assertEquals(201, answer.status(), answer.raw().body());
  }

  private void update() throws Exception {
    gorgias.desk().touchTicket(maraTicket());
    settle();
  }

  private void settle() throws Exception {
    gorgias.idle().get(30, TimeUnit.SECONDS);
  }

  private String body(String path) {
    return stub.received().stream()
        .filter(one -> one.uri().equals(path))
        .findFirst()
        .orElseThrow()
        .body();
  }

  private List<String> fired() {
    return gorgias.calls().stream().map(IntegrationCall::trigger).sorted().toList();
  }

  private String stored(long integration) {
    return String.valueOf(gorgias.desk().stored(maraCustomer(), integration));
  }

  private long maraCustomer() {
    return Objects.requireNonNull(gorgias.desk().customer("mara@example.com"))
        .get("id")
        .longValue();
  }

  private long maraTicket() {
    return gorgias.desk().tickets().get(0).get("id").longValue();
  }
}
