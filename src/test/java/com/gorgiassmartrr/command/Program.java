package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Application;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program as a process of its own, with what it prints. */
record Program(Process process, Path output) {
  /** How long a slow machine may take to start it. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /**
   * Starts it with folders of its own.
   *
   * @param environment what is different from this process's
   */
  static Program start(
      Map<String, String> environment, int port, int managementPort, String... arguments)
      throws IOException {
    return start(classPath(), environment, port, managementPort, arguments);
  }

  /** Starts the server without the library whose file's name begins so. */
  static Program startWithout(String library, int port, int managementPort) throws IOException {
    String rest =
        Stream.of(classPath().split(File.pathSeparator))
            .filter(file -> !Path.of(file).getFileName().toString().startsWith(library))
            .collect(Collectors.joining(File.pathSeparator));
    return start(rest, Map.of(), port, managementPort);
  }

  private static Program start(
      String classPath,
      Map<String, String> environment,
      int port,
      int managementPort,
      String... arguments)
      throws IOException {
    Path folder = TestFolder.fresh("program");
    Path output = folder.resolve("output.log");
    ProcessBuilder builder =
        builder(folder, classPath, environment, port, managementPort, arguments)
            .redirectOutput(output.toFile());
    return new Program(builder.start(), output);
  }

  /** Starts it in a folder that holds its settings and its routes. */
  static Program startIn(Path folder, int port, int managementPort, String... arguments)
      throws IOException {
    String absolute =
        Stream.of(classPath().split(File.pathSeparator))
            .map(file -> Path.of(file).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    Path its = TestFolder.fresh("program").toAbsolutePath();
    Path output = its.resolve("output.log");
    ProcessBuilder builder =
        builder(its, absolute, Map.of(), port, managementPort, arguments)
            .directory(folder.toFile())
            .redirectOutput(output.toFile());
    return new Program(builder.start(), output);
  }

  /** Starts it with an output that is read by nobody but the test. */
  static Process startUnread(Map<String, String> environment, int port, int managementPort)
      throws IOException {
    return builder(TestFolder.fresh("program"), classPath(), environment, port, managementPort)
        .start();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static ProcessBuilder builder(
      Path folder,
      String classPath,
      Map<String, String> environment,
      int port,
      int managementPort,
      String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It runs for some seconds, in which no further compiling pays.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Application.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> its = builder.environment();
    its.keySet().removeIf(key -> key.startsWith("STORE"));
    its.put("CAMEL_SERVER_PORT", Integer.toString(port));
    its.put("CAMEL_MANAGEMENT_PORT", Integer.toString(managementPort));
    its.put("LEDGER_URL", "jdbc:sqlite:" + folder.resolve("ledger.db"));
    its.put("STORES_FOLDER", folder.resolve("stores").toString());
    its.put("SANDBOX_FOLDER", folder.resolve("sandbox").toString());
    its.putAll(environment);
    return builder;
  }

  /** Everything that it has printed so far. */
  String printed() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed something like that. */
  Matcher awaitLine(String pattern) {
    Pattern line = Pattern.compile(pattern);
    return Await.value(
        pattern,
        LONGEST,
        () -> {
          try {
            return Optional.of(line.matcher(printed())).filter(Matcher::find);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Waits for its end, and gives the status that it ends with. */
  int awaitExit() throws InterruptedException {
    assertTrue(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS), () -> "It goes on: " + this);
    return process.exitValue();
  }
}
