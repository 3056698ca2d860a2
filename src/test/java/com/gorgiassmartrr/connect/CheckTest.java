package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.sentences;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was changed in Gorgias is found, one line each, and set right by connect. */
final class CheckTest {
  private ConnectDesk desk;

  @BeforeEach
  void open(@TempDir Path folder) {
    desk = new ConnectDesk(folder);
    desk.connect();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void nothing_changed_isRightAndChangesNothing() {
    desk.gorgias.requests().clear();

    Report report = desk.check();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(List.of(), desk.changes());
    desk.secrets().forEach(secret -> assertFalse(all(report).contains(secret)));
  }

  @Test
  void url_changed_isFound() {
    integration("{\"http\":{\"url\":\"https://old.example.com/gorgias/acme/widget?email=x\"}}");
    assertFound("it asks https://old.example.com in place of " + ConnectDesk.PUBLIC_URL);
  }

  @Test
  void url_changedBehindTheHost_isFound() {
    String url = desk.integrations().get(0).path("http").path("url").asText();
    integration("{\"http\":{\"url\":\"" + url.replace("ticket_id", "ticket") + "\"}}");
    assertFound("its address was changed");
  }

  @Test
  void trigger_removed_isFound() {
    integration(
        "{\"http\":{\"url\":\""
            + desk.integrations().get(0).path("http").path("url").asText()
            + "\",\"triggers\":{\"ticket-created\":true,\"ticket-updated\":true,"
            + "\"ticket-message-created\":false}}}");
    assertFound("it isn't run by the trigger \u201cticket message created\u201d");
  }

  @Test
  void trigger_added_isLeftAlone() {
    integration(
        "{\"http\":{\"url\":\""
            + desk.integrations().get(0).path("http").path("url").asText()
            + "\",\"triggers\":{\"ticket-created\":true,\"ticket-updated\":true,"
            + "\"ticket-message-created\":true,\"ticket-self-unsnoozed\":true}}}");
    assertEquals(List.of(), wrong(desk.check()));
    integration("{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");
    desk.connect();
    assertTrue(
        desk.integrations()
            .get(0)
            .path("http")
            .path("triggers")
            .path("ticket-self-unsnoozed")
            .asBoolean());
  }

  @Test
  void integration_switchedOff_isFound() {
    integration("{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");
    assertFound("it is switched off since 2026-11-22T10:00:00");
  }

  @Test
  void integration_switchedOff_isReactivatedAlone() {
    template(template -> cards(template).remove(0));
    integration("{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");

    Report report = desk.connection().reactivate(STORE, step -> {});

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(desk.integrations().get(0).path("deactivated_datetime").isNull());
    assertEquals(1, wrong(desk.check()).size(), "the widget stays as it was");
  }

  @Test
  void integration_deleted_isFound() {
    desk.api("DELETE", desk.integrations().get(0).path("uri").asText(), "");
    assertFound("There is no HTTP integration of this store in Gorgias");
    assertEquals(1, desk.widgets().size(), "the widget of the old one is gone, too");
  }

  @Test
  void widget_deleted_isFound() {
    desk.api("DELETE", desk.widgets().get(0).path("uri").asText(), "");
    assertFound("There is no widget for the HTTP integration in Gorgias");
  }

  @Test
  void button_removed_isFound() {
    template(template -> buttons(template, "skip").removeAll());
    assertFound("the button \u201cSkip next order\u201d is missing");
  }

  @Test
  void button_removedWithItsCard_isFound() {
    template(template -> cards(template).remove(0));
    assertFound("the button \u201cSkip next order\u201d is missing");
  }

  @Test
  void button_addressChanged_isFound() {
    template(
        template ->
            ((ObjectNode) buttons(template, "cancel").at("/0/action"))
                .put("url", "https://old.example.com/gorgias/acme/actions/cancel"));
    assertFound("the button \u201cCancel\u201d was changed");
  }

  @Test
  void field_removed_isFound() {
    template(template -> ((ArrayNode) template.at("/widgets/0/widgets/1/widgets")).remove(0));
    assertFound("the field \u201cE-mail\u201d is missing");
  }

  @Test
  void field_added_isFound() {
    template(
        template ->
            ((ArrayNode) template.at("/widgets/0/widgets"))
                .addObject()
                .put("type", "text")
                .put("path", "extra")
                .put("title", "Extra"));
    assertFound("the field \u201cExtra\u201d was added");
  }

  @Test
  void fields_inAnotherOrder_isFound() {
    template(
        template -> {
          ArrayNode fields = (ArrayNode) template.at("/widgets/0/widgets/1/widgets");
          fields.add(fields.remove(0));
        });
    assertFound("its fields or buttons stand in another order");
  }

  @Test
  void secret_changedInTheSettings_isFound() {
    Map<String, String> kept = new TreeMap<>(desk.files.read(STORE));
    kept.put("store.acme.secret", "another-secret-of-the-store");
    desk.files.write(STORE, kept);
    assertFound("it sends another secret than the store has now");
  }

  @Test
  void rotation_unfinished_isFound() {
    Map<String, String> kept = new TreeMap<>(desk.files.read(STORE));
    kept.put("store.acme.secret", kept.get("store.acme.secret") + ",the-secret-before-it");
    desk.files.write(STORE, kept);
    assertFound("Two secrets are valid");
    assertFalse(desk.secret().contains(","));
  }

  @Test
  void several_changed_eachHasALine() {
    integration("{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");
    template(
        template -> {
          cards(template).remove(1);
          cards(template).remove(0);
        });
    assertEquals(3, wrong(desk.check()).size());
  }

  @Test
  void key_refused_isFound() {
    Map<String, String> kept = new TreeMap<>(desk.files.read(STORE));
    kept.put("store.acme.gorgias.api-key", "an-old-key");
    kept.put("store.acme.smartrr.token", "an-old-token");
    desk.files.write(STORE, kept);

    Report report = desk.check();

    assertEquals(2, wrong(report).size(), () -> all(report));
    assertFalse(all(report).contains("an-old-"), () -> all(report));
  }

  @Test
  void smartrr_throttles_isSaidOnceAndForHowLong() {
    desk.connect();
    desk.smartrr.faults().add(Fault.status(429).retryAfter("20"));

    Report report = desk.check();

    assertEquals(
        List.of("Smartrr takes no more requests for now; try again in 20 seconds."),
        wrong(report),
        () -> all(report));
  }

  @Test
  void store_unknown_isSaid() {
    Report report = desk.connection().check("nobody", step -> {});
    assertEquals(List.of("There is no store named nobody here: run connect."), wrong(report));
  }

  @Test
  void publicAddress_nobodyAnswers_isAWarningOnly() {
    Report report = desk.check();
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.startsWith("No server answers at " + ConnectDesk.PUBLIC_URL)),
        () -> all(report));
  }

  /** One line says it, and connect sets it right. */
  private void assertFound(String line) {
    Report report = desk.check();
    assertEquals(1, wrong(report).size(), () -> all(report));
    assertTrue(wrong(report).get(0).contains(line), () -> all(report));

    Report connected = desk.connect();
    assertEquals(List.of(), wrong(connected), () -> all(connected));
    assertEquals(List.of(), wrong(desk.check()));
  }

  private void integration(String body) {
    desk.api("PUT", desk.integrations().get(0).path("uri").asText(), body);
  }

  private void template(Consumer<ObjectNode> change) {
    ObjectNode widget = desk.widgets().get(0);
    ObjectNode template = (ObjectNode) widget.get("template");
    change.accept(template);
    desk.api("PUT", widget.path("uri").asText(), "{\"template\":" + template + "}");
  }

  /** The cards of a subscription's buttons, one each. */
  private static ArrayNode cards(ObjectNode template) {
    return (ArrayNode) template.at("/widgets/0/widgets/2/widgets/0/widgets/0/widgets");
  }

  private static ArrayNode buttons(ObjectNode template, String action) {
    for (JsonNode card : cards(template)) {
      if (card.path("path").asText().equals(action)) {
        return (ArrayNode) card.at("/meta/custom/buttons");
      }
    }
    throw new AssertionError("There is no button for " + action);
  }
}
