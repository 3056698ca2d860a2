package com.gorgiassmartrr.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Application;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plug is pulled while somebody plays with the sandbox: its process, in which both partners
 * run, is killed in the middle of a press and started again on the same folder.
 */
final class SandboxCrashTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A moment of a press. */
  private enum Moment {
    /** The press is in the ledger, and Smartrr hasn't answered the first read. */
    BEFORE_IT_IS_SENT("smartrr-hangs"),
    /** Smartrr has done it and will answer in two seconds. */
    BEFORE_THE_ANSWER("smartrr-slow"),
    /** Smartrr has done it and will never answer. */
    WITHOUT_AN_ANSWER("smartrr-unanswered"),
    /** The press has ended, and Gorgias takes no note. */
    BEFORE_THE_NOTE("gorgias-down"),
    /** The note stands on the ticket, and we don't know. */
    AFTER_THE_NOTE("gorgias-unanswered"),
    /** As it comes. */
    AT_ONCE("");

    private final String fault;

    Moment(String fault) {
      this.fault = fault;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();

  /** The same after every start: the buttons that are shown name it. */
  private final int port = FreePort.next();

  private Path folder = Path.of("");
  private @Nullable Process process;
  private String url = "";

  @AfterEach
  void stop() {
    kill();
  }

  @Test
  @Timeout(600)
  void sandbox_killedInThePressOfAButton_endsWithOneEffectAndOneNote(@TempDir Path temporary)
      throws Exception {
    folder = temporary.resolve("sandbox");
    start();
    long ticket = ticketOf("mara@example.com");
    LocalDate date = shownDate(ticket);
    int presses = 0;
    for (Moment moment : Moment.values()) {
      if (!moment.fault.isEmpty()) {
        write("/switches/" + moment.fault, JSON.createObjectNode().put("on", true)).join();
      }
      CompletableFuture<JsonNode> click = write("/tickets/" + ticket + "/buttons", skip(ticket));
      int number = ++presses;
      await(
          () ->
              "the moment "
                  + moment
                  + "; the page has answered "
                  + (click.isDone() ? click.join() : "nothing")
                  + "; "
                  + process,
          () -> isAt(moment, number));
      kill();
      start();

      LocalDate skippedTo = date.plusMonths(number);
      await("one note after " + moment, () -> notes(ticket).size() == number);
      await("the widget after " + moment, () -> shownDate(ticket).equals(skippedTo));
    }

    assertEquals(presses, skips(), "effects");
    List<String> notes = notes(ticket);
    for (Press press : presses()) {
      assertEquals(PressState.APPLIED, press.state());
      assertEquals(
          1, notes.stream().filter(note -> note.contains(press.reference())).count(), "notes");
    }
    assertEquals(presses, notes.size());
    assertEquals(presses, presses().size());
  }

  private boolean isAt(Moment moment, int presses) {
    List<Press> recorded = presses();
    if (recorded.size() < presses) {
      return false;
    }
    Press press = recorded.get(0);
    return switch (moment) {
      case BEFORE_IT_IS_SENT, AT_ONCE -> true;
      case BEFORE_THE_ANSWER, WITHOUT_AN_ANSWER -> skips() == presses;
      case BEFORE_THE_NOTE -> press.state() == PressState.APPLIED;
      case AFTER_THE_NOTE -> text("gorgias.json").contains(press.reference());
    };
  }

  // ---------------------------------------------------------------- what is on disk

  private List<Press> presses() {
    Path file = folder.resolve("ledger.db");
    try (Ledger ledger = Ledger.open("jdbc:sqlite:" + file, Clock.systemUTC())) {
      PressQuery all = new PressQuery("sandbox", null, null, null, null, null);
      return ledger.search(all, 100, 0);
    }
  }

  private int skips() {
    return (int) text("smartrr.jsonl").lines().filter(line -> line.contains("/skip\"")).count();
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---------------------------------------------------------------- what the page does

  private long ticketOf(String email) {
    for (JsonNode ticket : read("/tickets").path("tickets")) {
      if (ticket.path("customer_email").asText().equals(email)) {
        return ticket.path("id").asLong();
      }
    }
    throw new AssertionError("There is no ticket of " + email);
  }

  private List<String> notes(long ticket) {
    List<String> notes = new ArrayList<>();
    for (JsonNode message : read("/tickets/" + ticket).at("/ticket/messages")) {
      if (message.path("channel").asText().equals("internal-note")) {
        notes.add(message.path("body_text").asText());
      }
    }
    return notes;
  }

  private JsonNode subscriptions(long ticket) {
    return read("/tickets/" + ticket).at("/widgets/0/data/subscriptions");
  }

  private LocalDate shownDate(long ticket) {
    JsonNode shown = subscriptions(ticket).path(rowOfCoffee(ticket)).path("next_billing_date");
    return LocalDate.parse(shown.asText());
  }

  private int rowOfCoffee(long ticket) {
    JsonNode rows = subscriptions(ticket);
    for (int row = 0; row < rows.size(); row++) {
      if (rows.path(row).path("id").asText().equals(SmartrrPeople.MARA_COFFEE)) {
        return row;
      }
    }
    throw new AssertionError("There is no coffee in " + rows);
  }

  /** A click on the button that skips, as the page would send it. */
  private ObjectNode skip(long ticket) {
    JsonNode widget = read("/tickets/" + ticket).at("/widgets/0");
    ObjectNode click = JSON.createObjectNode();
    click.set("widget_id", widget.path("id"));
    click.putArray("rows").add(rowOfCoffee(ticket));
    click.putObject("inputs");
    assertTrue(find(widget.path("template"), new ArrayList<>(), click), widget.toString());
    return click;
  }

  private static boolean find(JsonNode node, List<Integer> card, ObjectNode click) {
    JsonNode buttons = node.at("/meta/custom/buttons");
    for (int i = 0; i < buttons.size(); i++) {
      if (buttons.path(i).at("/action/url").asText().endsWith("/actions/skip")) {
        click.put("button", i);
        card.forEach(click.putArray("card")::add);
        return true;
      }
    }
    for (int i = 0; i < node.path("widgets").size(); i++) {
      List<Integer> below = new ArrayList<>(card);
      below.add(i);
      if (find(node.path("widgets").path(i), below, click)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode read(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).build()).join();
  }

  private CompletableFuture<JsonNode> write(String path, ObjectNode body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("content-type", "application/json")
            .header("x-sandbox", "1")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  private CompletableFuture<JsonNode> send(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(
            (HttpResponse<String> answer) -> {
              assertEquals(200, answer.statusCode(), answer.body());
              return TestServer.json(answer);
            });
  }

  // ---------------------------------------------------------------- the process

  private void start() throws Exception {
    url = "http://127.0.0.1:" + port + "/sandbox/api";
    Path log = Files.createDirectories(Path.of("target")).resolve("sandbox-crash.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("STORE"));
    builder.environment().remove("LEDGER_URL");
    builder
        .environment()
        .putAll(
            Map.of(
                "SANDBOX_FOLDER",
                folder.toString(),
                "CAMEL_SERVER_PORT",
                Integer.toString(port),
                "CAMEL_MANAGEMENT_PORT",
                Integer.toString(FreePort.next()),
                "ACTION_SETTLE",
                "1s",
                "NOTE_SETTLE",
                "1s",
                "NOTE_RETRY_DELAY",
                "200"));
    Process started = builder.start();
    process = started;
    await(
        "the page",
        () -> {
          assertTrue(started.isAlive(), "the sandbox ended; see " + log);
          return isFilled();
        });
  }

  /** Whether the page is there, and every widget has been read since the start. */
  private boolean isFilled() {
    try {
      return !subscriptions(ticketOf("mara@example.com")).isEmpty();
    } catch (RuntimeException | AssertionError notYet) {
      return false;
    }
  }

  private void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private static void await(String what, BooleanSupplier isSo) {
    await(() -> what, isSo);
  }

  private static void await(Supplier<String> what, BooleanSupplier isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(50).toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "Waited in vain for " + what.get());
      LockSupport.parkNanos(20_000_000);
    }
  }
}
