package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.sentences;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connect made goes, and nothing else. */
final class DisconnectTest {
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
  void store_disconnected_nothingIsLeft() {
    desk.connect();

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(List.of(), desk.integrations());
    assertEquals(List.of(), desk.widgets());
    assertEquals(Map.of(), desk.files.read(STORE));
  }

  @Test
  void store_disconnectedTwice_isDone() {
    desk.connect();
    desk.disconnect();
    desk.gorgias.requests().clear();

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(List.of(), desk.changes());
  }

  /** As somebody does who repeats the command as it was, or whose environment names the account. */
  @Test
  void store_disconnectedTwiceAndItsDomainIsStillKnown_isDone() {
    desk.connect();
    desk.disconnect();
    desk.environment.put("STORE_ACME_GORGIAS_URL", desk.gorgias.url());

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(all(report).contains("No store named acme is connected here"), () -> all(report));
    Report named = desk.disconnect(desk.gorgias.url());
    assertEquals(List.of(), wrong(named), () -> all(named));
    assertTrue(all(named).contains("fill in its user and its API key as well"), () -> all(named));
  }

  @Test
  void store_thatNeverWas_isSaidBesideThoseThatAre() {
    desk.connect();

    Report report = desk.connection().disconnect(Form.of("acmee"), step -> {});

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(
        List.of(
            "No store named acmee is connected here: there is nothing to remove. There is acme."),
        sentences(report, Status.WARNING));
    assertEquals(1, desk.integrations().size());
  }

  @Test
  void parts_deletedInGorgiasAlready_isDone() {
    desk.connect();
    desk.api("DELETE", desk.widgets().get(0).path("uri").asText(), "");
    desk.api("DELETE", desk.integrations().get(0).path("uri").asText(), "");

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(Map.of(), desk.files.read(STORE));
  }

  /** Between the look and the deletion somebody else deletes it. */
  @Test
  void part_goneWhileItIsDeleted_isDone() {
    desk.connect();
    desk.gorgias.faults().next(1, Fault.status(404).on("DELETE", "/api/widgets"));

    assertEquals(List.of(), wrong(desk.disconnect()));
  }

  @Test
  void account_isGone_isDone() {
    desk.connect();
    desk.gorgias.faults().always(Fault.of(Kind.NO_ACCOUNT));

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(Map.of(), desk.files.read(STORE));
  }

  @Test
  void renamed_isKnownAgain() {
    desk.connect();
    desk.api(
        "PUT", desk.integrations().get(0).path("uri").asText(), "{\"name\":\"Something else\"}");

    desk.disconnect();

    assertEquals(List.of(), desk.integrations());
  }

  @Test
  void madeByHand_isLeftAlone() {
    desk.connect();
    long own =
        desk.gorgias.seedIntegration(ConnectDesk.PUBLIC_URL, STORE, "a-secret-that-was-typed");
    desk.gorgias.seedWidget(own, JsonNodeFactory.instance.objectNode().put("type", "wrapper"));

    Report report = desk.disconnect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(1, desk.integrations().size());
    assertEquals(1, desk.widgets().size());
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.contains("wasn't made by connect: it is left alone")),
        () -> all(report));
  }

  @Test
  void gorgias_refusesToDelete_isSaidAndTheSettingsStay() {
    desk.connect();
    desk.gorgias.faults().always(Fault.status(400).on("DELETE", "/api/integrations"));

    Report report = desk.disconnect();

    assertEquals(1, wrong(report).size(), () -> all(report));
    assertTrue(desk.files.read(STORE).containsKey("store.acme.gorgias.api-key"));
    desk.gorgias.faults().clear();
    assertEquals(List.of(), wrong(desk.disconnect()));
    assertEquals(List.of(), desk.integrations());
  }

  @Test
  void store_ofTheEnvironment_isSaid() {
    desk.environment.put("STORE_ACME_SMARTRR_TOKEN", desk.smartrr.token());
    desk.connect();

    Report report = desk.disconnect();

    assertTrue(desk.integrations().isEmpty());
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.contains("still configured in the environment")),
        () -> all(report));
  }
}
