package com.gorgiassmartrr.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page and an integrator edit one file, and neither spoils the other's work. */
final class LayoutFileTest {
  private static final Path SHIPPED = Path.of("routes", "widget.yaml");
  private static final List<String> ACTIONS =
      List.of("skip", "unskip", "set-next-billing-date", "pause", "unpause", "cancel");

  private final DefaultCamelContext context = new DefaultCamelContext();
  private Path path;
  private LayoutFile file;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    for (String name : ACTIONS) {
      Action action = new Action();
      action.setLabel("Do " + name);
      context.getRegistry().bind(name, action);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:" + name).routeId("action-" + name).log(name);
            }
          });
    }
    context.start();
    path = Files.copy(SHIPPED, folder.resolve("widget.yaml"));
    file = new LayoutFile(path, new Actions(context));
  }

  @AfterEach
  void stop() throws IOException {
    context.close();
  }

  @Test
  void save_nothingChanged_leavesEveryByte() throws Exception {
    file.save(arrangement(), version());

    assertEquals(Files.readString(SHIPPED), Files.readString(path));
  }

  @Test
  void save_everythingArranged_changesThatAndNothingElse() throws Exception {
    ObjectNode arrangement = arrangement();
    arrangement.put("title", "Subscriptions: all of them");
    ArrayNode fields = (ArrayNode) arrangement.get("fields");
    fields.insert(0, fields.remove(fields.size() - 1));
    ((ObjectNode) fields.at("/2/fields/0")).put("title", "Mail: {{x}}").put("shown", false);
    ((ObjectNode) fields.at("/3/fields/2")).put("shown", true);
    ArrayNode buttons = (ArrayNode) arrangement.get("buttons");
    buttons.insert(0, buttons.remove(5));
    ((ObjectNode) buttons.get(1)).put("label", "Not this time");

    file.save(arrangement, version());

    String expected =
        Files.readString(SHIPPED)
            .replace("title: Smartrr\n", "title: 'Subscriptions: all of them'\n")
            .replace("  - path: freshness\n    title: Freshness\n", "")
            .replace("\nfields:\n", "\nfields:\n  - path: freshness\n    title: Freshness\n")
            .replace("title: E-mail\n", "title: 'Mail: {{x}}'\n        shown: false\n")
            .replace("title: Subscriber\n        shown: false\n", "title: Subscriber\n")
            .replace("  - action: cancel\n", "")
            .replace(
                "  - action: skip\n",
                "  - action: cancel\n  - action: skip\n    label: Not this time\n");
    assertEquals(expected, Files.readString(path));
    assertTrue(Arrangement.isSame(arrangement, arrangement()));
  }

  @Test
  void save_commentsOfAnIntegrator_moveWithWhatTheyAreAbout() throws Exception {
    Files.writeString(
        path,
        """
        # Ours.
        fields:
          # Asked for by support.
          # Keep it.
          - path: email
            title: Mail # short
          - {path: notice, title: "It's so"}
          # The rest.
          - path: since
        """);
    ObjectNode arrangement = arrangement();
    ArrayNode fields = (ArrayNode) arrangement.get("fields");
    fields.add(fields.remove(0));

    file.save(arrangement, version());

    assertEquals(
        """
        # Ours.
        fields:
          - {path: notice, title: "It's so"}
          # The rest.
          - path: since
          # Asked for by support.
          # Keep it.
          - path: email
            title: Mail # short
        """,
        Files.readString(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "null",
        "12",
        "- a",
        "# b",
        "a: b",
        "'",
        "\"",
        "{{name}} x",
        "*a",
        "&b",
        "%",
        "@c",
        "<script>alert(1)</script>",
        "\u00e4\u00f6 \ud83d\ude00",
        "a # b",
        "[x]",
        "!t",
        "|",
        ">"
      })
  void save_titleThatYamlMightMistake_isReadBackAsItIs(String title) throws Exception {
    ObjectNode arrangement = arrangement();
    ((ObjectNode) arrangement.at("/fields/0")).put("title", title);
    ((ObjectNode) arrangement.at("/buttons/2")).put("label", title);

    file.save(arrangement, version());

    assertEquals(title, arrangement().at("/fields/0/title").asText());
    assertEquals(title, arrangement().at("/buttons/2/label").asText());
    assertTrue(Files.readString(path).startsWith("# What agents see beside a ticket"));
  }

  @Test
  void save_buttonThatTheFileDoesNotName_isNamedInItsPlace() throws Exception {
    Files.writeString(path, "fields:\n  - path: notice\nbuttons:\n  - action: pause\n");
    ObjectNode arrangement = arrangement();
    ArrayNode buttons = (ArrayNode) arrangement.get("buttons");
    assertEquals("pause", buttons.at("/0/action").asText());
    ((ObjectNode) buttons.get(3)).put("shown", false);

    file.save(arrangement, version());

    assertEquals(
        """
        fields:
          - path: notice
        buttons:
          - action: pause
          - action: cancel
          - action: set-next-billing-date
          - action: skip
            shown: false
          - action: unpause
          - action: unskip
        """,
        Files.readString(path));
  }

  @Test
  void save_whatIsNoArrangementOfTheFile_isRefusedAndNothingWritten() throws Exception {
    ObjectNode strange = arrangement();
    ((ObjectNode) strange.at("/fields/0")).put("path", "secret");
    ObjectNode fewer = arrangement();
    ((ArrayNode) fewer.get("fields")).remove(1);
    ObjectNode unknown = arrangement();
    ((ObjectNode) unknown.at("/buttons/0")).put("action", "explode");
    ObjectNode tooLong = arrangement();
    tooLong.put("title", "x".repeat(201));

    for (ObjectNode wrong : List.of(strange, fewer, unknown)) {
      assertThrows(IllegalArgumentException.class, () -> file.save(wrong, version()));
    }
    assertThrows(RuntimeException.class, () -> file.save(tooLong, version()));
    assertEquals(Files.readString(SHIPPED), Files.readString(path));
  }

  @Test
  void save_fileChangedMeanwhile_isRefusedAndTheFileKept() throws Exception {
    ObjectNode arrangement = arrangement().put("title", "Mine");
    String version = version();
    Files.writeString(path, Files.readString(path).replace("title: Smartrr", "title: Theirs"));

    assertThrows(LayoutFile.ChangedException.class, () -> file.save(arrangement, version));

    assertTrue(Files.readString(path).contains("title: Theirs"));
  }

  @Test
  void undo_lastSave_bringsEveryByteBack() throws Exception {
    assertFalse(file.state().isUndoable());
    file.save(arrangement().put("title", "One"), version());
    file.save(arrangement().put("title", "Two"), version());

    file.undo(version());
    assertEquals("One", file.inForce().title());
    file.undo(version());

    assertEquals(Files.readString(SHIPPED), Files.readString(path));
    assertFalse(file.state().isUndoable());
  }

  @Test
  void undo_fileChangedBySomebodySince_isNotOffered() throws Exception {
    file.save(arrangement().put("title", "One"), version());
    Files.writeString(path, Files.readString(path) + "# mine\n");

    assertFalse(file.state().isUndoable());
    assertThrows(LayoutFile.ChangedException.class, () -> file.undo(version()));
    assertTrue(Files.readString(path).endsWith("# mine\n"));
  }

  @Test
  void mistake_inTheFile_leavesTheLastGoodVersionInForce() throws Exception {
    file.save(arrangement().put("title", "Good"), version());
    String good = Files.readString(path);
    Files.writeString(path, good.replace("type: date", "type: dat"));

    assertEquals("Good", file.inForce().title());
    LayoutException mistake = Objects.requireNonNull(file.mistake());
    assertTrue(mistake.line() > 0);
    assertTrue(mistake.sentence().startsWith("there is no type 'dat'"), mistake.sentence());
    assertThrows(LayoutException.class, () -> file.save(arrangement(), version()));
    assertThrows(LayoutException.class, () -> file.tried(arrangement()));

    Files.writeString(path, good);
    assertNull(file.mistake());
  }

  @Test
  void mistake_fromTheStart_isSaid() throws Exception {
    Files.writeString(path, "fields:\n  - path: a\nbuttons:\n  - action: explode\n");

    LayoutException mistake = assertThrows(LayoutException.class, () -> file.inForce());

    assertTrue(mistake.sentence().startsWith("there is no action 'explode'"));
    assertEquals(4, mistake.line());
  }

  @Test
  void file_saved_keepsItsPermissionsAndLeavesNothingBeside() throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));

    file.save(arrangement().put("title", "One"), version());

    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (Stream<Path> beside = Files.list(path.getParent())) {
      assertEquals(1, beside.count());
    }
  }

  @Test
  void file_goneForAMoment_staysInForceAndIsSaidOnceUntilItIsBack() throws IOException {
    try (LogLines log = LogLines.of(LayoutFile.class)) {
      String title = file.inForce().title();
      Path away = Files.move(path, path.resolveSibling("away"));

      assertEquals(title, file.inForce().title());
      assertEquals("it isn't there.", Objects.requireNonNull(file.mistake()).sentence());
      assertEquals(path + ": it isn't there.", file.problem());
      assertEquals(1, log.all().size(), () -> log.all().toString());

      Files.move(away, path);
      assertNull(file.problem());
      assertNull(file.mistake());
      assertEquals(2, log.all().size(), () -> log.all().toString());
    }
  }

  @Test
  void file_thatNoReaderEndsWith_leavesItInForceAndIsSaid() throws IOException {
    String title = file.inForce().title();
    Files.writeString(path, "[".repeat(200_000));

    assertEquals(title, file.inForce().title());
    assertNotNull(file.problem());

    Files.copy(SHIPPED, path, StandardCopyOption.REPLACE_EXISTING);
    assertNull(file.problem());
  }

  @Test
  void file_notUtf8_isSaidWithItsLine() throws IOException {
    Files.write(path, "# One.\n# Men\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));

    assertEquals(path + ", line 2: this isn't UTF-8; save the file as UTF-8.", file.problem());
  }

  @Test
  void file_withAByteOrderMark_isReadAndKeepsIt() throws Exception {
    Files.writeString(path, "\ufeff" + Files.readString(path));
    assertNull(file.problem());

    file.save(arrangement().put("title", "One"), version());

    assertEquals("One", file.inForce().title());
    assertEquals(
        "\ufeff" + Files.readString(SHIPPED).replace("title: Smartrr", "title: One"),
        Files.readString(path));
  }

  @Test
  void layout_triedOnly_isWhatItWouldBeAndChangesNothing() throws IOException {
    ObjectNode arrangement = arrangement().put("title", "Tried");

    assertEquals("Tried", file.tried(arrangement).title());
    assertEquals(Files.readString(SHIPPED), Files.readString(path));
  }

  private ObjectNode arrangement() {
    return file.state().arrangement();
  }

  private String version() {
    return file.state().version();
  }
}
