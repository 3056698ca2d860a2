package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of the presses; each method, and each step, is a part of a transaction. */
final class Presses {
  /**
   * The condition that the press with this id is accepted. The {@code coalesce} keeps PostgreSQL
   * from searching all accepted presses, which it would do with statistics from a time when hardly
   * any press was accepted.
   */
  private static final String ACCEPTED = " id = ? and coalesce(state, '') = 'accepted' ";

  /**
   * The condition that the press with this id may be worked on now: it is due, nobody holds it, no
   * older press of its subscription is unfinished, and no other press of that subscription is held.
   * The parameters are the press's id, the time twice, the store, the subscription, and the time.
   */
  private static final String WORKABLE =
      ACCEPTED
          + """
            and coalesce(next_attempt_at, 0) <= ?
            and coalesce(lease_until, 0) <= ?
            and not exists (
              select 1 from press other
              where other.store = ? and other.subscription_id = ?
              and other.state = 'accepted' and other.seq <> press.seq
              and (other.seq < press.seq or other.lease_until > ?))
            """;

  /**
   * Finds the presses of some stores that may be worked on now, the oldest first, up to a limit.
   * The parameters are the time twice, the stores, the time, and the limit. The query looks at each
   * subscription once: comparing each of thousands of waiting presses with the others would take
   * longer than a statement may.
   *
   * <p><b>Note:</b> the outer query doesn't repeat that the press is accepted. With that condition,
   * PostgreSQL may take the accepted presses for few, begin with those, and run the inner query for
   * each of them.
   */
  static final String WORKABLE_FIRST =
      """
      select * from press
      where coalesce(next_attempt_at, 0) <= ?
      and coalesce(lease_until, 0) <= ?
      and seq in (
        select min(seq) from press where state = 'accepted' and store in (${stores})
        group by store, subscription_id having max(coalesce(lease_until, 0)) <= ?)
      order by seq limit ?""";

  /** The number that inserting a press returns if the press is held from then on. */
  static final int HELD = 2;

  private final Sql sql;
  private final Dialect dialect;

  Presses(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /**
   * Inserts a new press, whose subscription must be locked. The step returns {@link #HELD} if the
   * press is held from then on, 1 if it isn't because an older press of its subscription isn't
   * over, and 0 if there is a press with the same fingerprint or reference already.
   *
   * @param lease the lease under which the press is to be held; null: the press is only recorded
   */
  static Step insert(Press press, String fingerprint, @Nullable Lease lease) {
    NewPress what = press.what();
    return new Step(
        """
            insert into press (
              id, reference, fingerprint, store, customer_id, subscription_id, action, parameters,
              seen_status, seen_next_billing, ticket_id, account, agent, email,
              product, notes, state, attempts, pressed_at, seen_version,
              before_status, before_next_billing, after_status, after_next_billing, message,
              owner, lease_until)
            values (
              ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', 0, ?,
              '', '', '', '', '', '', ?,
              case when exists (
                select 1 from press where store = ? and subscription_id = ? and state = 'accepted')
              then null else cast(? as bigint) end)
            on conflict do nothing
            returning case when lease_until is null then 1 else 2 end
            """,
        press.id(),
        press.reference(),
        fingerprint,
        what.store(),
        what.subscription().customerId(),
        what.subscription().id(),
        what.action(),
        Texts.json(what.parameters()),
        what.seen().status(),
        what.seen().nextBilling(),
        what.origin().ticketId(),
        what.origin().account(),
        what.origin().agent(),
        what.subscription().email(),
        what.subscription().product(),
        what.notes(),
        press.pressedAt(),
        lease == null ? null : lease.owner(),
        what.store(),
        what.subscription().id(),
        lease == null ? null : press.pressedAt().plus(lease.time()));
  }

  /** Takes the fingerprint away from a press that is over, so that it can be recorded anew. */
  static Step retire(String id, String fingerprint) {
    return new Step(
        """
        update press set fingerprint = fingerprint || ':' || id
        where id = ? and fingerprint = ? and state in ('applied', 'refused', 'dismissed')
        """,
        id,
        fingerprint);
  }

  Optional<Press> find(String id) throws SQLException {
    return sql.one("select * from press where id = ?", Presses::read, id);
  }

  Optional<Press> findSame(NewPress what, String fingerprint) throws SQLException {
    return sql.one(
        "select * from press where subscription_id = ? and fingerprint = ?",
        Presses::read,
        what.subscription().id(),
        fingerprint);
  }

  /**
   * The last press of the subscription, if it is the same call and hasn't ended before that time.
   */
  Optional<Press> findRepeated(NewPress what, Instant then) throws SQLException {
    return sql.one(
            "select * from press where subscription_id = ? and store = ? order by seq desc limit 1",
            Presses::read,
            what.subscription().id(),
            what.store())
        .filter(last -> last.what().isSameCall(what))
        .filter(last -> last.end().at() == null || !last.end().at().isBefore(then));
  }

  Optional<Press> findReference(String reference) throws SQLException {
    return sql.one("select * from press where reference = ?", Presses::read, reference);
  }

  /** Locks the subscription, so that no other transaction claims a press of it. */
  void lock(NewPress what) throws SQLException {
    sql.each(dialect.lock(lane(what)));
  }

  void lock(List<String> names) throws SQLException {
    if (!names.isEmpty()) {
      sql.each(dialect.lock(names.toArray(String[]::new)));
    }
  }

  int run(Step step) throws SQLException {
    return sql.each(List.of(step)).get(0);
  }

  /** Locks the subscription of the press, unless another transaction has locked it. */
  boolean tryLock(Press press) throws SQLException {
    return dialect.tryLock(sql, lane(press.what()));
  }

  static String lane(NewPress what) {
    return what.store() + '/' + what.subscription().id();
  }

  /** The presses of these stores that may be worked on now, oldest first. */
  List<Press> workable(Collection<String> stores, int most, Instant now) throws SQLException {
    if (stores.isEmpty()) {
      return List.of();
    }
    List<Object> parameters = new ArrayList<>(List.of(now, now));
    parameters.addAll(stores);
    parameters.addAll(List.of(now, most));
    String places = String.join(", ", Collections.nCopies(stores.size(), "?"));
    return sql.all(
        WORKABLE_FIRST.replace("${stores}", places) + dialect.skipLocked(),
        Presses::read,
        parameters.toArray());
  }

  /** Gives the press to the owner if it may be worked on now; its subscription is locked. */
  boolean lease(Press press, String owner, Instant now, Instant until) throws SQLException {
    return sql.update(
            "update press set owner = ?, lease_until = ? where" + WORKABLE,
            owner,
            until,
            press.id(),
            now,
            now,
            press.what().store(),
            press.what().subscription().id(),
            now)
        == 1;
  }

  /** Extends the lease of a press that the owner holds. */
  static Step renew(String id, String owner, Instant now, Instant until) {
    return new Step(
        """
        update press set lease_until = ?
        where"""
            + ACCEPTED
            + "and owner = ? and lease_until > ?",
        until,
        id,
        owner,
        now);
  }

  /**
   * Marks a press as sent.
   *
   * @param sent the press as it is once it is marked
   */
  static Step sending(Press sent, String owner, Instant now) {
    return new Step(
        """
        update press set attempts = attempts + 1,
          sent_at_before = sent_at, sent_at = coalesce(sent_at, ?),
          before_status = ?, before_next_billing = ?, chosen_date = ?, history = history || ?
        where"""
            + ACCEPTED
            + "and owner = ? and lease_until > ?",
        now,
        sent.tries().before().status(),
        sent.tries().before().nextBilling(),
        sent.tries().chosenDate(),
        Attempts.line(now, "sending", join(sent.tries().before())),
        sent.id(),
        owner,
        now);
  }

  static Step notSent(String id, String owner, String why, Instant now) {
    return new Step(
        """
        update press set sent_at = sent_at_before, history = history || ?
        where"""
            + ACCEPTED
            + "and owner = ? and lease_until is not null",
        Attempts.line(now, "notSent", why),
        id,
        owner);
  }

  /** Gives back a press that the owner holds, without any other change. */
  static Step release(String id, String owner) {
    return new Step(
        "update press set lease_until = null where"
            + ACCEPTED
            + "and owner = ? and lease_until is not null",
        id,
        owner);
  }

  static Step postpone(String id, String owner, Instant next, String why, Instant now) {
    return new Step(
        """
        update press set next_attempt_at = ?, lease_until = null, history = history || ?
        where"""
            + ACCEPTED
            + "and owner = ? and lease_until is not null",
        next,
        Attempts.line(now, "postponed", why),
        id,
        owner);
  }

  /**
   * Ends a press that the owner holds.
   *
   * @param ended the press as it is once it has ended
   * @param isFirstNote whether the press is to end only if it has no note yet
   */
  static Step end(Press ended, String owner, boolean isFirstNote) {
    return new Step(
        """
        update press set state = ?, message = ?, after_status = ?, after_next_billing = ?,
          email = ?, product = ?, ended_at = ?, next_attempt_at = null, lease_until = null,
          history = history || ?
        where"""
            + ACCEPTED
            + "and owner = ? and lease_until is not null"
            + (isFirstNote
                ? " and not exists (select 1 from follow_up where press_id = press.id and name = 'note')"
                : ""),
        ended.state().word(),
        ended.end().message(),
        ended.end().after().status(),
        ended.end().after().nextBilling(),
        ended.what().subscription().email(),
        ended.what().subscription().product(),
        ended.end().at(),
        Attempts.line(
            Objects.requireNonNull(ended.end().at()), ended.state().word(), ended.end().message()),
        ended.id(),
        owner);
  }

  /** Returns 1 if the owner has ended the press in this state. */
  static Step hasEnded(Press ended, String owner) {
    return new Step(
        "select 1 from press where id = ? and owner = ? and state = ?",
        ended.id(),
        owner,
        ended.state().word());
  }

  /** Returns 1 if a press of the subscription isn't over. */
  static Step hasAccepted(NewPress what) {
    return new Step(
        """
        select 1 from press where store = ? and subscription_id = ? and state = 'accepted' limit 1
        """,
        what.store(),
        what.subscription().id());
  }

  static Step reopen(String id, String by, Instant now) {
    return new Step(
        """
        update press set state = 'accepted', message = '', after_status = '',
          after_next_billing = '', ended_at = null, next_attempt_at = null, lease_until = null,
          history = history || ?
        where id = ? and state = 'parked'
        """,
        Attempts.line(now, "reopened", by),
        id);
  }

  static Step dismiss(String id, String by, String owner, Instant now) {
    return new Step(
        """
        update press set state = 'dismissed', owner = ?, ended_at = ?, history = history || ?
        where id = ? and state = 'parked'
        """,
        owner,
        now,
        Attempts.line(now, "dismissed", by),
        id);
  }

  /**
   * Dismisses presses that nobody settled: those that were parked before that time, and those that
   * were recorded and last reopened before that time and that nobody holds.
   */
  List<Press> dismissUnsettledBefore(Instant then, int most, Instant now) throws SQLException {
    List<Press> unsettled =
        new ArrayList<>(
            sql.all(
                "select * from press where state = 'parked' and ended_at < ? order by seq limit ?"
                    + dialect.skipLocked(),
                Presses::read,
                then,
                most));
    sql.all(
            """
            select * from press where state = 'accepted' and pressed_at < ?
            and coalesce(lease_until, 0) <= ? limit ?"""
                + dialect.skipLocked(),
            row -> isReopenedSince(then, row) ? Optional.<Press>empty() : Optional.of(read(row)),
            then,
            now,
            most - unsettled.size())
        .forEach(press -> press.ifPresent(unsettled::add));
    for (Press press : unsettled) {
      // The time of the end stays, because the time for which a press is kept counts from there.
      sql.update(
          """
          update press set state = 'dismissed', ended_at = coalesce(ended_at, pressed_at),
            next_attempt_at = null, history = history || ?
          where id = ?
          """,
          Attempts.line(now, "dismissed", "kept long enough"),
          press.id());
    }
    return unsettled;
  }

  /** Whether a person had the press tried again at that time or later. */
  private static boolean isReopenedSince(Instant then, ResultSet row) throws SQLException {
    return Attempts.of(row.getString("id"), row.getString("history")).stream()
        .anyMatch(event -> event.event().equals("reopened") && !event.at().isBefore(then));
  }

  List<Attempt> attempts(String id) throws SQLException {
    return sql.one(
            "select history from press where id = ?",
            row -> Attempts.of(id, row.getString("history")),
            id)
        .orElse(List.of());
  }

  List<Press> endedSince(Instant then, int most) throws SQLException {
    return sql.all(
        "select * from press where ended_at >= ? order by ended_at desc limit ?",
        Presses::read,
        then,
        most);
  }

  List<Press> search(PressQuery query, int most, int offset) throws SQLException {
    StringBuilder text = new StringBuilder("select * from press where 1 = 1");
    List<Object> parameters = new ArrayList<>();
    and(text, parameters, "store", query.store());
    // The condition of the partial index is repeated, because the index isn't used without it.
    if (query.ticketId() != null) {
      text.append(" and ticket_id <> ''");
      and(text, parameters, "ticket_id", query.ticketId());
    }
    if (query.email() != null) {
      text.append(" and email <> ''");
      and(text, parameters, "email", query.email().toLowerCase(Locale.ROOT));
    }
    and(text, parameters, "subscription_id", query.subscriptionId());
    and(text, parameters, "action", query.action());
    if (query.state() != null) {
      text.append(" and state = '").append(query.state().word()).append('\'');
    }
    text.append(" order by seq desc limit ? offset ?");
    parameters.add(most);
    parameters.add(offset);
    return sql.all(text.toString(), Presses::read, parameters.toArray());
  }

  private static void and(
      StringBuilder text, List<Object> parameters, String column, @Nullable String value) {
    if (value != null) {
      text.append(" and ").append(column).append(" = ?");
      parameters.add(value);
    }
  }

  private static String join(SubscriptionState state) {
    return state.nextBilling().isEmpty()
        ? state.status()
        : state.status() + ", " + state.nextBilling();
  }

  private static Press read(ResultSet row) throws SQLException {
    return new Press(
        row.getString("id"),
        row.getString("reference"),
        pressed(row),
        Objects.requireNonNull(Sql.instant(row, "pressed_at")),
        PressState.of(row.getString("state")),
        new Press.Tries(
            row.getInt("attempts"),
            Sql.instant(row, "sent_at"),
            Sql.instant(row, "next_attempt_at"),
            state(row, "before"),
            row.getString("chosen_date")),
        new Press.End(Sql.instant(row, "ended_at"), row.getString("message"), state(row, "after")));
  }

  private static NewPress pressed(ResultSet row) throws SQLException {
    return new NewPress(
        row.getString("store"),
        new NewPress.Subscription(
            row.getString("subscription_id"),
            row.getString("customer_id"),
            row.getString("email"),
            row.getString("product")),
        row.getString("action"),
        Texts.parameters(row.getString("parameters")),
        state(row, "seen"),
        new NewPress.Origin(
            row.getString("agent"), row.getString("ticket_id"), row.getString("account")),
        row.getInt("notes") == 1);
  }

  private static SubscriptionState state(ResultSet row, String which) throws SQLException {
    return new SubscriptionState(
        row.getString(which + "_status"), row.getString(which + "_next_billing"));
  }
}
