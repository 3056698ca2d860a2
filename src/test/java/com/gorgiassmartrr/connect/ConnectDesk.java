package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.gorgias.RequestLog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Both partners, simulated, and the store {@code acme} that is connected with them. */
final class ConnectDesk implements AutoCloseable {
  static final String STORE = "acme";

  /** Nothing listens there, and asking it takes no time. */
  static final String PUBLIC_URL = "http://127.0.0.1:9";

  private static final ObjectMapper JSON = new ObjectMapper();

  final Vertx vertx = Vertx.vertx();
  final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
  final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  final Map<String, String> environment = new HashMap<>();
  final Map<String, String> settings = new HashMap<>();
  final StoreFiles files;

  /** What was waited for, as Gorgias asked. */
  final List<Duration> waits = new ArrayList<>();

  private @Nullable ConnectorContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  ConnectDesk(Path folder) {
    files = new StoreFiles(folder.resolve("stores"));
    settings.put("stores.folder", folder.resolve("stores").toString());
    settings.put("smartrr.url", smartrr.url());
    settings.put("smartrr.timeout", "2000");
    settings.put("smartrr.read.retry-delay", "1");
    gorgias.behaviour().rate(1000, Duration.ofSeconds(1));
  }

  Settings settings() {
    return Settings.read(Path.of("application.properties"), environment).with(settings);
  }

  Connection connection() {
    return connection(new FileKeeper(settings()));
  }

  Connection connection(SettingsKeeper keeper) {
    return new Connection(keeper, connectors(), store -> {}, waits::add);
  }

  /** Those of a command. */
  Connectors connectors() {
    ConnectorContext started = context;
    if (started == null) {
      started = new ConnectorContext(settings());
      context = started;
    }
    return started.connectors();
  }

  /** What the sandbox prints, filled in. */
  Form form() {
    return form(PUBLIC_URL);
  }

  Form form(String publicUrl) {
    return new Form(
        STORE,
        gorgias.url(),
        gorgias.user(),
        new Secret(gorgias.apiKey()),
        new Secret(smartrr.token()),
        publicUrl);
  }

  Report connect() {
    return connect(form());
  }

  Report connect(Form form) {
    return connection().connect(form, false, step -> {});
  }

  Report check() {
    return connection().check(STORE, step -> {});
  }

  Report disconnect(String domain) {
    return connection().disconnect(new Form(STORE, domain, null, null, null, null), step -> {});
  }

  Report disconnect() {
    return connection().disconnect(Form.of(STORE), step -> {});
  }

  static List<String> sentences(Report report, Status status) {
    return report.steps().stream()
        .filter(step -> step.status() == status)
        .map(Step::sentence)
        .toList();
  }

  static List<String> wrong(Report report) {
    return sentences(report, Status.WRONG);
  }

  static String all(Report report) {
    return report.steps().stream().map(Step::toString).collect(Collectors.joining("\n"));
  }

  /** The requests that could change anything in Gorgias, since the log was cleared. */
  List<String> changes() {
    return gorgias.requests().entries().stream()
        .filter(entry -> !entry.method().equals("GET"))
        .map(entry -> entry.method() + " " + entry.uri())
        .toList();
  }

  List<String> requests() {
    return gorgias.requests().entries().stream().map(RequestLog.Entry::uri).toList();
  }

  List<ObjectNode> integrations() {
    return rows("/api/integrations?type=http&limit=100&order_by=created_datetime:asc");
  }

  List<ObjectNode> widgets() {
    return rows("/api/widgets?limit=100&order_by=created_datetime:asc");
  }

  private List<ObjectNode> rows(String path) {
    List<ObjectNode> rows = new ArrayList<>();
    api("GET", path, "").path("data").forEach(row -> rows.add((ObjectNode) row));
    return rows;
  }

  /** Makes a request as an admin of the account does; it isn't among the requests afterwards. */
  JsonNode api(String method, String path, String body) {
    List<RequestLog.Entry> before = gorgias.requests().entries();
    String credentials = gorgias.user() + ":" + gorgias.apiKey();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gorgias.url() + path))
            .header(
                "authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      if (before.isEmpty()) {
        gorgias.requests().clear();
      }
      return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The store's secret as it is kept. */
  String secret() {
    return Objects.requireNonNull(files.read(STORE).get("store.acme.secret"));
  }

  /** Everything that nobody may be told. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>(List.of(gorgias.apiKey(), smartrr.token()));
    String kept = files.read(STORE).get("store.acme.secret");
    if (kept != null) {
      secrets.addAll(List.of(kept.split(",")));
    }
    return secrets;
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
    gorgias.close();
    smartrr.close();
    vertx.close();
  }
}
