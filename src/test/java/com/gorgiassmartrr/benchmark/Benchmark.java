package com.gorgiassmartrr.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures every row and prints one table; the servers run in processes of their own. */
public final class Benchmark {
  private static final List<String> ALL =
      List.of(
          "cached",
          "cold",
          "same",
          "hanging",
          "stores",
          "start",
          "presses",
          "notes",
          "recovery",
          "edits");

  private static final int TURNS = 3;

  private Benchmark() {}

  /**
   * Runs the benchmark. The property {@code benchmark.quick} makes it short; {@code benchmark.rows}
   * names the groups of rows to be measured, comma separated, instead of all; {@code
   * benchmark.against} names the folder of another checkout whose package is measured by turns with
   * this one, {@code benchmark.turns} times each.
   */
  public static void main(String[] args) throws Exception {
    Sizes sizes = Boolean.getBoolean("benchmark.quick") ? Sizes.QUICK : Sizes.FULL;
    List<String> rows = rows(System.getProperty("benchmark.rows", ""));
    String against = System.getProperty("benchmark.against", "");
    if (!against.isEmpty()) {
      compare(rows, sizes, Path.of(against));
      return;
    }
    Table table = new Table();
    String machine = machine();
    int status = 0;
    try {
      measure(rows, sizes, table);
    } catch (Exception e) {
      // What was measured before is worth as much.
      e.printStackTrace();
      status = 1;
    }
    String about =
        machine
            + "\nRepeat it: mvn -q -Pbenchmark verify"
            + (rows.equals(ALL) ? "" : " -Dbenchmark.rows=" + String.join(",", rows))
            + "\n";
    System.out.println();
    System.out.print(table.markdown());
    System.out.println(about);
    table.write(Path.of("target", "benchmark.md"), about);
    System.exit(status);
  }

  /** Measures each group of rows with the other package, with this one, and so on by turns. */
  private static void compare(List<String> rows, Sizes sizes, Path other) throws Exception {
    int turns = Integer.getInteger("benchmark.turns", TURNS);
    Comparison comparison = new Comparison();
    String machine = machine();
    int status = 0;
    try {
      for (String row : rows) {
        for (int turn = 0; turn < turns; turn++) {
          Table others = new Table();
          Table ours = new Table();
          Map<Path, Table> tables = new LinkedHashMap<>();
          tables.put(other, others);
          tables.put(Path.of(""), ours);
          measure(row, sizes, tables);
          comparison.addOther(others);
          comparison.addThis(ours);
        }
      }
    } catch (Exception e) {
      // What was measured before is worth as much.
      e.printStackTrace();
      status = 1;
    }
    String table = comparison.markdown() + "\n" + machine + "\n";
    System.out.println();
    System.out.print(table);
    Files.writeString(Path.of("target", "benchmark-against.md"), "# By turns\n\n" + table);
    System.exit(status);
  }

  /** What depends on the whole machine is measured so that the packages alternate in it. */
  private static void measure(String row, Sizes sizes, Map<Path, Table> tables) throws Exception {
    switch (row) {
      case "cached" -> new CachedLookups(sizes).measure(tables);
      case "start" -> new StartAndMemory(sizes).measure(tables);
      case "presses" -> new Presses(sizes).compare(tables);
      default -> {
        for (Map.Entry<Path, Table> each : tables.entrySet()) {
          OurServer.startFrom(each.getKey());
          measure(List.of(row), sizes, each.getValue());
        }
      }
    }
  }

  private static void measure(List<String> rows, Sizes sizes, Table table) throws Exception {
    if (rows.contains("cached")) {
      new CachedLookups(sizes).measure(table);
    }
    if (rows.contains("cold")) {
      new ColdLookups(sizes).measure(table);
    }
    if (rows.contains("same")) {
      new SameSubscriber(sizes).measure(table);
    }
    if (rows.contains("hanging")) {
      new HangingPartner(sizes).measure(table);
    }
    if (rows.contains("stores")) {
      new TwoStores(sizes).measure(table);
      new ManyStores(sizes).measure(table);
    }
    if (rows.contains("start")) {
      new StartAndMemory(sizes).measure(table);
    }
    if (rows.contains("presses")) {
      new Presses(sizes).measure(table);
    }
    if (rows.contains("notes")) {
      new NoteDrain(sizes).measure(table);
    }
    if (rows.contains("recovery")) {
      new Recovery(sizes).measure(table);
    }
    if (rows.contains("edits")) {
      new LiveEdits(sizes).measure(table);
    }
  }

  private static List<String> rows(String names) {
    List<String> rows =
        Arrays.stream(names.split(",")).map(String::trim).filter(name -> !name.isEmpty()).toList();
    if (!ALL.containsAll(rows)) {
      throw new IllegalArgumentException("The groups of rows are " + String.join(", ", ALL));
    }
    return rows.isEmpty() ? ALL : rows;
  }

  private static String machine() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double gigabytes =
        system instanceof com.sun.management.OperatingSystemMXBean more
            ? more.getTotalMemorySize() / Math.pow(1024, 3)
            : 0;
    return String.format(
        Locale.ROOT,
        "Machine: %d cores, %.0f GB, %s %s, Java %s (%s); load before the run %.1f.",
        system.getAvailableProcessors(),
        gigabytes,
        system.getName(),
        system.getVersion(),
        Runtime.version(),
        System.getProperty("java.vm.name"),
        system.getSystemLoadAverage());
  }
}
