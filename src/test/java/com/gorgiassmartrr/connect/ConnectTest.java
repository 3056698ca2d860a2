package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.sentences;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four fields make one integration and one widget, and again nothing. */
final class ConnectTest {
  private ConnectDesk desk;

  @BeforeEach
  void open(@TempDir Path folder) {
    desk = new ConnectDesk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void store_connected_hasOneIntegrationAndOneWidget() {
    Report report = desk.connect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    ObjectNode integration = desk.integrations().get(0);
    assertEquals(1, desk.integrations().size());
    assertEquals(
        "{\"ticket-created\":true,\"ticket-updated\":true,\"ticket-message-created\":true}",
        integration.path("http").path("triggers").toString());
    assertEquals("GET", integration.path("http").path("method").asText());
    assertTrue(
        integration
            .path("http")
            .path("url")
            .asText()
            .startsWith(
                ConnectDesk.PUBLIC_URL
                    + "/gorgias/acme/widget?email={{ticket.customer.email}}&ticket_id={{ticket.id}}"
                    + "&customer_id={{ticket.customer.id}}"));
    assertEquals(1, desk.widgets().size());
    ObjectNode widget = desk.widgets().get(0);
    assertEquals(integration.path("id"), widget.path("integration_id"));
    assertEquals("http", widget.path("type").asText());
    assertEquals("ticket", widget.path("context").asText());
    assertEquals("wrapper", widget.path("template").path("type").asText());
  }

  @Test
  void store_connected_settingsAreKept() {
    desk.connect();

    Map<String, String> kept = desk.files.read(STORE);
    assertEquals(desk.gorgias.url(), kept.get("store.acme.gorgias.url"));
    assertEquals(desk.gorgias.user(), kept.get("store.acme.gorgias.user"));
    assertEquals(desk.gorgias.apiKey(), kept.get("store.acme.gorgias.api-key"));
    assertEquals(desk.smartrr.token(), kept.get("store.acme.smartrr.token"));
    assertEquals(ConnectDesk.PUBLIC_URL, kept.get("store.acme.public-url"));
    assertTrue(desk.secret().matches("[0-9a-f]{48}"));
    assertEquals(6, kept.size());
  }

  @Test
  void store_connectedAgain_nothingIsChangedAnywhere() {
    desk.connect();
    Map<String, String> kept = desk.files.read(STORE);
    desk.gorgias.requests().clear();
    long smartrrs = desk.smartrr.requests().count();

    Report report = desk.connect();

    assertEquals(List.of(), desk.changes());
    assertFalse(report.hasChanged(), () -> all(report));
    assertEquals(kept, desk.files.read(STORE));
    assertTrue(desk.smartrr.requests().count() > smartrrs, "the token is verified again");
    assertTrue(
        desk.smartrr.requests().list().stream()
            .filter(request -> request.isWrite())
            .allMatch(request -> request.path().contains("/00000000-0000-0000-0000-000000000000/")),
        "nothing that exists is ever changed at Smartrr");
  }

  @Test
  void store_connectedAgainWithoutFields_nothingIsChanged() {
    desk.connect();
    desk.gorgias.requests().clear();

    Report report = desk.connect(Form.of(STORE));

    assertEquals(List.of(), wrong(report));
    assertEquals(List.of(), desk.changes());
  }

  /** Gorgias may say more than it was told, and write it otherwise. */
  @Test
  void gorgias_addsFieldsOfItsOwn_nothingIsChanged() {
    desk.connect();
    ObjectNode widget = desk.widgets().get(0);
    ObjectNode card = (ObjectNode) widget.path("template").path("widgets").path(0);
    card.put("order", "0").put("something_new", true);
    ((ObjectNode) card.path("meta")).remove("link");
    desk.api("PUT", widget.path("uri").asText(), only(widget, "template"));
    desk.gorgias.requests().clear();

    desk.connect();

    assertEquals(List.of(), desk.changes());
  }

  @Test
  void names_changedInGorgias_areKnownAgainAndKept() {
    desk.connect();
    ObjectNode integration = desk.integrations().get(0);
    desk.api("PUT", integration.path("uri").asText(), "{\"name\":\"Subscriptions of ours\"}");
    desk.gorgias.requests().clear();

    desk.connect();
    assertEquals(List.of(), desk.changes());

    desk.api(
        "PUT",
        integration.path("uri").asText(),
        "{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");
    desk.connect();
    assertEquals(1, desk.integrations().size());
    assertEquals("Subscriptions of ours", desk.integrations().get(0).path("name").asText());
    assertTrue(desk.integrations().get(0).path("deactivated_datetime").isNull());
  }

  @Test
  void description_changedInGorgias_isKnownAgainByTheAddress() {
    desk.connect();
    ObjectNode integration = desk.integrations().get(0);
    desk.api("PUT", integration.path("uri").asText(), "{\"description\":\"Hands off\"}");

    desk.connect();

    assertEquals(1, desk.integrations().size());
    assertEquals(1, desk.widgets().size());
  }

  @Test
  void address_changedInGorgias_isKnownAgainByTheDescription() {
    desk.connect();
    ObjectNode integration = desk.integrations().get(0);
    desk.api(
        "PUT",
        integration.path("uri").asText(),
        "{\"http\":{\"url\":\"https://elsewhere.example.com/hook\"}}");

    desk.connect();

    assertEquals(1, desk.integrations().size());
    assertTrue(url(desk.integrations().get(0)).startsWith(ConnectDesk.PUBLIC_URL));
  }

  @Test
  void integration_madeByHand_isTakenOver() {
    desk.gorgias.seedIntegration(ConnectDesk.PUBLIC_URL, STORE, "a-secret-that-was-typed");

    Report report = desk.connect();

    assertEquals(List.of(), wrong(report));
    assertEquals(1, desk.integrations().size());
    assertEquals(1, desk.widgets().size());
    assertEquals("Smartrr", desk.integrations().get(0).path("name").asText());
  }

  @Test
  void otherIntegrations_stay() {
    desk.gorgias.seedIntegration("https://bridge.example.com", "bolt", "another-store-s-secret");
    String before = desk.integrations() + "" + desk.widgets();

    desk.connect();
    assertEquals(2, desk.integrations().size());
    desk.disconnect();

    assertEquals(before, desk.integrations() + "" + desk.widgets());
  }

  @Test
  void madeOnceTooOften_isSetRight() {
    desk.connect();
    ObjectNode integration = desk.integrations().get(0);
    String again = "\"http\":" + integration.path("http").deepCopy();
    String id =
        desk.api(
                "POST",
                "/api/integrations",
                "{\"name\":\"x\",\"type\":\"http\",\"description\":\""
                    + integration.path("description").asText()
                    + "\","
                    + again
                    + "}")
            .path("id")
            .asText();
    desk.api(
        "POST",
        "/api/widgets",
        "{\"type\":\"http\",\"integration_id\":" + id + ",\"template\":{\"type\":\"wrapper\"}}");
    assertEquals(1, wrong(desk.check()).size());

    desk.connect();

    assertEquals(List.of(integration.path("id")), ids(desk.integrations()));
    assertEquals(1, desk.widgets().size());
    assertEquals(List.of(), wrong(desk.check()));
  }

  @Test
  void publicUrl_changed_bothFollow() {
    desk.connect();

    desk.connect(new Form(STORE, null, null, null, null, "http://127.0.0.1:10"));

    assertTrue(url(desk.integrations().get(0)).startsWith("http://127.0.0.1:10/gorgias/acme/"));
    assertTrue(desk.widgets().get(0).toString().contains("http://127.0.0.1:10/gorgias/acme/"));
    assertEquals(1, desk.integrations().size());
    assertEquals(1, desk.widgets().size());
  }

  @Test
  void integration_ofAnotherServer_isTakenOverWithAWarning() {
    desk.connect();
    desk.files.remove(STORE);

    Report report = desk.connect(desk.form("http://127.0.0.1:10"));

    assertEquals(1, desk.integrations().size());
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(
                line -> line.contains("asked another server until now: " + ConnectDesk.PUBLIC_URL)),
        () -> all(report));
  }

  @Test
  void lists_ofManyPages_areReadToTheirEnd() {
    for (int i = 0; i < 100; i++) {
      desk.api(
          "POST",
          "/api/integrations",
          "{\"name\":\"x\",\"type\":\"http\",\"http\":{\"url\":\"https://example.com/"
              + i
              + "\",\"method\":\"GET\",\"request_content_type\":\"application/json\","
              + "\"response_content_type\":\"application/json\"}}");
    }
    desk.connect();
    desk.gorgias.requests().clear();

    desk.connect();

    assertEquals(List.of(), desk.changes());
    assertEquals(
        2, desk.requests().stream().filter(uri -> uri.contains("/api/integrations")).count());
  }

  @Test
  void gorgias_throttles_itsPauseIsWaitedFor() {
    desk.gorgias
        .faults()
        .next(1, Fault.status(429, Duration.ofSeconds(7)).on("POST", "/api/widgets"));

    Report report = desk.connect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(desk.waits.contains(Duration.ofSeconds(7)), desk.waits::toString);
    assertEquals(1, desk.widgets().size());
  }

  @Test
  void smartrrsOwnWidget_standsBeside_isSaid() {
    desk.api(
        "POST",
        "/api/integrations",
        "{\"name\":\"Smartrr\",\"type\":\"http\",\"http\":{\"url\":"
            + "\"https://api.smartrr.com/vendor/order/formatted?filterLike[emailOrName]="
            + "{{ticket.customer.email}}\",\"method\":\"GET\",\"request_content_type\":"
            + "\"application/json\",\"response_content_type\":\"application/json\"}}");

    Report report = desk.connect();

    assertEquals(List.of(), wrong(report));
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.startsWith("Smartrr's own widget stands beside this one")),
        () -> all(report));
  }

  private static String only(ObjectNode row, String field) {
    return "{\"" + field + "\":" + row.get(field) + "}";
  }

  private static String url(ObjectNode integration) {
    return integration.path("http").path("url").asText();
  }

  private static List<Object> ids(List<ObjectNode> rows) {
    return rows.stream().<Object>map(row -> row.path("id")).toList();
  }
}
