package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The table of the follow-ups; each method, and each step, is a part of a transaction. */
final class FollowUps {
  private static final String SELECT =
      "select follow_up.*, press.reference, press.account from follow_up join press on press.id ="
          + " follow_up.press_id ";

  /**
   * The condition that the follow-up with this number is to be done. The {@code coalesce} keeps
   * PostgreSQL from searching all follow-ups that are to be done, which it would do with statistics
   * from a time when there were hardly any.
   */
  static final String DUE = " seq = ? and coalesce(state, '') = 'due' ";

  private static final int LOOKED_AT_ONCE = 200;

  /**
   * How many are looked at in search of follow-ups that were never tried, when enough others are
   * found.
   */
  private static final int LOOKED_AT_FOR_NEW_ONES = 1000;

  private final Sql sql;
  private final Dialect dialect;

  FollowUps(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /**
   * The names that are locked while follow-ups are added. The follow-ups of a lane are done in the
   * order of their row numbers, so a follow-up mustn't become visible before one with a smaller
   * number.
   */
  static List<String> locks(String store, List<NewFollowUp> added) {
    return added.stream()
        .filter(one -> !one.lane().isEmpty())
        .map(one -> "follow-up " + queue(store, one.name()) + '/' + one.lane())
        .sorted()
        .toList();
  }

  /** Adds a follow-up to a press, if the press has just ended in this way. */
  static Step insert(Press ended, NewFollowUp one) {
    String store = ended.what().store();
    Instant at = Objects.requireNonNull(ended.end().at());
    return new Step(
        """
        insert into follow_up (
          press_id, number, store, name, queue, lane, body, state, tried, tries, since,
          message_id, why)
        select id,
          1 + (select count(*) from follow_up earlier
            where earlier.press_id = press.id and earlier.name = ?),
          ?, ?, ?, ?, ?, 'due', 0, 0, cast(? as bigint), '', ''
        from press where id = ? and state = ? and ended_at = ?
        """,
        one.name(),
        store,
        one.name(),
        queue(store, one.name()),
        one.lane(),
        one.body(),
        at,
        ended.id(),
        ended.state().word(),
        at);
  }

  /** The name of a queue. It is unambiguous because no store has a slash in its name. */
  static String queue(String store, String name) {
    return store + '/' + name;
  }

  /** The follow-ups of a press, in the order of their names and of the press's ends. */
  List<FollowUpRecord> all(String pressId) throws SQLException {
    return sql.all(
        SELECT + "where follow_up.press_id = ? order by name, number", FollowUps::read, pressId);
  }

  /** The follow-ups that were given up, the last ones first. */
  List<FollowUpRecord> givenUp(int most) throws SQLException {
    return sql.all(
        SELECT + "where follow_up.state = 'given_up' order by follow_up.seq desc limit ?",
        FollowUps::read,
        most);
  }

  /**
   * The stores and names that have follow-ups to be done. The recursion takes one step in the index
   * for each, instead of reading every row.
   */
  List<FollowUpQueue> queues() throws SQLException {
    return sql.all(
        """
        with recursive waiting (queue) as (
          select (select min(queue) from follow_up where state = 'due')
          union all
          select (select min(queue) from follow_up where state = 'due' and queue > waiting.queue)
          from waiting where waiting.queue is not null)
        select queue from waiting where queue is not null
        """,
        row -> {
          String[] parts = row.getString(1).split("/", 2);
          return new FollowUpQueue(parts[0], parts[1]);
        });
  }

  /**
   * A claim of follow-ups by one owner.
   *
   * @param most how many the owner gets at most
   * @param until when the lease ends
   * @param counted how many tries the claim itself counts as
   * @param mostLookedAt how many are looked at, where most of them aren't due yet
   */
  record Claim(String owner, int most, Instant now, Instant until, int counted, int mostLookedAt) {}

  /**
   * Gives the owner follow-ups that may be done now, and none before an older one of its lane.
   *
   * <p>The search begins with the oldest and ends when there are enough, so that of the tens of
   * thousands that may wait after an outage only the first ones are read. As long as others are
   * due, at most half of those that are given have been tried before, so that follow-ups that fail
   * again and again don't keep others waiting.
   */
  List<FollowUpRecord> claim(FollowUpQueue queue, Claim claim) throws SQLException {
    int most = claim.most();
    List<FollowUpRecord> claimed = new ArrayList<>();
    Queue<Long> again = new ArrayDeque<>();
    int mostAgain = most == 1 ? ThreadLocalRandom.current().nextInt(2) : most / 2;
    Set<String> lanes = new HashSet<>();
    long last = 0;
    int lookedAt = 0;
    List<Waiting> some;
    do {
      some = waiting(queue, last);
      lookedAt += some.size();
      for (Waiting one : some) {
        last = one.seq();
        if (claimed.size() < most
            && (one.lane().isEmpty() || lanes.add(one.lane()))
            && one.freeAt() <= claim.now().toEpochMilli()) {
          if (one.isNew() || mostAgain > 0) {
            mostAgain -= one.isNew() ? 0 : 1;
            hold(last, claim, claimed);
          } else {
            again.add(last);
          }
        }
      }
    } while (some.size() == LOOKED_AT_ONCE
        && claimed.size() < most
        && lookedAt < claim.mostLookedAt()
        && (lookedAt < LOOKED_AT_FOR_NEW_ONES || claimed.size() + again.size() < most));
    while (claimed.size() < most && !again.isEmpty()) {
      hold(again.remove(), claim, claimed);
    }
    return claimed;
  }

  /**
   * A follow-up that is to be done.
   *
   * @param seq the follow-up's number
   * @param freeAt the time from which on it may be done, in epoch milliseconds
   * @param isNew whether it was never given back
   */
  private record Waiting(long seq, String lane, long freeAt, boolean isNew) {}

  private List<Waiting> waiting(FollowUpQueue queue, long after) throws SQLException {
    return sql.all(
        """
        select seq, lane, next_attempt_at, lease_until from follow_up
        where queue = ? and state = 'due' and seq > ? order by seq limit ?
        """,
        row ->
            new Waiting(
                row.getLong(1),
                row.getString(2),
                Math.max(row.getLong(3), row.getLong(4)),
                row.getLong(3) == 0),
        queue(queue.store(), queue.name()),
        after,
        LOOKED_AT_ONCE);
  }

  /**
   * Claims one follow-up. One that another server is just claiming is passed over: the two servers
   * claim in different orders, so each could wait for the other.
   */
  private void hold(long id, Claim claim, List<FollowUpRecord> claimed) throws SQLException {
    int held =
        sql.update(
            """
            update follow_up set owner = ?, lease_until = ?, tries = tries + ?
            where seq in (select seq from follow_up where seq = ?\
            """
                + dialect.skipLocked()
                + """
                )
                and coalesce(state, '') = 'due'
                and coalesce(next_attempt_at, 0) <= ? and coalesce(lease_until, 0) <= ?\
                """,
            claim.owner(),
            claim.until(),
            claim.counted(),
            id,
            claim.now(),
            claim.now());
    if (held > 0) {
      find(id).ifPresent(claimed::add);
    }
  }

  static Step postpone(long id, String owner, Instant next, String why) {
    return new Step(
        "update follow_up set next_attempt_at = ?, why = ?, lease_until = null where"
            + DUE
            + "and owner = ?",
        next,
        why,
        id,
        owner);
  }

  static Step end(long id, String owner, FollowUpState state, String why) {
    return new Step(
        "update follow_up set state = ?, why = ?, next_attempt_at = null, lease_until = null where"
            + DUE
            + "and owner = ?",
        state.word(),
        why,
        id,
        owner);
  }

  /** Has a follow-up be done after all that was given up or dismissed. */
  static Step reopen(long id, Instant now) {
    return new Step(
        """
        update follow_up set state = 'due', tries = 0, since = ?, next_attempt_at = null,
          lease_until = null
        where seq = ? and state in ('given_up', 'dismissed', 'not_configured')
        """,
        now,
        id);
  }

  static Step dismiss(long id) {
    return new Step(
        "update follow_up set state = 'dismissed' where seq = ? and state = 'given_up'", id);
  }

  /**
   * Gives up follow-ups of presses that ended before that time, unless somebody holds them, up to a
   * limit.
   */
  int giveUpBefore(Instant then, int most, Instant now) throws SQLException {
    return sql.update(
        """
        update follow_up set state = 'given_up', why = 'It could not be done in all that time.',
          next_attempt_at = null, lease_until = null
        where coalesce(state, '') = 'due' and coalesce(lease_until, 0) <= ?
        and seq in (
          select follow_up.seq from follow_up join press on press.id = follow_up.press_id
          where follow_up.state = 'due' and coalesce(follow_up.lease_until, 0) <= ?
          and press.state <> 'accepted' and press.ended_at < ?
          limit ?)
        """,
        now,
        now,
        then,
        most);
  }

  Optional<FollowUpRecord> find(long id) throws SQLException {
    return sql.one(SELECT + "where follow_up.seq = ?", FollowUps::read, id);
  }

  private static FollowUpRecord read(ResultSet row) throws SQLException {
    return new FollowUpRecord(
        row.getLong("seq"),
        new FollowUpRecord.Cause(
            row.getString("press_id"),
            row.getString("reference"),
            row.getInt("number"),
            row.getString("account")),
        row.getString("store"),
        new NewFollowUp(row.getString("name"), row.getString("lane"), row.getString("body")),
        FollowUpState.of(row.getString("state")),
        new FollowUpRecord.Tries(
            row.getInt("tries"),
            Objects.requireNonNull(Sql.instant(row, "since")),
            Sql.instant(row, "next_attempt_at"),
            row.getString("why")),
        new FollowUpRecord.OnTicket(row.getInt("tried") == 1, row.getString("message_id")));
  }
}
