package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.megabytes;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From the start of the process to the first right answer, and the memory that it takes. */
final class StartAndMemory {
  private static final int LOOKUPS = 1000;
  private static final int SUBSCRIBERS = 100;
  private static final double GOAL_SECONDS = 2.0;
  private static final double GOAL_MEGABYTES = 200;

  private final Sizes sizes;

  StartAndMemory(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    measure(Map.of(Path.of(""), table));
  }

  /** Starts the packages of these checkouts by turns, each for its table. */
  void measure(Map<Path, Table> tables) throws Exception {
    Map<Path, Map<Way, Starts>> all = new LinkedHashMap<>();
    tables.keySet().forEach(checkout -> all.put(checkout, ways(checkout)));
    try (Partner partner = new Partner()) {
      for (int i = 0; i < sizes.starts(); i++) {
        for (Map.Entry<Path, Map<Way, Starts>> each : all.entrySet()) {
          OurServer.startFrom(each.getKey());
          for (Map.Entry<Way, Starts> way : each.getValue().entrySet()) {
            start(way.getKey(), partner, way.getValue());
          }
        }
      }
    }
    tables.forEach(
        (checkout, table) -> {
          Map<Way, Starts> ways = all.getOrDefault(checkout, Map.of());
          ways.forEach((way, starts) -> starts.add(table, way));
          if (!ways.containsKey(Way.SHIPPED)) {
            table.add("start, shipped", "skipped: there is no " + OurServer.OPTIONS, "", "");
          }
        });
  }

  private static Map<Way, Starts> ways(Path checkout) {
    Map<Way, Starts> ways = new EnumMap<>(Way.class);
    ways.put(Way.PLAIN, new Starts());
    OurServer.startFrom(checkout);
    if (OurServer.hasOptions()) {
      ways.put(Way.SHIPPED, new Starts());
    }
    return ways;
  }

  private static void start(Way way, Partner partner, Starts starts) throws Exception {
    try (Child server = OurServer.start("start-" + way, way, partner).awaitAnswer();
        Caller caller = new Caller(server.port())) {
      caller.time(Request.lookup("acme", "mara@example.com"), "\"live\"");
      long took = System.nanoTime() - server.began();
      starts.seconds.add((double) took / TimeUnit.SECONDS.toNanos(1));
      starts.first.add(Held.withoutHeap(server.pid()).residentMegabytes());
      for (int i = 0; i < LOOKUPS; i++) {
        caller.time(
            Request.lookup("acme", "ann" + i % SUBSCRIBERS + "@example.com"), "\"subscriptions\"");
      }
      starts.later.add(Held.withoutHeap(server.pid()).residentMegabytes());
    }
  }

  private static final class Starts {
    final List<Double> seconds = new ArrayList<>();
    final List<Double> first = new ArrayList<>();
    final List<Double> later = new ArrayList<>();

    void add(Table table, Way way) {
      String start = way == Way.PLAIN ? ", plain start" : ", shipped start";
      double took = median(seconds);
      table.add(
          "start to first right answer" + start,
          number(took) + " s",
          "limit " + number(GOAL_SECONDS) + " s",
          number(took / GOAL_SECONDS),
          "<= " + number(GOAL_SECONDS) + " s",
          took <= GOAL_SECONDS);
      if (median(first) == 0) {
        table.add("- resident memory" + start, "skipped: only Linux tells", "", "");
        return;
      }
      memory(table, "- resident memory then" + start, median(first));
      memory(table, "- and after " + number(LOOKUPS) + " look-ups" + start, median(later));
    }

    private static void memory(Table table, String row, double megabytes) {
      table.add(
          row,
          megabytes(megabytes),
          "limit " + megabytes(GOAL_MEGABYTES),
          number(megabytes / GOAL_MEGABYTES),
          "<= " + megabytes(GOAL_MEGABYTES),
          megabytes <= GOAL_MEGABYTES);
    }
  }
}
