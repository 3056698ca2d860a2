package com.gorgiassmartrr.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.store.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Gorgias is sent to show, made of the files in {@code routes/}. */
final class WidgetTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN =
      Path.of("src/test/resources/com/gorgiassmartrr/widget/template.json");
  private static final String URL = "https://bridge.example.com";
  private static final List<Reason> REASONS =
      List.of(new Reason("r-1", "It costs too much"), new Reason("r-2", "Something else"));
  private static final String MINIMAL =
      """
      fields:
        - path: subscriptions
          type: list
          row: "{{label}}"
          fields:
            - path: can
              type: buttons
      """;

  /**
   * A change of it is a change of every store's widget. When it is meant, put what is printed into
   * the file.
   */
  @Test
  void template_ofTheShippedFiles_isTheExpectedOne() throws Exception {
    JsonNode template = WidgetTemplate.read(Settings.read()).json(URL, "acme", REASONS);

    assertEquals(
        Files.readString(GOLDEN).trim(),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(template));
    assertEquals(List.of(), TemplateRules.violations(template));
  }

  @Test
  void template_madeTwice_isTheSameTextAndHoldsNothingButTheAddressOfTheStore() {
    String once = WidgetTemplate.read(Settings.read()).json(URL, "acme", REASONS).toString();
    String again = WidgetTemplate.read(Settings.read()).json(URL + "/", "acme", REASONS).toString();

    assertEquals(once, again);
    assertFalse(once.contains("secret"));
    assertEquals(
        once.replace("/gorgias/acme/", "/gorgias/other/"),
        WidgetTemplate.read(Settings.read()).json(URL, "other", REASONS).toString());
  }

  @Test
  void template_ofAnyLayout_keepsGorgiassRules() {
    Random random = new Random(20261122);
    for (int i = 0; i < 500; i++) {
      StringBuilder yaml = new StringBuilder("fields:\n");
      randomFields(random, yaml, "  ", 0, 0, new boolean[1]);
      SortedMap<String, Action> actions = randomActions(random);
      actions.keySet().stream()
          .filter(name -> random.nextBoolean())
          .forEach(
              name ->
                  yaml.append(yaml.indexOf("\nbuttons:") < 0 ? "buttons:\n" : "")
                      .append(
                          "  - action: " + name + "\n    shown: " + random.nextBoolean() + "\n"));
      WidgetLayout layout = WidgetLayout.parse("widget.yaml", yaml.toString());

      JsonNode template =
          new WidgetTemplate(layout, actions)
              .json(URL, "acme", REASONS.subList(0, random.nextInt(3)));

      assertEquals(List.of(), TemplateRules.violations(template), () -> yaml + "\n" + template);
    }
  }

  @Test
  void buttons_namedInTheLayout_standInItsOrderAndTheOthersBehind() {
    SortedMap<String, Action> actions = new TreeMap<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      actions.put(name, action("Do " + name));
    }

    assertEquals(
        List.of("Do d", "Now b", "Do a", "Do e"),
        labels(
            MINIMAL
                + """
                buttons:
                  - action: d
                  - action: b
                    label: Now b
                  - action: c
                    shown: false
                """,
            actions));
  }

  @Test
  void buttons_ofAnActionThatIsntThere_areSaidWithFileAndLine() {
    String yaml = MINIMAL + "buttons:\n  - action: skip\n  - action: skipp\n";
    SortedMap<String, Action> actions = new TreeMap<>(Map.of("skip", action("Skip")));

    LayoutException mistake = assertThrows(LayoutException.class, () -> template(yaml, actions));

    assertEquals(
        "widget.yaml, line 10: there is no action 'skipp'; write one of skip.",
        mistake.getMessage());
    assertEquals(10, mistake.line());
  }

  @Test
  void buttons_withoutAnyAction_leaveNoCard() {
    assertFalse(template(MINIMAL, new TreeMap<>()).toString().contains("\"can\""));
  }

  @Test
  void confirm_isAMandatoryChoice() {
    Action cancel = action("Cancel");
    cancel.setConfirm("Cancel for good?");
    cancel.setConfirmYes("Yes, cancel it");

    JsonNode asked = parameter(cancel, REASONS, "confirm");

    assertEquals("dropdown", asked.path("type").asText());
    assertEquals("Yes, cancel it", asked.path("value").asText());
    assertEquals("Cancel for good?", asked.path("label").asText());
    assertTrue(asked.path("mandatory").asBoolean());
  }

  @Test
  void reason_thatIsntMandatory_canBeLeftOutWhateverIsChosenAtFirst() {
    assertEquals(
        "No reason;It costs too much;Something else",
        parameter(withReason(false), REASONS, "reason_id").path("value").asText());
    assertEquals(
        "It costs too much;Something else",
        parameter(withReason(true), REASONS, "reason_id").path("value").asText());
  }

  @Test
  void reason_ofAShopWithoutReasons_isNotAskedFor() {
    assertTrue(parameter(withReason(false), List.of(), "reason_id").isMissingNode());
    assertEquals(
        List.of(),
        TemplateRules.violations(template(MINIMAL, new TreeMap<>(Map.of("a", withReason(false))))));
  }

  @Test
  void files_ofAnAction_areReadAsTheServerReadsThem(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("wait.camel.yaml"),
        """
        - route:
            id: action-wait
            description: Wait
            from:
              id: wait-pressed
              description: A press of Wait
              uri: direct
              parameters:
                name: action-wait
              steps:
                - to:
                    id: wait-in-smartrr
                    uri: direct
                    parameters:
                      name: smartrr-change
        - beans:
            - name: wait
              type: com.gorgiassmartrr.action.Action
              properties:
                label: Wait at {{gorgias.host}}
                fields[0].name: days
                fields[0].mandatory: true
            - name: without-a-route
              type: com.gorgiassmartrr.action.Action
              properties:
                label: Nothing
        """);

    SortedMap<String, Action> actions = ActionFiles.read(settings(folder));

    assertEquals(List.of("wait"), List.copyOf(actions.keySet()));
    Action wait = actions.values().iterator().next();
    assertEquals("Wait at gorgias.com", wait.getLabel());
    assertTrue(wait.getFields().get(0).isMandatory());
  }

  @Test
  void files_withAMistake_areSaidByName(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("wait.camel.yaml");
    Files.writeString(
        file,
        """
        - beans:
            - name: wait
              type: com.gorgiassmartrr.action.Action
              properties:
                lable: Wait
        """);

    String said =
        String.valueOf(
            assertThrows(LayoutException.class, () -> ActionFiles.read(settings(folder)))
                .getMessage());

    assertTrue(said.startsWith(file + ": Camel can't load this file: "), said);
    assertTrue(said.contains("lable"), said);
    assertEquals(1, said.lines().count(), said);
  }

  private static Settings settings(Path folder) {
    return Settings.read()
        .with(Map.of("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml"));
  }

  private static Action action(String label) {
    Action action = new Action();
    action.setLabel(label);
    return action;
  }

  private static Action withReason(boolean mandatory) {
    Action action = action("Cancel");
    action.setFields(List.of(field("reason_id", "reason", mandatory)));
    return action;
  }

  private static Action.Field field(String name, String type, boolean mandatory) {
    Action.Field field = new Action.Field();
    field.setName(name);
    field.setLabel("The " + name);
    field.setType(type);
    field.setMandatory(mandatory);
    return field;
  }

  private static JsonNode template(String yaml, SortedMap<String, Action> actions) {
    return new WidgetTemplate(WidgetLayout.parse("widget.yaml", yaml), actions)
        .json(URL, "acme", List.of());
  }

  private static List<String> labels(String yaml, SortedMap<String, Action> actions) {
    return template(yaml, actions).findValues("buttons").stream()
        .filter(buttons -> !buttons.isEmpty())
        .map(buttons -> buttons.path(0).path("label").asText())
        .toList();
  }

  private static JsonNode parameter(Action action, List<Reason> reasons, String key) {
    JsonNode form =
        new WidgetTemplate(
                WidgetLayout.parse("widget.yaml", MINIMAL), new TreeMap<>(Map.of("a", action)))
            .json(URL, "acme", reasons)
            .findValue("application/x-www-form-urlencoded");
    for (JsonNode parameter : form) {
      if (parameter.path("key").asText().equals(key)) {
        return parameter;
      }
    }
    return form.path("missing");
  }

  private static void randomFields(
      Random random, StringBuilder yaml, String indent, int depth, int lists, boolean[] buttons) {
    List<String> types = new ArrayList<>(List.of("text", "date", "boolean", "url"));
    if (depth < 4) {
      types.addAll(List.of("card", "list", "list"));
    }
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String type = types.get(random.nextInt(types.size()));
      if (lists == 1 && !buttons[0] && random.nextInt(3) == 0) {
        type = "buttons";
        buttons[0] = true;
      }
      yaml.append(indent + "- path: p" + i + "\n");
      yaml.append(indent + "  type: " + type + "\n");
      if (random.nextInt(4) == 0) {
        yaml.append(indent + "  shown: false\n");
      }
      if (random.nextBoolean()) {
        yaml.append(indent + "  title: \"{{name}} \\u00e9\"\n");
      }
      if (type.equals("list")) {
        yaml.append(indent + "  row: \"{{label}}\"\n");
        yaml.append(random.nextBoolean() ? indent + "  limit: 7\n" : "");
      }
      if (type.equals("list") || type.equals("card")) {
        yaml.append(indent + "  fields:\n");
        randomFields(
            random,
            yaml,
            indent + "    ",
            depth + 1,
            type.equals("list") ? lists + 1 : lists,
            buttons);
      }
    }
  }

  private static SortedMap<String, Action> randomActions(Random random) {
    SortedMap<String, Action> actions = new TreeMap<>();
    for (int i = 0; i < random.nextInt(6); i++) {
      Action action = action("Action " + i);
      action.setConfirm(random.nextBoolean() ? "Sure?" : "");
      List<Action.Field> fields = new ArrayList<>();
      for (int j = 0; j < random.nextInt(4); j++) {
        String type = List.of("date", "text", "reason").get(random.nextInt(3));
        fields.add(field("field_" + j, type, random.nextBoolean()));
      }
      action.setFields(fields);
      actions.put("action-" + (char) ('a' + i), action);
    }
    return actions;
  }
}
