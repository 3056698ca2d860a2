package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Settings;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store is connected, checked and disconnected by commands, which print nothing secret. */
final class ConnectionCommandsTest {
  /** Nothing listens there. */
  private static final String PUBLIC_URL = "http://127.0.0.1:9";

  private final Vertx vertx = Vertx.vertx();
  private final SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, Clock.systemUTC());
  private final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  private final Map<String, String> environment = new HashMap<>();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("acme.properties");
    environment.put("STORES_FOLDER", folder.toString());
    environment.put("SMARTRR_URL", smartrr.url());
  }

  @AfterEach
  void close() {
    gorgias.close();
    smartrr.close();
    vertx.close();
  }

  @Test
  void secrets_inTheEnvironment_connectTheStoreAndAreNotPrinted() throws Exception {
    secretsInTheEnvironment();

    assertEquals(0, connect());

    String kept = Files.readString(file);
    assertTrue(kept.contains("store.acme.gorgias.api-key=" + gorgias.apiKey()), kept);
    assertTrue(kept.contains("store.acme.smartrr.token=" + smartrr.token()), kept);
    assertTrue(out.toString().contains("done   The widget is made."), out.toString());
    assertNothingSecretIsPrinted(kept);
  }

  @Test
  void secrets_asOptions_connectTheStore() {
    assertEquals(
        0, connect("--gorgias-api-key", gorgias.apiKey(), "--smartrr-token", smartrr.token()));

    assertEquals(1, gorgias.desk().integrations().size());
  }

  @Test
  void fields_missingAndNobodyToAsk_areNamedAndStatusIsOne() {
    assertEquals(1, run("connect", "--store", "acme"));

    for (String missing : List.of("domain", "user", "API key")) {
      assertTrue(out.toString().contains("WRONG  The Gorgias " + missing), out.toString());
    }
    assertTrue(out.toString().contains("WRONG  The Smartrr token is missing"), out.toString());
    assertFalse(Files.exists(file));
  }

  @Test
  void store_connected_isCheckedConnectedAgainAndDisconnectedByItsNameAlone() {
    secretsInTheEnvironment();
    connect();
    environment.remove("GORGIAS_API_KEY");
    environment.remove("SMARTRR_TOKEN");

    assertEquals(0, run("check", "--store", "acme"), out::toString);
    assertTrue(out.toString().trim().endsWith("Nothing is wrong."), out.toString());
    gorgias.requests().clear();
    assertEquals(0, run("connect", "--store", "acme"), out::toString);
    assertTrue(
        gorgias.requests().entries().stream().allMatch(request -> request.method().equals("GET")));

    assertEquals(0, run("disconnect", "--store", "acme"), out::toString);
    assertEquals(List.of(), gorgias.desk().integrations());
    assertEquals(List.of(), gorgias.desk().widgets());
    assertFalse(Files.exists(file));
    assertEquals(0, run("disconnect", "--store", "acme"), out::toString);
  }

  @Test
  void integration_switchedOffByGorgias_checkExitsWithOneAndConnectSetsItRight() {
    secretsInTheEnvironment();
    connect();
    gorgias.behaviour().tries(1).disableAfter(1);
    gorgias.desk().touchTicket(gorgias.desk().tickets().get(0).path("id").asLong());
    gorgias.idle().join();

    assertEquals(1, run("check", "--store", "acme"));
    assertTrue(out.toString().contains(": it is switched off since "), out.toString());
    assertTrue(out.toString().trim().endsWith("1 thing is wrong."), out.toString());
    assertEquals(0, run("connect", "--store", "acme"));
    assertEquals(0, run("check", "--store", "acme"));
  }

  @Test
  void settings_toBePrinted_areAllThatIsOnStandardOutputAndNothingIsKept() {
    secretsInTheEnvironment();

    assertEquals(0, connect("--print"));

    Map<String, String> lines =
        out.toString()
            .lines()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    assertEquals(gorgias.apiKey(), lines.get("STORE_ACME_GORGIAS_API_KEY"));
    assertEquals(smartrr.token(), lines.get("STORE_ACME_SMARTRR_TOKEN"));
    assertEquals(6, lines.size(), lines.keySet()::toString);
    assertFalse(Files.exists(file));
    environment.putAll(lines);
    environment.put("STORES", "acme");
    assertEquals(0, run("check", "--store", "acme"), out::toString);
  }

  @Test
  void secret_rotated_gorgiasSendsTheNewOne() throws Exception {
    secretsInTheEnvironment();
    connect();
    String before = Files.readString(file);

    assertEquals(0, run("connect", "--store", "acme", "--rotate-secret"));

    assertFalse(Files.readString(file).equals(before));
    assertEquals(0, run("check", "--store", "acme"), out::toString);
    assertNothingSecretIsPrinted(Files.readString(file));
  }

  private void secretsInTheEnvironment() {
    environment.put("GORGIAS_API_KEY", gorgias.apiKey());
    environment.put("SMARTRR_TOKEN", smartrr.token());
  }

  private void assertNothingSecretIsPrinted(String kept) {
    String printed = out + "" + err;
    kept.lines()
        .filter(line -> line.matches(".*(secret|token|api-key)=.*"))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .forEach(secret -> assertFalse(printed.contains(secret), printed));
  }

  private int connect(String... further) {
    String[] all = new String[9 + further.length];
    System.arraycopy(
        new String[] {
          "connect",
          "--store",
          "acme",
          "--gorgias-domain",
          gorgias.url(),
          "--gorgias-user",
          gorgias.user(),
          "--public-url",
          PUBLIC_URL
        },
        0,
        all,
        0,
        9);
    System.arraycopy(further, 0, all, 9, further.length);
    return run(all);
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Commands.line(() -> Settings.read(Path.of("application.properties"), environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
