package com.gorgiassmartrr.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds. Only Linux tells the first three; the last needs a JDK's {@code jcmd}.
 *
 * @param threads 0 where it can't be told, like the others
 * @param files open files, pipes and connections
 * @param residentMegabytes memory that is not on disk
 * @param heapMegabytes objects that are in use, after a full collection
 */
record Held(int threads, int files, double residentMegabytes, double heapMegabytes) {
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final double KILO = 1024;

  /** What a process holds now; its garbage is collected first. */
  static Held by(long pid) throws IOException, InterruptedException {
    double heap = heapMegabytes(pid);
    Held now = withoutHeap(pid);
    return new Held(now.threads, now.files, now.residentMegabytes, heap);
  }

  /** What a process holds now; nothing is collected. */
  static Held withoutHeap(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    if (!Files.exists(process.resolve("status"))) {
      return new Held(0, 0, 0, 0);
    }
    String status = Files.readString(process.resolve("status"));
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new Held(
          (int) number(THREADS, status), (int) files.count(), number(RESIDENT, status) / KILO, 0);
    }
  }

  private static double heapMegabytes(long pid) throws IOException, InterruptedException {
    Process jcmd;
    try {
      jcmd =
          new ProcessBuilder(Child.java("jcmd"), Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return 0;
    }
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return number(TOTAL, histogram) / KILO / KILO;
  }

  private static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }
}
