package com.gorgiassmartrr;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does, no longer than ten seconds. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private Await() {}

  /** Returns as soon as it is so; fails when it doesn't become so. */
  public static void until(String what, BooleanSupplier isSo) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited in vain for " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
