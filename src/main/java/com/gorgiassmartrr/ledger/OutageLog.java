package com.gorgiassmartrr.ledger;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the ledger fails, at most once a minute however often it is tried, and logs that it is
 * back.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final long BETWEEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile boolean isDown;
  private boolean isTold;
  private long toldAt;

  /** Logs a failure of the ledger, unless one was logged less than a minute ago. */
  synchronized void failed(String message) {
    isDown = true;
    long now = System.nanoTime();
    if (toldAt == 0 || now - toldAt >= BETWEEN_NANOS) {
      LOG.warn("{}", message);
      toldAt = now;
      isTold = true;
    }
  }

  /** Logs that the ledger works again, if a failure was logged. */
  void worked(String what) {
    if (isDown) {
      tellBack(what);
    }
  }

  private synchronized void tellBack(String what) {
    if (isDown && isTold) {
      LOG.info("The ledger can be {} again", what);
    }
    isDown = false;
    isTold = false;
  }
}
