package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.store.SettingException;
import java.sql.SQLException;
import java.util.List;

/**
 * Finds out at the start what would otherwise fail later, at a press that Smartrr has carried out
 * already.
 */
final class PostgresCheck {
  /** The first version of PostgreSQL with all that the statements use. */
  private static final int OLDEST = 110_000;

  /**
   * Finds rights that are missing. Removing a follow-up isn't among the rights that are needed,
   * because PostgreSQL removes it with its press.
   */
  private static final String MISSING_RIGHTS =
      """
      select p || ' on ' || t from (values
        ('press', 'SELECT'), ('press', 'INSERT'), ('press', 'UPDATE'), ('press', 'DELETE'),
        ('follow_up', 'SELECT'), ('follow_up', 'INSERT'), ('follow_up', 'UPDATE'),
        ('account', 'SELECT'), ('account', 'INSERT'), ('account', 'DELETE'),
        ('server', 'SELECT'), ('server', 'INSERT'), ('server', 'UPDATE'), ('server', 'DELETE'),
        ('pulse', 'SELECT'), ('pulse', 'UPDATE')) needed(t, p)
      where not has_table_privilege(t, p)
      """;

  private PostgresCheck() {}

  /**
   * Checks the database before anything is created in it.
   *
   * @throws SettingException if it can't hold a ledger
   */
  static void database(Sql sql) throws SQLException {
    int version = number(sql.one("show server_version_num", row -> row.getString(1)).orElse(""));
    if (version < OLDEST) {
      throw new SettingException(
          Database.SETTING
              + ": the database must be PostgreSQL 11 or newer, and is "
              + version / 10_000
              + ".");
    }
    String encoding = sql.one("show server_encoding", row -> row.getString(1)).orElse("");
    // With SQL_ASCII the bytes are kept as they are, so it does as well as UTF8.
    if (!List.of("UTF8", "SQL_ASCII").contains(encoding)) {
      throw new SettingException(
          Database.SETTING
              + ": the database must be UTF8, and is "
              + encoding
              + ", which can't hold every text; create one with encoding 'UTF8' template"
              + " template0.");
    }
  }

  private static int number(String text) {
    return text.matches("[0-9]{5,6}") ? Integer.parseInt(text) : 0;
  }

  /**
   * Checks the rights of this server's database user on the tables.
   *
   * @throws SettingException if it lacks a right that it needs
   */
  static void rights(Sql sql) throws SQLException {
    List<String> missing = sql.all(MISSING_RIGHTS, row -> row.getString(1));
    if (!missing.isEmpty()) {
      throw new SettingException(
          Database.SETTING
              + ": the database's user lacks these rights; grant them: "
              + String.join(", ", missing)
              + ".");
    }
  }
}
