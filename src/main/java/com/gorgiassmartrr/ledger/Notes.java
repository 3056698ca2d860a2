package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The statements for the follow-ups that are notes, each of which is written exactly once. Each
 * method, and each step, is a part of a transaction.
 */
final class Notes {
  /** The name of every note among the follow-ups. */
  static final String NAME = "note";

  private final Sql sql;
  private final Dialect dialect;
  private final FollowUps followUps;

  Notes(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
    this.followUps = new FollowUps(sql, dialect);
  }

  /**
   * Adds a note to a press. If the press has a note that is still to be written and that nobody is
   * writing, that note gets the new words instead. A note that says the same as the one before
   * isn't added.
   */
  void put(Press press, String owner, NewNote note, Instant now) throws SQLException {
    sql.each(dialect.lock(queue(note)));
    if (add(press, owner, 1, note)) {
      return;
    }
    List<Note> earlier = all(press.id());
    Note last = earlier.get(earlier.size() - 1);
    if (!last.content().equals(note)
        && !reword(press.id(), earlier.size(), note, now)
        && !add(press, owner, earlier.size() + 1, note)) {
      throw new IllegalStateException("Somebody else has added a note to press " + press.id());
    }
  }

  /**
   * The name that is locked while a note is added. The notes of a ticket are written in the order
   * of their row numbers, so a note mustn't become visible before one with a smaller number.
   */
  static String queue(NewNote note) {
    return "ticket " + note.store() + '/' + note.ticketId();
  }

  private boolean add(Press press, String owner, int number, NewNote note) throws SQLException {
    return sql.each(List.of(insert(press, owner, number, note))).get(0) > 0;
  }

  /**
   * Adds a note to a press that the owner has ended, unless the press has a note of this number.
   *
   * @param number which end of the press the note tells of, counted from 1
   */
  static Step insert(Press ended, String owner, int number, NewNote note) {
    return new Step(
        """
        insert into follow_up (
          press_id, number, store, name, queue, lane, body, state, tried, tries, since,
          message_id, why)
        select id, cast(? as integer), ?, ?, ?, ?, ?, 'due', 0, 0, cast(? as bigint), '', ''
        from press where id = ? and owner = ? and state = ?
        on conflict do nothing
        """,
        number,
        note.store(),
        NAME,
        FollowUps.queue(note.store(), NAME),
        note.ticketId(),
        note.body(),
        Objects.requireNonNull(ended.end().at()),
        ended.id(),
        owner,
        ended.state().word());
  }

  private boolean reword(String pressId, int number, NewNote note, Instant now)
      throws SQLException {
    return sql.update(
            """
            update follow_up set body = ?
            where press_id = ? and name = ? and number = ? and state = 'due' and tried = 0
            and coalesce(lease_until, 0) <= ?
            """,
            note.body(),
            pressId,
            NAME,
            number,
            now)
        > 0;
  }

  /** The notes of a press, the oldest first. */
  List<Note> all(String pressId) throws SQLException {
    return followUps.all(pressId).stream().filter(FollowUpRecord::isNote).map(Note::of).toList();
  }

  /** The note of a press that tells of its last end. */
  Optional<Note> last(String pressId) throws SQLException {
    return all(pressId).stream().reduce((earlier, later) -> later);
  }

  /**
   * Gives the owner notes that are due, and none before an older note on the same ticket. An
   * attempt is counted when the note is marked as tried, and not now.
   */
  List<Note> claim(String store, String owner, int most, Instant now, Instant until)
      throws SQLException {
    FollowUps.Claim claim = new FollowUps.Claim(owner, most, now, until, 0, Integer.MAX_VALUE);
    return followUps.claim(new FollowUpQueue(store, NAME), claim).stream().map(Note::of).toList();
  }

  /**
   * Marks a note as tried.
   *
   * @param lookAt the time from which on another owner may look for the note
   */
  static Step trying(long id, String owner, Instant now, Instant lookAt) {
    return new Step(
        """
        update follow_up set tried = 1, tries = tries + 1, next_attempt_at = ?
        where"""
            + FollowUps.DUE
            + "and owner = ? and lease_until > ?",
        lookAt,
        id,
        owner,
        now);
  }

  static Step postpone(
      long id, String owner, Instant next, boolean tried, int moreAttempts, String why) {
    return new Step(
        """
        update follow_up set next_attempt_at = ?, tried = ?, tries = tries + ?, why = ?,
          lease_until = null
        where\
        """
            + FollowUps.DUE
            + "and owner = ?",
        next,
        tried,
        moreAttempts,
        why,
        id,
        owner);
  }

  /** Has a note be written after all that its last owner has given up. */
  static Step reopen(long id, String owner, Instant next, boolean tried, String why) {
    return new Step(
        """
        update follow_up set state = 'due', next_attempt_at = ?, tried = ?, why = ?,
          lease_until = null
        where seq = ? and owner = ? and state = 'given_up'\
        """,
        next,
        tried,
        why,
        id,
        owner);
  }

  static Step written(long id, String messageId) {
    return new Step(
        """
        update follow_up set state = 'done', message_id = ?, why = '', next_attempt_at = null,
          lease_until = null
        where\
        """
            + FollowUps.DUE,
        messageId,
        id);
  }

  /** Records that an account has accepted a store's credentials. */
  static Step letIn(String store, String account) {
    return new Step(
        "insert into account (store, address) values (?, ?) on conflict do nothing",
        store,
        account);
  }

  boolean wasLetIn(String store, String account) throws SQLException {
    return sql.one(
            "select 1 from account where store = ? and address = ?", row -> true, store, account)
        .isPresent();
  }
}
