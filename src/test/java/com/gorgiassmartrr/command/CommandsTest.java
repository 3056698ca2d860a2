package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.store.Settings;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the commands are told apart, explained and refused. */
final class CommandsTest {
  private static final Map<String, String> ACME =
      Map.of(
          "STORES", "acme",
          "STORE_ACME_SECRET", "a-secret-of-the-store",
          "STORE_ACME_SMARTRR_TOKEN", "token",
          "PUBLIC_URL", "https://bridge.example.com/");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_asked_isPrintedOnStandardOutput() {
    assertEquals(0, run(Map.of(), "--help"));
    assertTrue(out.toString().startsWith("Usage: java -jar gorgias-smartrr.jar"), out.toString());
    for (String command :
        new String[] {
          "run", "connect", "check", "disconnect", "health", "presses", "routes", "webhook-address"
        }) {
      assertTrue(out.toString().contains("\n  " + command + " "), command);
    }
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "run nonsense",
        "health --store acme",
        "webhook-address --store",
        "connect acme",
        "connect --gorgias-api-key",
        "check --rotate-secret",
        "disconnect --print",
        "webhook-address acme",
        "--",
        "@file",
        "presses",
        "presses nonsense",
        "presses show",
        "presses replay ABCDEFGH ABCDEFGH",
        "presses list --all --outcome parked",
        "presses list --limit x",
        "presses dismiss --by",
        "routes",
        "routes check one two",
        "routes check --store acme"
      })
  void arguments_notAsTheyShouldBe_getTheUsageAndStatusTwo(String arguments) {
    assertEquals(2, run(Map.of(), arguments.split(" ")));
    assertTrue(err.toString().startsWith("Usage: java -jar gorgias-smartrr.jar"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void webhookAddress_ofAStore_isPrintedAlone() {
    assertEquals(0, run(ACME, "webhook-address", "--store", "acme"));
    assertTrue(
        out.toString()
            .matches("https://bridge\\.example\\.com/smartrr/acme/webhooks/[0-9a-f]{40}\\R"),
        out.toString());
  }

  @Test
  void webhookAddress_ofNoStore_isOneSentenceAndStatusOne() {
    assertEquals(1, run(ACME, "webhook-address"));
    assertEquals(
        "There is no store named 'default': name by --store one that is connected, or is in the"
            + " setting stores.",
        err.toString().trim());
    assertEquals("", out.toString());
  }

  @Test
  void routesCheck_ofTheShippedFiles_isOneLineAndStatusZero() {
    assertEquals(0, run(Map.of(), "routes", "check"));
    assertTrue(
        out.toString().matches("\\d+ route files, and nothing is wrong\\.\\R"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void routesCheck_ofAFolderWithMistakes_isALineEachAndStatusOne(@TempDir Path folder)
      throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(Path.of("routes").relativize(file));
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy,
            Files.readString(file)
                .replace("name: smartrr-change\n- beans", "name: nobody\n- beans"));
      }
    }

    assertEquals(1, run(Map.of(), "routes", "check", folder.toString()));
    assertEquals(6, out.toString().lines().count(), out.toString());
    assertTrue(
        out.toString()
            .startsWith(
                folder
                    + "/actions/cancel.camel.yaml, line 21: there is no route that begins with"
                    + " direct:nobody; write "),
        out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void routesCheck_ofAFolderThatIsNone_isOneSentenceAndStatusOne(@TempDir Path folder) {
    assertEquals(1, run(Map.of(), "routes", "check", folder + "/nowhere"));
    assertEquals("There is no folder " + folder + "/nowhere.", err.toString().trim());
    assertEquals(1, run(Map.of(), "routes", "check", folder.toString()));
    assertTrue(out.toString().startsWith("There are no route files: "), out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show ABCDEFGH", "replay ABCDEFGH", "dismiss ABCDEFGH"})
  void server_absent_isOneSentenceAndStatusOne(String command) throws Exception {
    int port = FreePort.next();
    assertEquals(1, run(onPort(port), ("presses " + command).split(" ")));
    assertEquals("No server answers at http://127.0.0.1:" + port + ".", err.toString().trim());
    assertEquals("", out.toString());
  }

  @Test
  void server_anotherOne_isOneSentenceAndStatusOne() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        call -> {
          byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(200, page.length);
          call.getResponseBody().write(page);
          call.close();
        });
    other.start();
    try {
      int port = other.getAddress().getPort();
      assertEquals(1, run(onPort(port), "presses", "list"));
      assertEquals(
          "What answers at http://127.0.0.1:" + port + " isn't this server.",
          err.toString().trim());
    } finally {
      other.stop(0);
    }
  }

  @Test
  void text_withCommandsToTheTerminal_isPrintedWithoutThem() {
    assertEquals("a [2Jb c d", Printable.of("a\u001b[2Jb\nc\u202ed"));
  }

  private static Map<String, String> onPort(int port) {
    return Map.of("CAMEL_MANAGEMENT_PORT", Integer.toString(port));
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Commands.line(() -> Settings.read(Path.of("application.properties"), environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
