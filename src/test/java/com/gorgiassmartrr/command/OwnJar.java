package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A jar as an integrator may add, with one class in it, and a route file that uses that class. */
final class OwnJar {
  static final String ROUTES =
      """
      - route:
          id: own
          from:
            id: own-begin
            uri: timer
            parameters:
              repeatCount: 1
              timerName: own
            steps:
              - bean:
                  id: own-say
                  ref: own
                  method: say
      - beans:
          - name: own
            type: own.Own
      """;

  private static final String CLASS =
      """
      package own;

      public final class Own {
        public void say() {
          System.out.println("the jar is used");
        }
      }
      """;

  private OwnJar() {}

  static void write(Path jar) throws IOException {
    Path folder = Files.createDirectories(jar.resolveSibling("own"));
    Path source = Files.writeString(folder.resolve("Own.java"), CLASS);
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", source.toString()));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("own/Own.class"));
      Files.copy(folder.resolve("Own.class"), entries);
    }
  }
}
