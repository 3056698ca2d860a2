package com.gorgiassmartrr.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old entries from the ledger, because they name people: presses that have ended, parked
 * presses about which nobody decided, and presses and notes that couldn't be finished in all that
 * time.
 */
public final class Expiry implements Runnable {
  /** How often the ledger is searched for old entries. */
  public static final Duration EVERY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  private final Ledger ledger;
  private final Clock clock;
  private final Duration keep;

  /**
   * Makes the task that removes entries from this ledger.
   *
   * @param keep how long an entry is kept after its end
   */
  public Expiry(Ledger ledger, Clock clock, Duration keep) {
    this.ledger = ledger;
    this.clock = clock;
    this.keep = keep;
  }

  /** Removes the old entries; where the ledger can't be written they wait for the next time. */
  @Override
  public void run() {
    try {
      Instant then = clock.instant().minus(keep);
      for (Press press : ledger.dismissUnsettledBefore(then)) {
        LOG.warn(
            "press {}: {} for longer than ledger.keep, and removed undecided",
            press.reference(),
            press.state().word());
      }
      int undone = ledger.giveUpFollowUpsBefore(then);
      if (undone > 0) {
        LOG.warn("Follow-ups that couldn't be done for ledger.keep, and are given up: {}", undone);
      }
      int removed = ledger.removeEndedBefore(then);
      if (removed > 0) {
        LOG.info("Presses that were kept long enough and are removed: {}", removed);
      }
    } catch (RuntimeException e) {
      LOG.warn("Old presses can't be removed: {}", e.getMessage());
    }
  }
}
