package com.gorgiassmartrr.benchmark;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.Load.Shot;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A hundred look-ups of one subscriber at once, whom nobody asked for before. */
final class SameSubscriber {
  private static final int AT_ONCE = 100;
  private static final int DELAY_MILLIS = 20;
  private static final Map<String, Integer> ONE_CHAIN =
      Map.of(Partner.FEED, 1, Partner.CUSTOMERS, 1, Partner.SUBSCRIPTIONS, 1);

  private final Sizes sizes;

  SameSubscriber(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    try (Partner partner = new Partner();
        Child server = OurServer.start("same", Way.SHIPPED, partner);
        Caller caller = new Caller(server.awaitAnswer().port())) {
      caller.time(Request.lookup("acme", "first@example.com"), "\"live\"");
      partner.delay(DELAY_MILLIS);
      Map<String, Integer> worst = Map.of();
      for (int round = 0; round < sizes.rounds(); round++) {
        partner.forgetCalls();
        Kind kind = Kind.of(answer -> answer.text().contains("\"subscriptions\""));
        byte[] request = Request.lookup("acme", "same" + round + "@example.com");
        try (Load load = new Load(server.port(), AT_ONCE)) {
          load.atSetTimes(Collections.nCopies(AT_ONCE, new Shot(0, request, kind)));
        }
        kind.requireRight();
        Map<String, Integer> calls = partner.callsByPath();
        if (sum(calls) >= sum(worst)) {
          worst = calls;
        }
      }
      table.add(
          AT_ONCE + " look-ups of one subscriber at once",
          readable(worst),
          readable(ONE_CHAIN),
          "",
          "one chain of reads",
          worst.equals(ONE_CHAIN));
    }
  }

  private static int sum(Map<String, Integer> calls) {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String readable(Map<String, Integer> calls) {
    List<String> parts =
        calls.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Collections.reverseOrder()))
            .map(entry -> entry.getValue() + " x " + entry.getKey().replace("/vendor/", ""))
            .toList();
    return String.join(", ", parts);
  }
}
