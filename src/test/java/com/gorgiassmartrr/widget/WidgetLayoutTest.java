package com.gorgiassmartrr.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.widget.WidgetLayout.Field;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout is an integrator's file: what is wrong is said in one sentence, with the line. */
final class WidgetLayoutTest {
  @Test
  void layout_withTheLeast_hasTheRest() {
    WidgetLayout layout = WidgetLayout.parse("w", "fields:\n  - path: next_billing_date\n");

    assertEquals("Smartrr", layout.title());
    assertEquals(
        List.of(
            new Field("next_billing_date", "text", "Next billing date", "", 0, true, List.of())),
        layout.fields());
    assertEquals(List.of(), layout.buttons());
  }

  @Test
  void layout_inJson_isReadToo() {
    WidgetLayout layout =
        WidgetLayout.parse(
            "w", "{\"title\": \"T\", \"fields\": [{\"path\": \"a\", \"shown\": false}]}");

    assertEquals("T", layout.title());
    assertEquals(false, layout.fields().get(0).shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                               | w: the file is empty; write 'fields:' and a list.",
        "'fields: ['                      | w, line 1: this isn't YAML: ",
        "'title: x\nfields: y: z'         | w, line 2: this isn't YAML: mapping values are not",
        "'[1]'                            | w, line 1: the file must be keys with values; write",
        "'title: x'                       | w, line 1: there are no fields; write 'fields:' and",
        "'fields: x'                      | w, line 1: 'fields' must be a list; begin each",
        "'fields: []'                     | w, line 1: there are no fields; write at least one.",
        "'colour: x'                      | w, line 1: 'colour' isn't known here; write one of",
        "'title: a\ntitle: b\n'           | w, line 2: 'title' stands twice; remove one.",
        "'title: {{name}}\nfields: x'       | w, line 1: 'title' is no text; put it in quotation",
        "'fields:\n- x'                   | w, line 2: a field must be keys with values; write",
        "'fields:\n- title: x'            | w, line 2: 'path' is missing; write 'path:' and a key",
        "'fields:\n- path: a.b'           | w, line 2: 'a.b' can't be a path; write one key of",
        "'fields:\n- path: _a'            | w, line 2: '_a' can't be a path; write one key of",
        "'fields:\n- path: a\n- path: a'  | w, line 3: 'a' stands twice in this place; remove",
        "'fields:\n- path: a\n  tpye: b'  | w, line 3: 'tpye' isn't known here; write one of path",
        "'fields:\n- path: a\n  type: b'  | w, line 3: there is no type 'b'; write one of age,",
        "'fields:\n- path: a\n  row: b'   | w, line 3: only a list has 'row'; remove it.",
        "'fields:\n- path: a\n  fields: []'| w, line 3: only a card or a list has fields; write",
        "'fields:\n- path: a\n  shown: no'| w, line 3: 'shown' is 'no'; write true or false.",
        "'fields:\n- path: a\n  type: list'| w, line 2: 'row' is missing; write 'row:' and the",
        "'fields:\n- {path: a, type: list, row: b, limit: x, fields: [{path: c}]}'"
            + "                             | w, line 2: 'limit' is 'x'; write a number from 1",
        "'fields:\n- {path: a, type: list, row: b}' | w, line 2: there are no fields; write",
        "'fields:\n- {path: a, type: buttons}' | w, line 2: buttons can stand in a list of",
        "'fields:\n- {path: a, type: list, row: b, fields: [{path: c, type: list, row: d, "
            + "fields: [{path: e, type: buttons}]}]}' | w, line 2: buttons can stand in a list of",
        "'fields:\n- {path: a, type: list, row: b, fields: [\n{path: c, type: buttons},\n"
            + "{path: d, type: buttons}]}' | w, line 4: there is a place for buttons already;",
        "'fields:\n- path: a\nbuttons: x' | w, line 3: 'buttons' must be a list; begin each",
        "'fields:\n- path: a\nbuttons:\n- label: x' | w, line 4: 'action' is missing; write",
        "'fields:\n- path: a\nbuttons:\n- action: A' | w, line 4: 'A' can't be an action's name;",
        "'fields:\n- path: a\nbuttons:\n- action: a\n- action: a' | w, line 5: the button 'a'",
        "'fields: &x\n- {path: a, type: card, fields: *x}' | w, line 1: fields can't lie deeper"
      })
  void layout_withAMistake_isSaidInOneSentence(String yaml, String sentence) {
    LayoutException mistake =
        assertThrows(LayoutException.class, () -> WidgetLayout.parse("w", yaml));

    String said = String.valueOf(mistake.getMessage());
    assertTrue(said.startsWith(sentence), said);
    assertTrue(said.endsWith("."), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void layout_thatIsntThere_isSaid(@TempDir Path folder) {
    Path file = folder.resolve("widget.yaml");

    assertEquals(
        file + ": it isn't there.",
        assertThrows(LayoutException.class, () -> WidgetLayout.read(file)).getMessage());
  }
}
