package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.permit.Permits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the ledger: {@code LedgerMeasurement [old rows] [address]}, by default with 1,000,000
 * old rows on SQLite in the folder for temporary files, and then on PostgreSQL.
 */
final class LedgerMeasurement {
  private static final Duration RUN = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final String name;
  private final String url;
  private final AtomicLong numbers = new AtomicLong(System.nanoTime());

  private LedgerMeasurement(String name, String url) {
    this.name = name;
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    int old = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    if (arguments.length > 1) {
      new LedgerMeasurement("There", arguments[1]).measure(old);
    } else {
      Path folder = Files.createTempDirectory("ledger");
      new LedgerMeasurement("SQLite", "jdbc:sqlite:" + folder.resolve("ledger.db")).measure(old);
      new LedgerMeasurement("PostgreSQL", PostgresServer.durableUrl()).measure(old);
    }
    System.exit(0);
  }

  private void measure(int old) throws Exception {
    long begin = System.nanoTime();
    try (Ledger ledger = Ledger.open(url, Clock.systemUTC());
        Database database = Database.open(url, Instant.now())) {
      print("open, new: %d ms", (System.nanoTime() - begin) / 1_000_000);
      Database.Work<Integer> pulse = at -> at.update("update pulse set at = at + 1");
      perSecond("(warm-up) raw commits", 1, () -> database.write(pulse));
      perSecond("(warm-up) presses", 4, () -> press(ledger));
      for (int round = 0; round < 2; round++) {
        for (int threads : new int[] {1, 16}) {
          perSecond("raw commits", threads, () -> database.write(pulse));
        }
        for (int threads : new int[] {1, 16}) {
          perSecond("presses (record, claim, sending, end)", threads, () -> press(ledger));
        }
        once("find by reference", () -> ledger.findReference("ABCDEFGH"));
        once("same press again", () -> ledger.record(newPress(old + 1L), null));
        once(
            "claimDue of nothing",
            () -> ledger.claimDue(LedgerContract.STORES, "nobody", LEASE, 10));
        once("claimNotes of nothing", () -> ledger.claimNotes("acme", "nobody", LEASE, 10));
        once("search by ticket", () -> ledger.search(PressQuery.ofTicket("acme", "t-5"), 50, 0));
        once("search by e-mail", () -> ledger.search(PressQuery.ofEmail("acme", "e-5@x"), 50, 0));
        once("search parked", () -> ledger.search(PressQuery.ofState(PressState.PARKED), 100, 0));
        once("counts", ledger::counts);
        if (round == 0 && old > 0) {
          long filling = System.nanoTime();
          fill(database, old);
          print(
              "--- %,d old presses put in, %d s",
              old, (System.nanoTime() - filling) / 1_000_000_000);
        }
      }
      long removing = System.nanoTime();
      int removed = ledger.removeEndedBefore(Instant.ofEpochMilli(20_000));
      print(
          "removed %,d old presses in %d ms", removed, (System.nanoTime() - removing) / 1_000_000);
    }
    long again = System.nanoTime();
    Ledger.open(url, Clock.systemUTC()).close();
    print("open and close, again: %d ms", (System.nanoTime() - again) / 1_000_000);
  }

  private void press(Ledger ledger) {
    Press press =
        ledger.record(newPress(numbers.incrementAndGet()), new Lease("owner", LEASE)).press();
    ledger.sending(press, "owner", NewPressFixture.SEEN, "", Permits.ANY);
    ledger.end(
        press,
        "owner",
        new NewEnd(PressState.APPLIED, "Skipped.", new SubscriptionState("ACTIVE", "2027-01-03")),
        null);
  }

  private NewPress newPress(long number) {
    return NewPressFixture.press()
        .subscription("subscription-" + number)
        .customer("customer-" + number)
        .parameter("date", "2026-12-03")
        .agent("Robin")
        .ticket("t-" + number % 100_000)
        .account("https://acme.gorgias.com")
        .email("e-" + number % 100_000 + "@x")
        .product("Coffee Box")
        .make();
  }

  /** Puts in presses that ended in 1970, one millisecond after the other, without waiting. */
  private void fill(Database database, int old) {
    for (int from = 0; from < old; from += 10_000) {
      int first = from;
      int last = Math.min(old, from + 10_000);
      database.write(
          sql -> {
            Presses presses = new Presses(sql, database.dialect());
            for (int i = first; i < last; i++) {
              insert(presses, i);
            }
            return sql.update(
                """
                update press set state = 'applied', ended_at = seq, owner = 'owner',
                  message = 'Skipped the order of 3 Dec 2026. Next billing: 3 Jan 2027.',
                  history = ?
                where state = 'accepted'
                """,
                Attempts.line(Instant.EPOCH, "applied", "Skipped the order of 3 Dec 2026."));
          });
    }
    database.read(
        sql -> {
          sql.run("analyze");
          return true;
        });
  }

  private void insert(Presses presses, long number) throws SQLException {
    NewPress press = newPress(1_000_000_000L + number);
    presses.run(
        Presses.insert(
            Press.pressed(press, Instant.ofEpochMilli(number / 10_000 * 10_000)),
            press.fingerprint(),
            null));
  }

  private void perSecond(String what, int threads, Runnable work) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger done = new AtomicInteger();
    CountDownLatch finished = new CountDownLatch(threads);
    long end = System.nanoTime() + RUN.toNanos();
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            while (System.nanoTime() < end) {
              work.run();
              done.incrementAndGet();
            }
            finished.countDown();
          });
    }
    finished.await();
    pool.shutdown();
    print("%s, %d thread(s): %,d a second", what, threads, done.get() / RUN.toSeconds());
  }

  private void once(String what, Runnable work) {
    work.run();
    long begin = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      work.run();
    }
    print("%s: %.2f ms", what, (System.nanoTime() - begin) / 1e7);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void print(String format, Object... values) {
    System.out.println(name + ": " + String.format(format, values));
  }
}
