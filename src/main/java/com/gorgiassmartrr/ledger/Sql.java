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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, with parameters that are texts, numbers, or instants as epoch
 * milliseconds. Only one thread uses it at a time.
 */
final class Sql {
  /**
   * How many statements are kept: more than the ledger has, not counting the many forms of
   * searches.
   */
  private static final int MOST_KEPT = 100;

  private final Connection connection;
  private final boolean keeps;

  /** The kept statements, the one that was used last at the end. */
  private final Map<String, PreparedStatement> kept = new LinkedHashMap<>();

  /** Makes one that prepares each statement anew. */
  Sql(Connection connection) {
    this(connection, false);
  }

  /**
   * Makes one for a connection.
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

  /** The use of a prepared statement. */
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** A statement with its parameters, which runs together with other steps. */
  static final class Step {
    private final String text;
    private final @Nullable Object[] parameters;

    Step(String text, @Nullable Object... parameters) {
      this.text = text;
      this.parameters = parameters;
    }
  }

  /** Makes an object of a row. */
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
          bind(statement, 0, parameters);
          return statement.executeUpdate();
        });
  }

  /**
   * Runs statements one after the other, and returns a number for each. For a statement that
   * changes rows this is how many it changed. For a statement that returns rows it is the first
   * column of the first row, or 0 without a row.
   */
  List<Integer> each(List<Step> steps) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    for (Step step : steps) {
      numbers.add(
          prepared(
              step.text,
              statement -> {
                bind(statement, 0, step.parameters);
                return number(statement, statement.execute());
              }));
    }
    return numbers;
  }

  /** Does what {@link #each} does, in one round trip to the database. */
  List<Integer> together(List<Step> steps) throws SQLException {
    String all = steps.stream().map(step -> step.text).collect(Collectors.joining(";\n"));
    return prepared(
        all,
        statement -> {
          int bound = 0;
          for (Step step : steps) {
            bind(statement, bound, step.parameters);
            bound += step.parameters.length;
          }
          List<Integer> numbers = new ArrayList<>();
          boolean isRows = statement.execute();
          numbers.add(number(statement, isRows));
          while (numbers.size() < steps.size()) {
            numbers.add(number(statement, statement.getMoreResults()));
          }
          return numbers;
        });
  }

  private static int number(PreparedStatement statement, boolean isRows) throws SQLException {
    if (!isRows) {
      return Math.max(0, statement.getUpdateCount());
    }
    try (ResultSet rows = statement.getResultSet()) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return prepared(
        sql,
        statement -> {
          bind(statement, 0, parameters);
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

  /** Binds parameters behind those that are bound already. */
  private static void bind(PreparedStatement statement, int bound, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      int number = bound + i + 1;
      Object parameter = parameters[i];
      if (parameter instanceof String text) {
        statement.setString(number, Texts.storable(text));
      } else if (parameter instanceof Instant instant) {
        statement.setLong(number, instant.toEpochMilli());
      } else if (parameter instanceof Boolean flag) {
        statement.setInt(number, flag ? 1 : 0);
      } else {
        statement.setObject(number, parameter);
      }
    }
  }
}
