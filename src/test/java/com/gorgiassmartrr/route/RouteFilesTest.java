package com.gorgiassmartrr.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.widget.ActionFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route files a server loads, and what it says where one has a mistake. */
final class RouteFilesTest {
  private static final Path SHIPPED = Path.of("routes");
  private static final int ROUTES = 56;
  private static final Set<String> ACTIONS =
      Set.of("cancel", "pause", "set-next-billing-date", "skip", "unpause", "unskip");

  private Path root;
  private Path routes;

  @BeforeEach
  void copy(@TempDir Path folder) throws IOException {
    root = folder.toRealPath();
    routes = root.resolve("routes");
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      for (Path file : files.toList()) {
        Files.copy(file, routes.resolve(SHIPPED.relativize(file).toString()));
      }
    }
  }

  /** One ConfigMap for the whole folder, with items in paths, is mounted so. */
  private void mountLikeKubernetes() throws IOException {
    Path folder = routes.resolve("..2026_01_01");
    Files.createDirectory(folder);
    for (Path file : list(routes)) {
      if (!file.equals(folder)) {
        Files.move(file, folder.resolve(file.getFileName()));
      }
    }
    Files.createSymbolicLink(routes.resolve("..data"), folder.getFileName());
    for (Path file : list(folder)) {
      Files.createSymbolicLink(
          routes.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
    }
  }

  @Test
  void server_onAMountedConfigMap_loadsEachRouteOnce() throws Exception {
    mountLikeKubernetes();

    try (TestServer server = start()) {
      assertEquals(ROUTES, server.server.context().getRoutesSize());
      assertEquals(ACTIONS, ActionFiles.read(server.server.settings()).keySet());
      String template = server.server.widgetTemplate(server.url(), "acme").toString();
      assertTrue(template.contains("/actions/skip"), template);
    }
  }

  @Test
  void files_linked_areFoundOnce() throws Exception {
    Path away = Files.move(routes.resolve("actions"), root.resolve("my-actions"));
    Files.createSymbolicLink(routes.resolve("actions"), Path.of("../my-actions"));
    Files.createSymbolicLink(routes.resolve("loop"), routes);
    Files.createSymbolicLink(routes.resolve("again.camel.yaml"), away.resolve("skip.camel.yaml"));
    Files.writeString(routes.resolve(".#press.camel.yaml"), "half");
    Files.writeString(routes.resolve("press.camel.yaml~"), "half");
    Files.createDirectory(routes.resolve("folder.camel.yaml"));

    assertEquals(21, find(pattern()).size());
    assertEquals(21, find(pattern() + ",file:" + away + "/*.camel.yaml").size());
    assertEquals(6, find("file:" + away + "/*.camel.yaml").size());
    assertEquals(1, find("file:" + away + "/skip.camel.yaml").size());
    assertEquals(5, find("file:" + away + "/?????*.camel.yaml").size());
    assertEquals(ACTIONS, ActionFiles.read(settings(pattern())).keySet());
  }

  @Test
  void file_linkedToNothing_isSaid() throws IOException {
    Path link = routes.resolve("actions/resume.camel.yaml");
    Files.createSymbolicLink(link, root.resolve("nothing"));

    assertEquals(link + ": it links to something that isn't there.", refusal(pattern()));
  }

  @Test
  void folder_withoutRouteFiles_isSaid() {
    String said = refusal("file:" + root + "/nowhere/**/*.camel.yaml");

    assertTrue(said.startsWith("There are no route files: "), said);
  }

  @Test
  void file_notUtf8_isSaidWithItsLine() throws IOException {
    Path file = routes.resolve("press.camel.yaml");
    Files.write(file, "# One.\n# Men\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));

    assertEquals(file + ", line 2: this isn't UTF-8; save the file as UTF-8.", refusal(pattern()));
  }

  @Test
  void server_onFilesWithAByteOrderMark_answers() throws Exception {
    for (Path file : find()) {
      String text = Files.readString(file);
      Files.writeString(file, "\ufeff" + text.replace("\n", "\r\n").stripTrailing());
    }

    try (TestServer server = start()) {
      JsonNode widget = server.widget("mara@example.com");
      assertEquals(4, widget.path("subscriptions").size(), widget::toString);
      String health = server.health().body();
      assertEquals(200, server.health().statusCode(), health);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lookup.camel.yaml: There is no route that begins with platform-http:/gorgias/{store}/widget",
        "press.camel.yaml: There is no route that begins with platform-http:/gorgias/{store}/actions",
        "smartrr.camel.yaml: There is no route that begins with direct:smartrr-find-orders",
        "gorgias.camel.yaml: there is no route that begins with direct:gorgias-",
        "error-policy.camel.yaml: there is no routeConfiguration 'once'",
        "actions: There is no action: no route file has a route action-NAME with its bean."
      })
  void file_missing_stopsTheStart(String fileAndSentence) throws Exception {
    String[] parts = fileAndSentence.split(": ", 2);
    Files.move(routes.resolve(parts[0]), root.resolve(parts[0]));

    assertStopped(parts[1]);
  }

  @Test
  void webhooksDoor_missing_isNoHindrance() throws Exception {
    Files.delete(routes.resolve("smartrr-webhook.camel.yaml"));

    try (TestServer server = start()) {
      assertEquals(ROUTES - 1, server.server.context().getRoutesSize());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "id: action-skip, id: action-resume, 28, the bean 'skip'",
    "name: skip, name: resume, 4, the route 'action-skip'"
  })
  void name_thatStandsTwice_isSaidWithBothFiles(
      String line, String changed, int at, String sentence) throws Exception {
    Path copy = routes.resolve("actions/skip - Copy.camel.yaml");
    Path original = routes.resolve("actions/skip.camel.yaml");
    Files.writeString(copy, Files.readString(original).replace(line + "\n", changed + "\n"));

    assertEquals(
        "%s, line %d: %s stands in %s, line %d, too; each needs a name of its own. Where a file was copied, remove one."
            .formatted(original, at, sentence, copy, at),
        refusal(pattern()));
  }

  @Test
  void routeFile_copied_stopsTheStart() throws Exception {
    Files.copy(
        routes.resolve("actions/skip.camel.yaml"),
        routes.resolve("actions/skip - Copy.camel.yaml"));

    assertStopped("skip - Copy.camel.yaml, line 4, too", "/skip.camel.yaml, line 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "        - setVariable:|\t- setVariable:|line 14: this isn't YAML: found character '\\t(TAB)'",
        "- route:|route:|line 27: this isn't YAML",
        "        - setVariable:|        - setVariabel:|line 14: Unknown node id: setVariabel",
        "        legal: |        leggal: |line 32: there is no property 'leggal'",
        "action.Action|action.Actoin|com.gorgiassmartrr.action.Actoin",
        "      uri: direct|      uri: dircet|dircet",
        "id: skip-change|id: skip-in-smartrr|line 22: the step 'skip-in-smartrr' stands in line 15",
        "name: smartrr-change|name: smartrr-chnage|no route that begins with direct:smartrr-chnage",
        "name: action-skip|name: action-pause|the route 'action-skip' begins with direct:action-pause, and so does the route",
        "/gorgias/{store}/actions|/gorgais/{store}/actions|No front door can stand at /gorgais"
      })
  void mistake_inARouteFile_stopsTheStartNamingTheFile(
      String line, String mistaken, String sentence) throws Exception {
    Path file = routes.resolve(line.contains("/") ? "press.camel.yaml" : "actions/skip.camel.yaml");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst(Pattern.quote(line), Matcher.quoteReplacement(mistaken)));

    assertStopped(
        sentence, mistaken.equals("name: action-pause") ? "action-skip" : file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "httpMethod: PUT\\n              httpUri: \"{{smartrr.url}}\"|httpMethod: PUT\\n              httpUri: https://evil.example|'evil.example' names a host that isn't configured",
        "subscription at Smartrr\\n    routeConfigurationId: once|subscription at Smartrr\\n    routeConfigurationId: read-repeated|the route 'smartrr-change' makes a write",
        "/vendor/purchasable|/vendor/customer/1/CCPA|it deletes a customer's data, even by GET"
      })
  void call_thatMustNotBe_stopsTheStart(String good, String bad, String sentence) throws Exception {
    Path file = routes.resolve("smartrr.camel.yaml");
    String text = Files.readString(file);
    String spoiled = text.replace(good.translateEscapes(), bad.translateEscapes());
    Files.writeString(file, spoiled);

    assertStopped(file + ", line ", sentence);
  }

  @Test
  void routeFile_ofTenMegabytes_stopsTheStart() throws Exception {
    Path file = routes.resolve("press.camel.yaml");
    Files.writeString(file, Files.readString(file) + "#".repeat(10_000_000));

    assertStopped(file + ": it has 11 MB, and a route file may have 1 MB; ");
  }

  @Test
  void failure_notAboutRoutes_blamesNoFile() throws Exception {
    List<Resource> files = find(pattern());

    assertNull(RouteMistake.of(files, new IOException("lookup-read: CamelHttpPath is in use")));
    assertNull(RouteMistake.of(files, new IllegalStateException("skip.camel.yaml")));
    assertNull(
        RouteMistake.of(
            files, new FailedToStartRouteException("lookup", "", new OutOfMemoryError())));
  }

  private void assertStopped(String... words) {
    SettingException refusal = assertThrows(SettingException.class, () -> start().close());
    for (String word : words) {
      assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal.getMessage());
    }
  }

  private String refusal(String pattern) {
    return String.valueOf(assertThrows(SettingException.class, () -> find(pattern)).getMessage());
  }

  private static List<Resource> find(String pattern) throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      return new RouteFiles().find(context, settings(pattern));
    }
  }

  private static Settings settings(String pattern) {
    return Settings.read().with(Map.of("camel.main.routes-include-pattern", pattern));
  }

  private List<Path> find() throws IOException {
    try (Stream<Path> files = Files.walk(routes)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private TestServer start() throws Exception {
    return TestServer.startUnhurried(
        "camel.main.routes-include-pattern",
        pattern(),
        "lookup.shape",
        routes.resolve("widget.jslt").toString(),
        "widget.layout",
        routes.resolve("widget.yaml").toString());
  }

  private String pattern() {
    return "file:" + routes + "/**/*.camel.yaml";
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 3600})
  void file_changedAfterItWasRead_isReadAgain(long secondsAgo) throws Exception {
    Path file = routes.resolve("own.camel.yaml");
    FileTime first = FileTime.from(Instant.now().minusSeconds(secondsAgo));
    Files.writeString(file, "# one");
    Files.setLastModifiedTime(file, first);
    Settings settings = settings("file:" + file);
    RouteFiles files = new RouteFiles();
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      assertEquals(Set.of("# one"), Set.copyOf(files.texts(context, settings).values()));
      Files.writeString(file, "# two");
      // Nothing but the time tells this one from what was read, and of a recent file not even that.
      Files.setLastModifiedTime(
          file, secondsAgo == 0 ? first : FileTime.from(first.toInstant().plusSeconds(1)));
      assertEquals(Set.of("# two"), Set.copyOf(files.texts(context, settings).values()));
    }
  }
}
