package com.gorgiassmartrr.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium with one page, which is looked at and used as a person would: by its DevTools
 * protocol, with clicks at points of the screen.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final Map<String, Integer> KEYS =
      Map.of("Enter", 13, "Escape", 27, "ArrowUp", 38, "ArrowDown", 40, "Tab", 9);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final WebSocket socket;

  private Browser(String program, Path folder) throws Exception {
    process =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path ports = folder.resolve("DevToolsActivePort");
    until("the browser to start", () -> lines(ports).size() > 1);
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(page(lines(ports).get(0))), new Listener())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    for (String domain : List.of("Page", "Runtime", "Log")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** The program of a browser that is installed; empty where none is. */
  private static String program() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }

  /**
   * Starts a browser; where none is installed, the tests of a class are skipped, but for where the
   * environment sets {@code CI}, as {@code .ci/run} does: there they fail.
   */
  public static Browser startOrSkip(Path folder) throws Exception {
    String program = program();
    String missing = "no browser is in the PATH: install Chromium";
    if (!List.of("", "false").contains(System.getenv().getOrDefault("CI", ""))) {
      assertFalse(program.isEmpty(), missing);
    }
    Assumptions.assumeFalse(program.isEmpty(), missing);
    return new Browser(program, folder);
  }

  private String page(String port) throws Exception {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    for (JsonNode target : JSON.readTree(http.send(list, BodyHandlers.ofString()).body())) {
      if (target.path("type").asText().equals("page")) {
        return target.path("webSocketDebuggerUrl").asText();
      }
    }
    throw new AssertionError("The browser shows no page");
  }

  /** Leaves the page for another one. */
  public void open(String url) {
    problems.clear();
    send("Page.navigate", Map.of("url", url));
    await("the page", "document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** Shows nothing, and asks nobody for anything. */
  public void leave() {
    send("Page.navigate", Map.of("url", "about:blank"));
  }

  /** Makes the window as large as that, in a light or a dark scheme. */
  public void size(int width, int height, boolean dark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    send("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** The value of an expression. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    assertFalse(answer.has("exceptionDetails"), () -> expression + ": " + answer);
    return answer.at("/result/value");
  }

  /** The value of an expression that is a text. */
  public String text(String expression) {
    return evaluate(expression).asText();
  }

  /** Waits until an expression is true. */
  public void await(String what, String expression) {
    until(what, () -> evaluate("Boolean(" + expression + ")").asBoolean());
  }

  /** Clicks into the middle of an element, which an expression gives and nothing may hide. */
  public void click(String element) {
    await(element, element);
    JsonNode spot =
        evaluate(
            """
            (() => {
              const element = %s;
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
              const top = document.elementFromPoint(at.x, at.y);
              return { ...at, hit: element === top || element.contains(top) };
            })()"""
                .formatted(element));
    assertTrue(spot.path("hit").asBoolean(), () -> element + " is hidden by something");
    for (String type : List.of("mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              spot.path("x").asDouble(),
              "y",
              spot.path("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /** Presses a key, such as {@code ArrowDown}, where the keyboard is. */
  public void key(String key) {
    int code = KEYS.getOrDefault(key, 0);
    // Without the character that it makes, Enter sends no form.
    String text = key.equals("Enter") ? "\r" : "";
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
    }
  }

  /** Drags an element to where another one is, a little further down. */
  public void drag(String element, String onto) {
    await(element, element);
    evaluate(element + ".scrollIntoView({ block: 'center', behavior: 'instant' })");
    JsonNode from = middle(element);
    JsonNode to = middle(onto);
    mouse("mousePressed", from.path("x").asDouble(), from.path("y").asDouble(), 1);
    for (int step = 1; step <= 10; step++) {
      double y = from.path("y").asDouble();
      y += (to.path("y").asDouble() + 4 - y) * step / 10;
      mouse("mouseMoved", from.path("x").asDouble(), y, 1);
    }
    mouse("mouseReleased", to.path("x").asDouble(), to.path("y").asDouble() + 4, 0);
  }

  private JsonNode middle(String element) {
    return evaluate(
        """
        (() => {
          const box = %s.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        })()"""
            .formatted(element));
  }

  private void mouse(String type, double x, double y, int buttons) {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type", type, "x", x, "y", y, "button", "left", "buttons", buttons, "clickCount", 1));
  }

  /** Types into what has the keyboard. */
  public void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  /** Keeps what is to be seen, for people to look at. */
  public void screenshot(String name) {
    JsonNode picture = send("Page.captureScreenshot", Map.of("format", "png"));
    try {
      Path folder = Files.createDirectories(Path.of("target", "screenshots"));
      Files.write(
          folder.resolve(name + ".png"), Base64.getDecoder().decode(picture.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page complained of: errors in its scripts, and what it couldn't load. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private JsonNode send(String method, Map<String, ?> parameters) {
    int id = sent.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    JsonNode whole = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertFalse(whole.has("error"), () -> method + ": " + whole);
    return whole.path("result");
  }

  private void receive(JsonNode message) {
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
    String event = message.path("method").asText();
    if (answer != null) {
      answer.complete(message);
    } else if (event.equals("Runtime.exceptionThrown")
        || (event.equals("Log.entryAdded")
            && message.at("/params/entry/level").asText().equals("error"))) {
      problems.add(message.path("params").toString());
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void until(String what, BooleanSupplier isSo) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "Waited in vain for " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          receive(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }
  }
}
