package com.gorgiassmartrr.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what the ledger has kept for long enough, for it names people: what ended, what was
 * parked and nobody decided, and what could be neither carried out nor noted in all that time.
 */
public final class Expiry implements Runnable {
  /** How often it is worth looking. */
  public static final Duration EVERY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  private final Ledger ledger;
  private final Clock clock;
  private final Duration keep;

  /** Removes from this ledger what ended longer ago than that. */
  public Expiry(Ledger ledger, Clock clock, Duration keep) {
    this.ledger = ledger;
    this.clock = clock;
    this.keep = keep;
  }

  /** Removes what is due, and leaves it for the next time where the ledger can't be written. */
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
