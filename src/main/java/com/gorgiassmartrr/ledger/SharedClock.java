package com.gorgiassmartrr.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of the servers that share a ledger: this server's clock, corrected by the database's
 * time where the two differ by more than the question takes.
 */
final class SharedClock extends Clock {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final Duration NOTICED = Duration.ofMillis(500);

  private final Clock own;
  private volatile Duration behind = Duration.ZERO;

  SharedClock(Clock own) {
    this.own = own;
  }

  /**
   * Compares the database's time with that of this machine.
   *
   * @param before when the database was asked
   * @param after when its answer was there
   */
  void compare(Instant before, Instant database, Instant after) {
    Duration difference = Duration.ZERO;
    if (database.isBefore(before.minus(NOTICED))) {
      difference = Duration.between(before, database);
    } else if (database.isAfter(after.plus(NOTICED))) {
      difference = Duration.between(after, database);
    }
    if (difference.isZero() != behind.isZero()) {
      if (difference.isZero()) {
        LOG.info("This machine's clock agrees with the database's again");
      } else {
        LOG.warn(
            "This machine's clock differs from the database's by {} ms; presses go by the"
                + " database's",
            difference.toMillis());
      }
    }
    behind = difference;
  }

  @Override
  public Instant instant() {
    return own.instant().plus(behind);
  }

  @Override
  public ZoneId getZone() {
    return own.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return offset(own.withZone(zone), behind);
  }
}
