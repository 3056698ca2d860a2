package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that share a ledger in PostgreSQL. Each counts its beat up, one statement for all
 * that it holds. One whose beat stands still for as long as the lease says is dead to the others:
 * they free what it held.
 *
 * <p>For that, no clock is compared with another one's. A server counts its own time from before it
 * asked for its latest beat, and the others from after they saw that; so it knows that it may be
 * taken for dead before anybody else does. Its row is removed only while it has the beat that was
 * seen, and without its row it begins anew, under another name.
 */
final class Servers {
  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  private static final String BEAT =
      """
      with beat as (update server set beat = beat + 1 where id = ? returning id, beat)
      select id, beat, 0 from beat union all select id, beat, 0 from server where id <> ?
      union all select '', 0, cast(extract(epoch from clock_timestamp()) * 1000 as bigint)
      """;

  /** Owners of claims are named {@code server/number}; nobody else's have a slash. */
  private static final String ORPHANED =
      """
      update %1$s set lease_until = null where seq in (
        select seq from %1$s
        where state = '%2$s' and lease_until is not null and owner like '%%/%%'
        and not exists (select 1 from server where server.id = split_part(owner, '/', 1))
        for update skip locked)
      """;

  private static final List<Step> FREE_ORPHANED =
      List.of(
          new Step(ORPHANED.formatted("press", "accepted")),
          new Step(ORPHANED.formatted("follow_up", "due")));

  /** After so many beats it is looked once more for what a dead server holds. */
  private static final int SWEEP_EVERY = 10;

  private final Database database;
  private final SharedClock clock;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final AtomicLong claims = new AtomicLong();

  /** The others, as they were seen; of the thread that beats alone. */
  private final Map<String, Seen> others = new HashMap<>();

  private volatile String id = "";
  private volatile long aliveUntil;
  private long lookedAt;
  private int beats;

  /** A beat, and since when it has stood still, in {@link System#nanoTime} or later. */
  private record Seen(long beat, long since) {}

  /** A server, or, without an id, the database's time. */
  private record Row(String id, long beat, long millis) {}

  /**
   * A server among others.
   *
   * @param clock is set by the database's
   * @param lease how long a server that gives no sign may still be at work
   * @param nanoTime a clock that never goes back
   */
  Servers(Database database, SharedClock clock, Duration lease, LongSupplier nanoTime) {
    this.database = database;
    this.clock = clock;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /** A name for a claim, by which the others know whose it is. */
  String newOwner() {
    return id + '/' + claims.incrementAndGet();
  }

  /** Whether the others certainly take this server for alive. */
  boolean isAlive() {
    return aliveUntil - nanoTime.getAsLong() > 0;
  }

  /** Gives a sign of life, and frees what dead servers held. */
  void beat() {
    long began = nanoTime.getAsLong();
    List<Row> rows = ask();
    if (rows.stream().noneMatch(row -> row.id().equals(id))) {
      enter();
    }
    if (began - lookedAt > lease.toNanos() / 2) {
      // While this server couldn't look, the others may not have been able to beat.
      others.clear();
    }
    lookedAt = began;
    // A tenth less than the others wait, for clocks don't run equally fast.
    aliveUntil = began + lease.toNanos() / 10 * 9;
    boolean isAnyDead = rows.stream().filter(this::isDead).map(this::bury).toList().contains(true);
    others.keySet().retainAll(rows.stream().map(Row::id).collect(Collectors.toUnmodifiableSet()));
    if (isAnyDead || beats++ % SWEEP_EVERY == 0) {
      freeOrphaned();
    }
  }

  private List<Row> ask() {
    Instant before = Instant.now();
    List<Row> rows =
        database.beat(
            sql ->
                sql.all(
                    BEAT,
                    row -> new Row(row.getString(1), row.getLong(2), row.getLong(3)),
                    id,
                    id));
    Instant after = Instant.now();
    rows.stream()
        .filter(row -> row.id().isEmpty())
        .forEach(row -> clock.compare(before, Instant.ofEpochMilli(row.millis()), after));
    return rows.stream().filter(row -> !row.id().isEmpty()).toList();
  }

  private void enter() {
    if (!id.isEmpty()) {
      LOG.warn(
          "This server gave no sign for longer than ledger.lease; what it was working on is begun"
              + " anew");
    }
    String next = UUID.randomUUID().toString();
    database.beat(sql -> sql.update("insert into server (id, beat) values (?, 0)", next));
    id = next;
    beats = 0;
  }

  /** Whether another server's beat has stood still for too long. */
  private boolean isDead(Row row) {
    if (row.id().equals(id)) {
      return false;
    }
    long now = nanoTime.getAsLong();
    Seen seen = others.get(row.id());
    if (seen == null || seen.beat() != row.beat()) {
      others.put(row.id(), new Seen(row.beat(), now));
      return false;
    }
    return now - seen.since() > lease.toNanos();
  }

  private boolean bury(Row dead) {
    int removed =
        database.beat(
            sql ->
                sql.update("delete from server where id = ? and beat = ?", dead.id(), dead.beat()));
    return removed > 0;
  }

  private void freeOrphaned() {
    int freed = database.beat(Servers::freeOrphaned);
    if (freed > 0) {
      LOG.info(
          "Presses, notes and follow-ups that a server held which is gone, and that go on here: {}",
          freed);
    }
  }

  private static int freeOrphaned(Sql sql) throws SQLException {
    return sql.each(FREE_ORPHANED).stream().mapToInt(Integer::intValue).sum();
  }

  /** Leaves the others, who free at once what is still held. */
  void leave() {
    aliveUntil = nanoTime.getAsLong();
    database.beat(sql -> sql.update("delete from server where id = ?", id));
    freeOrphaned();
  }
}
