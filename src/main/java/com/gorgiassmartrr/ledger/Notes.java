package com.gorgiassmartrr.ledger;

import java.sql.Connection;
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

  private final Connection connection;
  private final Dialect dialect;

  Notes(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Adds the note of a press, or words it anew if it has never been tried. */
  void put(String pressId, NewNote note) throws SQLException {
    Sql.update(
        connection,
        """
        insert into note (
          press_id, store, ticket_id, body_text, body_html, state, tried, attempts, message_id, why)
        values (?, ?, ?, ?, ?, 'pending', 0, 0, '', '')
        on conflict (press_id) do update
        set body_text = excluded.body_text, body_html = excluded.body_html
        where note.state = 'pending' and note.tried = 0
        """,
        pressId,
        note.store(),
        note.ticketId(),
        note.text(),
        note.html());
  }

  Optional<Note> find(String pressId) throws SQLException {
    return Sql.one(connection, SELECT + "where note.press_id = ?", Notes::read, pressId);
  }

  /** Gives the owner notes that are due, and none before an older one of its ticket. */
  List<Note> claim(String store, String owner, int most, Instant now, Instant until)
      throws SQLException {
    List<String> due =
        Sql.all(
            connection,
            """
            select press_id from note
            where store = ? and state = 'pending'
            and coalesce(next_attempt_at, 0) <= ? and coalesce(lease_until, 0) <= ?
            and not exists (
              select 1 from note older
              where older.store = note.store and older.ticket_id = note.ticket_id
              and older.state = 'pending' and older.seq < note.seq)
            order by seq limit ?"""
                + dialect.skipLocked(),
            row -> row.getString(1),
            store,
            now,
            now,
            most);
    List<Note> claimed = new ArrayList<>();
    for (String pressId : due) {
      Sql.update(
          connection,
          "update note set owner = ?, lease_until = ? where press_id = ?",
          owner,
          until,
          pressId);
      find(pressId).ifPresent(claimed::add);
    }
    return claimed;
  }

  void trying(String pressId, String owner, Instant now) throws SQLException {
    int updated =
        Sql.update(
            connection,
            """
            update note set tried = 1, attempts = attempts + 1
            where press_id = ? and owner = ? and state = 'pending' and lease_until > ?
            """,
            pressId,
            owner,
            now);
    if (updated == 0) {
      throw new IllegalStateException(
          "The note of press " + pressId + " isn't, or is no longer, held by " + owner);
    }
  }

  void postpone(String pressId, Instant next, String why) throws SQLException {
    Sql.update(
        connection,
        """
        update note set next_attempt_at = ?, why = ?, lease_until = null
        where press_id = ? and state = 'pending'
        """,
        next,
        why,
        pressId);
  }

  void end(String pressId, NoteState state, String messageId, String why) throws SQLException {
    Sql.update(
        connection,
        """
        update note set state = ?, message_id = ?, why = ?, next_attempt_at = null,
          lease_until = null
        where press_id = ? and state = 'pending'
        """,
        state.word(),
        messageId,
        why,
        pressId);
  }

  private static Note read(ResultSet row) throws SQLException {
    return new Note(
        row.getString("press_id"),
        row.getString("reference"),
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
