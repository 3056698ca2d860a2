package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Gorgias account on a loopback port: its REST API, its triggers and its buttons.
 *
 * <p>It starts with people and tickets, and without any integration or widget.
 */
public final class GorgiasSimulator implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String INTEGRATION = "Smartrr";
  private static final int MAX_BODY = 1024 * 1024;

  /**
   * The time between two savings of what nobody waits for, in milliseconds: the data that triggers
   * stored, and the events of buttons.
   */
  private static final long KEEP_MILLIS = 250;

  private final Vertx vertx;
  private final String apiKey;
  private final byte[] credentials;
  private final GorgiasBehaviour behaviour = new GorgiasBehaviour();
  private final GorgiasFaults faults = new GorgiasFaults(this::listening);
  private final Busy busy = new Busy();
  private final RequestLog requests;
  private final RateLimit rateLimit;
  private final OutgoingHttp http;
  private final GorgiasDesk desk;
  private final GorgiasTriggers triggers;
  private final GorgiasButtons buttons;
  private final GorgiasApi api;
  private final @Nullable DeskFile file;
  private final long keepTimer;
  private volatile HttpServer server;
  private volatile int port;
  private volatile String page = "";

  private GorgiasSimulator(Vertx vertx, Clock clock, int wantedPort, @Nullable Path path) {
    this.vertx = vertx;
    JsonNode kept = path == null ? null : DeskFile.read(path);
    apiKey = kept == null ? newKey() : kept.required("api_key").asText();
    credentials = (DeskSeed.API_USER + ":" + apiKey).getBytes(StandardCharsets.UTF_8);
    requests = new RequestLog(clock);
    rateLimit = new RateLimit(clock, behaviour);
    http = new OutgoingHttp(vertx);
    desk = new GorgiasDesk(clock, domain(), this::fire);
    if (kept != null) {
      desk.restore(kept.required("desk"));
    }
    file = path == null ? null : new DeskFile(path, apiKey, desk);
    triggers = new GorgiasTriggers(vertx, clock, desk, behaviour, http, busy);
    buttons = new GorgiasButtons(desk, behaviour, http, busy);
    api = new GorgiasApi(desk, behaviour, triggers, buttons, domain());
    server = await(listen(wantedPort));
    port = server.actualPort();
    keep();
    keepTimer = file == null ? -1 : vertx.setPeriodic(KEEP_MILLIS, tick -> keepSoon());
  }

  private void keepSoon() {
    var unused =
        vertx.executeBlocking(
            () -> {
              keep();
              return true;
            },
            false);
  }

  private static String newKey() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Starts a simulator on a free port of the loopback address and returns once it listens.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   */
  public static GorgiasSimulator start(Vertx vertx, Clock clock) {
    return start(vertx, clock, 0);
  }

  /**
   * Starts a simulator on a given port of the loopback address and returns once it listens.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   *
   * @param port the port, or 0 for a free one
   */
  public static GorgiasSimulator start(Vertx vertx, Clock clock, int port) {
    return new GorgiasSimulator(vertx, clock, port, null);
  }

  /**
   * Starts a simulator on a free port, in the state in which the one that last used a file has
   * ended, however it ended. Changes by the API or the page are kept in the file before they are
   * answered. Without the file it starts with the seeded people and tickets.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   *
   * @throws RuntimeException if nothing can be made of the file
   */
  public static GorgiasSimulator start(Vertx vertx, Clock clock, Path file) {
    return new GorgiasSimulator(vertx, clock, 0, file);
  }

  /** Returns the port on which the simulator listens. */
  public int port() {
    return port;
  }

  /** Returns the address of the account; the API lies below {@code /api}. */
  public String url() {
    return "http://" + HOST + ":" + port;
  }

  /** Sends browsers that follow a link into the account to the page where it is seen. */
  public void seenAt(String pageUrl) {
    page = pageUrl;
  }

  /** Returns the account's subdomain. */
  public String domain() {
    return "sandbox";
  }

  /** Returns the user name for the API: the e-mail address of an agent. */
  public String user() {
    return DeskSeed.API_USER;
  }

  /** Returns the API key; each helpdesk has its own. */
  public String apiKey() {
    return apiKey;
  }

  /** Returns what goes wrong with requests to the API. */
  public GorgiasFaults faults() {
    return faults;
  }

  /** Returns the switches for what is not known for certain of Gorgias. */
  public GorgiasBehaviour behaviour() {
    return behaviour;
  }

  /** Returns the helpdesk's data. */
  public GorgiasDesk desk() {
    return desk;
  }

  /** Returns the widgets' buttons. */
  public GorgiasButtons buttons() {
    return buttons;
  }

  /** Returns the requests that the API received. */
  public RequestLog requests() {
    return requests;
  }

  /** Returns the newest requests that integrations made, oldest first. */
  public List<IntegrationCall> calls() {
    return triggers.calls();
  }

  /** Returns a future that is done when no trigger's call and no button's call is under way. */
  public CompletableFuture<Void> idle() {
    return busy.idle();
  }

  /** Brings the file up to date, where there is one. */
  public void keep() {
    DeskFile keeper = file;
    if (keeper != null) {
      keeper.save();
    }
  }

  /** Puts the simulator back to its start: data, faults, records and the rate limit. */
  public void reset() {
    faults.clear();
    desk.reset();
    triggers.clear();
    requests.clear();
    rateLimit.empty();
  }

  /**
   * Creates or updates, by the API, an HTTP integration named "Smartrr", and returns its id.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   *
   * @param publicUrl where the integration is reached, without a slash at the end
   * @param storeName the store's name in the integration's address
   * @param storeSecret what is sent in the header {@code x-store-secret}
   */
  public long seedIntegration(String publicUrl, String storeName, String storeSecret) {
    ObjectNode integration = Json.object().put("name", INTEGRATION).put("type", "http");
    integration.put("description", "Subscriptions beside the ticket");
    ObjectNode call = integration.putObject("http");
    call.put(
        "url",
        publicUrl
            + "/gorgias/"
            + storeName
            + "/widget?email={{ticket.customer.email}}&ticket_id={{ticket.id}}"
            + "&customer_id={{ticket.customer.id}}");
    call.put("method", "GET");
    call.putObject("headers").put("x-store-secret", storeSecret);
    call.put("request_content_type", "application/json");
    call.put("response_content_type", "application/json");
    call.putObject("triggers")
        .put(Trigger.TICKET_CREATED, true)
        .put(Trigger.TICKET_UPDATED, true)
        .put(Trigger.MESSAGE_CREATED, true);
    return save(
        "/api/integrations",
        find(desk.integrations(), row -> row.path("name").asText().equals(INTEGRATION)),
        integration);
  }

  /**
   * Creates or updates, by the API, the widget for an integration's data, and returns its id.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   */
  public long seedWidget(long integrationId, JsonNode template) {
    ObjectNode widget = Json.object().put("type", "http").put("context", "ticket");
    widget.put("integration_id", integrationId).put("order", 0);
    widget.set("template", template);
    return save(
        "/api/widgets",
        find(desk.widgets(), row -> row.path("integration_id").asLong() == integrationId),
        widget);
  }

  /**
   * Stops listening and forgets all faults.
   *
   * <p><b>Note:</b> it blocks, so it must not be called on an event loop.
   */
  @Override
  public void close() {
    faults.clear();
    await(server.close());
    http.close();
    vertx.cancelTimer(keepTimer);
    keep();
  }

  // ---------------------------------------------------------------- listening

  private void fire(Trigger trigger) {
    triggers.fire(trigger);
  }

  private Future<HttpServer> listen(int wantedPort) {
    return vertx.createHttpServer().requestHandler(this::receive).listen(wantedPort, HOST);
  }

  private CompletableFuture<Void> listening(boolean wanted) {
    CompletionStage<Void> stage =
        wanted
            ? listen(port)
                .onSuccess(listening -> server = listening)
                .<Void>mapEmpty()
                .toCompletionStage()
            : server.close().toCompletionStage();
    return stage.toCompletableFuture();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  // ---------------------------------------------------------------- one request

  private void receive(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() <= MAX_BODY) {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(ended -> serve(request, body));
  }

  private void serve(HttpServerRequest request, Buffer body) {
    String path = request.path() == null ? "" : request.path();
    if (path.startsWith("/app/") && !page.isEmpty()) {
      request.response().setStatusCode(302).putHeader("location", page).end();
      return;
    }
    if (!path.startsWith("/api/")) {
      html(request.response(), 404, "<!doctype html><title>Not found</title><h1>Not found</h1>");
      return;
    }
    String authorization = Objects.requireNonNullElse(request.getHeader("authorization"), "");
    String text = body.toString(StandardCharsets.UTF_8);
    Fault fault = faults.take(request.method().name(), request.uri());
    RequestLog.Open entry =
        requests.add(request.method().name(), request.uri(), authorization, text);
    Exchange exchange = new Exchange(request, authorization, text, body.length(), entry);
    if (fault == null) {
      exchange.send(exchange.answer());
      return;
    }
    switch (fault.kind()) {
      case SLOW -> {
        long delay = Math.max(1, fault.delay().toMillis());
        vertx.setTimer(delay, fired -> exchange.send(exchange.answer()));
      }
      case HANG -> faults.hang(request.connection());
      case DOWN -> exchange.send(error(503, "An external service had an issue."));
      case STATUS -> {
        Duration retryAfter = fault.retryAfter();
        exchange.send(
            error(
                fault.status(),
                fault.status() == 429 ? "Too many requests." : "A fault of the sandbox."),
            retryAfter);
      }
      case RESET_BEFORE_EFFECT -> exchange.cut();
      case RESET_AFTER_EFFECT -> {
        exchange.answer();
        exchange.cut();
      }
      case TIMEOUT_AFTER_EFFECT -> {
        exchange.answer();
        faults.hang(request.connection());
      }
      case HALF_BODY -> exchange.half(exchange.answer());
      case MALFORMED -> {
        exchange.answer();
        exchange.malformed();
      }
      case NO_ACCOUNT -> {
        entry.answered(404);
        html(request.response(), 404, "<!doctype html><title>Not found</title><h1>Not found</h1>");
      }
      case HTML -> {
        entry.answered(200);
        html(request.response(), 200, "<!doctype html><title>Sandbox</title><p>Back in a minute.");
      }
    }
  }

  private static GorgiasApi.Answer error(int status, String message) {
    return new GorgiasApi.Answer(status, ApiException.body(message, Map.of()));
  }

  private static void html(HttpServerResponse response, int status, String page) {
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", "text/html; charset=utf-8")
          .end(page);
    }
  }

  /** One API request with its answer. */
  private final class Exchange {
    private final HttpServerRequest request;
    private final String authorization;
    private final String body;
    private final int bodyLength;
    private final RequestLog.Open entry;
    private RateLimit.@Nullable Ticket ticket;

    Exchange(
        HttpServerRequest request,
        String authorization,
        String body,
        int bodyLength,
        RequestLog.Open entry) {
      this.request = request;
      this.authorization = authorization;
      this.body = body;
      this.bodyLength = bodyLength;
      this.entry = entry;
    }

    /** Does what is asked for and returns the answer. */
    GorgiasApi.Answer answer() {
      if (!authorized()) {
        return error(401, "Unauthorized.");
      }
      RateLimit.Ticket taken = rateLimit.take();
      ticket = taken;
      if (!taken.allowed()) {
        // GUESS: the body of a 429 is not documented.
        return error(429, "Rate limit exceeded.");
      }
      if (bodyLength > MAX_BODY) {
        return error(413, "Request entity too large.");
      }
      Map<String, String> query = new LinkedHashMap<>();
      request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
      String path = request.path().substring("/api/".length()).replaceAll("/+$", "");
      ObjectNode user = Objects.requireNonNull(desk.findUser(null, user()));
      String method = request.method().name();
      try {
        return api.handle(
            new GorgiasApi.Request(method, path, query, body, user.get("id").longValue()));
      } catch (ApiException e) {
        return new GorgiasApi.Answer(e.status(), e.body());
      } finally {
        if (!method.equals("GET")) {
          keep();
        }
      }
    }

    private boolean authorized() {
      if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
        return false;
      }
      try {
        byte[] sent = Base64.getDecoder().decode(authorization.substring(6).trim());
        return MessageDigest.isEqual(sent, credentials);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    void send(GorgiasApi.Answer answer) {
      send(answer, null);
    }

    void send(GorgiasApi.Answer answer, @Nullable Duration retryAfter) {
      HttpServerResponse response = head(answer.status());
      if (retryAfter != null) {
        response.putHeader("Retry-after", String.valueOf(retryAfter.toSeconds()));
      }
      JsonNode json = answer.body();
      if (json == null) {
        response.end();
      } else {
        response.putHeader("content-type", "application/json").end(Json.write(json));
      }
    }

    void half(GorgiasApi.Answer answer) {
      JsonNode json = answer.body();
      Buffer whole = Buffer.buffer(json == null ? "{\"id\": 1}" : Json.write(json));
      head(answer.status())
          .putHeader("content-type", "application/json")
          .putHeader("content-length", String.valueOf(whole.length()))
          .write(whole.getBuffer(0, whole.length() / 2))
          .onComplete(written -> cut());
    }

    void malformed() {
      head(200).putHeader("content-type", "application/json").end("{\"id\": 1, \"data\": [");
    }

    void cut() {
      request.connection().close();
    }

    /** FACT: the two headers of the rate limit are on every answer. */
    private HttpServerResponse head(int status) {
      entry.answered(status);
      HttpServerResponse response = request.response().setStatusCode(status);
      RateLimit.Ticket taken = ticket;
      if (taken != null) {
        response
            .putHeader("X-Gorgias-Account-Api-Call-Limit", taken.usage())
            .putHeader("Retry-after", String.valueOf(taken.retryAfterSeconds()));
      }
      return response;
    }
  }

  // ---------------------------------------------------------------- the seeded integration

  private static @Nullable ObjectNode find(List<ObjectNode> rows, Predicate<ObjectNode> wanted) {
    return rows.stream().filter(wanted).findFirst().orElse(null);
  }

  /** Creates a row by the API, or updates the one that is there; returns its id. */
  private long save(String table, @Nullable ObjectNode there, ObjectNode body) {
    String path = there == null ? table : table + "/" + there.path("id").asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(10))
            .header("authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
            .header("content-type", "application/json")
            .method(
                there == null ? "POST" : "PUT",
                HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode json = Json.parse(response.body());
      if (response.statusCode() / 100 != 2 || json == null) {
        throw new IllegalStateException(
            "The simulator refused " + path + ": " + response.statusCode() + response.body());
      }
      return json.path("id").longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while seeding", e);
    }
  }
}
