package com.gorgiassmartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The real server with the shipped routes and settings, serving the store {@code acme}, whose
 * Smartrr is simulated over HTTP. Its time stands still; its time-outs are short.
 */
public final class TestServer implements AutoCloseable {
  public static final String SECRET = "a-secret-of-the-store";
  public static final String OLD_SECRET = "the-secret-before-it";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PRESSES = 20;

  public final ManualTime time;
  public final SmartrrSimulator smartrr;
  public final Stores stores;
  public final Server server;

  private final Store store;
  private final Map<String, String> settings = new HashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final boolean ownsSmartrr;
  private final int managementPort;
  private final HttpClient http = HttpClient.newHttpClient();

  /** The store's helpdesk; without one, notes aren't written. */
  private final @Nullable GorgiasSimulator gorgias;

  private TestServer(Map<String, String> others, boolean withGorgias, @Nullable TestServer first)
      throws Exception {
    ownsSmartrr = first == null;
    time = first == null ? new ManualTime() : first.time;
    smartrr = first == null ? SmartrrSimulator.start(vertx, time) : first.smartrr;
    gorgias = withGorgias ? GorgiasSimulator.start(vertx, time) : null;
    settings.put("camel.server.host", "127.0.0.1");
    settings.put("camel.server.port", "0");
    settings.put("ledger.url", "jdbc:sqlite:" + TestFolder.fresh("ledger") + "/ledger.db");
    settings.put("lookup.timeout", "600");
    settings.put("smartrr.timeout", "600");
    settings.put("smartrr.read.retry-delay", "1");
    settings.putAll(others);
    managementPort = FreePort.next();
    settings.put("camel.management.port", Integer.toString(managementPort));
    store =
        new Store(
            "acme",
            URI.create(smartrr.url()),
            new Secret(smartrr.token()),
            List.of(new Secret(SECRET), new Secret(OLD_SECRET)),
            gorgias == null
                ? null
                : new GorgiasAccount(
                    URI.create(gorgias.url()), gorgias.user(), new Secret(gorgias.apiKey())));
    stores = new Stores(List.of(store));
    server = new Server(vertx, stores, Settings.read().with(settings), time, time);
    try {
      server.start();
      if (ownsSmartrr) {
        awaitNamesReadAhead();
      }
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  /** Else a slow machine would send these reads while a test counts its own. */
  private void awaitNamesReadAhead() {
    for (String path : List.of("/vendor/selling-plan-group", "/vendor/purchasable")) {
      Await.until(
          "the names to be read ahead",
          () -> smartrr.requests().count(RequestMatch.path(path)) > 0);
    }
  }

  /** Starts a server with the shipped settings, but for those that are given. */
  public static TestServer start(String... keysAndValues) throws Exception {
    return new TestServer(settings(keysAndValues), false, null);
  }

  /** Starts a server that waits for Smartrr for as long as a slow machine may take. */
  public static TestServer startUnhurried(String... keysAndValues) throws Exception {
    Map<String, String> settings = settings(keysAndValues);
    settings.putIfAbsent("lookup.timeout", "30000");
    settings.putIfAbsent("smartrr.timeout", "30000");
    settings.put("camel.component.https.response-timeout", "30000");
    settings.put("camel.component.https.so-timeout", "30000");
    return new TestServer(settings, false, null);
  }

  /** Starts a server whose store has a Gorgias account, too. */
  public static TestServer startWithGorgias(String... keysAndValues) throws Exception {
    return new TestServer(settings(keysAndValues), true, null);
  }

  /** Starts another server beside this one: the same settings, ledger, Smartrr and time. */
  public TestServer another() throws Exception {
    return new TestServer(settings, false, this);
  }

  private static Map<String, String> settings(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return settings;
  }

  public GorgiasSimulator gorgias() {
    return Objects.requireNonNull(gorgias, "This store has no Gorgias");
  }

  public Store store() {
    return store;
  }

  public String url() {
    return "http://127.0.0.1:" + server.doors().port();
  }

  /** The ledger in which it records. */
  public Ledger ledger() {
    return server.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
  }

  /**
   * Presses while Smartrr fails every change, until the press is parked.
   *
   * @param press presses, and returns the reference
   * @return the reference
   */
  public String park(Callable<String> press) throws Exception {
    smartrr.faults().add(Fault.status(503), RequestMatch.writes());
    String reference = press.call();
    Ledger ledger = ledger();
    Await.until(
        "parking",
        Duration.ofMinutes(1),
        () -> isParkedInTheEnd(ledger.findReference(reference).orElseThrow()));
    smartrr.faults().clear();
    return reference;
  }

  /** Lets time pass whenever the press waits, and not while somebody works on it. */
  private boolean isParkedInTheEnd(Press press) {
    Instant next = press.tries().nextAt();
    if (next != null && next.isAfter(time.instant())) {
      time.advance(Duration.between(time.instant(), next));
    }
    return press.state() == PressState.PARKED;
  }

  /** What Gorgias is answered for a customer. */
  public JsonNode widget(String email) throws Exception {
    return widgetLater(email).get();
  }

  public CompletableFuture<JsonNode> widgetLater(String email) {
    return widgetLater("acme", email);
  }

  /** What Gorgias is answered for a customer of a store whose secret is {@link #SECRET}. */
  public CompletableFuture<JsonNode> widgetLater(String name, String email) {
    return http.sendAsync(
            get("/gorgias/" + name + "/widget?email=" + encoded(email)), BodyHandlers.ofString())
        .thenApply(TestServer::json);
  }

  /** What Gorgias is answered when an agent presses a button that sends this form. */
  public CompletableFuture<HttpResponse<String>> pressLater(String action, String form) {
    return pressLater("acme", action, form);
  }

  /**
   * What a press is answered, pressed again as agents are told to who are answered 503: a slow
   * machine may stand still for longer than they wait.
   */
  public CompletableFuture<HttpResponse<String>> pressUntilCertain(String action, String form) {
    return pressUntilCertain(action, form, MOST_PRESSES);
  }

  private CompletableFuture<HttpResponse<String>> pressUntilCertain(
      String action, String form, int most) {
    return pressLater(action, form)
        .thenCompose(
            answer ->
                most > 1 && answer.statusCode() == 503
                    ? pressUntilCertain(action, form, most - 1)
                    : CompletableFuture.completedFuture(answer));
  }

  public CompletableFuture<HttpResponse<String>> pressLater(
      String name, String action, String form) {
    return http.sendAsync(
        request("/gorgias/" + name + "/actions/" + action)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  /** What a button made by hand is answered on one of Smartrr's own paths. */
  public CompletableFuture<HttpResponse<String>> putLater(String pathAndQuery, String form) {
    return http.sendAsync(
        request(pathAndQuery)
            .header("x-smartrr-access-token", store.smartrrToken().reveal())
            .header("content-type", "application/x-www-form-urlencoded")
            .PUT(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  /** A request with the store's secret. */
  public HttpRequest get(String pathAndQuery) {
    return request(pathAndQuery).header("x-store-secret", SECRET).build();
  }

  public HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(url() + pathAndQuery)).timeout(Duration.ofMinutes(1));
  }

  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  /** The answer to a request that is sent as it is, byte by byte, up to its end. */
  public String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.doors().port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A request to the management server. */
  public HttpRequest.Builder management(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
        .timeout(Duration.ofMinutes(1));
  }

  public HttpResponse<String> manage(HttpRequest request) throws Exception {
    return send(request);
  }

  /** What the management server says of the server's health. */
  public HttpResponse<String> health() throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + managementPort + "/observe/health?data=true"))
            .build());
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + answer.body(), e);
    }
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Makes everything that is cached too old to be used, and lets a paused Smartrr be asked. */
  public void forgetEverything() {
    time.advance(Duration.ofDays(2));
  }

  @Override
  public void close() {
    server.close();
    if (ownsSmartrr) {
      smartrr.close();
    }
    if (gorgias != null) {
      gorgias.close();
    }
    vertx.close();
  }
}
