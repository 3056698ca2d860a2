package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.ledger.Sql.Step;
import com.gorgiassmartrr.store.SettingException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The database behind the ledger: its connections and transactions. */
final class Database implements AutoCloseable {
  static final String SETTING = "ledger.url";

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  /**
   * How long a statement waits for a connection, or for another process's lock. It is short because
   * an agent waits for the answer to a press.
   */
  private static final int WAIT_MILLIS = 2000;

  private static final String WRITTEN = "written";
  private static final Step COMMIT = new Step("commit");

  /**
   * PostgreSQL's codes for errors of a statement alone: bad or clashing data, a missing right or
   * table, a deadlock, a lock that couldn't be had, a statement that took too long.
   */
  private static final List<String> CERTAIN =
      List.of("22", "23", "25", "40001", "40P01", "42", "55", "57014");

  /**
   * PostgreSQL's codes for errors of the connection or of the server behind it: the connection
   * broke, the server is no longer the primary one and only reads, it shuts down, starts, or has a
   * fault. A server that takes no further connection (53300), or whose disk is full, isn't among
   * them: the open connections are still good.
   */
  private static final List<String> UNFIT =
      List.of("08", "25006", "25P03", "57P", "58", "F0", "XX");

  private static final int SQLITE_READERS = 3;
  private static final int POSTGRESQL_CONNECTIONS = 10;

  /** SQLite's result codes. */
  private static final Set<Integer> SQLITE_READ_ONLY = Set.of(3, 8);

  private static final Set<Integer> SQLITE_NOT_A_DATABASE = Set.of(11, 26);

  private final Dialect dialect;
  private final @Nullable Path file;
  private final @Nullable Object fileKey;
  private final HikariDataSource writers;
  private final HikariDataSource readers;

  /**
   * The connection for this server's signs of life, which mustn't wait for presses; null for
   * SQLite, which needs none.
   */
  private final @Nullable HikariDataSource heart;

  /** SQLite's write-ahead log; null for PostgreSQL. */
  private final @Nullable WriteAheadLog log;

  /**
   * Groups commits for SQLite, which has one connection that writes; PostgreSQL groups the commits
   * of its connections by itself.
   */
  private final GroupCommit group = new GroupCommit(this::commit, Duration.ofMillis(WAIT_MILLIS));

  private final OutageLog writing = new OutageLog();
  private final OutageLog reading = new OutageLog();

  /**
   * The prepared statements of each of SQLite's connections. There are only as many as the pools
   * open.
   */
  private final Map<Connection, Sql> kept = new ConcurrentHashMap<>();

  /** Work that is done in a transaction, or with a connection. */
  interface Work<T> {
    T on(Sql sql) throws SQLException;
  }

  private Database(
      Dialect dialect,
      @Nullable Path file,
      HikariDataSource writers,
      HikariDataSource readers,
      @Nullable HikariDataSource heart) {
    this.dialect = dialect;
    this.file = file;
    this.fileKey = file == null ? null : key(file);
    this.writers = writers;
    this.readers = readers;
    this.heart = heart;
    this.log = file == null ? null : new WriteAheadLog(file, writers, SQLITE_READERS - 1);
  }

  /**
   * Opens the database, creates the tables that it lacks, and makes sure that it can be written.
   */
  static Database open(String url, Instant now) {
    Dialect dialect = url.startsWith(SQLITE) ? Dialect.SQLITE : Dialect.POSTGRESQL;
    if (dialect == Dialect.POSTGRESQL && !url.startsWith(POSTGRESQL)) {
      throw new SettingException(
          SETTING
              + " must begin with "
              + SQLITE
              + " or "
              + POSTGRESQL
              + ", like jdbc:sqlite:data/ledger.db.");
    }
    Path file = dialect == Dialect.SQLITE ? sqliteFile(url) : null;
    if (file != null) {
      create(file);
      SqliteLibrary.load(Objects.requireNonNull(file.getParent()));
    }
    Database database = null;
    try {
      HikariConfig config =
          dialect == Dialect.SQLITE
              ? sqlite(url, "ledger", 1)
              : postgresql(url, "ledger", POSTGRESQL_CONNECTIONS);
      migrate(config, dialect, now);
      HikariDataSource writers = new HikariDataSource(config);
      HikariDataSource readers =
          dialect == Dialect.SQLITE
              ? new HikariDataSource(sqlite(url, "ledger-reads", SQLITE_READERS))
              : writers;
      HikariDataSource heart =
          dialect == Dialect.SQLITE
              ? null
              : new HikariDataSource(postgresql(url, "ledger-beat", 1));
      database = new Database(dialect, file, writers, readers, heart);
      database.write(sql -> sql.update("update pulse set at = ?", now));
      return database;
    } catch (LedgerUnavailable e) {
      if (database != null) {
        database.close();
      }
      throw refused(file, e);
    }
  }

  /** Brings the tables up to date, on a connection without the short timeouts of the pools. */
  private static void migrate(HikariConfig config, Dialect dialect, Instant now) {
    Properties properties = new Properties();
    properties.putAll(config.getDataSourceProperties());
    properties.remove("socketTimeout");
    try (Connection connection = DriverManager.getConnection(config.getJdbcUrl(), properties)) {
      Sql sql = new Sql(connection);
      if (dialect == Dialect.POSTGRESQL) {
        // A server that waited for another server's migration must see the new tables, and a server
        // that is cut off in the middle of one mustn't keep the others from starting.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        sql.run("set idle_in_transaction_session_timeout = '5s'");
      }
      if (dialect == Dialect.POSTGRESQL) {
        PostgresCheck.database(sql);
      }
      dialect.begin(sql);
      Migrations.run(sql, dialect, now);
      dialect.commit(sql);
      if (dialect == Dialect.POSTGRESQL) {
        PostgresCheck.rights(sql);
      }
    } catch (SQLException e) {
      throw unavailable("The ledger can't be opened: ", e, false);
    }
  }

  Dialect dialect() {
    return dialect;
  }

  /**
   * Does the work in a transaction: when this method returns the work is durable, and when it
   * throws nothing is done.
   */
  <T> T write(Work<T> work) {
    return dialect == Dialect.SQLITE ? group.run(work) : inTransaction(work);
  }

  /**
   * Runs these statements in a transaction: when this method returns they are durable, and when it
   * throws none is done. For a database in another process this takes one round trip.
   *
   * @return a number for each statement, as in {@link Sql#each}
   */
  List<Integer> change(List<Step> steps) {
    return dialect == Dialect.SQLITE ? group.run(sql -> sql.each(steps)) : inOneTrip(steps);
  }

  int change(Step step) {
    return change(List.of(step)).get(0);
  }

  private List<Integer> inOneTrip(List<Step> steps) {
    List<Integer> done = sendInOneTrip(steps);
    writing.worked(WRITTEN);
    return done;
  }

  private List<Integer> sendInOneTrip(List<Step> steps) {
    boolean isSent = false;
    try (Connection connection = writers.getConnection()) {
      isSent = true;
      Sql sql = sql(connection);
      if (steps.size() == 1) {
        // Statements that are sent together are one transaction.
        return sql.together(steps);
      }
      List<Step> all = new ArrayList<>(steps);
      all.add(COMMIT);
      dialect.begin(sql);
      boolean isCommitted = false;
      try {
        List<Integer> numbers = sql.together(all);
        isCommitted = true;
        return numbers.subList(0, steps.size());
      } finally {
        if (!isCommitted) {
          rollback(connection, sql);
        }
      }
    } catch (SQLException e) {
      boolean isUncertain = isSent && !isTakenBack(e);
      if (isUncertain) {
        // If the database went away, the other connections are dead, too.
        evictAll();
      }
      throw notWritten(e, isUncertain);
    }
  }

  /**
   * Whether an error proves that a statement wasn't done, and so that its transaction wasn't. An
   * error that can also come with the end of the connection, such as a full disk, proves nothing.
   */
  private static boolean isTakenBack(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return CERTAIN.stream().anyMatch(state::startsWith);
  }

  /** Takes the other connections out of use if they must be as broken as the one that failed. */
  private void evictIfUnfit(SQLException failure) {
    if (file == null && isUnfit(failure)) {
      evictAll();
    } else if (file != null && SQLITE_READ_ONLY.contains(failure.getErrorCode())) {
      // A connection that was opened while the file was read-only stays read-only.
      writers.getHikariPoolMXBean().softEvictConnections();
    }
  }

  private static boolean isUnfit(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        if (UNFIT.stream().anyMatch(state::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  private void evictAll() {
    writers.getHikariPoolMXBean().softEvictConnections();
    if (heart != null) {
      heart.getHikariPoolMXBean().softEvictConnections();
    }
  }

  private LedgerUnavailable notWritten(SQLException e, boolean uncertain) {
    evictIfUnfit(e);
    LedgerUnavailable failure = unwritable(e, uncertain);
    if (!isOfTheRow(e)) {
      writing.failed(String.valueOf(failure.getMessage()));
    }
    return failure;
  }

  /** Whether an error is about one row alone, so that other rows may still be written. */
  private boolean isOfTheRow(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return file == null && (state.startsWith("22") || state.startsWith("23"));
  }

  private void commit(List<GroupCommit.Change<?>> changes) {
    inTransaction(
        sql -> {
          if (changes.size() == 1) {
            changes.get(0).alone(sql);
          } else {
            for (GroupCommit.Change<?> change : changes) {
              change.amongOthers(sql);
            }
          }
          return changes.size();
        });
  }

  private <T> T inTransaction(Work<T> work) {
    if (file != null && !Objects.equals(fileKey, key(file))) {
      throw new LedgerUnavailable(
          "The ledger's file " + file + " is gone or was replaced; restart the server.",
          null,
          false);
    }
    boolean committing = false;
    try (Connection connection = writers.getConnection()) {
      Sql sql = sql(connection);
      dialect.begin(sql);
      boolean committed = false;
      try {
        T result = work.on(sql);
        committing = true;
        dialect.commit(sql);
        committed = true;
        writing.worked(WRITTEN);
        return result;
      } finally {
        if (!committed) {
          rollback(connection, sql);
        }
      }
    } catch (SQLException e) {
      throw notWritten(e, committing);
    }
  }

  /** Does work that only reads. */
  <T> T read(Work<T> work) {
    try (Connection connection = readers.getConnection()) {
      T result = work.on(sql(connection));
      reading.worked("read");
      return result;
    } catch (SQLException e) {
      evictIfUnfit(e);
      LedgerUnavailable failure = unavailable("The ledger can't be read: ", e, false);
      reading.failed(String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  /** Does work that reads for long. */
  <T> T search(Work<T> work) {
    return log == null ? read(work) : log.search(() -> read(work));
  }

  /** Does the work for a sign of life, with each statement in a transaction of its own. */
  <T> T beat(Work<T> work) {
    try (Connection connection = Objects.requireNonNull(heart).getConnection()) {
      return work.on(sql(connection));
    } catch (SQLException e) {
      throw notWritten(e, true);
    }
  }

  /** The database's file; null for PostgreSQL. */
  @Nullable Path file() {
    return file;
  }

  /**
   * The statements of a connection that the pool lends. For SQLite, prepared statements are kept
   * with the connection, because it takes as long to compile a statement as to run it; PostgreSQL's
   * driver keeps its own.
   */
  private Sql sql(Connection lent) throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      return new Sql(lent);
    }
    Connection itself = lent.unwrap(Connection.class);
    Sql known = kept.get(itself);
    if (known == null) {
      for (var others = kept.keySet().iterator(); others.hasNext(); ) {
        if (others.next().isClosed()) {
          others.remove();
        }
      }
      known = new Sql(itself, true);
      kept.put(itself, known);
    }
    return known;
  }

  @Override
  public void close() {
    if (heart != null) {
      heart.close();
    }
    if (log != null) {
      log.close();
    }
    readers.close();
    writers.close();
  }

  /** Rolls the transaction back; a connection on which that fails is not used again. */
  private void rollback(Connection connection, Sql sql) {
    try {
      dialect.rollback(sql);
    } catch (SQLException e) {
      writers.evictConnection(connection);
    }
  }

  static LedgerUnavailable unwritable(SQLException e, boolean uncertain) {
    return unavailable("The ledger can't be written: ", e, uncertain);
  }

  /**
   * Makes the exception with the database's own message: the pool's message only says that it has
   * no connection.
   */
  private static LedgerUnavailable unavailable(String what, SQLException e, boolean uncertain) {
    SQLException first = e;
    while (first.getCause() instanceof SQLException cause) {
      first = cause;
    }
    return new LedgerUnavailable(what + first.getMessage(), e, uncertain);
  }

  private static HikariConfig sqlite(String url, String name, int connections) {
    HikariConfig config = pool(url, name, connections);
    // If the pool reopened a connection after the file was removed, SQLite would create an empty
    // file.
    config.setMaxLifetime(0);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("foreign_keys", "true");
    if (!url.contains("busy_timeout=")) {
      config.addDataSourceProperty("busy_timeout", String.valueOf(WAIT_MILLIS));
    }
    // A page that many presses touch is then written once in 16 MiB of log.
    config.addDataSourceProperty("wal_autocheckpoint", "4000");
    // The cache is 16 MiB, and the disk space that a burst adds to the log is given back.
    config.addDataSourceProperty("cache_size", "-16384");
    config.addDataSourceProperty("journal_size_limit", "67108864");
    // This runs after the address's own parameters, so that none of them can make a commit less
    // than durable.
    config.setConnectionInitSql("pragma synchronous = full");
    return config;
  }

  private static HikariConfig postgresql(String url, String name, int connections) {
    PostgresqlAddress address = PostgresqlAddress.of(url);
    HikariConfig config = pool(address.url(), name, connections);
    address
        .credentials()
        .forEach((key, value) -> config.addDataSourceProperty((String) key, value));
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.addDataSourceProperty("ApplicationName", "gorgias-smartrr");
    config.addDataSourceProperty("connectTimeout", "2");
    // With several hosts in the address, another host may become the primary one.
    config.addDataSourceProperty("hostRecheckSeconds", "2");
    // This is longer than a statement may take.
    config.addDataSourceProperty("socketTimeout", "5");
    // The details of an error can quote a row, and with it a person's address.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.setConnectionInitSql(
        "set statement_timeout = '4s';"
            + " set lock_timeout = '2s';"
            // A server that is cut off in the middle of a change would keep its locks for hours.
            + " set idle_in_transaction_session_timeout = '5s';"
            + " select set_config('synchronous_commit', 'on', false)"
            + " where current_setting('synchronous_commit') = 'off'");
    return config;
  }

  private static HikariConfig pool(String url, String name, int connections) {
    HikariConfig config = new HikariConfig();
    try {
      DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new SettingException(SETTING + " is not an address of a database.");
    }
    config.setJdbcUrl(url);
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setValidationTimeout(WAIT_MILLIS / 2);
    // When the database isn't there, the first use has a better message than the pool.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /** The file of an address like {@code jdbc:sqlite:file:data/ledger.db?busy_timeout=50}. */
  private static Path sqliteFile(String url) {
    String name = url.substring(SQLITE.length());
    int parameters = name.indexOf('?');
    if (parameters >= 0) {
      name = name.substring(0, parameters);
    }
    if (name.startsWith("file:")) {
      name = name.substring("file:".length());
    }
    boolean isElsewhere = name.contains("://");
    if (name.isBlank() || name.startsWith(":") || isElsewhere || url.contains("mode=memory")) {
      throw new SettingException(
          SETTING + " must name a file, like jdbc:sqlite:data/ledger.db: a press must outlast us.");
    }
    return Path.of(name).toAbsolutePath();
  }

  /**
   * Creates the file and its folder, readable by their owner only; a file or folder that exists
   * stays as it is.
   */
  private static void create(Path file) {
    try {
      if (Files.exists(file)) {
        if (Files.isDirectory(file)) {
          throw new SettingException(SETTING + ": " + file + " is a folder, not a file.");
        }
        if (!Files.isWritable(file) || !Files.isReadable(file)) {
          throw readOnly(file);
        }
        return;
      }
      Path folder = Objects.requireNonNull(file.getParent());
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createDirectories(folder);
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new SettingException(
          SETTING
              + ": "
              + file
              + " can't be created; the folder must be one that the server may write to: "
              + TextFile.why(file, e));
    }
  }

  /**
   * The identity of a file, by which another file in its place is noticed; null: there is no file.
   */
  private static @Nullable Object key(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? "there" : key;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The exception for a database that can't be opened at the start: a mistake in the settings where
   * that is the cause, and else an outage.
   */
  private static RuntimeException refused(@Nullable Path file, LedgerUnavailable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        if (file != null && SQLITE_READ_ONLY.contains(sql.getErrorCode())) {
          return readOnly(file);
        }
        if (file != null && SQLITE_NOT_A_DATABASE.contains(sql.getErrorCode())) {
          return new SettingException(
              SETTING + ": " + file + " is not a ledger, or is damaged: restore it or move it.");
        }
        String state = Objects.requireNonNullElse(sql.getSQLState(), "");
        if (state.startsWith("28")
            || state.startsWith("3D")
            || state.startsWith("3F")
            || state.startsWith("42501")) {
          return new SettingException(
              SETTING + ": the database refuses the server: " + sql.getMessage());
        }
      }
    }
    return e;
  }

  private static SettingException readOnly(Path file) {
    return new SettingException(
        SETTING
            + ": "
            + file
            + " can't be written; the server needs to read and write it, and its folder, as "
            + TextFile.user()
            + ".");
  }
}
