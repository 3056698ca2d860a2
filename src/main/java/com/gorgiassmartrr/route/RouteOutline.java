package com.gorgiassmartrr.route;

import com.gorgiassmartrr.file.UnreadableFile;
import com.gorgiassmartrr.file.YamlTree;
import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a route file names, and where: its routes, policies and beans. */
final class RouteOutline {
  static final String ROUTE = "route";
  static final String POLICY = "routeConfiguration";
  static final String BEAN = "bean";

  private final String file;
  private final List<Name> names = new ArrayList<>();

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

  private RouteOutline(String file) {
    this.file = file;
  }

  /**
   * Reads what a file names; nothing of one that isn't YAML by its name.
   *
   * @throws SettingException when it isn't YAML by its content; its message says where
   */
  static List<Name> of(Resource resource) {
    RouteOutline outline = new RouteOutline(name(resource));
    if (outline.file.endsWith(".yaml") || outline.file.endsWith(".yml")) {
      outline.read(resource);
    }
    return outline.names;
  }

  /** The name of a file, as people write it. */
  static String name(Resource resource) {
    return resource.getLocation().replaceFirst("^file:", "");
  }

  /** What a file says. */
  static String text(Resource resource) {
    try (InputStream in = resource.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Resource resource) {
    Node root;
    try {
      root = YamlTree.read(file, text(resource));
    } catch (UnreadableFile e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
    if (root instanceof MappingNode mapping && child(mapping, "kind") == null) {
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
      if (keyword.equals("beans") && value instanceof SequenceNode beans) {
        beans.getValue().forEach(bean -> add(BEAN, child(bean, "name")));
      } else if (keyword.equals(ROUTE) || keyword.equals(POLICY)) {
        add(keyword, child(value, "id"));
      }
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
