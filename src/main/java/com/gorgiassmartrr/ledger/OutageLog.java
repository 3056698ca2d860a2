package com.gorgiassmartrr.ledger;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log that the ledger fails, once a minute at most however often it is tried, and that it
 * is back.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final long BETWEEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile boolean isDown;
  private boolean isTold;
  private long toldAt;

  /** It failed. */
  synchronized void failed(String message) {
    isDown = true;
    long now = System.nanoTime();
    if (toldAt == 0 || now - toldAt >= BETWEEN_NANOS) {
      LOG.warn("{}", message);
      toldAt = now;
      isTold = true;
    }
  }

  /** It worked, which is told after a failure that was. */
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
