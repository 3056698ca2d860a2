package com.gorgiassmartrr.benchmark;

import com.gorgiassmartrr.benchmark.Load.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the archive from which the shipped start takes the classes: starts the packaged server,
 * asks it what it is usually asked, and stops it; the process writes the archive as it ends.
 *
 * <p><b>Note:</b> the archive is good for the same JVM build and the same jar files, named in the
 * same way, and for nothing else: a JVM that can't use it starts as if there were none.
 */
public final class ClassArchive {
  private static final Path ARCHIVE = Path.of("target", "app", "gorgias-smartrr.jsa");

  private ClassArchive() {}

  /** Makes the archive. */
  public static void main(String[] args) throws Exception {
    Files.deleteIfExists(ARCHIVE);
    List<String> arguments =
        List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:cds=off", "-jar", OurServer.JAR);
    try (Partner partner = new Partner();
        Child server =
            OurServer.start("class-archive", arguments, partner, List.of("acme"), Map.of())) {
      ask(server.awaitAnswer().port());
    }
    if (!Files.exists(ARCHIVE)) {
      throw new IOException("The server wrote no " + ARCHIVE + " as it ended");
    }
    System.exit(0);
  }

  private static void ask(int port) throws IOException {
    AtomicInteger number = new AtomicInteger();
    Kind kind = Kind.of(answer -> answer.text().contains("\"subscriptions\""));
    try (Load load = new Load(port, 4)) {
      load.asFastAsItGoes(
          () -> Request.lookup("acme", "ann" + number.incrementAndGet() % 20 + "@example.com"),
          kind,
          1);
    }
    kind.requireRight();
  }
}
