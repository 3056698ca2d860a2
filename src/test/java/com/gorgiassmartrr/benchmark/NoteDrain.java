package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.Load.Shot;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Many presses at once, and how long it takes until the note of each stands on its ticket, beside
 * the time in which Gorgias's limit lets so many requests through: with a new ledger, and at the
 * same time by another server with one that is full of old presses.
 */
final class NoteDrain {
  private static final int NOTES = 400;
  private static final int TICKETS = 100;

  /** How many requests Gorgias takes at once. */
  private static final int LIMIT = 40;

  private static final double GOAL = 1.05;
  private static final double GOAL_AGE = 1.1;

  /** How many times as long as the limit allows is waited at most. */
  private static final int PATIENCE = 3;

  private final Sizes sizes;

  NoteDrain(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    Vertx vertx = Vertx.vertx();
    String old = Engine.SQLITE.newLedger("notes_old");
    new OldPresses().fill(Engine.SQLITE, old, sizes.oldPresses());
    try (Partner partner = new Partner();
        Side without = new Side("notes-new", Engine.SQLITE.newLedger("notes_new"), partner, vertx);
        Side with = new Side("notes-old", old, partner, vertx)) {
      List<Side> sides = List.of(without, with);
      for (Side side : sides) {
        side.press();
      }
      long until = System.nanoTime() + (long) (PATIENCE * allowed() * TimeUnit.SECONDS.toNanos(1));
      while (sides.stream().anyMatch(side -> !side.isDone()) && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      for (Side side : sides) {
        side.requireEveryNote();
      }
      add(table, without, with);
    } finally {
      vertx.close();
    }
  }

  /** After so many seconds a bucket that empties evenly has let all of the notes through. */
  private double allowed() {
    return (double) (NOTES - LIMIT) * sizes.limitSeconds() / LIMIT;
  }

  private void add(Table table, Side without, Side with) {
    double ratio = without.seconds / allowed();
    table.add(
        NOTES + " notes at " + LIMIT + " requests in " + sizes.limitSeconds() + " s",
        number(without.seconds) + " s",
        "the limit allows " + number(allowed()) + " s",
        number(ratio),
        "ratio <= " + GOAL,
        ratio <= GOAL);
    double age = with.seconds / without.seconds;
    table.add(
        "- the same with " + number(sizes.oldPresses()) + " old presses",
        number(with.seconds) + " s",
        "without " + number(without.seconds) + " s",
        number(age),
        "ratio <= " + GOAL_AGE,
        age <= GOAL_AGE);
    long refused = without.refused() + with.refused();
    table.add(
        "- requests that Gorgias refused with 429",
        Long.toString(refused),
        "of " + (without.requests() + with.requests()),
        "",
        "0",
        refused == 0);
  }

  /** One server with its ledger and its Gorgias account. */
  private final class Side implements AutoCloseable {
    private final GorgiasSimulator gorgias;
    private final Child server;
    private final List<Long> tickets = new ArrayList<>();
    private long began;
    private double seconds;

    Side(String name, String ledger, Partner partner, Vertx vertx) throws Exception {
      gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
      gorgias.behaviour().rate(LIMIT, Duration.ofSeconds(sizes.limitSeconds()));
      for (int i = 0; i < TICKETS; i++) {
        tickets.add(gorgias.desk().openTicket("ann" + i + "@example.com", "Skip it", "Please."));
      }
      server =
          OurServer.startWithGorgias(
                  name, Way.SHIPPED, partner, gorgias, ledger, sizes.limitSeconds())
              .awaitAnswer();
    }

    /** Presses as often as there are notes to be written, all at once. */
    void press() throws Exception {
      // Whether it is applied already, or work goes on: it has its note.
      Kind kind =
          new Kind(
              answer -> answer.status() <= 202 && answer.text().contains("\"reference\""),
              new Samples(),
              new Samples());
      List<Shot> shots = new ArrayList<>();
      for (int i = 0; i < NOTES; i++) {
        byte[] press =
            Request.press(OurServer.ACME, UUID.randomUUID().toString(), tickets.get(i % TICKETS));
        shots.add(new Shot(0, press, kind));
      }
      began = System.nanoTime();
      try (Load load = new Load(server.port(), 8)) {
        load.atSetTimes(shots);
      }
      kind.requireRight();
    }

    /** Whether every note is written, and if so, how long that took since the first press. */
    boolean isDone() {
      if (seconds == 0 && posted() == NOTES) {
        seconds = (double) (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
      }
      return seconds > 0;
    }

    private long posted() {
      return gorgias.requests().matching("POST", "/messages").stream()
          .filter(entry -> entry.status() == 201)
          .count();
    }

    void requireEveryNote() {
      for (long ticket : tickets) {
        long notes =
            gorgias.desk().messages(ticket).stream()
                .filter(message -> message.path("channel").asText().equals("internal-note"))
                .count();
        if (notes != NOTES / TICKETS) {
          throw new IllegalStateException("The ticket " + ticket + " has " + notes + " notes");
        }
      }
    }

    long requests() {
      return gorgias.requests().entries().size();
    }

    long refused() {
      return gorgias.requests().entries().stream().filter(entry -> entry.status() == 429).count();
    }

    @Override
    public void close() {
      server.close();
      gorgias.close();
    }
  }
}
