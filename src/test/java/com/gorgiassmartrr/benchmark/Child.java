package com.gorgiassmartrr.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process that the benchmark started, and that ends with it. */
final class Child implements AutoCloseable {
  /** Where the processes' output and their files go. */
  static final Path FOLDER = Path.of("target", "benchmark");

  private static final byte[] ANY_REQUEST =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  private static final Duration START_PATIENCE = Duration.ofMinutes(3);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  /** What a process may see of our environment: nothing that would configure the server. */
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "SystemRoot");

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "stop"));
  }

  private final String name;
  private final Process process;
  private final int port;
  private final long began;

  private Child(String name, Process process, int port, long began) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.began = began;
  }

  /**
   * Starts a Java process that will listen on a port.
   *
   * @param arguments what follows {@code java}
   */
  static Child start(String name, int port, List<String> arguments, Map<String, String> environment)
      throws IOException {
    return start(name, port, arguments, environment, Path.of(""));
  }

  /**
   * Starts a Java process in a folder.
   *
   * @param arguments what follows {@code java}
   */
  static Child start(
      String name, int port, List<String> arguments, Map<String, String> environment, Path folder)
      throws IOException {
    Files.createDirectories(FOLDER);
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(java("java")), arguments.stream()).toList());
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    builder.directory(folder.toAbsolutePath().toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(FOLDER.resolve(name + ".log").toFile());
    long began = System.nanoTime();
    Process process = builder.start();
    RUNNING.add(process);
    return new Child(name, process, port, began);
  }

  /** The path of one of the JDK's tools, of the JDK that runs the benchmark. */
  static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  /** All that it has printed so far. */
  String log() throws IOException {
    return Files.readString(FOLDER.resolve(name + ".log"));
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** When it was started, as {@link System#nanoTime} counts. */
  long began() {
    return began;
  }

  /** Returns when it answers. */
  Child awaitAnswer() throws IOException, InterruptedException {
    while (System.nanoTime() - began < START_PATIENCE.toNanos()) {
      if (answers()) {
        return this;
      }
      if (!process.isAlive()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    close();
    throw new IOException(name + " doesn't answer; see " + FOLDER.resolve(name + ".log"));
  }

  /** Earlier versions listen for a moment, to see whether they may, before they answer. */
  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(ANY_REQUEST);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The processor time that it took so far, in nanoseconds. */
  long processorNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Ends it at once, as a machine that fails does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    RUNNING.remove(process);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    RUNNING.remove(process);
  }
}
