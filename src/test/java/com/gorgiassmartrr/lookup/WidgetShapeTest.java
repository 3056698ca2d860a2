package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape is an integrator's file, edited while the server runs. */
final class WidgetShapeTest {
  private static final String EMAIL_LINE = "\"email\": $person.email,";

  private Path file;
  private TestServer server;
  private int saves;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    file = Files.copy(Path.of("routes/widget.jslt"), folder.resolve("widget.jslt"));
    server = TestServer.startUnhurried("lookup.shape", file.toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shape_oneLineAdded_fieldIsShownWithoutARestart() throws Exception {
    assertTrue(subscriber().path("total_spent").isMissingNode());
    replace(
        EMAIL_LINE,
        EMAIL_LINE + "\n\"total_spent\": money($person.totalSpent, $person.customerCurrency),");
    String spent = subscriber().path("total_spent").asText();
    assertTrue(spent.matches("\\d+\\.\\d\\d USD"), spent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"email\": $person.email,,",
        "\"email\": unknown-function($person),",
        "\"email\": number(\"not a number\"),"
      })
  void shape_savedWithAMistake_lastGoodOneGoesOnAndHealthSaysSo(String line) throws Exception {
    JsonNode before = subscriber();
    replace(EMAIL_LINE, line);
    assertEquals(before, subscriber());
    assertEquals(503, server.health().statusCode());
    assertTrue(server.health().body().contains("widget.jslt"));

    replace(line, EMAIL_LINE);
    assertEquals(before, subscriber());
    assertEquals(200, server.health().statusCode());
  }

  @Test
  void shape_namesAKeyThatBreaksTheSidebar_isLeftOut() throws Exception {
    replace(EMAIL_LINE, EMAIL_LINE + "\"admin_graphql_api_id\": \"gid://x\",");
    assertTrue(subscriber().path("admin_graphql_api_id").isMissingNode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".subscriptions[0].pmtMth",
        ".subscriptions[0].organization",
        ".subscribers[0]",
        ".subscriptions"
      })
  void shape_asksForEverything_secretsAreNotThere(String everything) throws Exception {
    replace(EMAIL_LINE, EMAIL_LINE + "\"everything\": " + everything + ",");
    String all = subscriber().path("everything").toString();
    assertTrue(all.length() > 10, all);
    for (String secret :
        new String[] {"__paymentMethodKey__", "__stripeCustomerId__", "stripeAccessKey"}) {
      assertTrue(!all.contains(secret), all);
    }
  }

  private JsonNode subscriber() throws Exception {
    return server.widget("mara@example.com").path("subscriber");
  }

  /** Saves an edit and has it taken up now instead of within the second. */
  private void replace(String before, String after) throws Exception {
    String text = Files.readString(file);
    assertTrue(text.contains(before));
    Files.writeString(file, text.replace(before, after));
    saves++;
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(saves)));
    server
        .server
        .context()
        .getRegistry()
        .lookupByNameAndType("widgetShape", WidgetShape.class)
        .reload();
  }
}
