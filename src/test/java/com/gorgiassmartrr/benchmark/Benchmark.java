package com.gorgiassmartrr.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Measures every row and prints one table; the servers run in processes of their own. */
public final class Benchmark {
  private static final Set<String> ALL = Set.of("cached", "cold", "same", "hanging", "start");

  private Benchmark() {}

  /**
   * Runs the benchmark. The property {@code benchmark.quick} makes it short; arguments name the
   * rows to be measured, all of them where there are none.
   */
  public static void main(String[] args) throws Exception {
    Sizes sizes = Boolean.getBoolean("benchmark.quick") ? Sizes.QUICK : Sizes.FULL;
    List<String> rows = args.length == 0 ? List.copyOf(ALL) : List.of(args);
    Table table = new Table();
    String machine = machine();
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
    if (rows.contains("start")) {
      new StartAndMemory(sizes).measure(table);
    }
    String about = machine + "\nRepeat it: mvn -q -Pbenchmark verify\n";
    System.out.println();
    System.out.print(table.markdown());
    System.out.println(about);
    table.write(Path.of("target", "benchmark.md"), about);
    System.exit(0);
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
