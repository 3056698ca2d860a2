package com.gorgiassmartrr.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection, with their parameters: texts, numbers, and instants as epoch
 * milliseconds. It is used by one thread at a time.
 */
final class Sql {
  /** More than the ledger has, but for searches, which differ by what is asked for. */
  private static final int MOST_KEPT = 100;

  private final Connection connection;
  private final boolean keeps;

  /** What was used last is the last one. */
  private final Map<String, PreparedStatement> kept = new LinkedHashMap<>();

  /** Statements that are prepared anew each time. */
  Sql(Connection connection) {
    this(connection, false);
  }

  /**
   * Statements.
   *
   * @param keeps whether a prepared statement is kept for the next time, until the connection is
   *     closed, where the driver doesn't do that by itself
   */
  Sql(Connection connection, boolean keeps) {
    this.connection = connection;
    this.keeps = keeps;
  }

  Connection connection() {
    return connection;
  }

  /** What is done with a prepared statement. */
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Makes something of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  void run(String sql) throws SQLException {
    prepared(
        sql,
        statement -> {
          statement.execute();
          return true;
        });
  }

  /** Runs a statement that changes rows, and says how many it changed. */
  int update(String sql, @Nullable Object... parameters) throws SQLException {
    return prepared(
        sql,
        statement -> {
          bind(statement, parameters);
          return statement.executeUpdate();
        });
  }

  <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return prepared(
        sql,
        statement -> {
          bind(statement, parameters);
          try (var rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
              all.add(reader.read(rows));
            }
            return all;
          }
        });
  }

  <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return all(sql, reader, parameters).stream().findFirst();
  }

  private <T> T prepared(String sql, Use<T> use) throws SQLException {
    if (!keeps) {
      try (var statement = connection.prepareStatement(sql)) {
        return use.of(statement);
      }
    }
    PreparedStatement statement = kept.remove(sql);
    boolean isUsable = false;
    if (statement == null) {
      statement = connection.prepareStatement(sql);
    }
    try {
      T result = use.of(statement);
      isUsable = true;
      return result;
    } finally {
      if (isUsable) {
        keep(sql, statement);
      } else {
        statement.close();
      }
    }
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    kept.put(sql, statement);
    if (kept.size() > MOST_KEPT) {
      var eldest = kept.values().iterator();
      PreparedStatement least = eldest.next();
      eldest.remove();
      least.close();
    }
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object parameter = parameters[i];
      if (parameter instanceof String text) {
        statement.setString(i + 1, Texts.storable(text));
      } else if (parameter instanceof Instant instant) {
        statement.setLong(i + 1, instant.toEpochMilli());
      } else if (parameter instanceof Boolean flag) {
        statement.setInt(i + 1, flag ? 1 : 0);
      } else {
        statement.setObject(i + 1, parameter);
      }
    }
  }
}
