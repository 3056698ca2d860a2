package com.gorgiassmartrr.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of the notes; each method is a part of a transaction. */
final class Notes {
  private static final String SELECT =
      "select note.*, press.reference from note join press on press.id = note.press_id ";

  private final Sql sql;
  private final Dialect dialect;

  Notes(Sql sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /**
   * Adds a note of a press. A note that is still to be written, and that nobody is writing, is
   * worded anew instead; one that says the same as the one before isn't added.
   */
  void put(String pressId, NewNote note, Instant now) throws SQLException {
    if (add(pressId, 1, note)) {
      return;
    }
    List<Note> earlier = all(pressId);
    Note last = earlier.get(earlier.size() - 1);
    if (!last.content().equals(note)
        && !reword(pressId, note, now)
        && !add(pressId, earlier.size() + 1, note)) {
      throw new IllegalStateException("Somebody else has added a note to press " + pressId);
    }
  }

  /** Adds a note unless the press has one of this number; numbers count from 1. */
  private boolean add(String pressId, int number, NewNote note) throws SQLException {
    return sql.update(
            """
            insert into note (
              press_id, number, store, ticket_id, body_text, body_html, state, tried, attempts,
              message_id, why)
            values (?, ?, ?, ?, ?, ?, 'pending', 0, 0, '', '')
            on conflict do nothing
            """,
            pressId,
            number,
            note.store(),
            note.ticketId(),
            note.text(),
            note.html())
        > 0;
  }

  private boolean reword(String pressId, NewNote note, Instant now) throws SQLException {
    return sql.update(
            """
            update note set body_text = ?, body_html = ?
            where press_id = ? and state = 'pending' and tried = 0
            and coalesce(lease_until, 0) <= ?
            """,
            note.text(),
            note.html(),
            pressId,
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

  /** Gives the owner notes that are due, and none before an older one of its ticket. */
  List<Note> claim(String store, String owner, int most, Instant now, Instant until)
      throws SQLException {
    List<Long> due =
        sql.all(
            """
            select seq from note
            where state = 'pending'
            and coalesce(next_attempt_at, 0) <= ? and coalesce(lease_until, 0) <= ?
            and seq in (
              select min(seq) from note where store = ? and state = 'pending' group by ticket_id)
            order by seq limit ?"""
                + dialect.skipLocked(),
            row -> row.getLong(1),
            now,
            now,
            store,
            most);
    List<Note> claimed = new ArrayList<>();
    for (long id : due) {
      sql.update("update note set owner = ?, lease_until = ? where seq = ?", owner, until, id);
      sql.one(SELECT + "where note.seq = ?", Notes::read, id).ifPresent(claimed::add);
    }
    return claimed;
  }

  void trying(long id, String owner, Instant now) throws SQLException {
    int updated =
        sql.update(
            """
            update note set tried = 1, attempts = attempts + 1
            where seq = ? and owner = ? and state = 'pending' and lease_until > ?
            """,
            id,
            owner,
            now);
    if (updated == 0) {
      throw new NotHeld("Note " + id, owner);
    }
  }

  void postpone(long id, String owner, Instant next, boolean tried, int moreAttempts, String why)
      throws SQLException {
    sql.update(
        """
        update note set next_attempt_at = ?, tried = ?, attempts = attempts + ?, why = ?,
          lease_until = null
        where seq = ? and owner = ? and state = 'pending'
        """,
        next,
        tried,
        moreAttempts,
        why,
        id,
        owner);
  }

  void end(long id, String owner, NoteState state, String why) throws SQLException {
    sql.update(
        """
        update note set state = ?, why = ?, next_attempt_at = null, lease_until = null
        where seq = ? and owner = ? and state = 'pending'
        """,
        state.word(),
        why,
        id,
        owner);
  }

  /** Ends the notes that nobody holds of presses that ended before then. */
  int giveUpBefore(Instant then, Instant now) throws SQLException {
    return sql.update(
        """
        update note set state = ?, why = 'It could not be written in all that time.',
          next_attempt_at = null, lease_until = null
        where state = 'pending' and coalesce(lease_until, 0) <= ?
        and exists (
          select 1 from press
          where press.id = note.press_id and press.state <> 'accepted' and press.ended_at < ?)
        """,
        NoteState.FAILED.word(),
        now,
        then);
  }

  void written(long id, String messageId) throws SQLException {
    sql.update(
        """
        update note set state = 'written', message_id = ?, why = '', next_attempt_at = null,
          lease_until = null
        where seq = ? and state = 'pending'
        """,
        messageId,
        id);
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
        NoteState.of(row.getString("state")),
        row.getInt("tried") == 1,
        row.getInt("attempts"),
        Sql.instant(row, "next_attempt_at"),
        row.getString("message_id"),
        row.getString("why"));
  }
}
