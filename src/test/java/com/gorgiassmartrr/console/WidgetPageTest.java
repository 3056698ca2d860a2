package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the widget asks the server for. */
final class WidgetPageTest {
  private static final String WIDGET = "/console/api/widget";

  private ConsoleDesk desk;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    desk = ConsoleDesk.start(folder);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void arrangement_saved_isInTheFileAndInTheNextTemplate() throws Exception {
    ObjectNode body = body();
    ((ObjectNode) body.at("/arrangement/buttons/0")).put("label", "Not this time");

    HttpResponse<String> saved = desk.post(WIDGET, body.toString());

    assertEquals(200, saved.statusCode(), saved.body());
    assertTrue(Files.readString(desk.layout).contains("label: Not this time"));
    String template = desk.server.widgetTemplate("https://a.example.com", "sandbox").toString();
    assertTrue(template.contains("\"label\":\"Not this time\""));
    assertTrue(TestServer.json(saved).path("undoable").asBoolean());
  }

  @Test
  void arrangement_ofAnOlderVersion_isRefused() throws Exception {
    ObjectNode body = body();
    Files.writeString(desk.layout, Files.readString(desk.layout) + "# mine\n");
    ((ObjectNode) body.get("arrangement")).put("title", "Mine");

    assertEquals(409, desk.post(WIDGET, body.toString()).statusCode());
    assertTrue(Files.readString(desk.layout).endsWith("# mine\n"));
  }

  @Test
  void arrangement_thatIsNone_isRefused() throws Exception {
    ObjectNode body = body();
    ((ObjectNode) body.at("/arrangement/fields/0")).put("path", "a: b\n- c");

    assertEquals(422, desk.post(WIDGET, body.toString()).statusCode());
    assertEquals(422, desk.post(WIDGET, body.put("arrangement", 7).toString()).statusCode());
    assertEquals(400, desk.post(WIDGET, "[]").statusCode());
    assertEquals(Files.readString(Path.of("routes", "widget.yaml")), Files.readString(desk.layout));
  }

  @Test
  void save_undone_bringsTheFileBack() throws Exception {
    ObjectNode body = body();
    ((ObjectNode) body.get("arrangement")).put("title", "Mine");
    desk.post(WIDGET, body.toString());

    HttpResponse<String> undone = desk.post(WIDGET + "/undo", body().toString());

    assertEquals(200, undone.statusCode(), undone.body());
    assertEquals(Files.readString(Path.of("routes", "widget.yaml")), Files.readString(desk.layout));
  }

  @Test
  void mistakeInTheFile_isToldWithItsLineAndTurnsHealthRed() throws Exception {
    String good = Files.readString(desk.layout);
    assertTrue(desk.get("/observe/health").statusCode() == 200);
    Files.writeString(desk.layout, good.replace("title: Notice", "titel: Notice"));

    JsonNode state = TestServer.json(desk.get(WIDGET));

    assertEquals(14, state.at("/mistake/line").asInt());
    assertTrue(
        state.at("/mistake/message").asText().startsWith("'titel' isn't known here; write one of"),
        state.toString());
    assertEquals("Notice", state.at("/arrangement/fields/0/title").asText());
    HttpResponse<String> health = desk.get("/observe/health?data=true&exposureLevel=full");
    assertEquals(503, health.statusCode());
    assertTrue(health.body().contains("line 14: 'titel' isn't known here"), health.body());
    assertTrue(
        desk.server
            .widgetTemplate("https://a.example.com", "sandbox")
            .toString()
            .contains("Notice"),
        "the last good version stays in force");
  }

  @Test
  void template_ofWhatIsNotSaved_isWhatGorgiasWouldGet() throws Exception {
    ObjectNode body = body().put("store", "sandbox");
    ((ObjectNode) body.at("/arrangement/fields/0")).put("shown", false);
    ((ObjectNode) body.get("arrangement")).put("title", "Tried");

    JsonNode template = TestServer.json(desk.post(WIDGET + "/template", body.toString()));

    assertEquals("Tried", template.at("/widgets/0/title").asText());
    assertEquals("subscriber", template.at("/widgets/0/widgets/0/path").asText());
    assertFalse(Files.readString(desk.layout).contains("Tried"));
  }

  @Test
  void customer_lookedUp_isShownWithoutWhatProvesAPress() throws Exception {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("store", "sandbox")
            .put("email", "mara@example.com");
    int triggers = triggers();

    JsonNode data = TestServer.json(desk.post(WIDGET + "/customer", body.toString()));

    assertEquals(4, data.path("subscriptions").size());
    assertFalse(data.toString().contains("press_token"), data.toString());
    assertTrue(desk.widget("mara@example.com").toString().contains("press_token"));
    assertEquals(triggers + 1, triggers(), "a preview is no trigger");
    assertEquals(
        404, desk.post(WIDGET + "/customer", body.put("store", "other").toString()).statusCode());
  }

  @Test
  void publish_storeThatIsNotConnected_isRefused() throws Exception {
    HttpResponse<String> refused = desk.post(WIDGET + "/publish", "{\"store\":\"sandbox\"}");

    assertEquals(409, refused.statusCode(), refused.body());
  }

  private ObjectNode body() throws Exception {
    JsonNode state = TestServer.json(desk.get(WIDGET));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("arrangement", state.get("arrangement"));
    return body.put("version", state.get("version").asText());
  }

  private int triggers() throws Exception {
    return TestServer.json(desk.get("/console/api/status"))
        .at("/stores/0/triggers/answered")
        .asInt();
  }
}
