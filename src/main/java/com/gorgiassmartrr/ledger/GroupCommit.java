package com.gorgiassmartrr.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets changes of many threads share a transaction, because a durable commit takes as long for one
 * change as for many.
 *
 * <p>A change that comes while no transaction runs begins at once, in a transaction of its own. The
 * changes that come meanwhile wait, and are then committed together, in the order in which they
 * came. Each change sees what those before it did, and a change that fails takes back only its own
 * work.
 */
final class GroupCommit {
  private static final int MOST_AT_ONCE = 64;

  private final Transaction transaction;
  private final Duration patience;
  private final Queue<Change<?>> waiting = new ArrayDeque<>();
  private boolean isBusy;

  /** A transaction that commits all of these changes, or fails and commits none. */
  interface Transaction {
    void commit(List<Change<?>> changes);
  }

  /**
   * Makes a group of changes that share transactions.
   *
   * @param patience how long a change waits for its transaction to begin
   */
  GroupCommit(Transaction transaction, Duration patience) {
    this.transaction = transaction;
    this.patience = patience;
  }

  /**
   * Does the work in a transaction: when this method returns the work is durable, and when it
   * throws nothing is done.
   */
  <T> T run(Database.Work<T> work) {
    Change<T> change = new Change<>(work);
    if (join(change)) {
      commitWaiting();
    } else {
      await(change);
    }
    return change.result();
  }

  /** Puts a change in line; true: the caller must make the changes that wait. */
  private synchronized boolean join(Change<?> change) {
    waiting.add(change);
    boolean isOurTurn = !isBusy;
    isBusy = true;
    return isOurTurn;
  }

  private void await(Change<?> change) {
    boolean isInterrupted = false;
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        long left = isInterrupted ? 0 : end - System.nanoTime();
        if (change.called.await(left, TimeUnit.NANOSECONDS) || !leave(change)) {
          change.called.await();
        } else {
          change.failed(
              new LedgerUnavailable(
                  "The ledger can't be written: too many want to write at once", null, false));
        }
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (!change.isOver) {
      commitWaiting();
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes a change out of the line; false: the change is being made, or the caller must make the
   * changes that wait.
   */
  private synchronized boolean leave(Change<?> change) {
    return change.called.getCount() > 0 && waiting.remove(change);
  }

  /**
   * Commits the changes that wait, the caller's among them, and lets the thread of the next change
   * go on.
   */
  private void commitWaiting() {
    List<Change<?>> changes = take();
    try {
      transaction.commit(changes);
      changes.forEach(Change::committed);
    } catch (RuntimeException | Error e) {
      changes.forEach(change -> change.failed(e));
    } finally {
      callNext();
      changes.forEach(change -> change.called.countDown());
    }
  }

  private synchronized List<Change<?>> take() {
    List<Change<?>> changes = new ArrayList<>();
    while (changes.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
      changes.add(waiting.remove());
    }
    return changes;
  }

  private synchronized void callNext() {
    Change<?> next = waiting.peek();
    if (next == null) {
      isBusy = false;
    } else {
      next.called.countDown();
    }
  }

  /** A change for which a thread waits. */
  static final class Change<T> {
    private final Database.Work<T> work;

    /**
     * Opens when the change is over, or when the thread of this change is to make the next changes.
     */
    private final CountDownLatch called = new CountDownLatch(1);

    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean isOver;

    private Change(Database.Work<T> work) {
      this.work = work;
    }

    /** Does the work alone; an exception takes back the whole transaction. */
    void alone(Sql sql) throws SQLException {
      result = work.on(sql);
    }

    /**
     * Does the work in a transaction with other changes.
     *
     * @throws SQLException if the transaction is of no more use
     */
    void amongOthers(Sql sql) throws SQLException {
      sql.run("savepoint change");
      try {
        result = work.on(sql);
      } catch (SQLException e) {
        failure = e;
        try {
          sql.run("rollback to change");
        } catch (SQLException gone) {
          // The database takes the whole transaction back by itself when, for instance, the disk is
          // full.
          e.addSuppressed(gone);
          throw e;
        }
      } catch (RuntimeException | Error e) {
        failure = e;
        sql.run("rollback to change");
      }
      sql.run("release change");
    }

    private void committed() {
      isOver = true;
    }

    private void failed(Throwable why) {
      if (failure == null) {
        failure = why;
      }
      isOver = true;
    }

    private T result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure instanceof SQLException exception) {
        throw Database.unwritable(exception, false);
      }
      return Objects.requireNonNull(result);
    }
  }
}
