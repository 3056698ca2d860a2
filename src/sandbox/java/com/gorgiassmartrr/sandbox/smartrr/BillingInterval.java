package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** The time between two orders of a plan. */
public record BillingInterval(Unit unit, int count) {

  /** The units of an interval. FACT: Smartrr's document lists these four. */
  public enum Unit {
    DAY,
    WEEK,
    MONTH,
    YEAR
  }

  /** Rejects an interval that would not move. */
  public BillingInterval {
    if (count < 1) {
      throw new IllegalArgumentException("An interval needs a count of 1 or more, not " + count);
    }
  }

  /**
   * The moment that lies a number of intervals after a start; months end as the calendar has it.
   */
  Instant after(Instant start, int times) {
    return start.atZone(ZoneOffset.UTC).plus(period(count * times)).toInstant();
  }

  private Period period(int amount) {
    return switch (unit) {
      case DAY -> Period.ofDays(amount);
      case WEEK -> Period.ofWeeks(amount);
      case MONTH -> Period.ofMonths(amount);
      case YEAR -> Period.ofYears(amount);
    };
  }

  /** The recurrence rule's words for this interval. GUESS: the document only says "string". */
  String rule() {
    String frequency =
        switch (unit) {
          case DAY -> "DAILY";
          case WEEK -> "WEEKLY";
          case MONTH -> "MONTHLY";
          case YEAR -> "YEARLY";
        };
    return "RRULE:FREQ=" + frequency + ";INTERVAL=" + count;
  }
}
