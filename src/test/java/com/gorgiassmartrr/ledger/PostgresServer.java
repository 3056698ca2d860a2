package com.gorgiassmartrr.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL servers, each of which runs from its first use until the JVM ends. */
public final class PostgresServer {
  private static @Nullable EmbeddedPostgres server;
  private static @Nullable EmbeddedPostgres durable;

  private PostgresServer() {}

  /** The address of its database, to which parameters can be added with {@code &}. */
  static synchronized String url() throws IOException {
    if (server == null) {
      // What cleans up by itself would hold back what a test looks at.
      server = EmbeddedPostgres.builder().setServerConfig("autovacuum", "off").start();
    }
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** The address of a server that keeps what it commits, which one for tests needn't. */
  public static synchronized String durableUrl() throws IOException {
    if (durable == null) {
      durable =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .start();
    }
    return durable.getJdbcUrl("postgres", "postgres");
  }

  /** The address of another of its databases. */
  static String url(String database) throws IOException {
    return url().replace("/postgres?", "/" + database + "?");
  }

  /** Makes a database, and gives its address. */
  static String create(String database) throws IOException, SQLException {
    run("create database " + database);
    return url(database);
  }

  static void run(String sql) throws IOException, SQLException {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
