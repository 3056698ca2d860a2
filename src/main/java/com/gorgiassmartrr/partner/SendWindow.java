package com.gorgiassmartrr.partner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a change that was marked as sent may leave. Whoever takes the change over waits
 * for its effect from the mark on, so a change that was held up in between, as by a machine that
 * stood still, must not leave any more.
 *
 * <p>The HTTP client asks once it has a connection, before the first byte of the request.
 */
public final class SendWindow {
  /** How long after its mark a change may leave. */
  public static final Duration LENGTH = Duration.ofSeconds(3);

  private static final ThreadLocal<@Nullable SendWindow> CURRENT = new ThreadLocal<>();

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
   * A window that opens now; it is opened before the change is marked.
   *
   * @param clock a second opinion: the monotonic clock stands still while a machine sleeps
   * @param isOurs whether nobody else can have taken the change over
   */
  public static SendWindow open(InstantSource clock, BooleanSupplier isOurs) {
    return new SendWindow(clock, isOurs);
  }

  /** Makes the call, on this thread, whose requests leave only while the window is open. */
  public <T> T call(Supplier<T> call) {
    CURRENT.set(this);
    try {
      return call.get();
    } finally {
      CURRENT.remove();
    }
  }

  /** Throws where the call that this thread makes has a window, and that is closed. */
  static void check() throws TooLateException {
    SendWindow window = CURRENT.get();
    if (window != null && !window.isOpen()) {
      throw new TooLateException();
    }
  }

  private boolean isOpen() {
    return System.nanoTime() - openedNanos < LENGTH.toNanos()
        && clock.instant().isBefore(openedAt.plus(LENGTH))
        && isOurs.getAsBoolean();
  }
}
