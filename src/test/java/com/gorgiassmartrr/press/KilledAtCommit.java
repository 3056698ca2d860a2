package com.gorgiassmartrr.press;

import com.gorgiassmartrr.Application;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server as it is, on a SQLite driver that ends the process at one of the ledger's commits:
 * right before it or right after it, as SIGKILL would, with nothing closed and nobody told.
 *
 * <p>Only commits that change presses or notes count, from the one that records the first press of
 * this process.
 */
final class KilledAtCommit implements Driver {
  /** The status with which the process ends at that commit, and with which nothing else ends it. */
  static final int STATUS = 77;

  private final Driver real = new org.sqlite.JDBC();
  private final boolean isBefore;
  private final int number;
  private final AtomicInteger commits = new AtomicInteger();
  private volatile boolean counts;

  private KilledAtCommit(boolean isBefore, int number) {
    this.isBefore = isBefore;
    this.number = number;
  }

  /**
   * Runs the server.
   *
   * @param args {@code before} or {@code after}, and the commit's number, from 1
   */
  public static void main(String[] args) throws SQLException {
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver instanceof org.sqlite.JDBC) {
        DriverManager.deregisterDriver(driver);
      }
    }
    DriverManager.registerDriver(
        new KilledAtCommit(args[0].equals("before"), Integer.parseInt(args[1])));
    Application.main(new String[0]);
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    Connection connection = real.connect(url, properties);
    return connection == null ? null : new Watched(connection).proxy();
  }

  /** A connection, and whether its transaction changes anything that counts. */
  private final class Watched {
    private final Connection connection;
    private boolean changes;

    Watched(Connection connection) {
      this.connection = connection;
    }

    Connection proxy() {
      return KilledAtCommit.proxy(
          Connection.class,
          (method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (result instanceof PreparedStatement statement) {
              return prepared(statement, String.valueOf(arguments[0]));
            }
            return result;
          });
    }

    private boolean isNext() {
      return changes && counts && commits.incrementAndGet() == number;
    }

    private PreparedStatement prepared(PreparedStatement statement, String sql) {
      boolean isChange =
          sql.matches("(?is)\\s*(insert\\s+into|update)\\s+(press|note|follow_up)\\b.*");
      return KilledAtCommit.proxy(
          PreparedStatement.class,
          (method, arguments) -> {
            boolean runs = method.getName().startsWith("execute");
            boolean isTheOne = runs && sql.equals("commit") && isNext();
            if (isTheOne && isBefore) {
              Runtime.getRuntime().halt(STATUS);
            }
            Object result = call(statement, method, arguments);
            if (isTheOne) {
              Runtime.getRuntime().halt(STATUS);
            }
            if (runs && sql.startsWith("begin")) {
              changes = false;
            }
            if (isChange && hasChanged(method, result)) {
              changes = true;
              counts |= sql.contains("insert into press");
            }
            return result;
          });
    }
  }

  /** Whether that tells of a row that was changed, or returns one. */
  private static boolean hasChanged(Method method, @Nullable Object result) {
    return switch (method.getName()) {
      case "execute" -> Boolean.TRUE.equals(result);
      case "executeUpdate", "getUpdateCount" -> !Integer.valueOf(0).equals(result);
      default -> false;
    };
  }

  private interface Call {
    @Nullable Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                call.on(method, arguments == null ? new Object[0] : arguments)));
  }

  private static @Nullable Object call(Object target, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return real.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return real.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return real.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return real.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return real.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
