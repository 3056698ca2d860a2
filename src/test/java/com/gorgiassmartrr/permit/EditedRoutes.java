package com.gorgiassmartrr.permit;

import com.gorgiassmartrr.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the shipped route files, which a test edits as an integrator would. */
public final class EditedRoutes {
  private static final Path SHIPPED = Path.of("routes");

  private final Path folder = TestFolder.fresh("routes");

  /** A copy that isn't edited yet. */
  public EditedRoutes() throws IOException {
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(SHIPPED.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** Replaces what stands in a file once. */
  public EditedRoutes with(String file, String old, String now) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    if (text.split(Pattern.quote(old), -1).length != 2) {
      throw new IllegalArgumentException(file + " doesn't have this once: " + old);
    }
    Files.writeString(path, text.replace(old, now));
    return this;
  }

  /** Adds a file, or replaces one as a whole. */
  public EditedRoutes withFile(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return this;
  }

  /** The setting {@code camel.main.routes-include-pattern} that names them. */
  public String pattern() {
    return "file:" + folder + "/**/*.camel.yaml";
  }
}
