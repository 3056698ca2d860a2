package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sandbox with its operator, whose pages are asked over HTTP. */
final class ConsoleDesk implements AutoCloseable {
  final ManualTime time = new ManualTime();
  final Sandbox sandbox;
  final Server server;
  final Ledger ledger;

  /** The layout that the pages change. */
  final Path layout;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  private ConsoleDesk(Path folder, boolean connected, Map<String, String> others) throws Exception {
    sandbox = Sandbox.start(vertx, time, TestFolder.fresh("sandbox"));
    port = FreePort.next();
    layout =
        Files.copy(
            Path.of("routes", "widget.yaml"),
            folder.resolve("widget.yaml"),
            StandardCopyOption.REPLACE_EXISTING);
    Map<String, String> settings = new HashMap<>();
    settings.put("camel.server.host", "127.0.0.1");
    settings.put("camel.server.port", "0");
    settings.put("camel.management.port", Integer.toString(port));
    settings.put("ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"));
    settings.put("widget.layout", layout.toString());
    settings.put("action.poll", "50");
    settings.put("action.lease", "10m");
    settings.put("action.give-up-after", "1m");
    if (!connected) {
      int doors = FreePort.next();
      settings.put("camel.server.port", Integer.toString(doors));
      settings.put("public.url", "http://127.0.0.1:" + doors);
      settings.put("stores", "");
      settings.put("stores.folder", folder.resolve("stores").toString());
      settings.put("smartrr.url", sandbox.smartrr().url());
      settings.put("smartrr.read.retry-delay", "1");
      sandbox.gorgias().behaviour().rate(1000, Duration.ofSeconds(1));
    }
    settings.putAll(others);
    Settings all = Settings.read().with(settings);
    Stores stores = connected ? sandbox.stores() : new Stores(List.of());
    server = new Server(vertx, stores, all, time, time);
    if (!connected) {
      server.follow(new ConfiguredStores(all));
    }
    server.start();
    ledger = server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    sandbox.open(server, publicUrl());
    sandbox.gorgias().idle().get(30, TimeUnit.SECONDS);
  }

  /** A desk whose server serves the sandbox's store. */
  static ConsoleDesk start(Path folder, String... keysAndValues) throws Exception {
    return new ConsoleDesk(folder, true, map(keysAndValues));
  }

  /** A desk whose server serves no store yet, and keeps what is connected in {@code stores}. */
  static ConsoleDesk unconnected(Path folder, String... keysAndValues) throws Exception {
    return new ConsoleDesk(folder, false, map(keysAndValues));
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> others = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      others.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return others;
  }

  String publicUrl() {
    return "http://127.0.0.1:" + server.doors().port();
  }

  /** Where the management server is. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** What connects the store {@code default}: the four fields, all right. */
  ObjectNode fields() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("store", "default")
        .put("gorgias_domain", sandbox.gorgias().url())
        .put("gorgias_user", sandbox.gorgias().user())
        .put("gorgias_api_key", sandbox.gorgias().apiKey())
        .put("smartrr_token", sandbox.smartrr().token())
        .put("public_url", publicUrl());
  }

  /** Has Gorgias switch the only integration off, as it does after failures. */
  void switchOff() throws IOException, InterruptedException {
    changeIntegration("{\"deactivated_datetime\":\"2026-11-22T10:00:00\"}");
  }

  /** Changes the only integration, as an admin does in Gorgias. */
  void changeIntegration(String json) throws IOException, InterruptedException {
    String login = sandbox.gorgias().user() + ":" + sandbox.gorgias().apiKey();
    String id = sandbox.gorgias().desk().integrations().get(0).path("id").asText();
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(sandbox.gorgias().url() + "/api/integrations/" + id))
                .header(
                    "authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    assertTrue(answer.statusCode() < 300, answer.body());
  }

  /** The widget data of a customer. */
  JsonNode widget(String email) throws IOException, InterruptedException {
    String secret = sandbox.curl("").replaceFirst("(?s).*x-store-secret: ([^']+)'.*", "$1");
    return TestServer.json(
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        publicUrl() + "/gorgias/sandbox/widget?email=" + TestServer.encoded(email)))
                .header("x-store-secret", secret)
                .build(),
            BodyHandlers.ofString()));
  }

  /** Presses Skip on a customer's first subscription that is active. */
  String skip(String email) throws IOException, InterruptedException {
    time.advance(Duration.ofSeconds(1));
    for (JsonNode shown : widget(email).path("subscriptions")) {
      if (shown.path("status").asText().equals("ACTIVE")) {
        return press("skip", shown);
      }
    }
    throw new AssertionError("Nothing of " + email + " is active");
  }

  private String press(String action, JsonNode shown) throws IOException, InterruptedException {
    String form =
        "subscription_id="
            + shown.path("id").asText()
            + "&press_token="
            + shown.path("press_token").asText()
            + "&ticket_id="
            + sandbox.gorgias().desk().tickets().get(0).path("id").asText()
            + "&agent=robin%40example.com";
    return TestServer.json(
            http.send(
                HttpRequest.newBuilder(
                        URI.create(publicUrl() + "/gorgias/sandbox/actions/" + action))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build(),
                BodyHandlers.ofString()))
        .path("reference")
        .asText();
  }

  /** Presses Skip while Smartrr only pretends, until the press is parked. */
  String park(String email) throws IOException, InterruptedException {
    sandbox.smartrr().faults().add(Fault.status(503), RequestMatch.writes());
    String reference = skip(email);
    Await.until(
        "parking",
        () -> {
          time.advance(Duration.ofSeconds(1));
          return find(reference).state() == PressState.PARKED;
        });
    sandbox.smartrr().faults().clear();
    return reference;
  }

  Press find(String reference) {
    return ledger.findReference(reference).orElseThrow();
  }

  @Override
  public void close() {
    server.close();
    sandbox.close();
    vertx.close();
  }
}
