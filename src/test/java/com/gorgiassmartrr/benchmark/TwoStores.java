package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
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
 * Look-ups of one store, cached and cold, beside another store whose Smartrr answers and hangs in
 * turns. The other one is asked for the same in both.
 */
final class TwoStores {
  private static final String OURS = "acme";
  private static final String OTHER = "bolt";
  private static final int CACHED_A_SECOND = 100;
  private static final int COLD_A_SECOND = 20;
  private static final int OTHERS_A_SECOND = 20;
  private static final int SUBSCRIBERS = 50;
  private static final int DELAY_MILLIS = 5;
  private static final double GOAL = 1.1;

  private final Sizes sizes;
  private final AtomicInteger number = new AtomicInteger();

  TwoStores(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    try (Partner partner = new Partner();
        Partner othersPartner = new Partner();
        Child server =
            OurServer.start(
                "two-stores",
                Way.SHIPPED.arguments(),
                partner,
                List.of(OURS, OTHER),
                Map.of(
                    "STORE_BOLT_SMARTRR_URL",
                    "http://127.0.0.1:" + othersPartner.port(),
                    "SMARTRR_CIRCUIT_OPEN_FOR",
                    "1s"));
        Load load = new Load(server.awaitAnswer().port(), CACHED_A_SECOND)) {
      partner.delay(DELAY_MILLIS);
      othersPartner.delay(DELAY_MILLIS);
      warmUp(load);
      Rounds beside = new Rounds();
      Rounds alone = new Rounds();
      for (int round = 0; round < sizes.rounds(); round++) {
        othersPartner.delay(DELAY_MILLIS);
        alone.add(load);
        othersPartner.hang();
        beside.add(load);
      }
      add(table, "cached look-ups, p99", beside.cached, alone.cached);
      add(table, "cold look-ups, median", beside.cold, alone.cold);
    }
  }

  private static void add(Table table, String sort, List<Double> beside, List<Double> alone) {
    double hangs = median(beside);
    double answers = median(alone);
    table.add(
        sort + ", beside a store whose Smartrr hangs",
        millis(hangs),
        "while it answers " + millis(answers),
        number(hangs / answers),
        "<= " + number(GOAL),
        hangs <= GOAL * answers);
  }

  private void warmUp(Load load) throws Exception {
    Kind any = Kind.of(answer -> answer.text().contains("\"subscriptions\""));
    AtomicInteger asked = new AtomicInteger();
    load.asFastAsItGoes(() -> known(asked.getAndIncrement()), any, sizes.warmUpSeconds() / 3);
    load.asFastAsItGoes(() -> unknown(OURS), any, sizes.warmUpSeconds() / 3);
    load.asFastAsItGoes(() -> unknown(OTHER), any, sizes.warmUpSeconds() / 3);
    any.requireRight();
  }

  private static byte[] known(int i) {
    return Request.lookup(OURS, "known" + i % SUBSCRIBERS + "@example.com");
  }

  private byte[] unknown(String store) {
    return Request.lookup(store, "unknown" + number.incrementAndGet() + "@example.com");
  }

  /** What each round with the same partners took, in milliseconds. */
  private final class Rounds {
    private final List<Double> cached = new ArrayList<>();
    private final List<Double> cold = new ArrayList<>();

    void add(Load load) throws Exception {
      Kind known = Kind.of(answer -> answer.text().contains("\"cached\""));
      Kind unknown = Kind.of(answer -> answer.text().contains("\"live\""));
      Kind others = Kind.of(answer -> true);
      List<Shot> shots = new ArrayList<>();
      every(CACHED_A_SECOND, TwoStores::known, known, shots);
      every(COLD_A_SECOND, i -> unknown(OURS), unknown, shots);
      every(OTHERS_A_SECOND, i -> unknown(OTHER), others, shots);
      shots.sort(Comparator.comparingLong(Shot::at));
      load.atSetTimes(shots);
      known.requireRight();
      unknown.requireRight();
      others.requireRight();
      cached.add(known.samples().millis(0.99));
      cold.add(unknown.samples().median());
    }

    private void every(int aSecond, IntFunction<byte[]> request, Kind kind, List<Shot> shots) {
      long gap = TimeUnit.SECONDS.toNanos(1) / aSecond;
      for (int i = 0; i < aSecond * sizes.roundSeconds(); i++) {
        shots.add(new Shot(i * gap, request.apply(i), kind));
      }
    }
  }
}
