package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.megabytes;
import static com.gorgiassmartrr.benchmark.Table.millis;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.Load.Shot;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Cached look-ups at a steady rate while every request at Smartrr hangs and look-ups that need it
 * arrive too; then, whether the server has given back what it took.
 */
final class HangingPartner {
  private static final int CACHED_A_SECOND = 100;
  private static final int UNCACHED_A_SECOND = 20;
  private static final int SUBSCRIBERS = 50;
  private static final double GOAL_CACHED_MILLIS = 50;
  private static final double GOAL_UNCACHED_MILLIS = 4000;

  /** How much more than before still counts as given back: a late class, a compiled method. */
  private static final int FEW = 5;

  /** Longer than idle threads are kept. */
  private static final long PATIENCE_SECONDS = 60;

  private final Sizes sizes;
  private final AtomicInteger number = new AtomicInteger();

  HangingPartner(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    try (Partner partner = new Partner();
        Child server =
            OurServer.start(
                "hanging",
                Way.SHIPPED.arguments(),
                partner,
                List.of("acme"),
                Map.of("SMARTRR_CIRCUIT_OPEN_FOR", "1s"))) {
      server.awaitAnswer();
      warmUp(server);
      Held before = Held.by(server.pid());
      partner.hang();
      Kind cached = Kind.of(answer -> answer.text().contains("\"cached\""));
      Kind uncached = Kind.of(answer -> answer.text().contains("\"notice\""));
      List<Shot> shots = new ArrayList<>();
      every(CACHED_A_SECOND, i -> known(i), cached, shots);
      every(UNCACHED_A_SECOND, i -> unknown(), uncached, shots);
      shots.sort(Comparator.comparingLong(Shot::at));
      try (Load load = new Load(server.port(), CACHED_A_SECOND)) {
        load.atSetTimes(shots);
      }
      cached.requireRight();
      uncached.requireRight();
      double p99 = cached.samples().millis(0.99);
      table.add(
          CACHED_A_SECOND + " cached look-ups a second while Smartrr hangs, p99",
          millis(p99),
          "limit " + millis(GOAL_CACHED_MILLIS),
          number(p99 / GOAL_CACHED_MILLIS),
          "< " + millis(GOAL_CACHED_MILLIS),
          p99 < GOAL_CACHED_MILLIS);
      double longest = uncached.samples().max();
      table.add(
          "- longest wait of " + UNCACHED_A_SECOND + " uncached ones a second",
          millis(longest),
          "limit " + millis(GOAL_UNCACHED_MILLIS),
          number(longest / GOAL_UNCACHED_MILLIS),
          "< " + millis(GOAL_UNCACHED_MILLIS),
          longest < GOAL_UNCACHED_MILLIS);
      given(table, before, server, shots.size());
    }
  }

  private static byte[] known(int i) {
    return Request.lookup("acme", "known" + i % SUBSCRIBERS + "@example.com");
  }

  private byte[] unknown() {
    return Request.lookup("acme", "unknown" + number.incrementAndGet() + "@example.com");
  }

  private void every(int aSecond, IntFunction<byte[]> request, Kind kind, List<Shot> shots) {
    long gap = TimeUnit.SECONDS.toNanos(1) / aSecond;
    for (int i = 0; i < aSecond * sizes.hangSeconds(); i++) {
      shots.add(new Shot(i * gap, request.apply(i), kind));
    }
  }

  private void warmUp(Child server) throws Exception {
    Kind kind = Kind.of(answer -> answer.text().contains("\"subscriptions\""));
    AtomicInteger asked = new AtomicInteger();
    try (Load load = new Load(server.port(), 16)) {
      load.asFastAsItGoes(() -> known(asked.getAndIncrement()), kind, 2);
      load.asFastAsItGoes(() -> unknown(), kind, 2);
    }
    kind.requireRight();
  }

  /** Waits until idle threads and connections have gone, and compares. */
  private static void given(Table table, Held before, Child server, int lookups) throws Exception {
    String row = "- after these " + number(lookups) + " look-ups: ";
    if (before.threads() == 0) {
      table.add(row + "threads, files", "skipped: only Linux tells", "", "");
      return;
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Held after = Held.withoutHeap(server.pid());
    while ((after.threads() > before.threads() || after.files() > before.files())
        && System.nanoTime() < until) {
      TimeUnit.SECONDS.sleep(1);
      after = Held.withoutHeap(server.pid());
    }
    after = Held.by(server.pid());
    compare(table, row + "threads", after.threads(), before.threads());
    compare(table, row + "open files and connections", after.files(), before.files());
    if (before.heapMegabytes() == 0) {
      table.add(row + "heap", "skipped: needs a JDK's jcmd", "", "");
      return;
    }
    table.add(
        row + "heap in use",
        megabytes(after.heapMegabytes()),
        "before " + megabytes(before.heapMegabytes()),
        number(after.heapMegabytes() / before.heapMegabytes()),
        "<= before + " + FEW + " MB",
        after.heapMegabytes() <= before.heapMegabytes() + FEW);
  }

  private static void compare(Table table, String row, int after, int before) {
    table.add(
        row,
        Integer.toString(after),
        "before " + before,
        number((double) after / before),
        "<= before + " + FEW,
        after <= before + FEW);
  }
}
