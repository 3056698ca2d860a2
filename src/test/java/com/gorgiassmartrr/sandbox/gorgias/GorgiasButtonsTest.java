package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GorgiasButtonsTest {
  private static final String DATA =
      """
      {"name":"Mara","subscriptions":[
        {"id":"sub-1","label":"Tea","rank":2,"can":{"go":1},"quoted":"a \\"b\\" c"},
        {"id":"sub-2","label":"Coffee","rank":1,"quoted":"plain","can":{}},
        {"id":"sub-3","label":"Milk","rank":3,"quoted":"plain"}]}
      """;

  private static Vertx vertx;
  private GorgiasSimulator gorgias;
  private StubIntegration stub;
  private Client client;
  private long ticket;

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
    stub = new StubIntegration(vertx, DATA);
    client = new Client(gorgias);
    ticket = gorgias.desk().tickets().get(0).get("id").longValue();
  }

  @AfterEach
  void stop() {
    gorgias.close();
    stub.close();
  }

  @Test
  void formButton_inARow_sendsTheRowsValues() throws Exception {
    widget(
        "",
        form(
            """
            {"key":"id","value":"{{ticket.customer.integrations[$integrationId].subscriptions[$listIndex].id}}","type":"text","mandatory":true},
            {"key":"own","value":"{{id}}","type":"text"},
            {"key":"ticket","value":"{{ticket.id}}","type":"text"},
            {"key":"agent","value":"{{current_user.email}}","type":"text"},
            {"key":"who","value":"{{customer.email}}","type":"text"},
            {"key":"none","value":"{{nope | fallback(\\"-\\")}}","type":"text"}
            """));

    ObjectNode event = press("Go Coffee", 1, Map.of());

    assertEquals(
        "id=sub-2&own=sub-2&ticket="
            + ticket
            + "&agent=robin%40sandbox.example&who=mara%40example.com&none=-",
        lastBody());
    assertEquals("action-executed", event.path("type").asText());
    assertEquals("success", event.at("/data/status").asText());
    assertEquals("s3cret", event.at("/data/payload/headers/x-button").asText());
    assertEquals(200, event.at("/data/payload/response/status_code").asInt());
    assertEquals(
        1,
        client
            .get("/api/events?types[]=action-executed&object_id=" + ticket)
            .json()
            .path("data")
            .size());
  }

  @Test
  void button_onAWidgetThatIsOlderThanWhatIsStored_sendsWhatItShows() throws Exception {
    widget(
        "",
        json(
            "{\"id\":\"{{ticket.customer.integrations[$integrationId]"
                + ".subscriptions[$listIndex].id}}\"}"));
    JsonNode shown = Json.parse(DATA.replace("sub-1", "sub-0"));

    gorgias
        .buttons()
        .press(
            new GorgiasButtons.Press(
                ticket,
                gorgias.desk().widgets().get(0).get("id").longValue(),
                List.of(0, 0, 0),
                List.of(0),
                0,
                Map.of(),
                shown))
        .get(30, TimeUnit.SECONDS);

    assertEquals("{\"id\":\"sub-0\"}", lastBody());
  }

  @Test
  void button_onACardThatIsHidden_isNotThere() throws Exception {
    widget("", form(""));
    stub.received().clear();
    String label = "Go " + gorgias.desk().tickets().get(0).path("subject").asText();

    assertEquals("success", press(label, 0, Map.of()).at("/data/status").asText());
    assertEquals("/can", stub.received().get(0).uri());
    for (int row : List.of(1, 2)) {
      assertThrows(IllegalArgumentException.class, () -> press(label, row, Map.of()));
    }
  }

  @Test
  void dropdown_chosenOtherwise_isRefused() throws Exception {
    widget("", form("{\"key\":\"reason\",\"value\":\"A;B\",\"type\":\"dropdown\"}"));

    assertThrows(IllegalArgumentException.class, () -> press("Go Tea", 0, Map.of("reason", "A;B")));
  }

  @Test
  void listIndex_ofASortedList_isTheRenderedRow() throws Exception {
    widget(
        "+rank",
        form(
            """
            {"key":"by_index","value":"{{ticket.customer.integrations[$integrationId].subscriptions[$listIndex].id}}","type":"text"},
            {"key":"own","value":"{{id}}","type":"text"}
            """));

    press("Go Coffee", 0, Map.of());

    assertEquals("by_index=sub-1&own=sub-2", lastBody());
  }

  @Test
  void jsonButton_valuesFit_sendsThem() throws Exception {
    widget("", json("{\"id\":\"{{id}}\",\"quoted\":\"{{quoted}}\"}"));

    press("Go Coffee", 1, Map.of());

    assertEquals("{\"id\":\"sub-2\",\"quoted\":\"plain\"}", lastBody());
  }

  @Test
  void jsonButton_aValueBreaksTheJson_sendsTheTemplate() throws Exception {
    widget("", json("{\"id\":\"{{id}}\",\"quoted\":\"{{quoted}}\"}"));

    press("Go Tea", 0, Map.of());

    assertEquals("{\"id\":\"{{id}}\",\"quoted\":\"{{quoted}}\"}", lastBody());
  }

  @Test
  void inputs_ofEditableParameters_areSent() throws Exception {
    widget(
        "",
        form(
            """
            {"key":"date","value":"2026-12-03","type":"text","editable":true,"mandatory":true},
            {"key":"reason","value":"A;B","type":"dropdown","editable":true,"mandatory":true},
            {"key":"fixed","value":"x","type":"text","editable":false}
            """));

    press("Go Tea", 0, Map.of("date", "2027-01-01", "reason", "B", "fixed", "tampered"));

    assertEquals("date=2027-01-01&reason=B&fixed=x", lastBody());
  }

  @Test
  void inputs_lackAMandatoryOne_blockTheCall() throws Exception {
    widget(
        "",
        form("{\"key\":\"reason\",\"value\":\"A;B\",\"type\":\"dropdown\",\"mandatory\":true}"));
    int before = stub.received().size();

    assertThrows(IllegalArgumentException.class, () -> press("Go Tea", 0, Map.of()));

    assertEquals(before, stub.received().size());
  }

  @Test
  void answer_isAnError_isRecordedAsError() throws Exception {
    widget("", json("{}"));
    stub.answer(StubIntegration.always(409, "{\"message\":\"Not now.\"}"));

    JsonNode data = press("Go Tea", 0, Map.of()).path("data");

    assertEquals("error", data.path("status").asText());
    assertEquals("Not now.", data.at("/payload/response/body/message").asText());
  }

  @Test
  void call_isSilent_isRecordedAsErrorAndNotRepeated() throws Exception {
    widget("", json("{}"));
    gorgias.behaviour().buttonTimeout(Duration.ofMillis(30));
    stub.answer(StubIntegration.silence());
    int before = stub.received().size();

    JsonNode data = press("Go Tea", 0, Map.of()).path("data");

    assertEquals("error", data.path("status").asText());
    assertTrue(data.path("msg").asText().contains("Read timed out"), data.toString());
    assertEquals(before + 1, stub.received().size());
  }

  @Test
  void envelope_isPostedToTheInternalPath_isExecuted() throws Exception {
    widget("", json("{\"id\":\"{{id}}\"}"));
    ObjectNode envelope =
        gorgias
            .buttons()
            .envelope(
                new GorgiasButtons.Press(
                    ticket,
                    gorgias.desk().widgets().get(0).get("id").longValue(),
                    List.of(0, 0, 0),
                    List.of(0),
                    0,
                    Map.of()));

    Client.Answer answer = client.post("/api/actions/execute/", envelope.toString());
    gorgias.idle().get(30, TimeUnit.SECONDS);

    assertEquals(202, answer.status());
    assertEquals("{\"id\":\"sub-1\"}", lastBody());
  }

  private ObjectNode press(String label, int row, Map<String, String> inputs) throws Exception {
    return gorgias.buttons().press(ticket, label, row, inputs).get(30, TimeUnit.SECONDS);
  }

  private String lastBody() {
    return stub.received().get(stub.received().size() - 1).body();
  }

  private String form(String parameters) {
    return "{\"contentType\":\"application/x-www-form-urlencoded\",\"application/json\":{},"
        + "\"application/x-www-form-urlencoded\":["
        + parameters
        + "]}";
  }

  private String json(String body) {
    return "{\"contentType\":\"application/json\",\"application/json\":" + body + "}";
  }

  private void widget(String orderBy, String body) throws Exception {
    long integration = gorgias.seedIntegration(stub.url(), "sandbox", "s");
    gorgias.desk().touchTicket(ticket);
    gorgias.idle().get(30, TimeUnit.SECONDS);
    gorgias.seedWidget(
        integration,
        Json.MAPPER.readTree(
            """
            {"type":"wrapper","widgets":[
              {"type":"card","path":"","title":"x","widgets":[
                {"type":"list","path":"subscriptions","meta":{"orderBy":"%s"},"widgets":[
                  {"type":"card","path":"","title":"{{label}}","widgets":[
                    {"type":"card","path":"can","title":"","meta":{"custom":{"buttons":[
                      {"label":"Go {{ticket.subject}}","action":{"method":"POST","url":"%s/can",
                       "headers":[],"params":[],"body":{}}}]}},"widgets":[]}],
                   "meta":{"custom":{"buttons":[
                    {"label":"Go {{label}}","action":{"method":"POST","url":"%s/go",
                     "headers":[{"key":"x-button","value":"s3cret","type":"text"}],"params":[],
                     "body":%s}}]}}}]}]}]}
            """
                .formatted(orderBy, stub.url(), stub.url(), body)));
  }
}
