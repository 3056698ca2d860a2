package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The table of the notes; each method, and each step, is a part of a transaction. */
final class Notes {
  private static final String SELECT =
      "select note.*, press.reference, press.account from note join press on press.id ="
          + " note.press_id ";

  /**
   * The note with this number is to be written. It is said so that PostgreSQL doesn't look for it
   * among all of those, where its statistics are of a time when there were hardly any.
   */
  private static final String PENDING = " seq = ? and coalesce(state, '') = 'pending' ";

  private static final int LOOKED_AT_ONCE = 200;

  /** So many are looked at for a new one, where there are enough others. */
  private static final int MOST_LOOKED_AT = 1000;

  private final Sql sql;
  private final Dialect dialect;

  Notes(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /**
   * Adds a note of a press. Its last one, if that is still to be written and nobody is writing it,
   * is worded anew instead; one that says the same as the one before isn't added.
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
   * What is locked while a note is added: the notes of a ticket are written in the order of their
   * numbers, so none may be seen before one with a smaller number.
   */
  static String queue(NewNote note) {
    return "ticket " + note.store() + '/' + note.ticketId();
  }

  private boolean add(Press press, String owner, int number, NewNote note) throws SQLException {
    return sql.each(List.of(insert(press, owner, number, note))).get(0) > 0;
  }

  /**
   * Adds a note to a press that the owner has ended so, unless it has one of this number; numbers
   * count from 1.
   */
  static Step insert(Press ended, String owner, int number, NewNote note) {
    return new Step(
        """
        insert into note (
          press_id, number, store, ticket_id, body_text, body_html, state, tried, attempts,
          message_id, why)
        select id, cast(? as integer), ?, ?, ?, ?, 'pending', 0, 0, '', ''
        from press where id = ? and owner = ? and state = ?
        on conflict do nothing
        """,
        number,
        note.store(),
        note.ticketId(),
        note.text(),
        note.html(),
        ended.id(),
        owner,
        ended.state().word());
  }

  private boolean reword(String pressId, int number, NewNote note, Instant now)
      throws SQLException {
    return sql.update(
            """
            update note set body_text = ?, body_html = ?
            where press_id = ? and number = ? and state = 'pending' and tried = 0
            and coalesce(lease_until, 0) <= ?
            """,
            note.text(),
            note.html(),
            pressId,
            number,
            now)
        > 0;
  }

  /** The notes of a press, the oldest first. */
  List<Note> all(String pressId) throws SQLException {
    return sql.all(SELECT + "where note.press_id = ? order by number", Notes::read, pressId);
  }

  /** The note of a press that tells of its last end. */
  Optional<Note> last(String pressId) throws SQLException {
    return all(pressId).stream().reduce((earlier, later) -> later);
  }

  /**
   * Gives the owner notes that are due, and none before an older one of its ticket.
   *
   * <p>They are looked through from the oldest on, until there are enough: of tens of thousands,
   * which wait after an outage, only the first ones are read. At most half of those that are given
   * were given before, as long as others are due: tickets that fail again and again keep no other
   * ticket's note waiting.
   */
  List<Note> claim(String store, String owner, int most, Instant now, Instant until)
      throws SQLException {
    List<Note> claimed = new ArrayList<>();
    Queue<Long> again = new ArrayDeque<>();
    int mostAgain = most == 1 ? ThreadLocalRandom.current().nextInt(2) : most / 2;
    Set<String> tickets = new HashSet<>();
    long last = 0;
    int lookedAt = 0;
    List<Waiting> some;
    do {
      some = waiting(store, last);
      lookedAt += some.size();
      for (Waiting note : some) {
        last = note.seq();
        if (claimed.size() < most
            && tickets.add(note.ticketId())
            && note.freeAt() <= now.toEpochMilli()) {
          if (note.isNew() || mostAgain > 0) {
            mostAgain -= note.isNew() ? 0 : 1;
            claim(last, owner, now, until, claimed);
          } else {
            again.add(last);
          }
        }
      }
    } while (some.size() == LOOKED_AT_ONCE
        && claimed.size() < most
        && (lookedAt < MOST_LOOKED_AT || claimed.size() + again.size() < most));
    while (claimed.size() < most && !again.isEmpty()) {
      claim(again.remove(), owner, now, until, claimed);
    }
    return claimed;
  }

  private void claim(long seq, String owner, Instant now, Instant until, List<Note> claimed)
      throws SQLException {
    if (hold(seq, owner, now, until)) {
      sql.one(SELECT + "where note.seq = ?", Notes::read, seq).ifPresent(claimed::add);
    }
  }

  /**
   * A note that is to be written.
   *
   * @param freeAt from when on it may be, in epoch milliseconds
   * @param isNew whether it was never given back
   */
  private record Waiting(long seq, String ticketId, long freeAt, boolean isNew) {}

  private List<Waiting> waiting(String store, long after) throws SQLException {
    return sql.all(
        """
        select seq, ticket_id, next_attempt_at, lease_until from note
        where store = ? and state = 'pending' and seq > ? order by seq limit ?
        """,
        row ->
            new Waiting(
                row.getLong(1),
                row.getString(2),
                Math.max(row.getLong(3), row.getLong(4)),
                row.getLong(3) == 0),
        store,
        after,
        LOOKED_AT_ONCE);
  }

  /**
   * Holds a note; one that another server is about to hold is passed over, for they aren't held in
   * their order, and each could wait for the other.
   */
  private boolean hold(long id, String owner, Instant now, Instant until) throws SQLException {
    return sql.update(
            """
            update note set owner = ?, lease_until = ?
            where seq in (select seq from note where seq = ?"""
                + dialect.skipLocked()
                + """
                  )
                  and coalesce(state, '') = 'pending'
                  and coalesce(next_attempt_at, 0) <= ? and coalesce(lease_until, 0) <= ?""",
            owner,
            until,
            id,
            now,
            now)
        > 0;
  }

  /**
   * Marks a note as tried.
   *
   * @param lookAt from when on it may be looked for by somebody else
   */
  static Step trying(long id, String owner, Instant now, Instant lookAt) {
    return new Step(
        """
        update note set tried = 1, attempts = attempts + 1, next_attempt_at = ?
        where"""
            + PENDING
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
        update note set next_attempt_at = ?, tried = ?, attempts = attempts + ?, why = ?,
          lease_until = null
        where"""
            + PENDING
            + "and owner = ?",
        next,
        tried,
        moreAttempts,
        why,
        id,
        owner);
  }

  static Step end(long id, String owner, NoteState state, String why) {
    return new Step(
        """
        update note set state = ?, why = ?, next_attempt_at = null, lease_until = null
        where"""
            + PENDING
            + "and owner = ?",
        state.word(),
        why,
        id,
        owner);
  }

  /** Ends the notes that nobody holds of presses that ended before then, so many at most. */
  int giveUpBefore(Instant then, int most, Instant now) throws SQLException {
    return sql.update(
        """
        update note set state = ?, why = 'It could not be written in all that time.',
          next_attempt_at = null, lease_until = null
        where coalesce(state, '') = 'pending' and coalesce(lease_until, 0) <= ?
        and seq in (
          select note.seq from note join press on press.id = note.press_id
          where note.state = 'pending' and coalesce(note.lease_until, 0) <= ?
          and press.state <> 'accepted' and press.ended_at < ?
          limit ?)
        """,
        NoteState.FAILED.word(),
        now,
        now,
        then,
        most);
  }

  static Step written(long id, String messageId) {
    return new Step(
        """
        update note set state = 'written', message_id = ?, why = '', next_attempt_at = null,
          lease_until = null
        where"""
            + PENDING,
        messageId,
        id);
  }

  /** Keeps that an account has let a store in. */
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

  private static Note read(ResultSet row) throws SQLException {
    int number = row.getInt("number");
    String reference = row.getString("reference");
    return new Note(
        row.getLong("seq"),
        row.getString("press_id"),
        number == 1 ? reference : reference + "/" + number,
        new NewNote(
            row.getString("store"),
            row.getString("ticket_id"),
            row.getString("body_text"),
            row.getString("body_html")),
        row.getString("account"),
        NoteState.of(row.getString("state")),
        row.getInt("tried") == 1,
        row.getInt("attempts"),
        Sql.instant(row, "next_attempt_at"),
        row.getString("message_id"),
        row.getString("why"));
  }
}
