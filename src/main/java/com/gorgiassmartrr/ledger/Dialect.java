package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.ledger.Sql.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The differences between the two databases; every other statement is the same on both. */
enum Dialect {
  /** SQLite has one writer at a time: a transaction locks the whole file as it begins. */
  SQLITE("integer primary key autoincrement", "") {
    @Override
    void begin(Sql sql) throws SQLException {
      sql.run("begin immediate");
    }

    @Override
    void commit(Sql sql) throws SQLException {
      sql.run("commit");
    }

    @Override
    void rollback(Sql sql) throws SQLException {
      sql.run("rollback");
    }

    /** No step is needed, because the transaction has locked the whole file. */
    @Override
    List<Step> lock(String... names) {
      return List.of();
    }

    @Override
    boolean tryLock(Sql sql, String name) {
      return true;
    }

    @Override
    boolean hasTable(Sql sql, String name) throws SQLException {
      return sql.one(
              "select 1 from sqlite_master where type = 'table' and name = ?", row -> true, name)
          .isPresent();
    }
  },

  /** PostgreSQL has many writers at a time, which lock rows. */
  POSTGRESQL("bigint generated always as identity primary key", " for update skip locked") {
    @Override
    void begin(Sql sql) throws SQLException {
      sql.connection().setAutoCommit(false);
    }

    @Override
    void commit(Sql sql) throws SQLException {
      sql.connection().commit();
    }

    @Override
    void rollback(Sql sql) throws SQLException {
      sql.connection().rollback();
    }

    @Override
    List<Step> lock(String... names) {
      String locks = LOCK + (", " + LOCK).repeat(names.length - 1);
      return List.of(new Step("select 1 from (select " + locks + ") locked", (Object[]) names));
    }

    @Override
    boolean tryLock(Sql sql, String name) throws SQLException {
      return sql.one(
              "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
              row -> row.getBoolean(1),
              name)
          .orElse(false);
    }

    @Override
    boolean hasTable(Sql sql, String name) throws SQLException {
      return sql.one("select to_regclass(?) is not null", row -> row.getBoolean(1), name)
          .orElse(false);
    }
  };

  private static final String LOCK = "pg_advisory_xact_lock(hashtextextended(?, 0))";
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");
  private static final Pattern ONLY = Pattern.compile("^\\$\\{(sqlite|postgresql)}");

  /** The type of a column that numbers the rows in the order of their insertion. */
  private final String serial;

  private final String skipLocked;

  Dialect(String serial, String skipLocked) {
    this.serial = serial;
    this.skipLocked = skipLocked;
  }

  /**
   * A statement of a migration as this database understands it; empty: the statement is for the
   * other database.
   */
  String ours(String statement) {
    String bare = COMMENT.matcher(statement).replaceAll("").trim();
    Matcher only = ONLY.matcher(bare);
    if (only.find()) {
      return only.group(1).equalsIgnoreCase(name()) ? bare.substring(only.end()) : "";
    }
    return bare.replace("${serial}", serial);
  }

  /** The end of a query that locks the rows it finds and passes over those that are locked. */
  String skipLocked() {
    return skipLocked;
  }

  abstract void begin(Sql sql) throws SQLException;

  abstract void commit(Sql sql) throws SQLException;

  abstract void rollback(Sql sql) throws SQLException;

  /**
   * The steps that lock these names, one after the other, for this transaction: each waits until no
   * other transaction holds the name.
   */
  abstract List<Step> lock(String... names);

  /** Whether a table with this name exists where a statement would find it. */
  abstract boolean hasTable(Sql sql, String name) throws SQLException;

  /** Locks the name for this transaction, unless another transaction holds it. */
  abstract boolean tryLock(Sql sql, String name) throws SQLException;
}
