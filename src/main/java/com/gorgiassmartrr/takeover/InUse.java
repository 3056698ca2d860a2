package com.gorgiassmartrr.takeover;

import java.util.concurrent.atomic.LongAdder;

/**
 * A count of what is under way.
 *
 * <p>It needs no lock, where both sides keep an order: whoever begins something counts it first,
 * and then looks whether it came too late; whoever waits for the end first keeps others from
 * beginning.
 */
public final class InUse {
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  public void begin() {
    begun.increment();
  }

  public void end() {
    ended.increment();
  }

  /** Whether all that had begun before has ended. */
  public boolean isNone() {
    // What has ended is read first: read the other way, one that ends now could hide another one.
    long over = ended.sum();
    return begun.sum() == over;
  }
}
