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
 * The servers that share a ledger in PostgreSQL. Each server counts up its beat, a number in its
 * row; one statement stands for all that the server holds. A server whose beat stands still for as
 * long as the lease says counts as dead: the others free what it held.
 *
 * <p>No clock is compared with that of another server. A server measures its own time from before
 * it wrote its latest beat, and the others measure from after they saw that beat, so a server knows
 * that it may be taken for dead before any other server takes it for dead. The others remove its
 * row only if the row still has the beat that they saw. A server whose row is gone begins anew,
 * under another name.
 */
final class Servers {
  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  private static final String BEAT =
      """
      with beat as (update server set beat = beat + 1 where id = ? returning id, beat)
      select id, beat, 0 from beat union all select id, beat, 0 from server where id <> ?
      union all select '', 0, cast(extract(epoch from clock_timestamp()) * 1000 as bigint)
      """;

  /**
   * Finds what dead servers held. The owner of a server's claim is named {@code server/number};
   * other owners have no slash in their names.
   */
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

  /** The number of beats between two searches for what dead servers hold. */
  private static final int SWEEP_EVERY = 10;

  private final Database database;
  private final SharedClock clock;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final AtomicLong claims = new AtomicLong();

  /** The other servers, as this one last saw them; used by the beating thread only. */
  private final Map<String, Seen> others = new HashMap<>();

  private volatile String id = "";
  private volatile long aliveUntil;
  private long lookedAt;
  private int beats;

  /**
   * A server's beat, and a time since when it has certainly stood still, in {@link
   * System#nanoTime}.
   */
  private record Seen(long beat, long since) {}

  /** A server's row, or, where the id is empty, the database's time. */
  private record Row(String id, long beat, long millis) {}

  /**
   * Makes this server one of those that share the ledger.
   *
   * @param clock the clock that is set by the database's time
   * @param lease how long a server that gives no sign may still be at work
   * @param nanoTime a clock that never goes back
   */
  Servers(Database database, SharedClock clock, Duration lease, LongSupplier nanoTime) {
    this.database = database;
    this.clock = clock;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /** A name for a claim, which tells the other servers that this one holds it. */
  String newOwner() {
    return id + '/' + claims.incrementAndGet();
  }

  /** Whether all other servers certainly take this one for alive. */
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
      // While this server couldn't reach the database, the others perhaps couldn't either.
      others.clear();
    }
    lookedAt = began;
    // This server waits a tenth less than the others do, because clocks don't run equally fast.
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

  /** Removes this server's row, so that the others free at once what it still holds. */
  void leave() {
    aliveUntil = nanoTime.getAsLong();
    database.beat(sql -> sql.update("delete from server where id = ?", id));
    freeOrphaned();
  }
}
