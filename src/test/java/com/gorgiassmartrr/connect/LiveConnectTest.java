package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.sentences;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import com.gorgiassmartrr.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that runs takes a connected store up, and tells when Gorgias has switched it off. */
@Timeout(60)
final class LiveConnectTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private ConnectDesk desk;
  private Server server;
  private int managementPort;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    desk = new ConnectDesk(folder);
    managementPort = FreePort.next();
    desk.settings.putAll(
        Map.of(
            "camel.server.host", "127.0.0.1",
            "camel.server.port", "0",
            "camel.management.port", Integer.toString(managementPort),
            "connect.watch", "50ms",
            "ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db")));
    Settings settings = desk.settings();
    ManualTime time = new ManualTime();
    server = new Server(desk.vertx, new Stores(List.of()), settings, time, time);
    server.follow(new ConfiguredStores(settings));
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
    desk.close();
  }

  @Test
  void store_connectedByTheServer_isServedAtOnce() {
    Report report = server.connection().connect(desk.form(url()), false, step -> {});

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(
        sentences(report, Status.RIGHT)
            .contains("The server answers at " + url() + " for this store."),
        () -> all(report));
    trigger();
    assertTrue(
        desk.gorgias.desk().tickets().stream()
            .anyMatch(ticket -> ticket.toString().contains("press_token")),
        "the widget's data came to the tickets");
  }

  @Test
  void store_connectedByACommand_isServedSoon() {
    Connection command = new Connection(new FileKeeper(desk.settings()), desk.connectors());
    Report report = command.connect(desk.form(url()), false, step -> {});

    assertTrue(
        sentences(report, Status.RIGHT)
            .contains("The server answers at " + url() + " for this store."),
        () -> all(report));
  }

  @Test
  void store_disconnected_isServedNoLonger() throws Exception {
    server.connection().connect(desk.form(url()), false, step -> {});
    String secret = desk.secret();
    assertEquals(200, status(secret));

    server.connection().disconnect(Form.of(STORE), step -> {});

    assertEquals(404, status(secret));
  }

  @Test
  void store_connectedAgain_keepsWhatWasWrittenForItsFollowUps() {
    server.connection().connect(desk.form(url()), false, step -> {});
    StoreFiles files = StoreFiles.of(desk.settings());
    Map<String, String> settings = new HashMap<>(files.read(STORE));
    settings.put("store." + STORE + ".slack.url", "https://hooks.example.com/services/x");
    files.write(STORE, settings);

    server.connection().connect(desk.form(url()), true, step -> {});

    assertEquals(
        "https://hooks.example.com/services/x",
        files.read(STORE).get("store." + STORE + ".slack.url"));
    assertEquals(
        new Secret("https://hooks.example.com/services/x"),
        server.stores().get(STORE).own().get("slack.url"));
  }

  /** Whatever happens meanwhile, the secret that Gorgias sends is one that the server takes. */
  @Test
  void secret_rotated_gorgiasIsNeverRefused() throws Exception {
    server.connection().connect(desk.form(url()), false, step -> {});
    String old = desk.secret();
    List<String> refused = new ArrayList<>();

    Report report =
        server
            .connection()
            .connect(
                Form.of(STORE),
                true,
                step -> {
                  if (status(sent()) != 200) {
                    refused.add(step.sentence());
                  }
                });

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(List.of(), refused);
    assertEquals(desk.secret(), sent());
    assertFalse(sent().equals(old));
    assertEquals(401, status(old));
  }

  @Test
  void integration_switchedOffByGorgias_isSaidInHealthUntilItIsReactivated() {
    server.connection().connect(desk.form(url()), false, step -> {});
    assertFalse(health().contains("switched"), this::health);
    ObjectNode integration = desk.integrations().get(0);
    desk.api(
        "PUT",
        integration.path("uri").asText(),
        "{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");

    Await.until("the notice", () -> health().contains("Gorgias has switched the HTTP integration"));
    assertTrue(health().contains("of the store acme off since 2026-11-22T10:00:00"), this::health);

    server.connection().reactivate(STORE, step -> {});

    assertFalse(health().contains("switched"), this::health);
  }

  private void trigger() {
    desk.gorgias
        .desk()
        .tickets()
        .forEach(ticket -> desk.gorgias.desk().touchTicket(ticket.get("id").asLong()));
    desk.gorgias.idle().join();
  }

  private String url() {
    return "http://127.0.0.1:" + server.doors().port();
  }

  /** The secret that Gorgias sends with a trigger. */
  private String sent() {
    desk.gorgias.behaviour().showHeaders(true);
    ObjectNode integration = desk.integrations().get(0);
    desk.gorgias.behaviour().showHeaders(false);
    return integration.path("http").path("headers").path("x-store-secret").asText();
  }

  private int status(String secret) {
    return send(HttpRequest.newBuilder(
                URI.create(url() + "/gorgias/acme/widget?email=x@example.com"))
            .header("x-store-secret", secret)
            .build())
        .statusCode();
  }

  private String health() {
    return send(HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + managementPort
                        + "/observe/health?data=true&exposureLevel=full"))
            .build())
        .body();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
