package com.gorgiassmartrr.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.main.Main;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.Test;

/** {@code application.properties} is the complete list of settings, and each of them works. */
final class SettingsTest {
  private static final String MAIN_METADATA = "/META-INF/camel-main-configuration-metadata.json";
  private static final String COMPONENT_METADATA = "/META-INF/org/apache/camel/component/http/";
  private static final Pattern READ =
      Pattern.compile("settings\\s*\\.(?:duration|find|get|number)\\(\\s*\"([^\"]+)\"");
  private static final Pattern PER_STORE = Pattern.compile("(?m)^#\\s+(store\\.NAME\\.\\S+)");
  private static final Pattern PER_STORE_READ = Pattern.compile("prefix \\+ \"([a-z.-]+)\"[,)]");

  private final Map<String, String> settings = new TreeMap<>(ProjectFiles.settings());

  @Test
  void settings_areListedOnce() {
    List<String> keys =
        ProjectFiles.text(ProjectFiles.SETTINGS)
            .lines()
            .filter(line -> line.contains("=") && !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf('=')).strip())
            .sorted()
            .toList();

    assertEquals(List.copyOf(settings.keySet()), keys);
  }

  @Test
  void settings_thatJavaReads_areListed() {
    Set<String> missing = found(READ, ProjectFiles.java());
    missing.removeAll(settings.keySet());

    assertEquals(Set.of(), missing, "declare them in application.properties");
  }

  @Test
  void settings_ofAStore_areDescribed() {
    Set<String> read = new TreeSet<>();
    found(PER_STORE_READ, ProjectFiles.java()).forEach(key -> read.add("store.NAME." + key));

    assertEquals(read, perStore(), "the comment at 'stores' lists what each store has");
  }

  @Test
  void settingsPage_listsExactlyTheSettings() {
    Set<String> expected = new TreeSet<>(settings.keySet());
    expected.addAll(perStore());

    List<String> listed =
        MarkdownTables.firstColumn(ProjectFiles.document("settings.md"), "setting");

    assertEquals(
        String.join("\n", expected),
        String.join("\n", listed.stream().sorted().toList()),
        "the first columns of the tables '| setting | ...' in src/docs/settings.md");
  }

  @Test
  void settingsPage_tellsEveryDefault() {
    List<String> rows = ProjectFiles.document("settings.md").lines().toList();
    Set<String> wrong = new TreeSet<>();
    settings.forEach(
        (key, value) -> {
          String told = value.isEmpty() ? "| " : "| `" + value + "`";
          if (rows.stream()
              .noneMatch(row -> row.startsWith("| `" + key + "` |") && row.contains(told))) {
            wrong.add(key + " has the default " + value);
          }
        });

    assertEquals(Set.of(), wrong, "the last column of its row in src/docs/settings.md");
  }

  @Test
  void camelSettings_areCamels() throws Exception {
    Map<String, JsonNode> known = new TreeMap<>();
    for (JsonNode property : metadata(MAIN_METADATA).path("properties")) {
      known.put(plain(property.path("name").asText()), property);
    }
    Set<String> wrong = new TreeSet<>();
    for (String key : camelKeys()) {
      JsonNode property =
          key.startsWith("camel.component.") ? ofComponent(key) : known.get(plain(key));
      if (property == null || property.isMissingNode()) {
        wrong.add(key + " is no setting of Camel");
      } else if (property.path("deprecated").asBoolean()) {
        wrong.add(key + " is deprecated");
      } else if (!fits(settings.getOrDefault(key, ""), property)) {
        wrong.add(key + " is not of type " + property.path("type").asText());
      }
    }

    assertEquals(Set.of(), wrong);
  }

  /** Camel takes the values as they are, without the routes and the servers. */
  @Test
  void camelSettings_bind() throws Exception {
    Main main = main();
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    try {
      main.bind("boundedHttpClient", new BoundedHttpClient(timers, Duration.ofSeconds(1), 1));
      main.start();

      HttpComponent https = main.getCamelContext().getComponent("https", HttpComponent.class);
      assertEquals("gorgias-smartrr", main.getCamelContext().getName());
      assertEquals(2000, https.getConnectTimeout());
      assertEquals(256, https.getConnectionsPerRoute());
      assertEquals(BoundedHttpClient.class, https.getHttpClientConfigurer().getClass());
    } finally {
      main.stop();
      timers.shutdown();
    }
  }

  @Test
  void camelSetting_misspelt_stopsTheStart() {
    Main main = main();
    main.addOverrideProperty("camel.component.https.conect-timeout", "1");
    main.bind("boundedHttpClient", (HttpClientConfigurer) builder -> {});
    try {
      Exception refusal = assertThrows(Exception.class, main::start);

      assertTrue(String.valueOf(refusal.getMessage()).contains("conect"), refusal::toString);
    } finally {
      main.stop();
    }
  }

  private static Main main() {
    Main main = new Main();
    main.setPropertyPlaceholderLocations("file:" + ProjectFiles.SETTINGS);
    main.addOverrideProperty("camel.main.routes-include-pattern", "false");
    main.addOverrideProperty("camel.server.enabled", "false");
    main.addOverrideProperty("camel.management.enabled", "false");
    return main;
  }

  private List<String> camelKeys() {
    return settings.keySet().stream().filter(key -> key.startsWith("camel.")).toList();
  }

  private static Set<String> perStore() {
    return found(PER_STORE, ProjectFiles.text(ProjectFiles.SETTINGS));
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /** A key in the one form that its spellings share. */
  private static String plain(String key) {
    return key.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static JsonNode ofComponent(String key) throws IOException {
    String[] parts = key.split("\\.", 4);
    return metadata(COMPONENT_METADATA + parts[2] + ".json")
        .path("componentProperties")
        .path(StringHelper.dashToCamelCase(parts[3]));
  }

  private static boolean fits(String value, JsonNode property) {
    return switch (property.path("type").asText()) {
      case "boolean" -> value.matches("true|false");
      case "integer" -> value.matches("-?\\d+");
      case "enum" -> hasIgnoringCase(property.path("enum"), value);
      default -> !value.isBlank();
    };
  }

  private static boolean hasIgnoringCase(JsonNode words, String value) {
    for (JsonNode word : words) {
      if (word.asText().equalsIgnoreCase(value)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode metadata(String resource) throws IOException {
    try (InputStream json = Main.class.getResourceAsStream(resource)) {
      if (json == null) {
        throw new IOException(resource + " is missing");
      }
      return new ObjectMapper().readTree(json);
    }
  }
}
