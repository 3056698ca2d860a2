package com.gorgiassmartrr.followup;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long is waited before a follow-up that failed is tried again. */
public final class Backoff {
  /** The longest wait that a receiver may impose; more is taken for a mistake. */
  private static final Duration LONGEST_TOLD = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 20;

  private Backoff() {}

  /**
   * The wait after some failures: twice as long after each, and spread downwards by up to a fifth,
   * so that stores and servers don't come back at once.
   *
   * @param earlier how many failures there were before the last one
   * @param first the wait after the first failure
   * @param longest how long is waited at most
   */
  public static Duration after(int earlier, Duration first, Duration longest) {
    Duration grown = first.multipliedBy(1L << Math.min(Math.max(0, earlier), MOST_DOUBLINGS));
    long most = shorter(grown, longest).toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most * 4 / 5, most + 1));
  }

  /** What is obeyed of a wait that a receiver asks for. */
  public static Duration told(Duration wish) {
    return shorter(wish, LONGEST_TOLD);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
