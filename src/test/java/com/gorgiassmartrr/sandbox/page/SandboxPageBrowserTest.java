package com.gorgiassmartrr.sandbox.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.store.Settings;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as a browser draws it. Without a browser it is skipped, but for where the environment
 * sets {@code CI}: there it fails.
 */
@Timeout(120)
final class SandboxPageBrowserTest {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  /** Seconds after which a browser that hangs is ended. */
  private static final int PATIENCE = 60;

  private static final Pattern CARD_TITLE =
      Pattern.compile("<h4 class=\"card-title\"[^>]*>([^<]*)</h4>");

  private static String browser = "";

  private final Vertx vertx = Vertx.vertx();
  private final ManualTime time = new ManualTime();
  private Path folder;
  private Sandbox sandbox;
  private Server server;
  private String url;

  @BeforeAll
  static void findBrowser() {
    browser =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(place -> BROWSERS.stream().map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    String missing = "No browser: none of " + BROWSERS + " is in the PATH";
    if (System.getenv("CI") != null) {
      assertFalse(browser.isEmpty(), missing);
    }
    Assumptions.assumeFalse(browser.isEmpty(), missing);
  }

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    sandbox = Sandbox.start(vertx, time);
    Map<String, String> settings =
        Map.of(
            "camel.server.host",
            "127.0.0.1",
            "camel.server.port",
            "0",
            "ledger.url",
            "jdbc:sqlite:" + folder.resolve("ledger.db"),
            "camel.management.port",
            Integer.toString(TestServer.freePort()));
    server = new Server(vertx, sandbox.stores(), Settings.read().with(settings), time, time);
    server.start();
    url = "http://127.0.0.1:" + server.doors().port();
    sandbox.open(server, url);
    idle();
  }

  @AfterEach
  void stop() {
    server.close();
    sandbox.close();
    vertx.close();
  }

  @Test
  void widget_ofFourSubscriptions_showsAllAndWhatIsOff() throws Exception {
    String sidebar = sidebar(drawn("/sandbox#ticket=" + ticketOf("mara@example.com")));

    assertEquals(
        List.of(
            "Mara Quill",
            "Green Tea: PAUSED",
            "Wool Socks: CANCELLED",
            "Dog Biscuits: FAILED",
            "Coffee and 1 more: ACTIVE"),
        cardTitles(sidebar));
    assertTrue(sidebar.contains("A payment failed: Dog Biscuits."), sidebar);
  }

  @Test
  void product_namedLikeAScript_isText() throws Exception {
    long ticket =
        sandbox.gorgias().desk().openTicket("o'neil@example.com", "<b>Hello</b>", "<i>Hello</i>");
    idle();

    String page = drawn("/sandbox#ticket=" + ticket);

    assertTrue(sidebar(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;"), page);
    assertFalse(page.contains("<script>alert(1)"), page);
    assertFalse(page.contains("<b>Hello"), page);
    assertFalse(page.contains("<i>Hello"), page);
  }

  private void idle() throws Exception {
    sandbox.gorgias().idle().get(30, TimeUnit.SECONDS);
  }

  private long ticketOf(String email) {
    return sandbox.gorgias().desk().tickets().stream()
        .filter(ticket -> ticket.path("customer").path("email").asText().equals(email))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asLong();
  }

  private static List<String> cardTitles(String sidebar) {
    return CARD_TITLE.matcher(sidebar).results().map(title -> title.group(1)).toList();
  }

  private static String sidebar(String page) {
    int from = page.indexOf("<aside id=\"sidebar\"");
    int to = page.indexOf("</aside>", from);
    assertTrue(from >= 0 && to > from, page);
    return page.substring(from, to);
  }

  /** The page after eight seconds of the browser's own time, which takes about one of ours. */
  private String drawn(String path) throws Exception {
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=8000",
                "--dump-dom",
                url + path)
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS), "The browser hangs");
      return Files.readString(dom);
    } finally {
      end(process);
    }
  }

  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
