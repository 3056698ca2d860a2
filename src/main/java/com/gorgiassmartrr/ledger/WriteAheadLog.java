package com.gorgiassmartrr.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps SQLite's write-ahead log from growing without end. SQLite starts the log afresh only when
 * nobody reads from it, and overlapping searches leave no such moment. So when the log has grown,
 * the next searches wait for those that run, and the log is emptied in between. All other reads are
 * short, and don't wait.
 */
final class WriteAheadLog implements AutoCloseable {
  /** The size in bytes from which on the log is emptied. */
  static final long LARGE = 48L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);
  private static final long EVERY_MILLIS = 500;
  private static final long LONGEST_WAIT_SECONDS = 15;

  private final Path file;
  private final HikariDataSource writers;
  private final int mostSearches;
  private final Semaphore searches;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ledger-log");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes the keeper of the log of a ledger's file.
   *
   * @param mostSearches how many searches may run at once
   */
  WriteAheadLog(Path ledger, HikariDataSource writers, int mostSearches) {
    this.mostSearches = mostSearches;
    this.searches = new Semaphore(mostSearches, true);
    this.file = ledger.resolveSibling(ledger.getFileName() + "-wal");
    this.writers = writers;
    timer.scheduleWithFixedDelay(
        this::emptyIfLarge, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A search, which reads for long. */
  interface Search<T> {
    T run();
  }

  /**
   * Runs a search. A search waits while too many others run, and while the log is about to be
   * emptied.
   *
   * @throws LedgerUnavailable if the search had to wait for too long
   */
  <T> T search(Search<T> search) {
    acquire();
    try {
      return search.run();
    } finally {
      searches.release();
    }
  }

  private void acquire() {
    try {
      if (searches.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new LedgerUnavailable("The ledger can't be searched: too many do at once", null, false);
  }

  private void emptyIfLarge() {
    try {
      if (Files.exists(file) && Files.size(file) > LARGE) {
        emptyBetweenSearches();
      }
    } catch (IOException | SQLException e) {
      LOG.debug("The log is emptied another time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void emptyBetweenSearches() throws SQLException, InterruptedException {
    if (!searches.tryAcquire(mostSearches, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      return;
    }
    try (Connection connection = writers.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("pragma wal_checkpoint(truncate)");
    } finally {
      searches.release(mostSearches);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
