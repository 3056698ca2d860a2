package com.gorgiassmartrr.widget;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.file.UnreadableFile;
import com.gorgiassmartrr.file.YamlTree;
import com.gorgiassmartrr.widget.WidgetLayout.Button;
import com.gorgiassmartrr.widget.WidgetLayout.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a {@link WidgetLayout} from YAML, and says in one sentence what is wrong and where. */
final class LayoutReader {
  /** Types of a single value, as Gorgias calls them. */
  private static final Set<String> VALUES =
      Set.of(
          "age",
          "array",
          "boolean",
          "date",
          "email",
          "percent",
          "points",
          "rating",
          "sentiment",
          "text",
          "url");

  private static final Set<String> TYPES = new TreeSet<>(VALUES);

  static {
    TYPES.addAll(Set.of(WidgetLayout.CARD, WidgetLayout.LIST, WidgetLayout.BUTTONS));
  }

  private static final int DEEPEST = 5;
  private static final int LONGEST_TITLE = 200;
  private static final int MOST_ROWS = 100;

  private final String file;
  private boolean hasButtons;

  LayoutReader(String file) {
    this.file = file;
  }

  WidgetLayout read(String yaml) {
    Node root = tree(yaml);
    Map<String, Node> parts = parts(root, "the file", "title", "fields", "buttons");
    String title = text(parts.get("title"), "title", "Smartrr");
    List<Field> fields = fields(parts.get("fields"), root, 1, 0);
    List<Button> buttons = new ArrayList<>();
    Node named = parts.get("buttons");
    if (named != null) {
      Set<String> actions = new HashSet<>();
      for (Node item : items(named, "buttons")) {
        Button button = button(item);
        if (!actions.add(button.action())) {
          throw mistake(item, "the button '" + button.action() + "' stands twice; remove one.");
        }
        buttons.add(button);
      }
    }
    return new WidgetLayout(file, title, fields, List.copyOf(buttons));
  }

  private Node tree(String yaml) {
    try {
      Node root = YamlTree.read(file, yaml);
      if (root == null) {
        throw new LayoutException(file, 0, "the file is empty; write 'fields:' and a list.");
      }
      return root;
    } catch (UnreadableFile e) {
      throw new LayoutException(file, e);
    }
  }

  private Button button(Node node) {
    Map<String, Node> parts = parts(node, "a button", "action", "label", "shown");
    String action = required(node, parts, "action", "'action:' and the name of a file in actions/");
    if (!Actions.isName(action)) {
      throw mistake(
          node,
          "'" + action + "' can't be an action's name; write lower-case letters and hyphens.");
    }
    return new Button(
        action,
        text(parts.get("label"), "label", ""),
        flag(parts.get("shown")),
        YamlTree.line(node));
  }

  /**
   * The fields of one place.
   *
   * @param lists how many lists the place is in
   */
  private List<Field> fields(@Nullable Node list, Node owner, int depth, int lists) {
    if (list == null) {
      throw mistake(owner, "there are no fields; write 'fields:' and a list of them.");
    }
    if (depth > DEEPEST) {
      throw mistake(list, "fields can't lie deeper than " + DEEPEST + " levels.");
    }
    List<Field> fields = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (Node item : items(list, "fields")) {
      Field field = field(item, depth, lists);
      if (!paths.add(field.path())) {
        throw mistake(item, "'" + field.path() + "' stands twice in this place; remove one.");
      }
      fields.add(field);
    }
    if (fields.isEmpty()) {
      throw mistake(list, "there are no fields; write at least one.");
    }
    return List.copyOf(fields);
  }

  private Field field(Node node, int depth, int lists) {
    Map<String, Node> parts =
        parts(node, "a field", "path", "type", "title", "row", "limit", "shown", "fields");
    String path = required(node, parts, "path", "'path:' and a key of the widget data");
    if (!path.matches("[A-Za-z][A-Za-z0-9_]{0,60}")) {
      throw mistake(
          node,
          "'"
              + path
              + "' can't be a path; write one key of the widget data: letters, digits and _.");
    }
    String type = text(parts.get("type"), "type", "text");
    if (!TYPES.contains(type)) {
      throw mistake(
          parts.get("type"), "there is no type '" + type + "'; write one of " + words(TYPES) + ".");
    }
    boolean list = type.equals(WidgetLayout.LIST);
    boolean holder = list || type.equals(WidgetLayout.CARD);
    if (!holder && parts.containsKey("fields")) {
      throw mistake(
          parts.get("fields"), "only a card or a list has fields; write 'type: card' or 'list'.");
    }
    for (String key : List.of("row", "limit")) {
      if (!list && parts.containsKey(key)) {
        throw mistake(parts.get(key), "only a list has '" + key + "'; remove it.");
      }
    }
    if (type.equals(WidgetLayout.BUTTONS)) {
      checkButtons(node, lists);
    }
    return new Field(
        path,
        type,
        text(parts.get("title"), "title", readable(path)),
        list ? required(node, parts, "row", "'row:' and the title of each row") : "",
        limit(parts.get("limit")),
        flag(parts.get("shown")),
        holder
            ? fields(parts.get("fields"), node, depth + 1, list ? lists + 1 : lists)
            : List.of());
  }

  /** A button finds its subscription by the row that it stands in. */
  private void checkButtons(Node node, int lists) {
    if (lists != 1) {
      throw mistake(
          node, "buttons can stand in a list of subscriptions only; put them among its fields.");
    }
    if (hasButtons) {
      throw mistake(node, "there is a place for buttons already; remove one.");
    }
    hasButtons = true;
  }

  // ---------------------------------------------------------------- parts of YAML

  private Map<String, Node> parts(Node node, String what, String... known) {
    if (!(node instanceof MappingNode mapping)) {
      throw mistake(node, what + " must be keys with values; write '" + known[0] + ": …'.");
    }
    Map<String, Node> parts = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!List.of(known).contains(key)) {
        throw mistake(
            tuple.getKeyNode(),
            "'" + key + "' isn't known here; write one of " + words(List.of(known)) + ".");
      }
      if (parts.put(key, tuple.getValueNode()) != null) {
        throw mistake(tuple.getKeyNode(), "'" + key + "' stands twice; remove one.");
      }
    }
    return parts;
  }

  private List<Node> items(Node node, String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw mistake(node, "'" + what + "' must be a list; begin each entry with '- '.");
    }
    return sequence.getValue();
  }

  private String required(Node owner, Map<String, Node> parts, String key, String write) {
    String value = text(parts.get(key), key, "");
    if (value.isEmpty()) {
      throw mistake(owner, "'" + key + "' is missing; write " + write + ".");
    }
    return value;
  }

  private String text(@Nullable Node node, String key, String otherwise) {
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw mistake(
          node, "'" + key + "' is no text; put it in quotation marks, such as \"{{name}}\".");
    }
    String text = scalar.getValue().trim();
    if (text.length() > LONGEST_TITLE) {
      throw mistake(
          node, "'" + key + "' is longer than " + LONGEST_TITLE + " characters; shorten it.");
    }
    return text.isEmpty() ? otherwise : text;
  }

  private boolean flag(@Nullable Node node) {
    String text = text(node, "shown", "true");
    if (!text.equals("true") && !text.equals("false")) {
      throw mistake(node, "'shown' is '" + text + "'; write true or false.");
    }
    return text.equals("true");
  }

  private int limit(@Nullable Node node) {
    if (node == null) {
      return 0;
    }
    String text = text(node, "limit", "");
    int limit = text.matches("[1-9]\\d{0,2}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST_ROWS) {
      throw mistake(node, "'limit' is '" + text + "'; write a number from 1 to " + MOST_ROWS + ".");
    }
    return limit;
  }

  private LayoutException mistake(@Nullable Node at, String sentence) {
    return new LayoutException(file, at == null ? 0 : YamlTree.line(at), sentence);
  }

  private static String words(Iterable<String> words) {
    return String.join(", ", words);
  }

  private static String readable(String path) {
    String words = path.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
