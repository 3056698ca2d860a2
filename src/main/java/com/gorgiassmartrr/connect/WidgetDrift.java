package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.partner.OneLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences between a widget in Gorgias and the widget that a store is to have, one sentence
 * for each field and each button. What Gorgias adds by itself is no difference.
 */
final class WidgetDrift {
  private static final int LONGEST = 80;

  private WidgetDrift() {}

  /** What is different about the widget. */
  static List<String> of(Wanted wanted, ObjectNode widget) {
    List<String> lines = new ArrayList<>();
    if (!Found.isActive(widget)) {
      lines.add("it is switched off");
    }
    JsonNode template = widget.path("template");
    if (covers(wanted.template(), template)) {
      return lines;
    }
    Map<String, Piece> is = pieces(template);
    Map<String, Piece> was = pieces(wanted.template());
    int before = lines.size();
    outermost(was, is).forEach(piece -> lines.add("the " + piece.name() + " is missing"));
    was.forEach(
        (key, piece) -> {
          if (is.containsKey(key) && !covers(piece.node(), is.get(key).node())) {
            lines.add("the " + piece.name() + " was changed");
          }
        });
    outermost(is, was).forEach(piece -> lines.add("the " + piece.name() + " was added"));
    if (lines.size() == before) {
      lines.add("its fields or buttons stand in another order");
    }
    return lines;
  }

  /** The pieces that the others lack, without what stands in one of them. */
  private static List<Piece> outermost(Map<String, Piece> pieces, Map<String, Piece> others) {
    return pieces.entrySet().stream()
        .filter(
            piece -> !others.containsKey(piece.getKey()) && isIn(others, parent(piece.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean isIn(Map<String, Piece> pieces, String key) {
    return key.isEmpty() || pieces.containsKey(key);
  }

  private static String parent(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }

  /**
   * A field or a button.
   *
   * @param name for a person
   * @param node without the pieces that stand in it
   */
  private record Piece(String name, JsonNode node) {}

  /** The pieces of a template by a key that renaming doesn't change. */
  private static Map<String, Piece> pieces(JsonNode template) {
    Map<String, Piece> pieces = new LinkedHashMap<>();
    collect("", template.path("widgets"), pieces);
    return pieces;
  }

  private static void collect(String trail, JsonNode nodes, Map<String, Piece> pieces) {
    for (JsonNode node : nodes) {
      String type = node.path("type").asText("");
      String path = node.path("path").asText("");
      String key = trail + "/" + (type + ":" + path).replace('/', '|');
      JsonNode buttons = node.path("meta").path("custom").path("buttons");
      ObjectNode alone = node.isObject() ? node.deepCopy() : null;
      if (alone != null) {
        alone.remove("widgets");
        // Its place follows from its neighbours, which are compared as a whole.
        alone.remove("order");
        if (alone.path("meta").path("custom") instanceof ObjectNode custom) {
          custom.remove("buttons");
        }
        pieces.put(unique(key, pieces.keySet()), new Piece(name(node, type, path, buttons), alone));
      }
      for (JsonNode button : buttons) {
        String url = button.path("action").path("url").asText("");
        String action = url.substring(url.lastIndexOf('/') + 1);
        pieces.put(
            unique(key + "/button:" + action, pieces.keySet()), new Piece(name(button), button));
      }
      collect(key, node.path("widgets"), pieces);
    }
  }

  /** A card that has nothing but a button is called as that. */
  private static String name(JsonNode node, String type, String path, JsonNode buttons) {
    String title = node.path("title").asText("");
    boolean isButtons = title.isEmpty() && buttons.size() == 1;
    return isButtons
        ? name(buttons.get(0))
        : word(type) + " " + quoted(title.isEmpty() ? path : title);
  }

  private static String name(JsonNode button) {
    return "button " + quoted(button.path("label").asText(""));
  }

  private static String unique(String key, Set<String> taken) {
    String unique = key;
    for (int i = 2; taken.contains(unique); i++) {
      unique = key + "#" + i;
    }
    return unique;
  }

  private static String word(String type) {
    return type.equals("card") || type.equals("list") ? type : "field";
  }

  private static String quoted(String text) {
    return "\u201c" + OneLine.of(text, LONGEST) + "\u201d";
  }

  /**
   * Whether a document says all that is wanted. It may say more, numbers may be texts, and what is
   * empty may be left out.
   */
  static boolean covers(JsonNode wanted, JsonNode found) {
    if (isNothing(wanted)) {
      return isNothing(found);
    }
    if (wanted.isObject()) {
      Set<String> names = new HashSet<>();
      wanted.fieldNames().forEachRemaining(names::add);
      return found.isObject()
          && names.stream().allMatch(name -> covers(wanted.path(name), found.path(name)));
    }
    if (wanted.isArray()) {
      if (!found.isArray() || found.size() != wanted.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!covers(wanted.get(i), found.get(i))) {
          return false;
        }
      }
      return true;
    }
    return found.isValueNode() && wanted.asText().equals(found.asText());
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isTextual() && node.textValue().isEmpty())
        || (node.isContainerNode() && node.isEmpty());
  }
}
