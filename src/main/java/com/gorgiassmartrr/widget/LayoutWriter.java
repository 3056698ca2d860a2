package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.action.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes an {@link Arrangement} into the YAML of a layout. Only what differs is changed: an
 * integrator's comments, and whatever else stands in the file, move along with what they are about.
 */
final class LayoutWriter {
  private static final Pattern COMMENTED_ITEM = Pattern.compile("( *)- (#.*)");

  private final String file;
  private final SortedMap<String, Action> actions;

  LayoutWriter(String file, SortedMap<String, Action> actions) {
    this.file = file;
    this.actions = actions;
  }

  /**
   * The file's new text.
   *
   * @param yaml the text of now, which has no mistake
   * @throws LayoutException when the new one would have a mistake
   * @throws IllegalArgumentException when the arrangement isn't one of this file
   */
  String write(String yaml, JsonNode wanted) {
    if (Arrangement.isSame(wanted, Arrangement.of(WidgetLayout.parse(file, yaml), actions))) {
      return yaml;
    }
    String withComments = dump(arranged(yaml, wanted, true), true);
    if (isAsWanted(withComments, wanted)) {
      return withComments;
    }
    // A comment stood where it can't be written back; those at the head stay.
    String head =
        yaml.lines()
            .takeWhile(line -> line.isBlank() || line.startsWith("#"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    String plain = head + dump(arranged(yaml, wanted, false), false);
    WidgetLayout.parse(file, plain);
    if (!isAsWanted(plain, wanted)) {
      throw new IllegalArgumentException("This can't be written into " + file + ".");
    }
    return plain;
  }

  private boolean isAsWanted(String yaml, JsonNode wanted) {
    try {
      return Arrangement.isSame(wanted, Arrangement.of(WidgetLayout.parse(file, yaml), actions));
    } catch (LayoutException e) {
      return false;
    }
  }

  private MappingNode arranged(String yaml, JsonNode wanted, boolean withComments) {
    Node root =
        new Compose(LoadSettings.builder().setLabel(file).setParseComments(withComments).build())
            .composeString(yaml)
            .orElseThrow();
    MappingNode layout = (MappingNode) root;
    JsonNode was = Arrangement.of(WidgetLayout.parse(file, yaml), actions);
    setText(layout, "title", was.path("title").asText(), wanted.path("title").asText());
    arrangeFields(layout, was.path("fields"), wanted.path("fields"));
    if (!was.path("buttons").equals(wanted.path("buttons"))) {
      arrangeButtons(layout, wanted.path("buttons"));
    }
    return layout;
  }

  private void arrangeFields(MappingNode owner, JsonNode was, JsonNode wanted) {
    if (!(value(owner, "fields") instanceof SequenceNode list)) {
      return;
    }
    Map<String, Node> byPath = byKey(list, "path");
    Map<String, JsonNode> wasByPath = new LinkedHashMap<>();
    was.forEach(field -> wasByPath.put(field.path("path").asText(), field));
    List<Node> arranged = new ArrayList<>();
    for (JsonNode field : wanted) {
      String path = field.path("path").asText();
      if (!(byPath.remove(path) instanceof MappingNode node)) {
        throw new IllegalArgumentException("There is no field '" + path + "' here.");
      }
      JsonNode before = wasByPath.getOrDefault(path, MissingNode.getInstance());
      setText(node, "title", before.path("title").asText(), field.path("title").asText());
      setShown(node, field.path("shown").asBoolean(true));
      arrangeFields(node, before.path("fields"), field.path("fields"));
      arranged.add(node);
    }
    if (!byPath.isEmpty()) {
      throw new IllegalArgumentException(
          "The field '" + byPath.keySet().iterator().next() + "' is missing.");
    }
    list.getValue().clear();
    list.getValue().addAll(arranged);
  }

  private void arrangeButtons(MappingNode layout, JsonNode wanted) {
    SequenceNode list;
    if (value(layout, "buttons") instanceof SequenceNode there) {
      list = there;
    } else {
      list = new SequenceNode(Tag.SEQ, new ArrayList<>(), FlowStyle.BLOCK);
      put(layout, "buttons", list);
    }
    Map<String, Node> byAction = byKey(list, "action");
    List<Node> arranged = new ArrayList<>();
    for (JsonNode button : wanted) {
      String name = button.path("action").asText();
      Action action = actions.get(name);
      if (action == null) {
        throw new IllegalArgumentException("There is no action '" + name + "'.");
      }
      MappingNode node;
      if (byAction.remove(name) instanceof MappingNode there) {
        node = there;
      } else {
        node = new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
        put(node, "action", text(name, null));
      }
      String label = button.path("label").asText().strip();
      boolean isOwn = label.isEmpty() || label.equals(action.getLabel());
      if (isOwn) {
        remove(node, "label");
      } else {
        setText(node, "label", "", label);
      }
      setShown(node, button.path("shown").asBoolean(true));
      arranged.add(node);
    }
    list.getValue().clear();
    list.getValue().addAll(arranged);
  }

  // ---------------------------------------------------------------- parts of YAML

  private static void setText(MappingNode node, String key, String was, String wanted) {
    String text = wanted.strip();
    if (text.equals(was)) {
      return;
    }
    if (text.isEmpty()) {
      remove(node, key);
    } else {
      put(node, key, text(text, value(node, key)));
    }
  }

  private static void setShown(MappingNode node, boolean shown) {
    if (!shown) {
      put(node, "shown", new ScalarNode(Tag.BOOL, "false", ScalarStyle.PLAIN));
    } else {
      remove(node, "shown");
    }
  }

  /** A text, written as the one that it replaces, where there is one. */
  private static ScalarNode text(String value, @Nullable Node before) {
    ScalarStyle style =
        before instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.LITERAL
            ? scalar.getScalarStyle()
            : ScalarStyle.PLAIN;
    ScalarNode node = new ScalarNode(Tag.STR, value, style);
    if (before != null) {
      node.setInLineComments(before.getInLineComments());
    }
    return node;
  }

  private static @Nullable Node value(MappingNode node, String key) {
    return node.getValue().stream()
        .filter(tuple -> isKey(tuple, key))
        .map(NodeTuple::getValueNode)
        .findFirst()
        .orElse(null);
  }

  private static void put(MappingNode node, String key, Node value) {
    List<NodeTuple> tuples = node.getValue();
    for (int i = 0; i < tuples.size(); i++) {
      if (isKey(tuples.get(i), key)) {
        tuples.set(i, new NodeTuple(tuples.get(i).getKeyNode(), value));
        return;
      }
    }
    NodeTuple added = new NodeTuple(text(key, null), value);
    // What is inside stands last: a title below twenty fields would be looked for in vain.
    int last = tuples.size() - 1;
    boolean isBelow = last >= 0 && isKey(tuples.get(last), "fields") && !key.equals("buttons");
    tuples.add(isBelow && last > 0 ? last : tuples.size(), added);
  }

  private static void remove(MappingNode node, String key) {
    node.getValue().removeIf(tuple -> isKey(tuple, key));
  }

  private static boolean isKey(NodeTuple tuple, String key) {
    return tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key);
  }

  private static Map<String, Node> byKey(SequenceNode list, String key) {
    Map<String, Node> byKey = new LinkedHashMap<>();
    for (Node item : list.getValue()) {
      if (item instanceof MappingNode mapping && value(mapping, key) instanceof ScalarNode scalar) {
        byKey.put(scalar.getValue(), item);
      }
    }
    return byKey;
  }

  private static String dump(Node root, boolean withComments) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDumpComments(withComments)
            .setIndent(2)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .build();
    String text =
        new Present(settings).emitToString(new Serialize(settings).serializeOne(root).iterator());
    return withComments ? commentsAbove(text) : text;
  }

  /** Moves comments that are written behind an item's hyphen above it, where people write them. */
  private static String commentsAbove(String yaml) {
    StringBuilder text = new StringBuilder();
    String indent = null;
    for (String line : yaml.lines().toList()) {
      Matcher commented = COMMENTED_ITEM.matcher(line);
      if (indent == null && commented.matches()) {
        indent = commented.group(1);
        text.append(indent).append(commented.group(2));
      } else if (indent != null && line.strip().startsWith("#")) {
        text.append(indent).append(line.strip());
      } else if (indent != null) {
        text.append(indent).append("- ").append(line.strip());
        indent = null;
      } else {
        text.append(line);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
