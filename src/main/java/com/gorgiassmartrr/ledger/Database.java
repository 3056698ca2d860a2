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

  /** How long a connection or another process's lock is waited for: a press must be answered. */
  private static final int WAIT_MILLIS = 2000;

  private static final String WRITTEN = "written";
  private static final Step COMMIT = new Step("commit");

  /**
   * PostgreSQL's errors of a statement: bad or clashing data, no right or no such table, a
   * deadlock, a lock or a time that is over.
   */
  private static final List<String> CERTAIN =
      List.of("22", "23", "25", "40001", "40P01", "42", "55", "57014");

  /**
   * PostgreSQL's errors that tell of the connection or of the server behind it: it broke, only
   * reads, as a server that was the primary one, shuts down or starts, or has a fault. That it
   * takes no further connection (53300), or is full, says nothing against those that we have.
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
   * PostgreSQL's connection for signs of life, which mustn't wait for presses. SQLite needs none.
   */
  private final @Nullable HikariDataSource heart;

  /** SQLite's write-ahead log. */
  private final @Nullable WriteAheadLog log;

  /** SQLite has one connection that writes; PostgreSQL groups the commits of several by itself. */
  private final GroupCommit group = new GroupCommit(this::commit, Duration.ofMillis(WAIT_MILLIS));

  private final OutageLog writing = new OutageLog();
  private final OutageLog reading = new OutageLog();

  /** The statements of SQLite's connections, which are as many as the pools open. */
  private final Map<Connection, Sql> kept = new ConcurrentHashMap<>();

  /** Something done in a transaction or with a connection. */
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

  /** Opens the database, creates what it lacks, and makes sure that it can be written. */
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

  /** Brings the tables up to date, on a connection of its own, for it may take its time. */
  private static void migrate(HikariConfig config, Dialect dialect, Instant now) {
    Properties properties = new Properties();
    properties.putAll(config.getDataSourceProperties());
    properties.remove("socketTimeout");
    try (Connection connection = DriverManager.getConnection(config.getJdbcUrl(), properties)) {
      Sql sql = new Sql(connection);
      if (dialect == Dialect.POSTGRESQL) {
        // Whoever waited for another server's migration must see what it did; and one that is cut
        // off in the middle mustn't keep the others from starting.
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

  /** Does the work in a transaction that is durable when this returns, or not at all. */
  <T> T write(Work<T> work) {
    return dialect == Dialect.SQLITE ? group.run(work) : inTransaction(work);
  }

  /**
   * Runs these statements in a transaction that is durable when this returns, or not at all; where
   * the database isn't in this process, in one trip.
   *
   * @return a number for each, as {@link Sql#each} tells
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
        // By itself it is a transaction.
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
        // Where the database went away, the other connections are as dead.
        evictAll();
      }
      throw notWritten(e, isUncertain);
    }
  }

  /**
   * Whether the database says of a statement that it wasn't done, and so wasn't what stood around
   * it. Of errors that can come with the end of the connection, as when a disk is full, nothing is
   * known.
   */
  private static boolean isTakenBack(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return CERTAIN.stream().anyMatch(state::startsWith);
  }

  /** Takes the connections out of use that are as unfit as the one that failed. */
  private void evictIfUnfit(SQLException failure) {
    if (file == null && isUnfit(failure)) {
      evictAll();
    } else if (file != null && SQLITE_READ_ONLY.contains(failure.getErrorCode())) {
      // A connection that was opened while the file was read-only stays so.
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

  /** Whether one row alone fails, and another one needn't. */
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

  /** Does the work, which only reads. */
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

  /** Does the work, which reads for long. */
  <T> T search(Work<T> work) {
    return log == null ? read(work) : log.search(() -> read(work));
  }

  /** Does the work for a sign of life, each statement of which is a transaction of its own. */
  <T> T beat(Work<T> work) {
    try (Connection connection = Objects.requireNonNull(heart).getConnection()) {
      return work.on(sql(connection));
    } catch (SQLException e) {
      throw notWritten(e, true);
    }
  }

  /** The file; none where the database is elsewhere. */
  @Nullable Path file() {
    return file;
  }

  /**
   * The statements of a connection that the pool lends. What SQLite has compiled is kept beside the
   * connection itself, for it takes as long to compile a statement as to run it; the driver of
   * PostgreSQL keeps its own.
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

  /** Takes the transaction back; a connection on which that fails is not used again. */
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

  /** Says what the database said first: a pool only says that it has no connection. */
  private static LedgerUnavailable unavailable(String what, SQLException e, boolean uncertain) {
    SQLException first = e;
    while (first.getCause() instanceof SQLException cause) {
      first = cause;
    }
    return new LedgerUnavailable(what + first.getMessage(), e, uncertain);
  }

  private static HikariConfig sqlite(String url, String name, int connections) {
    HikariConfig config = pool(url, name, connections);
    // A pooled connection that is opened anew could create the file anew.
    config.setMaxLifetime(0);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("foreign_keys", "true");
    if (!url.contains("busy_timeout=")) {
      config.addDataSourceProperty("busy_timeout", String.valueOf(WAIT_MILLIS));
    }
    // Pages that many presses touch are then written once: 16 MiB of them.
    config.addDataSourceProperty("wal_autocheckpoint", "4000");
    // 16 MiB, and what a burst leaves in the log is given back.
    config.addDataSourceProperty("cache_size", "-16384");
    config.addDataSourceProperty("journal_size_limit", "67108864");
    // After the address's own parameters, so that none of them makes a commit less than durable.
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
    // Of several hosts in the address, which one is the primary may change.
    config.addDataSourceProperty("hostRecheckSeconds", "2");
    // Longer than a statement may take.
    config.addDataSourceProperty("socketTimeout", "5");
    // The details of an error can quote a row, and with it a person's address.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.setConnectionInitSql(
        "set statement_timeout = '4s';"
            + " set lock_timeout = '2s';"
            // Whoever is cut off in the middle of a change would keep its locks for hours.
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
    // The first use says it better than the pool would when the database isn't there.
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

  /** Creates the file and its folder, for nobody else's eyes; what is there stays as it is. */
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

  /** Tells a file from another one in its place; null when there is none. */
  private static @Nullable Object key(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? "there" : key;
    } catch (IOException e) {
      return null;
    }
  }

  /** What is said when the database refuses at the start: whose fault it is decides. */
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
