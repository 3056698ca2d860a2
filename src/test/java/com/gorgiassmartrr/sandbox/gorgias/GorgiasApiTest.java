package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GorgiasApiTest {
  private static final String NOTE =
      "{\"channel\":\"internal-note\",\"via\":\"api\",\"from_agent\":true,\"public\":false,"
          + "\"sender\":{\"email\":\"robin@sandbox.example\"},\"body_html\":\"<b>Paused</b>\"}";

  private static Vertx vertx;
  private final MovableClock clock = new MovableClock();
  private GorgiasSimulator gorgias;
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
    gorgias = GorgiasSimulator.start(vertx, clock);
    client = new Client(gorgias);
  }

  @AfterEach
  void stop() {
    gorgias.close();
  }

  @Test
  void account_isRead_namesTheDomain() throws Exception {
    assertEquals("sandbox", client.get("/api/account").json().path("domain").asText());
  }

  @Test
  void credentials_areWrong_are401() throws Exception {
    for (String authorization :
        List.of(
            "",
            gorgias.apiKey(),
            "Bearer " + gorgias.apiKey(),
            "Basic " + Client.base64(gorgias.apiKey()),
            "Basic " + Client.base64("robin@sandbox.example:" + gorgias.apiKey()),
            "Basic %%%")) {
      Client.Answer answer = client.send("GET", "/api/account", "", authorization);
      assertEquals(401, answer.status(), authorization);
      assertEquals("{\"error\":{\"msg\":\"Unauthorized.\"}}", answer.raw().body());
    }
    assertFalse(gorgias.requests().entries().toString().contains(gorgias.apiKey()));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/nothing,       404",
    "GET,    /api/tickets/99999, 404",
    "GET,    /api/tickets/abc,   404",
    "DELETE, /api/account,       405",
    "PATCH,  /api/integrations,  405",
    "GET,    /elsewhere,         404"
  })
  void request_toWhatIsNotThere_isRefused(String method, String path, int status) throws Exception {
    assertEquals(status, client.send(method, path, "").status());
  }

  @Test
  void rateLimit_isReached_answers429AndRecovers() throws Exception {
    assertEquals("1/40", client.get("/api/account").header("X-Gorgias-Account-Api-Call-Limit"));
    for (int i = 0; i < 39; i++) {
      assertEquals(200, client.get("/api/account").status());
    }
    Client.Answer over = client.get("/api/account");
    assertEquals(429, over.status());
    assertEquals("1", over.header("Retry-after"));
    assertEquals("40/40", over.header("X-Gorgias-Account-Api-Call-Limit"));

    clock.move(Duration.ofSeconds(1));
    assertEquals(200, client.get("/api/account").status());
    assertEquals(200, client.get("/api/account").status());
    assertEquals(429, client.get("/api/account").status());
  }

  @Test
  void integration_isCreatedWithHeaders_hidesThemOnRead() throws Exception {
    long id = gorgias.seedIntegration("http://127.0.0.1:1", "sandbox", "s3cret");

    Client.Answer answer = client.get("/api/integrations/" + id);

    assertEquals("Smartrr", answer.json().path("name").asText());
    assertFalse(answer.raw().body().contains("s3cret"));
    assertFalse(client.get("/api/integrations?type=http").raw().body().contains("s3cret"));
  }

  @Test
  void integration_isInvalid_saysWhichFields() throws Exception {
    Client.Answer answer =
        client.post(
            "/api/integrations",
            "{\"type\":\"email\",\"colour\":1,\"http\":{\"url\":\"x\",\"method\":\"GET\","
                + "\"triggers\":{\"ticket_created\":true}}}");

    assertEquals(400, answer.status());
    JsonNode data = answer.json().at("/error/data");
    assertEquals("Failed to create integration", answer.json().at("/error/msg").asText());
    assertTrue(data.has("name"));
    assertTrue(data.has("type"));
    assertTrue(data.has("colour"));
    assertTrue(data.has("http.url"));
    assertTrue(data.has("http.request_content_type"));
    assertTrue(data.has("http.triggers.ticket_created"));
  }

  @Test
  void integration_isUpdatedInPart_keepsTheRest() throws Exception {
    long id = gorgias.seedIntegration("http://127.0.0.1:1", "sandbox", "s");

    Client.Answer answer =
        client.put("/api/integrations/" + id, "{\"http\":{\"url\":\"http://127.0.0.1:2/y\"}}");

    assertEquals(200, answer.status());
    assertEquals("GET", answer.json().at("/http/method").asText());
    assertEquals("http://127.0.0.1:2/y", answer.json().at("/http/url").asText());
    assertTrue(answer.json().at("/http/triggers/ticket-created").asBoolean());
  }

  @Test
  void widgetAndIntegration_areDeleted_areGone() throws Exception {
    long integration = gorgias.seedIntegration("http://127.0.0.1:1", "sandbox", "s");
    long widget = gorgias.seedWidget(integration, Json.object().put("type", "wrapper"));

    assertEquals(204, client.send("DELETE", "/api/widgets/" + widget, "").status());
    assertEquals(204, client.send("DELETE", "/api/integrations/" + integration, "").status());
    assertEquals(404, client.get("/api/widgets/" + widget).status());
    assertEquals(404, client.get("/api/integrations/" + integration).status());
  }

  @Test
  void widget_hasNoWrapperOrAnUnknownIntegration_isRefused() throws Exception {
    Client.Answer answer =
        client.post(
            "/api/widgets",
            "{\"type\":\"http\",\"integration_id\":9999,\"template\":{\"type\":\"card\"}}");

    assertEquals(400, answer.status());
    assertTrue(answer.json().at("/error/data").has("template"));
    assertTrue(answer.json().at("/error/data").has("integration_id"));
  }

  @Test
  void note_isPosted_isReadBackAndNeverPublic() throws Exception {
    long ticket = anyTicket();

    Client.Answer answer =
        client.post("/api/tickets/" + ticket + "/messages/", NOTE.replace("false", "true"));

    assertEquals(201, answer.status(), answer.raw().body());
    assertFalse(answer.json().path("public").asBoolean());
    assertEquals("Paused", answer.json().path("body_text").asText());
    JsonNode all = client.get("/api/messages?ticket_id=" + ticket).json().path("data");
    assertEquals(2, all.size());
    assertEquals(answer.json().path("id"), all.get(0).path("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channel    | {'via':'api','from_agent':true,'body_text':'x'}",
        "from_agent | {'channel':'internal-note','via':'api','body_text':'x'}",
        "from_agent | {'channel':'internal-note','from_agent':false,'body_text':'x'}",
        "body_text  | {'channel':'internal-note','from_agent':true}",
        "channel    | {'channel':'pigeon','from_agent':true,'body_text':'x'}",
        "colour     | {'channel':'internal-note','from_agent':true,'body_text':'x','colour':1}",
        "sender     | {'channel':'internal-note','from_agent':true,'body_text':'x','sender':{'email':'who@x.test'}}"
      })
  void note_isInvalid_saysWhichField(String field, String body) throws Exception {
    Client.Answer answer =
        client.post("/api/tickets/" + anyTicket() + "/messages", "" + body.replace('\'', '"'));

    assertEquals(400, answer.status());
    assertTrue(answer.json().at("/error/data").has(field), answer.raw().body());
  }

  @Test
  void note_lacksViaAndSenderAndTheSwitchesAreOn_isRefused() throws Exception {
    gorgias.behaviour().noteNeedsVia(true).noteNeedsSender(true);

    Client.Answer answer =
        client.post(
            "/api/tickets/" + anyTicket() + "/messages",
            "{\"channel\":\"internal-note\",\"from_agent\":true,\"body_text\":\"x\"}");

    assertTrue(answer.json().at("/error/data").has("via"));
    assertTrue(answer.json().at("/error/data").has("sender"));
  }

  @Test
  void message_isChangedAndDeleted_isChangedAndGone() throws Exception {
    String path = "/api/tickets/" + anyTicket() + "/messages";
    String one = path + "/" + client.post(path, NOTE).json().path("id").asLong();

    assertEquals(202, client.put(one, "{\"meta\":{\"a\":1}}").status());
    assertEquals(1, client.get(one).json().at("/meta/a").asInt());
    assertEquals(200, client.send("DELETE", one, "").status());
    assertEquals(404, client.get(one).status());
  }

  @Test
  void lists_arePaged_everyRowComesOnce() throws Exception {
    List<Long> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = client.get("/api/customers?limit=4" + cursor).json();
      page.path("data").forEach(row -> ids.add(row.path("id").longValue()));
      JsonNode next = page.at("/meta/next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());

    assertEquals(10, ids.size());
    assertEquals(10, ids.stream().distinct().count());
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=101", "cursor=zzz", "colour=red"})
  void list_isAskedWithABadParameter_is400(String query) throws Exception {
    assertEquals(400, client.get("/api/customers?" + query).status());
  }

  @Test
  void customerData_isPushed_isReadOnTheCustomer() throws Exception {
    long id =
        client.get("/api/customers?email=MARA@example.com").json().at("/data/0/id").longValue();

    Client.Answer answer = client.put("/api/customers/" + id + "/data", "{\"data\":{\"vip\":1}}");

    assertEquals(202, answer.status());
    assertEquals(1, client.get("/api/customers/" + id).json().at("/data/vip").asInt());
  }

  @Test
  void fault_forTheNextRequest_hitsOneRequestOfItsKind() throws Exception {
    gorgias.faults().next(1, Fault.status(429, Duration.ofSeconds(7)).on("POST", "/messages"));
    String path = "/api/tickets/" + anyTicket() + "/messages";

    assertEquals(200, client.get("/api/account").status());
    Client.Answer hit = client.post(path, NOTE);
    assertEquals(429, hit.status());
    assertEquals("7", hit.header("Retry-after"));
    assertEquals(201, client.post(path, NOTE).status());
  }

  @Test
  void fault_cutsAfterTheEffect_leavesTheEffect() throws Exception {
    String path = "/api/tickets/" + anyTicket() + "/messages";
    int before = messages();
    for (Kind kind : List.of(Kind.RESET_AFTER_EFFECT, Kind.HALF_BODY)) {
      gorgias.faults().next(1, Fault.of(kind));
      assertThrows(IOException.class, () -> client.post(path, NOTE));
    }
    assertEquals(before + 2, messages());

    gorgias.faults().next(1, Fault.of(Kind.RESET_BEFORE_EFFECT));
    assertThrows(IOException.class, () -> client.post(path, NOTE));
    assertEquals(before + 2, messages());
  }

  @Test
  void fault_hangs_endsWhenCleared() throws Exception {
    gorgias.faults().always(Fault.of(Kind.HANG));
    Thread clearing =
        new Thread(
            () -> {
              while (gorgias.requests().entries().isEmpty()) {
                Thread.onSpinWait();
              }
              gorgias.faults().clear();
            });
    clearing.start();

    assertThrows(IOException.class, () -> client.get("/api/account"));
    clearing.join();
    assertEquals(200, client.get("/api/account").status());
  }

  @Test
  void fault_garblesAnswers_showsItsKind() throws Exception {
    gorgias.faults().next(1, Fault.of(Kind.DOWN));
    assertEquals(503, client.get("/api/account").status());
    gorgias.faults().next(1, Fault.of(Kind.HTML));
    assertEquals("text/html; charset=utf-8", client.get("/api/account").header("content-type"));
    gorgias.faults().next(1, Fault.of(Kind.MALFORMED));
    assertThrows(NullPointerException.class, () -> client.get("/api/account").json());
    gorgias.faults().next(1, Fault.slow(Duration.ofMillis(5)));
    assertEquals(200, client.get("/api/account").status());
  }

  @Test
  void connections_areRefused_areAcceptedAgainOnTheSamePort() throws Exception {
    int port = gorgias.port();

    gorgias.faults().refuseConnections(true).get(30, TimeUnit.SECONDS);
    assertThrows(ConnectException.class, () -> client.get("/api/account"));
    gorgias.faults().refuseConnections(false).get(30, TimeUnit.SECONDS);

    assertEquals(200, client.get("/api/account").status());
    assertEquals(port, gorgias.port());
  }

  @Test
  void simulator_isClosedWhileItRefuses_closes() throws Exception {
    GorgiasSimulator other = GorgiasSimulator.start(vertx, clock);
    other.faults().refuseConnections(true).get(30, TimeUnit.SECONDS);

    assertDoesNotThrow(other::close);
  }

  @Test
  void note_isHtmlOnly_getsItsText() throws Exception {
    Client.Answer answer =
        client.post(
            "/api/tickets/" + anyTicket() + "/messages",
            NOTE.replace("<b>Paused</b>", "<div>A &amp; B</div><div>&lt;b&gt;<br>c</div>"));

    assertEquals("A & B\n<b>\nc", answer.json().path("body_text").asText());
  }

  private int messages() {
    return gorgias.desk().messages(anyTicket()).size();
  }

  private long anyTicket() {
    return gorgias.desk().tickets().get(0).get("id").longValue();
  }
}
