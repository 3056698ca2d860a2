package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.widget.WidgetLayout.Button;
import com.gorgiassmartrr.widget.WidgetLayout.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A layout as a page arranges it, in JSON: the fields and buttons in their order, each with its
 * title and whether it is shown. Buttons that the file doesn't name stand at their end.
 */
final class Arrangement {
  private Arrangement() {}

  /** The arrangement of a layout. */
  static ObjectNode of(WidgetLayout layout, SortedMap<String, Action> actions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("title", layout.title());
    json.set("fields", fields(layout.fields()));
    ArrayNode buttons = json.putArray("buttons");
    Map<String, Action> unnamed = new LinkedHashMap<>(actions);
    for (Button button : layout.buttons()) {
      Action action = unnamed.remove(button.action());
      if (action != null) {
        String own = action.getLabel();
        String label = button.label().isEmpty() ? own : button.label();
        buttons.add(button(button.action(), label, own, button.shown()));
      }
    }
    unnamed.forEach(
        (name, action) -> buttons.add(button(name, action.getLabel(), action.getLabel(), true)));
    return json;
  }

  private static ArrayNode fields(List<Field> fields) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Field field : fields) {
      ObjectNode json =
          list.addObject()
              .put("path", field.path())
              .put("type", field.type())
              .put("title", field.title())
              .put("shown", field.shown());
      json.set("fields", fields(field.fields()));
    }
    return list;
  }

  private static ObjectNode button(String action, String label, String own, boolean shown) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("action", action)
        .put("label", label)
        .put("own_label", own)
        .put("shown", shown);
  }

  /** Whether two arrangements are the same, but for what can't be arranged. */
  static boolean isSame(JsonNode one, JsonNode other) {
    return essence(one).equals(essence(other));
  }

  private static JsonNode essence(JsonNode arrangement) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("title", arrangement.path("title").asText().strip());
    json.set("fields", essence(arrangement.path("fields"), "path", "title"));
    json.set("buttons", essence(arrangement.path("buttons"), "action", "label"));
    return json;
  }

  private static ArrayNode essence(JsonNode list, String name, String title) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (JsonNode entry : list) {
      ObjectNode row =
          json.addObject()
              .put(name, entry.path(name).asText())
              .put(title, entry.path(title).asText().strip())
              .put("shown", entry.path("shown").asBoolean(true));
      row.set("fields", essence(entry.path("fields"), name, title));
    }
    return json;
  }
}
