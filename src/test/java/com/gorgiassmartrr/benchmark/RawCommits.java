package com.gorgiassmartrr.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How fast a database commits: the smallest change there is, of one number in one row, durable each
 * time. Every connection that writes has a row of its own.
 */
final class RawCommits implements AutoCloseable {
  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService threads;

  /** Commits in the database of a ledger, which the presses of the same run are in too. */
  RawCommits(Engine engine, String url) throws SQLException {
    threads = Executors.newFixedThreadPool(engine.writers());
    for (int i = 0; i < engine.writers(); i++) {
      connections.add(engine.connect(url));
    }
    Connection first = connections.get(0);
    Engine.run(first, "create table raw_commit (id integer primary key, at bigint not null)");
    for (int i = 0; i < engine.writers(); i++) {
      Engine.run(first, "insert into raw_commit (id, at) values (" + i + ", 0)");
    }
  }

  /** Commits for so long, and returns how many there were a second. */
  double aSecond(double seconds) throws Exception {
    long began = System.nanoTime();
    long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      Connection connection = connections.get(i);
      int row = i;
      counts.add(threads.submit(() -> commit(connection, row, until)));
    }
    int all = 0;
    for (Future<Integer> count : counts) {
      all += count.get();
    }
    return (double) all * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
  }

  private static int commit(Connection connection, int row, long until) throws SQLException {
    int count = 0;
    try (PreparedStatement change =
        connection.prepareStatement("update raw_commit set at = at + 1 where id = ?")) {
      change.setInt(1, row);
      while (System.nanoTime() < until) {
        change.executeUpdate();
        count++;
      }
    }
    return count;
  }

  @Override
  public void close() throws SQLException {
    threads.shutdown();
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
