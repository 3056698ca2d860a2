package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Servers that can be killed: each in a process of its own, all with the same ledger and the store
 * {@code acme}. Requests go to the one that was started last.
 */
public final class ServerProcesses implements AutoCloseable {
  /** The store's secret. */
  public static final String SECRET = "a-secret-of-the-store";

  /** How long a slow machine may take for anything. */
  public static final Duration LONG = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Path log;
  private int port;

  /**
   * None yet.
   *
   * @param log what the file in {@code target} is called to which they write
   * @param settings further variables of the environment, or other ones
   */
  public ServerProcesses(
      String log, SmartrrSimulator smartrr, String ledgerUrl, Map<String, String> settings)
      throws IOException {
    this.log = Files.createDirectories(Path.of("target")).resolve(log);
    environment.putAll(
        Map.of(
            "STORES", "acme",
            "STORE_ACME_SMARTRR_URL", smartrr.url(),
            "STORE_ACME_SMARTRR_TOKEN", smartrr.token(),
            "STORE_ACME_SECRET", SECRET,
            "CAMEL_SERVER_HOST", "127.0.0.1",
            "ACTION_SETTLE", "800",
            "ACTION_FIRST_RETRY", "100",
            "ACTION_LONGEST_RETRY", "500",
            "ACTION_POLL", "50",
            "FOLLOW_UP_POLL", "100"));
    environment.put("LEDGER_URL", ledgerUrl);
    environment.putAll(settings);
  }

  /** Has those that are started from now on use another ledger. */
  public void useLedger(String url) {
    environment.put("LEDGER_URL", url);
  }

  /** Starts a server, and returns when its doors answer. */
  public Process start() throws Exception {
    return start(Application.class.getName());
  }

  /** Starts a server by another program. */
  public Process start(String program, String... arguments) throws Exception {
    port = FreePort.next();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("STORE"));
    builder.environment().putAll(environment);
    builder.environment().put("CAMEL_SERVER_PORT", Integer.toString(port));
    builder.environment().put("CAMEL_MANAGEMENT_PORT", Integer.toString(FreePort.next()));
    Process process = builder.start();
    processes.add(process);
    Await.until("the server to listen", LONG, () -> isListening(process));
    return process;
  }

  private boolean isListening(Process process) {
    assertTrue(process.isAlive(), () -> "the server ended; see " + log);
    try {
      HttpRequest request = request("/nothing").timeout(Duration.ofSeconds(5)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 404;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills a server as {@code kill -9} does. */
  public static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }

  /** Asks the server that was started last. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        request(path).header("x-store-secret", SECRET).build(), BodyHandlers.ofString());
  }

  /** Presses a button, and doesn't wait. */
  public CompletableFuture<HttpResponse<String>> press(String action, String form) {
    return http.sendAsync(
        request("/gorgias/acme/actions/" + action)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    processes.forEach(ServerProcesses::kill);
  }
}
