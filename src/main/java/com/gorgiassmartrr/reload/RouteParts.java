package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.file.UnreadableFile;
import com.gorgiassmartrr.file.YamlTree;
import com.gorgiassmartrr.reload.RoutePart.Kind;
import com.gorgiassmartrr.route.RouteFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The parts of one route file, each with its lines. */
final class RouteParts {
  private final String file;
  private final List<String> lines;
  private final List<RoutePart> parts = new ArrayList<>();

  /** The lines of each part: of one at the same place in {@link #parts}. */
  private final List<Lines> places = new ArrayList<>();

  /** What stands around the beans of a list. */
  private final List<Lines> frames = new ArrayList<>();

  /** Whether each part has lines of its own. */
  private boolean isApart = true;

  private record Lines(int first, int end) {}

  private RouteParts(String file, String text) {
    this.file = file;
    this.lines = text.lines().toList();
  }

  /**
   * The parts of a file that is without a mistake.
   *
   * @param file where it is
   */
  static RouteParts of(String file, String text) {
    RouteParts parts = new RouteParts(file, text);
    if (file.endsWith(".yaml") || file.endsWith(".yml")) {
      try {
        if (YamlTree.read(RouteFiles.name(file), text) instanceof SequenceNode list) {
          parts.readList(list.getValue());
        }
      } catch (UnreadableFile e) {
        throw new IllegalArgumentException(e);
      }
    } else {
      parts.add(Kind.OTHER, "", "", new Lines(0, parts.lines.size()));
    }
    return parts;
  }

  List<RoutePart> all() {
    return parts;
  }

  /**
   * The file with those parts alone, each in its own line; or as a whole, where none has its own.
   */
  String only(Set<RoutePart> wanted) {
    if (!isApart) {
      return String.join("\n", lines);
    }
    String[] kept = new String[lines.size()];
    Arrays.fill(kept, "");
    for (int i = 0; i < parts.size(); i++) {
      if (wanted.contains(parts.get(i))) {
        Lines place = places.get(i);
        keep(place, kept);
        frames.stream()
            .filter(frame -> frame.first() <= place.first() && place.end() <= frame.end())
            .forEach(frame -> keep(head(frame), kept));
      }
    }
    return String.join("\n", kept) + "\n";
  }

  private void keep(Lines place, String[] kept) {
    for (int i = place.first(); i < place.end(); i++) {
      kept[i] = lines.get(i);
    }
  }

  /** The lines of a list of beans before its first bean. */
  private Lines head(Lines frame) {
    int first =
        places.stream()
            .mapToInt(Lines::first)
            .filter(line -> line >= frame.first() && line < frame.end())
            .min()
            .orElse(frame.end());
    return new Lines(frame.first(), first);
  }

  private void readList(List<Node> items) {
    for (int i = 0; i < items.size(); i++) {
      Lines place = place(items, i, lines.size());
      if (items.get(i) instanceof MappingNode item && item.getValue().size() == 1) {
        readItem(item.getValue().get(0), place);
      } else {
        add(Kind.OTHER, "", "", place);
      }
    }
  }

  private Lines place(List<Node> items, int i, int end) {
    int first = YamlTree.line(items.get(i)) - 1;
    int next = i + 1 < items.size() ? YamlTree.line(items.get(i + 1)) - 1 : end;
    isApart &= next > first && lines.get(first).strip().startsWith("- ");
    return new Lines(first, Math.max(next, first + 1));
  }

  private void readItem(NodeTuple item, Lines place) {
    Node value = item.getValueNode();
    String keyword = text(item.getKeyNode());
    String id = text(child(value, "id"));
    if (keyword.equals("beans") && value instanceof SequenceNode beans) {
      frames.add(place);
      for (int i = 0; i < beans.getValue().size(); i++) {
        Node bean = beans.getValue().get(i);
        Lines its = place(beans.getValue(), i, place.end());
        isApart &= its.first() > place.first();
        add(Kind.BEAN, text(child(bean, "name")), text(child(bean, "type")), its);
      }
    } else if (keyword.equals("route") && !id.isEmpty()) {
      add(Kind.ROUTE, id, "", place);
    } else if (keyword.equals("routeConfiguration") && !id.isEmpty()) {
      add(Kind.POLICY, id, "", place);
    } else {
      add(Kind.OTHER, "", "", place);
    }
  }

  private void add(Kind kind, String name, String type, Lines place) {
    String text = String.join("\n", lines.subList(place.first(), place.end())).strip();
    parts.add(new RoutePart(kind, name, text, type, file, place.first() + 1));
    places.add(place);
  }

  private static @Nullable Node child(@Nullable Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (text(tuple.getKeyNode()).equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  private static String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
