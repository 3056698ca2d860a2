package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape is an integrator's file, edited while the server runs. */
final class WidgetShapeTest {
  private static final String EMAIL_LINE = "\"email\": $person.email,";
  private static final String ENDLESS = "test(\"" + "a".repeat(60) + "!\", \"^(a|aa)+\\\\1?!!$\")";

  private static final String FAILS_ON_SATO =
      EMAIL_LINE + "\"badge\": if ($person.lastName == \"Sato\") number($person.lastName) else 1,";

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

  @Test
  void file_awayForAMomentAndBackAsItWas_isSaidInWordsOnceAndOverAtOnce() throws Exception {
    JsonNode before = subscriber();
    FileTime savedAt = Files.getLastModifiedTime(file);
    Path aside = Files.move(file, file.resolveSibling("aside"));
    List<String> lines = LogLines.during(WidgetShape.class, this::reloadThrice);
    assertEquals(before, subscriber());
    assertTrue(server.health().body().contains("it isn't there"), server.health().body());
    assertEquals(1, lines.size(), lines::toString);

    Files.move(aside, file);
    Files.setLastModifiedTime(file, savedAt);
    lines = LogLines.during(WidgetShape.class, this::reloadThrice);
    assertEquals(200, server.health().statusCode());
    assertEquals(1, lines.size(), lines::toString);
  }

  @Test
  void file_replacedByAFolder_isSaidAndOverWithTheNextGoodVersion() throws Exception {
    String text = Files.readString(file);
    Files.delete(file);
    Files.createDirectory(file);
    List<String> lines = LogLines.during(WidgetShape.class, this::reloadThrice);
    assertTrue(server.health().body().contains("this is a folder"), server.health().body());
    assertEquals(1, lines.size(), lines::toString);
    Files.delete(file);
    Files.writeString(file, text.replace(EMAIL_LINE, EMAIL_LINE + "\"marker\": \"repaired\","));
    reload();
    assertEquals("repaired", subscriber().path("marker").asText());
    assertEquals(200, server.health().statusCode());
  }

  @Test
  void file_notUtf8_isSaidInWords() throws Exception {
    Files.write(file, new byte[] {(byte) 0xC3, '(', '{', '}'});
    reload();
    assertTrue(server.health().body().contains("UTF-8"), server.health().body());
  }

  /** A ConfigMap is a link to a link to a folder, and only that one changes. */
  @Test
  void file_behindALinkThatIsSwapped_isTakenUp(@TempDir Path map) throws Exception {
    String text = Files.readString(file);
    Path one = Files.createDirectory(map.resolve("one"));
    Path two = Files.createDirectory(map.resolve("two"));
    Files.writeString(one.resolve("widget.jslt"), text);
    Files.writeString(
        two.resolve("widget.jslt"),
        text.replace(EMAIL_LINE, EMAIL_LINE + "\"marker\": \"swapped\","));
    Files.setLastModifiedTime(
        two.resolve("widget.jslt"), Files.getLastModifiedTime(one.resolve("widget.jslt")));
    Path data = Files.createSymbolicLink(map.resolve("..data"), one);
    Files.delete(file);
    Files.createSymbolicLink(file, data.resolve("widget.jslt"));
    reload();
    assertTrue(subscriber().path("marker").isMissingNode());
    Path next = Files.createSymbolicLink(map.resolve("..next"), two);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    reload();
    assertEquals("swapped", subscriber().path("marker").asText());
  }

  @Test
  void file_sameSizeAndTimeWithOtherContent_isTakenUp() throws Exception {
    FileTime savedAt = Files.getLastModifiedTime(file);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"cancelled\": count", "\"cancellee\": count"));
    Files.setLastModifiedTime(file, savedAt);
    reload();
    assertTrue(subscriber().has("cancellee"));
  }

  static Stream<Arguments> versionsWithoutAnEnd() {
    String endless = "a function calls itself without an end";
    String valueTooLarge = "a value in it grows too large";
    String resultTooLarge = "its result grows too large";
    String doubled = "def boom(s, n) if ($n > 0) boom($s + $s, $n - 1) else $s";
    return Stream.of(
        Arguments.of("def boom(x) boom($x)", "boom($person.email)", endless),
        Arguments.of("def boom(x) {\"a\": boom($x)}", "boom($person.email)", endless),
        Arguments.of("def boom(x) boom(boom($x))", "boom($person.email)", endless),
        Arguments.of(
            "def boom(n) if ($n > 0) boom($n - 1) + boom($n - 1) else 1",
            "boom(60)",
            "it takes too many steps"),
        Arguments.of(doubled, "boom(\"ab\", 40)", valueTooLarge),
        Arguments.of(doubled, "boom([1, 2, 3], 40)", valueTooLarge),
        Arguments.of(
            "def boom(s, n) if ($n > 0) boom([$s, $s], $n - 1) else $s",
            "boom([1], 40)",
            resultTooLarge),
        Arguments.of(
            "def boom(s, n) if ($n > 0) boom([$s], $n - 1) else $s",
            "boom([1], 300)",
            resultTooLarge),
        Arguments.of("", ENDLESS, "its trial takes longer than 3 s"));
  }

  @ParameterizedTest
  @MethodSource("versionsWithoutAnEnd")
  void shape_thatNeverEndsOrGrowsWithoutEnd_isRefusedAndTheNextGoodOneTakenUp(
      String function, String call, String why) throws Exception {
    String good = Files.readString(file);
    JsonNode before = subscriber();
    Files.writeString(
        file,
        good.replace("def full-name", function + "\n\ndef full-name")
            .replace(EMAIL_LINE, EMAIL_LINE + "\"boom\": " + call + ","));
    List<String> lines = LogLines.during(WidgetShape.class, this::reloadThrice);
    assertEquals(before, subscriber());
    assertEquals(503, server.health().statusCode());
    assertTrue(server.health().body().contains(why), server.health().body());
    assertEquals(1, lines.size(), lines::toString);

    Files.writeString(file, good.replace(EMAIL_LINE, EMAIL_LINE + "\"marker\": \"repaired\","));
    reload();
    assertEquals("repaired", subscriber().path("marker").asText());
    assertEquals(200, server.health().statusCode());
  }

  @Test
  void shape_failsOnOnePerson_theyGetTheVersionBeforeAndOthersTheNew() throws Exception {
    subscriber();
    replace(EMAIL_LINE, FAILS_ON_SATO);
    List<String> lines =
        LogLines.during(
            WidgetShape.class,
            () -> {
              for (int i = 0; i < 25; i++) {
                JsonNode kenji = server.widget("kenji@example.com");
                assertEquals(1, kenji.path("subscriptions").size());
                assertTrue(kenji.path("notice").asText().startsWith(LookupAnswer.SHAPE_FAILED));
                server.time.advance(Duration.ofMinutes(2));
              }
            });
    assertEquals(1, lines.size(), lines::toString);
    assertFalse(lines.toString().contains("Sato"), lines::toString);
    assertEquals("1", subscriber().path("badge").asText());
    String health = server.health().body();
    assertEquals(503, server.health().statusCode());
    assertTrue(health.contains("number() doesn't take"), health);
    assertTrue(health.contains("line "), health);
    assertFalse(health.contains("Sato"), health);

    server.time.advance(Duration.ofHours(1));
    assertEquals(200, server.health().statusCode());
    server.widget("kenji@example.com");
    assertEquals(503, server.health().statusCode());
    replace(FAILS_ON_SATO, EMAIL_LINE);
    assertEquals(200, server.health().statusCode());
    assertTrue(server.widget("kenji@example.com").path("notice").isMissingNode());
  }

  /** No earlier version is known: the server began with this one. */
  @Test
  void shape_failsOnOnePersonFromTheStart_isNoOutageOfSmartrr() throws Exception {
    Files.writeString(file, Files.readString(file).replace(EMAIL_LINE, FAILS_ON_SATO));
    try (TestServer fresh = TestServer.startUnhurried("lookup.shape", file.toString())) {
      for (int i = 0; i < 25; i++) {
        JsonNode kenji = fresh.widget("kenji@example.com");
        assertEquals(LookupAnswer.SHAPE_FAILED, kenji.path("notice").asText());
        assertEquals(1, kenji.size(), kenji::toString);
      }
      JsonNode mara = fresh.widget("mara@example.com");
      assertEquals("live", mara.path("freshness").asText(), mara::toString);
      assertEquals(503, fresh.health().statusCode());
    }
  }

  /** A recursion that only one person's data sets off. */
  @Test
  void shape_neverEndsOnOnePerson_othersAreServed() throws Exception {
    Files.writeString(
        file,
        Files.readString(file)
            .replace("def full-name", "def boom(x) boom(boom($x))\n\ndef full-name")
            .replace(
                EMAIL_LINE,
                EMAIL_LINE + "\"b\": if ($person.lastName == \"Sato\") boom(1) else 1,"));
    try (TestServer fresh = TestServer.startUnhurried("lookup.shape", file.toString())) {
      for (int i = 0; i < 25; i++) {
        assertEquals(
            LookupAnswer.SHAPE_FAILED, fresh.widget("kenji@example.com").path("notice").asText());
      }
      assertEquals("live", fresh.widget("mara@example.com").path("freshness").asText());
    }
  }

  /** Nothing interrupts a regular expression; it may cost one thread, not one a lookup. */
  @Test
  void shape_takesForEverOnOnePerson_isPutOutOfForce() throws Exception {
    try (TestServer hasty =
        TestServer.startUnhurried("lookup.shape", file.toString(), "lookup.timeout", "1500")) {
      hasty.widget("mara@example.com");
      Files.writeString(
          file,
          Files.readString(file)
              .replace(
                  EMAIL_LINE,
                  EMAIL_LINE
                      + "\"marker\": \"new\", \"b\": if ($person.lastName == \"Sato\") "
                      + ENDLESS
                      + " else 1,"));
      Await.until("the new version", () -> marker(hasty).equals("new"));
      assertTrue(hasty.widget("kenji@example.com").has("notice"));
      Await.until("the old version", () -> marker(hasty).isEmpty());
      assertTrue(hasty.health().body().contains("longer than 3 s on the data"));
      assertEquals(1, hasty.widget("kenji@example.com").path("subscriptions").size());
    }
  }

  private static String marker(TestServer server) {
    return server.widgetLater("mara@example.com").join().path("subscriber").path("marker").asText();
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
    reload();
  }

  private void reloadThrice() {
    reload();
    reload();
    reload();
  }

  private void reload() {
    server
        .server
        .context()
        .getRegistry()
        .lookupByNameAndType("widgetShape", WidgetShape.class)
        .reload();
  }
}
