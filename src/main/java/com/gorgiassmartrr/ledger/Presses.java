package com.gorgiassmartrr.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the presses and of what happened to them; each method is a part of a transaction.
 */
final class Presses {
  /**
   * One may be worked on now: due, nobody holds it, no older press of the subscription is
   * unfinished, and no other one of it is held. Takes the time three times.
   */
  private static final String WORKABLE =
      """
       state = 'accepted'
       and coalesce(next_attempt_at, 0) <= ?
       and coalesce(lease_until, 0) <= ?
       and not exists (
         select 1 from press other
         where other.store = press.store and other.subscription_id = press.subscription_id
         and other.state = 'accepted' and other.seq <> press.seq
         and (other.seq < press.seq or other.lease_until > ?))
      """;

  /**
   * The presses that may be worked on now, oldest first; of them so many at most. Takes the time
   * three times. It asks each subscription once: of thousands that wait, comparing each with the
   * others would take longer than a statement may.
   */
  static final String WORKABLE_FIRST =
      """
      select * from press
      where state = 'accepted'
      and coalesce(next_attempt_at, 0) <= ?
      and coalesce(lease_until, 0) <= ?
      and seq in (
        select min(seq) from press where state = 'accepted'
        group by store, subscription_id having max(coalesce(lease_until, 0)) <= ?)
      order by seq limit ?""";

  private final Sql sql;
  private final Dialect dialect;

  Presses(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /**
   * Inserts the press unless one with its fingerprint is there.
   *
   * @param lease under which it is held at once, unless an older press of its subscription isn't
   *     over; the subscription is locked then. None: nobody holds it
   */
  Optional<Recorded> insert(NewPress what, String fingerprint, Instant now, @Nullable Lease lease)
      throws SQLException {
    return sql.one(
        """
            insert into press (
              id, reference, fingerprint, store, customer_id, subscription_id, action, parameters,
              seen_status, seen_next_billing, seen_version, ticket_id, agent, email, product,
              notes, state, attempts, pressed_at,
              before_status, before_next_billing, after_status, after_next_billing, message,
              owner, lease_until)
            values (
              ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', 0, ?, '', '', '', '', '', ?,
              case when exists (
                select 1 from press where store = ? and subscription_id = ? and state = 'accepted')
              then null else cast(? as bigint) end)
            on conflict do nothing
            returning *
            """,
        row ->
            new Recorded(read(row), true, Sql.instant(row, "lease_until") == null ? null : lease),
        Texts.newId(now),
        Texts.newReference(now),
        fingerprint,
        what.store(),
        what.customerId(),
        what.subscriptionId(),
        what.action(),
        Texts.json(what.parameters()),
        what.seenStatus(),
        what.seenNextBilling(),
        what.seenVersion(),
        what.ticketId(),
        what.agent(),
        what.email(),
        what.product(),
        what.notes(),
        now,
        lease == null ? null : lease.owner(),
        what.store(),
        what.subscriptionId(),
        lease == null ? null : now.plus(lease.time()));
  }

  /** Takes the fingerprint away from a press that is over, so that it can be recorded anew. */
  void retire(String id, String fingerprint) throws SQLException {
    sql.update(
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
        what.subscriptionId(),
        fingerprint);
  }

  /** The last press of the subscription, if it is the same call and isn't over, or wasn't then. */
  Optional<Press> findRepeated(NewPress what, Instant then) throws SQLException {
    return sql.one(
            "select * from press where subscription_id = ? and store = ? order by seq desc limit 1",
            Presses::read,
            what.subscriptionId(),
            what.store())
        .filter(last -> last.what().isSameCall(what))
        .filter(last -> last.endedAt() == null || !last.endedAt().isBefore(then));
  }

  Optional<Press> findReference(String reference) throws SQLException {
    return sql.one("select * from press where reference = ?", Presses::read, reference);
  }

  /** Waits until nobody else is about to claim a press of the subscription. */
  void lock(NewPress what) throws SQLException {
    dialect.lock(sql, lane(what));
  }

  /** Locks the subscription of the press, unless somebody else is about to claim one of it. */
  boolean tryLock(Press press) throws SQLException {
    return dialect.tryLock(sql, lane(press.what()));
  }

  private static String lane(NewPress what) {
    return what.store() + '/' + what.subscriptionId();
  }

  boolean hasAccepted(String store, String subscriptionId) throws SQLException {
    return sql.one(
            """
            select 1 from press where store = ? and subscription_id = ? and state = 'accepted'
            limit 1
            """,
            row -> true,
            store,
            subscriptionId)
        .isPresent();
  }

  /** The presses that may be worked on now, oldest first. */
  List<Press> workable(int most, Instant now) throws SQLException {
    return sql.all(WORKABLE_FIRST + dialect.skipLocked(), Presses::read, now, now, now, most);
  }

  /** Gives the press to the owner if it may be worked on now; its subscription is locked. */
  boolean lease(String id, String owner, Instant now, Instant until) throws SQLException {
    return sql.update(
            "update press set owner = ?, lease_until = ? where id = ? and" + WORKABLE,
            owner,
            until,
            id,
            now,
            now,
            now)
        == 1;
  }

  boolean renew(String id, String owner, Instant now, Instant until) throws SQLException {
    return sql.update(
            """
            update press set lease_until = ?
            where id = ? and owner = ? and state = 'accepted' and lease_until > ?
            """,
            until,
            id,
            owner,
            now)
        == 1;
  }

  void sending(
      String id,
      String owner,
      String beforeStatus,
      String beforeNextBilling,
      String chosenDate,
      Instant now)
      throws SQLException {
    int updated =
        sql.update(
            """
            update press set attempts = attempts + 1,
              sent_at_before = sent_at, sent_at = coalesce(sent_at, ?),
              before_status = ?, before_next_billing = ?, chosen_date = ?
            where id = ? and owner = ? and state = 'accepted' and lease_until > ?
            """,
            now,
            beforeStatus,
            beforeNextBilling,
            chosenDate,
            id,
            owner,
            now);
    held(updated, id, owner);
    event(id, now, "sending", join(beforeStatus, beforeNextBilling));
  }

  void notSent(String id, String owner, String why, Instant now) throws SQLException {
    int updated =
        sql.update(
            """
            update press set sent_at = sent_at_before
            where id = ? and owner = ? and state = 'accepted' and lease_until is not null
            """,
            id,
            owner);
    held(updated, id, owner);
    event(id, now, "notSent", why);
  }

  void postpone(String id, String owner, Instant next, String why, Instant now)
      throws SQLException {
    int updated =
        sql.update(
            """
            update press set next_attempt_at = ?, lease_until = null
            where id = ? and owner = ? and state = 'accepted' and lease_until is not null
            """,
            next,
            id,
            owner);
    held(updated, id, owner);
    event(id, now, "postponed", why);
  }

  /** Ends the press and returns it; none: its owner has ended it so before. */
  Optional<Press> end(
      String id,
      String owner,
      PressState state,
      String message,
      String afterStatus,
      String afterNextBilling,
      String email,
      String product,
      Instant now)
      throws SQLException {
    Optional<Press> ended =
        sql.one(
            """
            update press set state = ?, message = ?, after_status = ?, after_next_billing = ?,
              email = case when email = '' then ? else email end,
              product = case when product = '' then ? else product end,
              ended_at = ?, next_attempt_at = null, lease_until = null
            where id = ? and owner = ? and state = 'accepted' and lease_until is not null
            returning *
            """,
            Presses::read,
            state.word(),
            message,
            afterStatus,
            afterNextBilling,
            email.toLowerCase(Locale.ROOT),
            product,
            now,
            id,
            owner);
    if (ended.isEmpty()) {
      boolean done =
          sql.one(
                  "select 1 from press where id = ? and owner = ? and state = ?",
                  row -> true,
                  id,
                  owner,
                  state.word())
              .isPresent();
      held(done ? 1 : 0, id, owner);
      return ended;
    }
    event(id, now, state.word(), message);
    return ended;
  }

  void reopen(String id, String by, Instant now) throws SQLException {
    int updated =
        sql.update(
            """
            update press set state = 'accepted', message = '', after_status = '',
              after_next_billing = '', ended_at = null, next_attempt_at = null, lease_until = null
            where id = ? and state = 'parked'
            """,
            id);
    parked(updated, id);
    event(id, now, "reopened", by);
  }

  void dismiss(String id, String by, Instant now) throws SQLException {
    int updated =
        sql.update(
            "update press set state = 'dismissed', ended_at = ? where id = ? and state = 'parked'",
            now,
            id);
    parked(updated, id);
    event(id, now, "dismissed", by);
  }

  /** Dismisses presses that were parked, or pressed and never worked on, before then. */
  List<Press> dismissUnsettledBefore(Instant then, int most, Instant now) throws SQLException {
    List<Press> unsettled =
        new ArrayList<>(
            sql.all(
                "select * from press where state = 'parked' and ended_at < ? order by seq limit ?"
                    + dialect.skipLocked(),
                Presses::read,
                then,
                most));
    unsettled.addAll(
        sql.all(
            """
            select * from press where state = 'accepted' and pressed_at < ?
            and coalesce(lease_until, 0) <= ? limit ?"""
                + dialect.skipLocked(),
            Presses::read,
            then,
            now,
            most - unsettled.size()));
    for (Press press : unsettled) {
      // When it ended stays, for how long it is kept counts from there.
      sql.update(
          """
          update press set state = 'dismissed', ended_at = coalesce(ended_at, pressed_at),
            next_attempt_at = null
          where id = ?
          """,
          press.id());
      event(press.id(), now, "dismissed", "kept long enough");
    }
    return unsettled;
  }

  List<Attempt> attempts(String id) throws SQLException {
    return sql.all(
        "select * from attempt where press_id = ? order by number",
        row ->
            new Attempt(
                row.getString("press_id"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("event"),
                row.getString("detail")),
        id);
  }

  List<Press> search(PressQuery query, int most, int offset) throws SQLException {
    StringBuilder text = new StringBuilder("select * from press where 1 = 1");
    List<Object> parameters = new ArrayList<>();
    and(text, parameters, "store", query.store());
    // What a partial index leaves out is said again, or the index isn't used.
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

  private void event(String id, Instant now, String event, String detail) throws SQLException {
    sql.update(
        """
        insert into attempt (press_id, number, at, event, detail)
        select ?, coalesce(max(number), 0) + 1, ?, ?, ? from attempt where press_id = ?
        """,
        id,
        now,
        event,
        detail,
        id);
  }

  private static void held(int updated, String id, String owner) {
    if (updated == 0) {
      throw new NotHeld("Press " + id, owner);
    }
  }

  private static void parked(int updated, String id) {
    if (updated == 0) {
      throw new IllegalStateException("Press " + id + " isn't parked");
    }
  }

  private static String join(String status, String nextBilling) {
    return nextBilling.isEmpty() ? status : status + ", " + nextBilling;
  }

  private static Press read(ResultSet row) throws SQLException {
    Instant sentAt = Sql.instant(row, "sent_at");
    return new Press(
        row.getString("id"),
        row.getString("reference"),
        new NewPress(
            row.getString("store"),
            row.getString("customer_id"),
            row.getString("subscription_id"),
            row.getString("action"),
            Texts.parameters(row.getString("parameters")),
            row.getString("seen_status"),
            row.getString("seen_next_billing"),
            row.getString("seen_version"),
            row.getString("ticket_id"),
            row.getString("agent"),
            row.getString("email"),
            row.getString("product"),
            row.getInt("notes") == 1),
        PressState.of(row.getString("state")),
        sentAt != null,
        row.getInt("attempts"),
        Objects.requireNonNull(Sql.instant(row, "pressed_at")),
        sentAt,
        Sql.instant(row, "ended_at"),
        Sql.instant(row, "next_attempt_at"),
        row.getString("before_status"),
        row.getString("before_next_billing"),
        row.getString("chosen_date"),
        row.getString("after_status"),
        row.getString("after_next_billing"),
        row.getString("message"));
  }
}
