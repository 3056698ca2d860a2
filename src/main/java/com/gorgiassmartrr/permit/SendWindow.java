package com.gorgiassmartrr.permit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The time in which a write that was marked as sent may leave. Whoever takes the write over waits
 * for its effect from the mark on, so a write that was held up in between, as by a machine that
 * stood still, must not leave any more.
 */
public final class SendWindow {
  /** How long after its mark a write may leave. */
  public static final Duration LENGTH = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final BooleanSupplier isOurs;
  private final long openedNanos = System.nanoTime();
  private final Instant openedAt;

  private SendWindow(InstantSource clock, BooleanSupplier isOurs) {
    this.clock = clock;
    this.isOurs = isOurs;
    this.openedAt = clock.instant();
  }

  /**
   * A window that opens now; it is opened before the write is marked.
   *
   * @param clock a second opinion: the monotonic clock stands still while a machine sleeps
   * @param isOurs whether nobody else can have taken the write over
   */
  public static SendWindow open(InstantSource clock, BooleanSupplier isOurs) {
    return new SendWindow(clock, isOurs);
  }

  boolean isOpen() {
    return System.nanoTime() - openedNanos < LENGTH.toNanos()
        && clock.instant().isBefore(openedAt.plus(LENGTH))
        && isOurs.getAsBoolean();
  }
}
