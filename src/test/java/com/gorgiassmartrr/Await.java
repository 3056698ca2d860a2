package com.gorgiassmartrr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does, for half a minute unless it is told how long. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private Await() {}

  /** Returns as soon as it is so; fails when it doesn't become so. */
  public static void until(String what, BooleanSupplier isSo) {
    until(what, LONGEST, isSo);
  }

  /** Returns what it looks for as soon as that is there; fails when it doesn't come. */
  public static <T> T value(String what, Duration longest, Supplier<Optional<T>> look) {
    List<T> found = new ArrayList<>();
    until(
        what,
        longest,
        () -> {
          look.get().ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  /** Returns as soon as it is so; fails when it doesn't become so within that time. */
  public static void until(String what, Duration longest, BooleanSupplier isSo) {
    long end = System.nanoTime() + longest.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited in vain for " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
