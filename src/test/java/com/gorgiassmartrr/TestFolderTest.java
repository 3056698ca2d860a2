package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestFolderTest {
  @Test
  void run_begins_removesWhatEndedRunsLeftAndNothingElse(@TempDir Path all) throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    try {
      Path running = Files.createDirectories(all.resolve(other.pid() + "/program"));
      Path left = Files.createDirectories(all.resolve(ended.pid() + "/program/stores"));
      Files.writeString(left.resolve("acme.properties"), "");

      Path own = TestFolder.begin(all);

      assertTrue(Files.isDirectory(own));
      assertTrue(Files.isDirectory(running));
      assertFalse(Files.exists(all.resolve(Long.toString(ended.pid()))));
    } finally {
      other.destroyForcibly();
    }
  }
}
