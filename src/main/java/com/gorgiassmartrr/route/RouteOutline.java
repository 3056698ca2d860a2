package com.gorgiassmartrr.route;

import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a route file names, and where: its routes, policies, beans and steps. */
final class RouteOutline {
  static final String ROUTE = "route";
  static final String POLICY = "routeConfiguration";
  static final String BEAN = "bean";
  static final String STEP = "step";

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

  private void read(Resource resource) {
    Node root = compose(resource);
    if (root instanceof MappingNode mapping && child(mapping, "kind") == null) {
      throw new SettingException(
          file + ", line " + line(root) + ": this isn't a list; begin with '- route:'.");
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
        addSteps(value, true);
      }
    }
  }

  private void addSteps(Node node, boolean isOutermost) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> addSteps(item, false));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = text(tuple.getKeyNode());
        if (key.equals("id") && !isOutermost) {
          add(STEP, tuple.getValueNode());
        } else if (!key.equals("parameters")) {
          addSteps(tuple.getValueNode(), false);
        }
      }
    }
  }

  private void add(String kind, @Nullable Node name) {
    if (name instanceof ScalarNode scalar) {
      names.add(new Name(kind, scalar.getValue(), file, line(name)));
    }
  }

  private @Nullable Node compose(Resource resource) {
    try (InputStream in = resource.getInputStream()) {
      return new Compose(LoadSettings.builder().setLabel(file).setAllowNonScalarKeys(true).build())
          .composeInputStream(in)
          .orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw new SettingException(
          file
              + mark.map(at -> ", line " + (at.getLine() + 1)).orElse("")
              + ": this isn't YAML: "
              + e.getProblem()
              + ".");
    } catch (YamlEngineException | StackOverflowError e) {
      throw new SettingException(file + ": this isn't YAML: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
