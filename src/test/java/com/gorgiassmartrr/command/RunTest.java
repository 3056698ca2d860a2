package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own. */
@Timeout(300)
final class RunTest {
  private static final String SECRET = "a-secret-of-the-store";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private Path stores;

  @BeforeEach
  void create(@TempDir Path temporary) {
    stores = temporary.resolve("stores");
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    vertx.close();
  }

  @Test
  void program_noStoreConfigured_printsAnAddressAndALineThatWork() throws Exception {
    int port = FreePort.next();
    Program out = start(Map.of("STORES", ""), port);
    String page = out.awaitLine("Look: +(\\S+)").group(1);
    Matcher ask = out.awaitLine("Ask: +curl -H 'x-store-secret: (\\S+)' '(\\S+)'");
    assertEquals(200, send(HttpRequest.newBuilder(URI.create(page)).build()).statusCode());
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(ask.group(2)))
                .header("x-store-secret", ask.group(1))
                .build());
    assertEquals(4, TestServer.json(answer).path("subscriptions").size());
  }

  @Test
  void program_storesConnectedWhileItRuns_areServedInPlaceOfTheSandbox() throws Exception {
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC())) {
      int port = FreePort.next();
      Program program = start(Map.of("CAMEL_SERVER_HOST", "127.0.0.1"), port);
      program.awaitLine("Look: ");
      StoreFiles files = new StoreFiles(stores);

      files.write("acme", connected("acme", smartrr));
      Await.until("the store", () -> status(widget(port, "mara@example.com")) == 200);
      assertEquals(
          404, status(HttpRequest.newBuilder(local(port, "/sandbox")).build()), "the sandbox");

      files.write("bolt", connected("bolt", smartrr));
      HttpRequest bolt =
          HttpRequest.newBuilder(local(port, "/gorgias/bolt/widget?email=mara@example.com"))
              .header("x-store-secret", SECRET)
              .build();
      Await.until("the second store", () -> status(bolt) == 200);

      files.remove("bolt");
      Await.until("the end of the second store", () -> status(bolt) == 404);
      assertEquals(200, status(widget(port, "mara@example.com")));
      assertFalse(program.printed().contains(SECRET));
    }
  }

  /** As somebody does who tries connect on the sandbox, with what it prints. */
  @Test
  void sandbox_unconnected_isConnectedWithThePrintedFieldsAndDisconnected() throws Exception {
    int port = FreePort.next();
    String folder = stores.resolveSibling("sandbox").toString();
    Program program = start(Map.of("SANDBOX_CONNECT", "false", "SANDBOX_FOLDER", folder), port);
    Map<String, String> environment =
        Map.of(
            "SANDBOX_FOLDER",
            folder,
            "GORGIAS_API_KEY",
            program.awaitLine("Gorgias API key +(\\S+)").group(1),
            "SMARTRR_TOKEN",
            program.awaitLine("Smartrr token +(\\S+)").group(1));
    assertFalse(program.printed().contains("Ask:"), program.printed());
    assertEquals("[]", widgets(port).toString());

    assertEquals(
        0,
        command(
            environment,
            "connect",
            "--store=sandbox",
            "--gorgias-domain=" + program.awaitLine("Gorgias domain +(\\S+)").group(1),
            "--gorgias-user=" + program.awaitLine("Gorgias user +(\\S+)").group(1)));
    Await.until(
        "the widget", () -> widgets(port).at("/0/data/subscriptions/0/press_token").isTextual());
    assertEquals(0, command(environment, "check", "--store=sandbox"));

    assertEquals(0, command(environment, "disconnect", "--store=sandbox"));
    assertEquals("[]", widgets(port).toString());
  }

  private static int command(Map<String, String> environment, String... arguments) {
    return Commands.line(() -> Settings.read(Path.of("application.properties"), environment))
        .execute(arguments);
  }

  /** What the sandbox's page shows beside its first ticket. */
  private JsonNode widgets(int port) {
    JsonNode tickets = page(port, "/tickets").path("tickets");
    return page(port, "/tickets/" + tickets.path(0).path("id").asText()).path("widgets");
  }

  private JsonNode page(int port, String path) {
    try {
      return TestServer.json(
          send(HttpRequest.newBuilder(local(port, "/sandbox/api" + path)).build()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> connected(String store, SmartrrSimulator smartrr) {
    String prefix = "store." + store + ".";
    return Map.of(
        prefix + "smartrr.url", smartrr.url(),
        prefix + "smartrr.token", smartrr.token(),
        prefix + "secret", SECRET);
  }

  private static URI local(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The status of an answer; 0 where there is none. */
  private int status(HttpRequest request) {
    try {
      return send(request).statusCode();
    } catch (Exception e) {
      return 0;
    }
  }

  @Test
  void program_stoppedUnderLoad_answersWhatIsInFlightAndExitsWithZero() throws Exception {
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC())) {
      int port = FreePort.next();
      Program program = start(store(smartrr), port);
      program.awaitLine("Listening on");
      smartrr.faults().add(Fault.slow(Duration.ofMillis(400)));
      List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        inFlight.add(
            http.sendAsync(widget(port, "person" + i + "@example.com"), BodyHandlers.ofString()));
      }
      Await.until("calls at Smartrr", () -> smartrr.requests().count() >= 10);
      program.process().destroy();
      for (CompletableFuture<HttpResponse<String>> answer : inFlight) {
        assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
      }
      assertEquals(0, program.awaitExit());
    }
  }

  /** The second signal is what an impatient operator, or a platform, sends. */
  @ParameterizedTest
  @CsvSource({
    "acme, is starting",
    "acme, HttpServer started",
    "acme, Listening on",
    "'', is starting",
    "'', HttpServer started",
    "'', Listening on"
  })
  void program_stoppedWhileItStarts_exitsWithZeroAtOnce(String stores, String line)
      throws Exception {
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC())) {
      Map<String, String> environment = new HashMap<>(store(smartrr));
      environment.put("STORES", stores);
      Program program = start(environment, FreePort.next());
      program.awaitLine(line);
      long began = System.nanoTime();
      program.process().destroy();
      program.process().destroy();
      int status = program.awaitExit();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      String printed = program.printed();
      assertEquals(0, status, printed);
      assertFalse(printed.contains("has been closed"), printed);
      assertFalse(printed.contains("Forcing shutdown"), printed);
      // So long does Docker wait; what has half started isn't waited for any longer than that.
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took + ": " + printed);
    }
  }

  @Test
  void program_libraryMissing_saysSoAndExitsWithOne() throws Exception {
    Program program = Program.startWithout("HikariCP", FreePort.next(), FreePort.next());
    processes.add(program.process());
    assertRefused(
        program,
        "A library is missing or of another version (java.lang.NoClassDefFoundError:"
            + " com/zaxxer/hikari/");
  }

  /** As where the system's temporary folder is read-only, or nothing can be run from it. */
  @Test
  void program_temporaryFolderOfNoUse_takesOneBesideTheLedgerAndLeavesNothingThere()
      throws Exception {
    Path folder = TestFolder.fresh("ledger");
    Path file = Files.createFile(folder.resolve("no-folder"));
    Program program =
        start(
            acme(
                "JAVA_TOOL_OPTIONS",
                "-Djava.io.tmpdir=" + file,
                "LEDGER_URL",
                "jdbc:sqlite:" + folder.resolve("ledger.db")),
            FreePort.next());
    program.awaitLine("Listening on");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of("ledger.db", "ledger.db-lock", "ledger.db-shm", "ledger.db-wal", "no-folder"),
          left.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void program_folderForTheLibraryOfNoUse_tellsTheWayOutAndExitsWithOne() throws Exception {
    assertRefused(
        Map.of("JAVA_TOOL_OPTIONS", "-Dorg.sqlite.tmpdir=/nowhere"),
        "SQLite's library can't be loaded, for /nowhere, which -Dorg.sqlite.tmpdir names");
  }

  /** Every step is logged, so a pipe of 64 KiB is full soon. */
  @Test
  void program_outputIsReadByNobody_servesAndStops() throws Exception {
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC())) {
      Map<String, String> environment = new HashMap<>(store(smartrr));
      environment.put("JAVA_TOOL_OPTIONS", "-Dlog.level=DEBUG");
      int port = FreePort.next();
      Process process = Program.startUnread(environment, port, FreePort.next());
      processes.add(process);
      try {
        Await.until(
            "the server",
            Duration.ofMinutes(2),
            () -> status(widget(port, "mara@example.com")) == 200);
      } catch (AssertionError e) {
        throw new AssertionError(whereabouts(process), e);
      }
      Await.until("a full pipe", Duration.ofMinutes(2), () -> isFull(process, port));
      process.destroy();
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
      assertEquals(0, process.exitValue());
    }
  }

  /** Whether no more comes out, however often it is asked: how many bytes fit in depends. */
  private boolean isFull(Process process, int port) {
    int before = available(process);
    for (int i = 0; i < 20; i++) {
      assertEquals(200, status(widget(port, "mara@example.com")));
    }
    return before > 16_000 && available(process) == before;
  }

  /** Where a server stands whose output nobody reads, and how that began. */
  private static String whereabouts(Process process) throws Exception {
    String how = process.isAlive() ? "It runs." : "It ended with " + process.exitValue() + ".";
    if (process.isAlive()) {
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      Path threads = Files.createTempFile(TestFolder.fresh("threads"), "threads", ".txt");
      new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print")
          .redirectErrorStream(true)
          .redirectOutput(threads.toFile())
          .start()
          .waitFor(1, TimeUnit.MINUTES);
      how += "\n" + Files.readString(threads);
    }
    byte[] printed = process.getInputStream().readNBytes(available(process));
    return how + "\n" + new String(printed, StandardCharsets.UTF_8);
  }

  private static int available(Process process) {
    try {
      return process.getInputStream().available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void program_settingMissing_saysWhichAndExitsWithOne() throws Exception {
    assertRefused(
        Map.of("STORES", "acme"),
        "store.acme.smartrr.token is missing: set it in the environment as"
            + " STORE_ACME_SMARTRR_TOKEN");
  }

  @Test
  void program_storesForgotten_saysSoAndExitsWithOne() throws Exception {
    assertRefused(
        Map.of(
            "STORE_ACME_SMARTRR_TOKEN", "token",
            "STORE_ACME_SECRET", SECRET,
            "PUBLIC_URL", "https://bridge.example.com"),
        "There are settings of a store that isn't served (STORE_ACME_SECRET,"
            + " STORE_ACME_SMARTRR_TOKEN): name it, as STORES=acme, or remove them.");
  }

  @Test
  void program_routeFileCopied_saysBothFilesAndExitsWithOne(@TempDir Path folder) throws Exception {
    Path copy = folder.resolve("skip - Copy.camel.yaml");
    Files.copy(Path.of("routes/actions/skip.camel.yaml"), copy);
    assertRefused(
        acme(
            "CAMEL_MAIN_ROUTES_INCLUDE_PATTERN",
            "file:routes/**/*.camel.yaml,file:" + folder + "/*.camel.yaml"),
        "the route 'action-skip' stands in " + copy + ", line 4, too");
  }

  /** As by one word, in an editor. */
  @Test
  void program_writeWouldBeRepeated_saysSoAndExitsWithOne(@TempDir Path folder) throws Exception {
    String change = "Make a change to one subscription at Smartrr\n    routeConfigurationId: ";
    Path file = folder.resolve("smartrr.camel.yaml");
    String text = Files.readString(Path.of("routes/smartrr.camel.yaml"));
    Files.writeString(file, text.replace(change + "once", change + "read-repeated"));
    long line = text.substring(0, text.indexOf(change)).lines().count() + 1;
    assertRefused(
        acme(
            "CAMEL_MAIN_ROUTES_INCLUDE_PATTERN",
            "file:routes/**/*.camel.yaml,file:" + file,
            "CAMEL_MAIN_ROUTES_EXCLUDE_PATTERN",
            "file:routes/smartrr.camel.yaml"),
        file
            + ", line "
            + line
            + ": the route 'smartrr-change' makes a write, and its error policy"
            + " (routes/error-policy.camel.yaml, line 7) would send it again; write"
            + " routeConfigurationId: once.");
  }

  /** A component, or a class that a bean names, comes with a jar in the folder lib. */
  @Test
  void program_jarInTheFolderLib_isUsedByRoutes(@TempDir Path temporary) throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("server"));
    Path lib = Files.createDirectories(folder.resolve("lib"));
    OwnJar.write(lib.resolve("own.jar"));
    copy(Path.of("routes"), folder.resolve("routes"));
    Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
    Files.writeString(folder.resolve("routes/own.camel.yaml"), OwnJar.ROUTES);

    Program check = Program.startIn(folder, FreePort.next(), FreePort.next(), "routes", "check");
    processes.add(check.process());
    assertEquals(0, check.awaitExit(), check.printed());
    Program server = Program.startIn(folder, FreePort.next(), FreePort.next());
    processes.add(server.process());
    server.awaitLine("the jar is used");
    server.awaitLine("Listening on");

    Files.delete(lib.resolve("own.jar"));
    Program without = Program.startIn(folder, FreePort.next(), FreePort.next());
    processes.add(without.process());
    assertRefused(
        without,
        "routes/own.camel.yaml, line 16: there is no class own.Own; write its full name, and put"
            + " its jar into the folder lib.");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void program_passwordInTheLedgersAddress_exitsWithOneWithoutIt() throws Exception {
    String printed =
        assertRefused(
            acme("LEDGER_URL", "jdbc:postgresql://bridge:CANARY@127.0.0.1:1/bridge"),
            "ledger.url: it holds a user and a password where only the host may stand");
    assertFalse(printed.contains("CANARY"), printed);
  }

  private String assertRefused(Map<String, String> environment, String sentence) throws Exception {
    return assertRefused(start(environment, FreePort.next()), sentence);
  }

  private static String assertRefused(Program program, String sentence) throws Exception {
    int status = program.awaitExit();
    String printed = program.printed();
    assertEquals(1, status, printed);
    assertTrue(printed.contains(sentence), printed);
    assertFalse(printed.contains("\tat "), printed);
    return printed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"CAMEL_SERVER", "CAMEL_MANAGEMENT"})
  void program_portInUse_saysWhichAndExitsWithOne(String server) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(
          Map.of(server + "_HOST", "0.0.0.0", server + "_PORT", port),
          "0.0.0.0:" + port + " can't be listened on");
    }
  }

  @Test
  void program_unknownCommand_saysHowItIsUsedAndExitsWithTwo() throws Exception {
    Program program = start(Map.of(), FreePort.next(), "nonsense");
    assertEquals(2, program.awaitExit());
    assertTrue(program.printed().startsWith("Usage: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run"})
  void program_started_loadsNoParserOfCommands(String arguments) throws Exception {
    Path loaded = TestFolder.fresh("loaded").resolve("classes.log");
    Program program =
        start(
            Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded),
            FreePort.next(),
            Stream.of(arguments).filter(word -> !word.isEmpty()).toArray(String[]::new));
    program.awaitLine("Listening on");
    String classes = Files.readString(loaded);
    assertTrue(classes.contains(" com.gorgiassmartrr.command.Run "), "the classes are told");
    assertFalse(classes.contains(" picocli."));
  }

  @Test
  void program_running_itsLogCarriesNoSecretAndNoAddress() throws Exception {
    try (SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC())) {
      int port = FreePort.next();
      Program program = start(store(smartrr), port);
      program.awaitLine("Listening on");
      send(widget(port, "mara@example.com"));
      for (int status : new int[] {500, 401}) {
        smartrr.faults().add(Fault.status(status));
        send(widget(port, "kenji@example.com"));
        smartrr.faults().clear();
      }
      send(widget(port, "kenji"));
      send(
          HttpRequest.newBuilder(local(port, "/gorgias/acme/widget?email=kenji"))
              .header("x-store-secret", "a-wrong-secret")
              .build());
      for (String type : List.of("application/json", "text/xml")) {
        send(
            HttpRequest.newBuilder(local(port, "/gorgias/acme/widget"))
                .header("x-store-secret", SECRET)
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofString("{\"email\": kenji"))
                .build());
      }
      program.process().destroy();
      program.awaitExit();
      String log = program.printed();
      assertTrue(log.contains("The body is not valid JSON. (acme)"), log);
      assertFalse(log.contains("a-wrong-secret"), log);
      assertTrue(log.contains("lookup failed: UNAVAILABLE, status 500"), log);
      assertFalse(log.contains(SECRET));
      assertFalse(log.contains(smartrr.token()));
      assertFalse(log.contains("kenji"), log);
      assertFalse(log.contains("Quill"), log);
    }
  }

  @Test
  void health_serverRunsOrNot_saysSo() throws Exception {
    int port = FreePort.next();
    Map<String, String> environment =
        Map.of(
            "CAMEL_MANAGEMENT_PORT",
            Integer.toString(FreePort.next()),
            "CAMEL_MANAGEMENT_HOST",
            "127.0.0.2",
            "CONSOLE_PASSWORD",
            "correct horse battery");
    Program absent = start(environment, port, "health");
    assertEquals(1, absent.awaitExit());
    Program server = start(environment, port);
    server.awaitLine("Operate: ");
    // A slow machine may still be busy with the start.
    try {
      Await.until("a server that is well", Duration.ofMinutes(2), () -> isWell(environment, port));
    } catch (AssertionError e) {
      throw new AssertionError(server.printed(), e);
    }
    assertTrue(server.printed().contains("Operate:  http://127.0.0.2:"), server.printed());
    assertEquals(0, start(environment, port, "presses", "list").awaitExit());
  }

  private boolean isWell(Map<String, String> environment, int port) {
    try {
      return start(environment, port, "health").awaitExit() == 0;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void webhookAddress_ofAStore_isPrinted() throws Exception {
    Map<String, String> environment = acme("PUBLIC_URL", "https://bridge.example.com");
    Program program = start(environment, FreePort.next(), "webhook-address", "--store", "acme");
    assertEquals(0, program.awaitExit());
    String printed = program.printed().trim();
    assertTrue(
        printed.matches("https://bridge\\.example\\.com/smartrr/acme/webhooks/[0-9a-f]{40}"),
        printed);
  }

  private static Map<String, String> store(SmartrrSimulator smartrr) {
    return acme(
        "STORE_ACME_SMARTRR_URL", smartrr.url(), "STORE_ACME_SMARTRR_TOKEN", smartrr.token());
  }

  /** An environment with a store that is complete, and with other variables. */
  private static Map<String, String> acme(String... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("STORES", "acme");
    environment.put("STORE_ACME_SMARTRR_TOKEN", "token");
    environment.put("STORE_ACME_SECRET", SECRET);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return environment;
  }

  private static HttpRequest widget(int port, String email) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/gorgias/acme/widget?email=" + email))
        .header("x-store-secret", SECRET)
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private Program start(Map<String, String> environment, int port, String... arguments)
      throws Exception {
    Map<String, String> all = new HashMap<>(Map.of("STORES_FOLDER", stores.toString()));
    all.putAll(environment);
    Program program = Program.start(all, port, FreePort.next(), arguments);
    processes.add(program.process());
    return program;
  }
}
