package com.gorgiassmartrr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders for what a test leaves behind. Those of one run lie in a folder that is named for its
 * process; the next run removes those of processes that are over, which a killed one couldn't do.
 */
public final class TestFolder {
  private static final Path ALL = Path.of("target", "folders");
  private static final Path OF_THIS_RUN = begin(ALL);

  private TestFolder() {}

  /** A new and empty one, whose name begins so. */
  public static Path fresh(String name) {
    try {
      return Files.createTempDirectory(OF_THIS_RUN, name).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what ended runs have left in a folder, and makes this one's. */
  static Path begin(Path all) {
    try {
      Files.createDirectories(all);
      for (Path run : children(all)) {
        if (!isAlive(run.getFileName().toString())) {
          remove(run);
        }
      }
      return Files.createDirectories(all.resolve(Long.toString(ProcessHandle.current().pid())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAlive(String process) {
    return process.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(process)).filter(ProcessHandle::isAlive).isPresent();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
