package com.gorgiassmartrr.benchmark;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.PostgresServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** A kind of database that a ledger can be in. Both make a commit durable before it returns. */
enum Engine {
  /** A file beside the server; one connection writes. */
  SQLITE("SQLite", 1) {
    @Override
    String create(String name) throws IOException {
      Path file = file(name);
      Files.createDirectories(Child.FOLDER);
      for (String ending : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(Path.of(file + ending));
      }
      return "jdbc:sqlite:" + file;
    }

    @Override
    Connection connect(String url) throws SQLException {
      Connection connection = DriverManager.getConnection(url);
      run(connection, "pragma journal_mode = wal");
      run(connection, "pragma synchronous = full");
      run(connection, "pragma busy_timeout = 5000");
      return connection;
    }

    /** SQLite counts them in the file that its processes share: the third number of its head. */
    @Override
    long commits(String url) throws IOException {
      try (var file = new RandomAccessFile(url.substring("jdbc:sqlite:".length()) + "-shm", "r")) {
        byte[] head = new byte[12];
        file.readFully(head);
        return Integer.toUnsignedLong(
            ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt(8));
      }
    }
  },

  /** A server of its own, on this machine too; as many connections write as ours opens. */
  POSTGRESQL("PostgreSQL", 10) {
    @Override
    String create(String name) throws IOException, SQLException {
      String url = PostgresServer.durableUrl();
      try (Connection connection = DriverManager.getConnection(url)) {
        run(connection, "drop database if exists " + name + " with (force)");
        run(connection, "create database " + name);
      }
      return url.replaceFirst("/postgres\\b", "/" + name);
    }

    @Override
    Connection connect(String url) throws SQLException {
      Connection connection = DriverManager.getConnection(url);
      run(connection, "set synchronous_commit = on");
      return connection;
    }

    /** Only a transaction that changes something is given a number. */
    @Override
    long commits(String url) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url);
          var rows =
              connection
                  .createStatement()
                  .executeQuery("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) {
        rows.next();
        return rows.getLong(1);
      }
    }
  };

  private final String shown;
  private final int writers;

  Engine(String shown, int writers) {
    this.shown = shown;
    this.writers = writers;
  }

  @Override
  public String toString() {
    return shown;
  }

  /** How many connections write at once. */
  int writers() {
    return writers;
  }

  /** Creates a ledger without presses, in place of one of this name, and returns its address. */
  String newLedger(String name) throws IOException, SQLException {
    String url = create(name);
    Ledger.open(url, Clock.systemUTC()).close();
    return url;
  }

  abstract String create(String name) throws IOException, SQLException;

  /** Connects to a ledger's database, so that what is committed is durable. */
  abstract Connection connect(String url) throws SQLException;

  /** How many transactions that changed something were committed so far, from some number on. */
  abstract long commits(String url) throws IOException, SQLException;

  static Path file(String name) {
    return Child.FOLDER.resolve(name + ".db").toAbsolutePath();
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
