package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.megabytes;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a server costs that has many stores, of which one is asked for, beside one with one. */
final class ManyStores {
  private static final List<Integer> COUNTS = List.of(1, 100, 1000);
  private static final double GOAL = 1.5;

  /** After the first answer; what is begun for every store at the start shows by then. */
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Sizes sizes;

  ManyStores(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    Map<Integer, Servers> byCount = new TreeMap<>();
    COUNTS.forEach(count -> byCount.put(count, new Servers()));
    try (Partner partner = new Partner()) {
      for (int i = 0; i < sizes.starts(); i++) {
        for (int count : COUNTS) {
          start(count, partner, Objects.requireNonNull(byCount.get(count)));
        }
      }
    }
    Servers one = Objects.requireNonNull(byCount.remove(1));
    byCount.forEach((count, many) -> many.add(table, "with " + number(count) + " stores", one));
  }

  private static void start(int count, Partner partner, Servers servers) throws Exception {
    List<String> stores = OurServer.stores(count);
    String name = "stores-" + count;
    try (Child server =
            OurServer.start(name, Way.SHIPPED.arguments(), partner, stores, Map.of())
                .awaitAnswer();
        Caller caller = new Caller(server.port())) {
      caller.time(Request.lookup(stores.get(0), "mara@example.com"), "\"live\"");
      long answered = System.nanoTime();
      servers.seconds.add((double) (answered - server.began()) / TimeUnit.SECONDS.toNanos(1));
      int threads = 0;
      while (System.nanoTime() - answered < WATCHED_NANOS) {
        threads = Math.max(threads, Held.withoutHeap(server.pid()).threads());
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
      servers.threads.add((double) threads);
      servers.resident.add(Held.withoutHeap(server.pid()).residentMegabytes());
      servers.heap.add(Held.by(server.pid()).heapMegabytes());
    }
  }

  private static final class Servers {
    final List<Double> seconds = new ArrayList<>();
    final List<Double> threads = new ArrayList<>();
    final List<Double> resident = new ArrayList<>();
    final List<Double> heap = new ArrayList<>();

    void add(Table table, String how, Servers one) {
      double took = median(seconds);
      double alone = median(one.seconds);
      row(table, "start to first right answer " + how, took, alone, " s");
      row(table, "- threads at most " + how, median(threads), median(one.threads), "");
      row(table, "- resident memory " + how, median(resident), median(one.resident), " MB");
      double used = median(heap);
      double usedAlone = median(one.heap);
      table.add(
          "- heap in use " + how,
          megabytes(used),
          "with one " + megabytes(usedAlone),
          number(used / usedAlone));
    }

    private static void row(Table table, String row, double many, double one, String unit) {
      table.add(
          row,
          number(many) + unit,
          "with one " + number(one) + unit,
          number(many / one),
          "<= " + number(GOAL),
          many <= GOAL * one);
    }
  }
}
