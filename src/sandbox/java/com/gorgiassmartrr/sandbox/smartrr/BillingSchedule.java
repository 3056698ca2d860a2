package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The orders of one subscription as numbered slots, some of them skipped.
 *
 * <p>FACT: Smartrr keeps a recurrence rule plus an array of skips by slot number. GUESS: that the
 * next billing date is the first slot that is neither billed nor skipped, and that a newly set date
 * starts the numbering again.
 */
final class BillingSchedule {
  private static final int LOOK_AHEAD = 500;

  private final TreeSet<Integer> skipped = new TreeSet<>();
  private BillingInterval interval;
  private Instant anchor;
  private int firstUnbilled;

  BillingSchedule(Instant anchor, BillingInterval interval, int billed) {
    this.anchor = anchor;
    this.interval = interval;
    this.firstUnbilled = billed;
  }

  Instant anchor() {
    return anchor;
  }

  BillingInterval interval() {
    return interval;
  }

  Instant slot(int index) {
    return interval.after(anchor, index);
  }

  Instant next() {
    return slot(nextIndex());
  }

  int nextIndex() {
    int index = firstUnbilled;
    while (skipped.contains(index)) {
      index++;
    }
    return index;
  }

  /** The unbilled slot on the same day, skipped or not; empty when no order is due on that day. */
  OptionalInt slotOnDayOf(Instant date) {
    for (int index = firstUnbilled; index < firstUnbilled + LOOK_AHEAD; index++) {
      if (Dates.dayOf(slot(index)).equals(Dates.dayOf(date))) {
        return OptionalInt.of(index);
      }
    }
    return OptionalInt.empty();
  }

  boolean isSkipped(int index) {
    return skipped.contains(index);
  }

  void skip(int index) {
    skipped.add(index);
  }

  void unskip(int index) {
    skipped.remove(index);
  }

  /** The earliest skipped slot that has not passed; empty when none is skipped. */
  OptionalInt earliestSkipped() {
    Integer index = skipped.ceiling(firstUnbilled);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** The number of slots that the skip array must cover. */
  int skipArrayLength() {
    return skipped.isEmpty() ? 0 : skipped.last() + 1;
  }

  void startAgainAt(Instant date) {
    anchor = date;
    firstUnbilled = 0;
    skipped.clear();
  }

  void changeInterval(BillingInterval newInterval) {
    Instant next = next();
    interval = newInterval;
    startAgainAt(next);
  }

  void billNext() {
    firstUnbilled = nextIndex() + 1;
  }

  void passOver(Instant now) {
    while (!next().isAfter(now)) {
      billNext();
    }
  }
}
