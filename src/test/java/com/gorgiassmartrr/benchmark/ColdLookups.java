package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.millis;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Look-ups that have to ask Smartrr, one at a time: how long they take, and how much of it is the
 * partner's own. The partner's share is what the same reads, one after the other, take a client
 * that does nothing else.
 */
final class ColdLookups {
  private static final int DELAY_MILLIS = 5;
  private static final double GOAL_MILLIS = 3;
  private static final String RIGHT = "\"live\"";
  private static final List<String> CHAIN =
      List.of(
          Partner.FEED + "?filterLike%5BemailOrName%5D=mara%40example.com",
          Partner.SUBSCRIPTIONS.replace("{id}", "1f6e2c54-93f2-4c50-8a1c-7b5f7a2d0001"));
  private static final List<String> CHAIN_OF_IMPORTED =
      List.of(Partner.CUSTOMERS + "?filterLike%5Bemail%5D=imported%40example.com", CHAIN.get(1));

  private final Sizes sizes;
  private final AtomicInteger number = new AtomicInteger();

  ColdLookups(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    List<String> stores = OurServer.stores(sizes.lookups());
    try (Partner partner = new Partner();
        Child server = OurServer.start("cold", Way.SHIPPED.arguments(), partner, stores, Map.of());
        Caller caller = new Caller(server.awaitAnswer().port());
        Caller plain = new Caller(partner.port())) {
      warmUp(server);
      partner.delay(DELAY_MILLIS);
      Times warm = new Times(partner, caller, plain);
      for (int i = 0; i < sizes.lookups() / 4; i++) {
        warm.lookup("store0", email(""), CHAIN);
      }
      Times known = new Times(partner, caller, plain);
      Times imported = new Times(partner, caller, plain);
      Times unknown = new Times(partner, caller, plain);
      for (int i = 1; i < sizes.lookups(); i++) {
        known.lookup("store0", email(""), CHAIN);
        imported.lookup("store0", email(Partner.IMPORTED), CHAIN_OF_IMPORTED);
        unknown.lookup("store" + i, email(""), CHAIN);
      }
      known.add(table, "names known", 2);
      unknown.add(table, "names unknown", 3);
      imported.add(table, "no order yet", 2);
    }
  }

  private String email(String beginning) {
    return beginning + "ann" + number.incrementAndGet() + "@example.com";
  }

  /** So many that everything on the way is compiled. */
  private void warmUp(Child server) throws Exception {
    Kind kind = Kind.of(answer -> answer.text().contains(RIGHT));
    try (Load load = new Load(server.port(), 8)) {
      load.asFastAsItGoes(() -> Request.lookup("store0", email("")), kind, sizes.warmUpSeconds());
    }
    kind.requireRight();
  }

  /** Look-ups of one sort, and the partner's share of each. */
  private static final class Times {
    private final Partner partner;
    private final Caller caller;
    private final Caller plain;
    private final Samples totals = new Samples();
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> trips = new ArrayList<>();

    Times(Partner partner, Caller caller, Caller plain) {
      this.partner = partner;
      this.caller = caller;
      this.plain = plain;
    }

    void lookup(String store, String email, List<String> chain) throws Exception {
      partner.forgetCalls();
      long total = caller.time(Request.lookup(store, email), RIGHT);
      totals.add(total);
      trips.add((double) partner.roundTrips());
      long partners = 0;
      for (String read : chain) {
        partners += plain.time(Request.read(read), "\"data\"");
      }
      ours.add((double) (total - partners) / TimeUnit.MILLISECONDS.toNanos(1));
    }

    void add(Table table, String sort, int mostTrips) {
      double our = median(ours);
      long roundTrips = Math.round(median(trips));
      table.add(
          "our share of a cold look-up, " + sort,
          millis(our),
          "of " + millis(totals.median()) + " in all",
          number(our / totals.median()),
          "<= " + number(GOAL_MILLIS) + " ms",
          our <= GOAL_MILLIS);
      table.add(
          "- reads at the partner one after the other",
          Long.toString(roundTrips),
          "limit " + mostTrips,
          "",
          "<= " + mostTrips,
          roundTrips <= mostTrips);
    }
  }
}
