package com.gorgiassmartrr.route;

import com.gorgiassmartrr.file.UnreadableFile;
import com.gorgiassmartrr.file.YamlTree;
import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a route file says, and in which line: its names, and its other texts. */
final class RouteOutline {
  static final String ROUTE = "route";
  static final String POLICY = "routeConfiguration";
  static final String BEAN = "bean";
  static final String STEP = "step";

  private static final Set<String> WITHOUT_STEPS = Set.of("expression", "parameters", "properties");
  private static final Set<String> FOR_PEOPLE = Set.of("description", "id", "note");

  private final String file;
  private final List<Name> names = new ArrayList<>();
  private final List<Text> texts = new ArrayList<>();

  /** The lines of the policies that routes name, by the route. */
  private final Map<String, Integer> policyLines = new HashMap<>();

  /**
   * A name and where it stands.
   *
   * @param line counted from 1
   */
  record Name(String kind, String name, String file, int line) {
    String place() {
      return file + ", line " + line;
    }
  }

  /**
   * A text that isn't for people only, and where it stands.
   *
   * @param line counted from 1
   */
  record Text(String value, String file, int line) {
    String place() {
      return file + ", line " + line;
    }
  }

  /** The lines in which the values of beans' properties begin, by the bean and the property. */
  private final Map<String, Integer> propertyLines = new HashMap<>();

  private RouteOutline(String file) {
    this.file = file;
  }

  /**
   * Reads what a file says; nothing of one that isn't YAML by its name.
   *
   * @throws SettingException when it isn't YAML by its content; its message says where
   */
  static RouteOutline of(Resource resource) {
    RouteOutline outline = new RouteOutline(name(resource));
    if (outline.file.endsWith(".yaml") || outline.file.endsWith(".yml")) {
      outline.read(resource);
    }
    return outline;
  }

  /** The name of a file, as people write it. */
  static String name(Resource resource) {
    return name(resource.getLocation());
  }

  static String name(String location) {
    return location.replaceFirst("^file:", "");
  }

  /** What a file says. */
  static String text(Resource resource) {
    try (InputStream in = resource.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String file() {
    return file;
  }

  /** The names of its routes, policies, beans and steps. */
  List<Name> names() {
    return names;
  }

  /** All that it says in its routes, policies and beans, but for what only people read. */
  List<Text> texts() {
    return texts;
  }

  /** Where a name stands; null where the file doesn't have it. */
  @Nullable Name find(String kind, String name) {
    return names.stream()
        .filter(one -> one.kind().equals(kind) && one.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The line in which a route of this file names its policy; 0 where it names none. */
  int policyLine(String route) {
    return policyLines.getOrDefault(route, 0);
  }

  /** The line in which the value of a bean's property begins; 0 where the file has none. */
  int propertyLine(String bean, String property) {
    return propertyLines.getOrDefault(bean + "/" + property, 0);
  }

  private void read(Resource resource) {
    Node root;
    try {
      root = YamlTree.read(file, text(resource));
    } catch (UnreadableFile e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
    if (root instanceof MappingNode) {
      throw new SettingException(
          file + ", line " + YamlTree.line(root) + ": this isn't a list; begin with '- route:'.");
    }
    if (root instanceof SequenceNode list) {
      list.getValue().forEach(this::readEntity);
    }
  }

  private void readEntity(Node entity) {
    if (!(entity instanceof MappingNode mapping)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String keyword = text(tuple.getKeyNode());
      Node value = tuple.getValueNode();
      checkScope(keyword, tuple);
      if (keyword.equals("beans") && value instanceof SequenceNode beans) {
        beans.getValue().forEach(this::readBean);
        readTexts(value);
      } else if (keyword.equals(ROUTE) || keyword.equals(POLICY)) {
        Node id = child(value, "id");
        add(keyword, id);
        readSteps(value, false);
        readTexts(value);
        Node policy = child(value, "routeConfigurationId");
        if (policy != null && id != null) {
          policyLines.put(text(id), YamlTree.line(policy));
        }
      } else {
        readSteps(value, true);
        readTexts(value);
      }
    }
  }

  private void readBean(Node bean) {
    Node name = child(bean, "name");
    add(BEAN, name);
    if (name != null && child(bean, "properties") instanceof MappingNode properties) {
      for (NodeTuple tuple : properties.getValue()) {
        Node value = tuple.getValueNode();
        // A block begins below the sign that announces it.
        boolean isBlock =
            value instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                    || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        propertyLines.put(
            text(name) + "/" + text(tuple.getKeyNode()), YamlTree.line(value) + (isBlock ? 1 : 0));
      }
    }
  }

  /** Refuses what would hold for routes of other files, too, the server's own among them. */
  private void checkScope(String keyword, NodeTuple tuple) {
    String place = file + ", line " + YamlTree.line(tuple.getKeyNode()) + ": ";
    if (keyword.equals("rest")) {
      throw new SettingException(
          place + "nothing guards a door of 'rest'; write a route with uri: platform-http.");
    }
    if (keyword.equals("errorHandler")) {
      throw new SettingException(
          place
              + "this would handle the errors of all routes, the server's own among them; write a"
              + " routeConfiguration with an id, and name it by routeConfigurationId.");
    }
    if (keyword.equals(POLICY) && child(tuple.getValueNode(), "id") == null) {
      throw new SettingException(
          place
              + "a routeConfiguration without an id holds for every route that names none; write an"
              + " id, and name it by routeConfigurationId.");
    }
  }

  private void readSteps(Node node, boolean isStep) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> readSteps(item, true));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = text(tuple.getKeyNode());
        if (key.equals("id") && isStep) {
          add(STEP, tuple.getValueNode());
        } else if (!WITHOUT_STEPS.contains(key)) {
          readSteps(tuple.getValueNode(), true);
        }
      }
    }
  }

  private void readTexts(Node node) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(this::readTexts);
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (!FOR_PEOPLE.contains(text(tuple.getKeyNode()))) {
          readTexts(tuple.getValueNode());
        }
      }
    } else if (node instanceof ScalarNode scalar) {
      texts.add(new Text(scalar.getValue(), file, YamlTree.line(node)));
    }
  }

  private void add(String kind, @Nullable Node name) {
    if (name instanceof ScalarNode scalar) {
      names.add(new Name(kind, scalar.getValue(), file, YamlTree.line(name)));
    }
  }

  private static @Nullable Node child(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (text(tuple.getKeyNode()).equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
