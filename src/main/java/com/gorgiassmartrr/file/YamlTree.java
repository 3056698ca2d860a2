package com.gorgiassmartrr.file;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML as a tree, each part of which knows its line. */
public final class YamlTree {
  private YamlTree() {}

  /**
   * Reads a text; null where it is empty.
   *
   * @param file what it is called in messages
   * @throws UnreadableFile when it isn't YAML
   */
  public static @Nullable Node read(String file, String text) throws UnreadableFile {
    try {
      return new Compose(LoadSettings.builder().setLabel(file).setAllowNonScalarKeys(true).build())
          .composeString(text)
          .orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw notYaml(file, mark.map(at -> at.getLine() + 1).orElse(0), e.getProblem());
    } catch (YamlEngineException e) {
      throw notYaml(file, 0, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw notYaml(file, 0, "it is nested too deep");
    }
  }

  private static UnreadableFile notYaml(String file, int line, String problem) {
    return new UnreadableFile(file, line, "this isn't YAML: " + problem + ".", false);
  }

  /** The line in which a part begins, counted from 1. */
  public static int line(Node part) {
    return part.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
