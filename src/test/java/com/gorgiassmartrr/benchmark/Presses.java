package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.millis;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Presses through the real server, each of a subscription of its own and with a note to follow: how
 * many a second beside the rate at which the ledger's database commits at all, and how long one
 * takes beside Smartrr's own time. All of it with a new ledger and with one that is full of old
 * presses, by turns.
 */
final class Presses {
  private static final int CONNECTIONS = 32;
  private static final int DELAY_MILLIS = 5;
  private static final String RIGHT = "\"applied\"";
  private static final double GOAL_PART = 0.5;
  private static final double GOAL_MILLIS = 10;
  private static final double GOAL_AGE = 0.1;

  /**
   * What a press must commit. It is recorded, and taken up by this server, before Smartrr is asked;
   * it is marked as sent before the change goes out, or nobody could tell after a crash whether it
   * did; and its end is recorded with its note before the agent hears of it.
   */
  private static final int COMMITS = 3;

  private final Sizes sizes;

  Presses(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    onEach((engine, partner, gorgias) -> measure(table, engine, partner, gorgias));
  }

  /**
   * Measures the packages of these checkouts by turns, each with a new ledger of its own and for
   * its table. What opens a ledger by this version's classes is left out: it would change the
   * tables under the other one.
   */
  void compare(Map<Path, Table> tables) throws Exception {
    onEach((engine, partner, gorgias) -> compare(tables, engine, partner, gorgias));
  }

  private interface Work {
    void on(Engine engine, Partner partner, GorgiasSimulator gorgias) throws Exception;
  }

  private static void onEach(Work work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
        Partner partner = new Partner()) {
      for (Engine engine : Engine.values()) {
        work.on(engine, partner, gorgias);
      }
    } finally {
      vertx.close();
    }
  }

  private void compare(
      Map<Path, Table> tables, Engine engine, Partner partner, GorgiasSimulator gorgias)
      throws Exception {
    Map<Side, Table> sides = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Table> each : tables.entrySet()) {
        OurServer.startFrom(each.getKey());
        String name = "presses_" + sides.size();
        String url = engine.create(name);
        sides.put(new Side(engine, name, url, partner, gorgias, null), each.getValue());
      }
      run(sides.keySet(), partner);
      for (Map.Entry<Side, Table> side : sides.entrySet()) {
        side.getKey().addRates(side.getValue());
        side.getKey().addClicks(side.getValue());
      }
    } finally {
      for (Side side : sides.keySet()) {
        side.close();
      }
    }
  }

  private void measure(Table table, Engine engine, Partner partner, GorgiasSimulator gorgias)
      throws Exception {
    String fresh = engine.newLedger("presses_new");
    String old = engine.newLedger("presses_old");
    new OldPresses().fill(engine, old, sizes.oldPresses());
    try (Side without =
            new Side(engine, "presses-new", fresh, partner, gorgias, new LedgerAlone(fresh));
        Side with = new Side(engine, "presses-old", old, partner, gorgias, new LedgerAlone(old))) {
      run(List.of(without, with), partner);
      add(table, without, with);
    }
  }

  private void run(Collection<Side> all, Partner partner) throws Exception {
    List<Side> sides = new ArrayList<>(all);
    for (int i = 0; i < 2; i++) {
      // And back: what a server still compiles after its warming up would count against the last.
      for (Side side : sides) {
        side.warmUp();
      }
      Collections.reverse(sides);
    }
    partner.delay(DELAY_MILLIS);
    for (int i = 0; i < sizes.lookups(); i++) {
      for (Side side : sides) {
        side.click();
      }
    }
    partner.delay(0);
    for (int round = 0; round < sizes.rounds(); round++) {
      for (Side side : sides) {
        side.round(sizes.roundSeconds());
      }
      Collections.reverse(sides);
    }
  }

  private void add(Table table, Side without, Side with) {
    String age = "- the same with " + number(sizes.oldPresses()) + " old presses";
    without.addRates(table);
    table.add(
        "- the ledger's part of them by itself",
        number(median(without.alone)),
        without.limit(),
        number(median(without.aloneParts)));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < without.rates.size(); round++) {
      ratios.add(with.rates.get(round) / without.rates.get(round));
    }
    double slower = median(ratios);
    table.add(
        age,
        number(median(with.rates)),
        "without " + number(median(without.rates)),
        number(slower),
        "ratio >= " + (1 - GOAL_AGE),
        slower >= 1 - GOAL_AGE);
    without.addClicks(table);
    double our = median(without.shares);
    double longer = with.totals.median() / without.totals.median();
    table.add(
        age,
        millis(median(with.shares)),
        "without " + millis(our),
        number(median(with.shares) / our),
        "ratio <= " + (1 + GOAL_AGE),
        median(with.shares) / our <= 1 + GOAL_AGE);
    table.add(
        "- the same with old presses, the whole time from click to answer",
        millis(with.totals.median()),
        "without " + millis(without.totals.median()),
        number(longer));
  }

  /** One server with its ledger, and what was measured of it. */
  private final class Side implements AutoCloseable {
    final List<Double> rates = new ArrayList<>();
    final List<Double> commits = new ArrayList<>();
    final List<Double> parts = new ArrayList<>();
    final List<Double> alone = new ArrayList<>();
    final List<Double> aloneParts = new ArrayList<>();
    final List<Double> needed = new ArrayList<>();
    final List<Double> micros = new ArrayList<>();
    final List<Double> p50 = new ArrayList<>();
    final List<Double> p99 = new ArrayList<>();
    final List<Double> shares = new ArrayList<>();
    final Samples totals = new Samples();
    private final Engine engine;
    private final String url;
    private final Partner partner;
    private final List<Long> tickets;
    private final Child server;
    private final RawCommits raw;
    private final @Nullable LedgerAlone ledger;
    private int number;

    Side(
        Engine engine,
        String name,
        String url,
        Partner partner,
        GorgiasSimulator gorgias,
        @Nullable LedgerAlone ledger)
        throws Exception {
      this.engine = engine;
      this.url = url;
      this.partner = partner;
      tickets = openTickets(gorgias.desk());
      server =
          OurServer.startWithGorgias(
                  name + "-" + engine, Way.SHIPPED, partner, gorgias, url, sizes.limitSeconds())
              .awaitAnswer();
      raw = new RawCommits(engine, url);
      this.ledger = ledger;
    }

    /** More than are pressed on at once: agents don't press on one ticket side by side. */
    private static List<Long> openTickets(GorgiasDesk desk) {
      return IntStream.range(0, 10 * CONNECTIONS)
          .mapToObj(i -> desk.openTicket("customer" + i + "@example.com", "Hello", "Hi"))
          .toList();
    }

    private String limit() {
      return number(median(commits)) + " commits a second / " + COMMITS;
    }

    void addRates(Table table) {
      double part = median(parts);
      table.add(
          "presses a second, " + engine,
          number(median(rates)),
          limit(),
          number(part),
          "ratio >= " + GOAL_PART,
          part >= GOAL_PART);
      table.add(
          "- commits for each, counted by the database, " + engine,
          number(median(needed)),
          COMMITS + " one at a time",
          "");
      table.add(
          "- their p50 and p99, " + CONNECTIONS + " connections, " + engine,
          number(median(p50)) + " and " + number(median(p99)) + " ms",
          "",
          "");
      table.add(
          "- processor time of the server for each, " + engine,
          number(median(micros)) + " us",
          "",
          "");
    }

    void addClicks(Table table) {
      double our = median(shares);
      table.add(
          "our share from click to answer, " + engine,
          millis(our),
          "of " + millis(totals.median()) + " in all",
          number(our / totals.median()),
          "<= " + millis(GOAL_MILLIS),
          our <= GOAL_MILLIS);
    }

    private byte[] next(String customer) {
      return Request.press(OurServer.ACME, customer, tickets.get(number++ % tickets.size()));
    }

    /** A press with nothing beside it, and Smartrr's part of it: it is read, then changed. */
    void click() throws IOException {
      String customer = UUID.randomUUID().toString();
      String states = Partner.SUBSCRIPTIONS.replace("{id}", customer);
      String change = states + Partner.subscriptionOf(customer) + "/skip";
      try (Caller ours = new Caller(server.port());
          Caller plain = new Caller(partner.port())) {
        long total = ours.time(next(customer), RIGHT);
        long smartrr =
            plain.time(Request.read(states), "\"data\"")
                + plain.time(Request.change(change), "nextBillingDate");
        totals.add(total);
        shares.add((double) (total - smartrr) / TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    void round(double seconds) throws Exception {
      double commit = raw.aSecond(seconds / 4);
      long before = engine.commits(url);
      long nanos = server.processorNanos();
      Kind kind = load(seconds);
      micros.add(
          (double) TimeUnit.NANOSECONDS.toMicros(server.processorNanos() - nanos)
              / kind.samples().size());
      needed.add((double) (engine.commits(url) - before) / kind.samples().size());
      commit = (commit + raw.aSecond(seconds / 4)) / 2;
      commits.add(commit);
      if (ledger != null) {
        double share = ledger.aSecond(seconds / 4);
        alone.add(share);
        aloneParts.add(share / (commit / COMMITS));
      }
      double rate = rates.get(rates.size() - 1);
      parts.add(rate / (commit / COMMITS));
      p50.add(kind.samples().median());
      p99.add(kind.samples().millis(0.99));
    }

    /**
     * Four times as long as for a look-up, for there is more to it to be compiled, and less of it
     * is done a second. A server that has just begun may answer that work goes on.
     */
    void warmUp() throws Exception {
      press(Kind.of(answer -> true), 4 * sizes.warmUpSeconds());
      raw.aSecond(sizes.roundSeconds() / 2);
      if (ledger != null) {
        ledger.aSecond(sizes.warmUpSeconds());
      }
    }

    private double press(Kind kind, double seconds) throws IOException {
      try (Load load = new Load(server.port(), CONNECTIONS)) {
        return load.asFastAsItGoes(() -> next(UUID.randomUUID().toString()), kind, seconds);
      }
    }

    /** Presses as fast as they are answered; every one has had its effect once. */
    private Kind load(double seconds) throws IOException {
      Kind kind = Kind.of(answer -> answer.text().contains(RIGHT));
      partner.forgetCalls();
      rates.add(press(kind, seconds));
      kind.requireRight();
      int effects = partner.callsByPath().getOrDefault(Partner.CHANGES, 0);
      if (effects != kind.samples().size()) {
        throw new IllegalStateException(
            kind.samples().size() + " presses were applied, with " + effects + " effects");
      }
      return kind;
    }

    @Override
    public void close() throws IOException, SQLException {
      raw.close();
      if (ledger != null) {
        ledger.close();
      }
      server.close();
    }
  }
}
