package com.gorgiassmartrr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for what a test leaves behind, inside what the next clean build removes. */
public final class TestFolder {
  private TestFolder() {}

  /** A new and empty one, whose name begins so. */
  public static Path fresh(String name) {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target", "folders")), name)
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
