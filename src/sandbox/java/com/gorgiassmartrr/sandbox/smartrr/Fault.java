package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One way to fail, with its particulars.
 *
 * @param delay how late, or for DRIP the time between two bytes
 * @param status the status that STATUS answers with
 * @param retryAfter the value of the Retry-After header that STATUS sends, where one is wanted
 * @param body the JSON that STATUS sends; null for one in Smartrr's error shape
 * @param effect whether the change that was asked for happens nevertheless
 */
public record Fault(
    FaultKind kind,
    Duration delay,
    int status,
    @Nullable String retryAfter,
    @Nullable String body,
    boolean effect) {

  /** The effect at once, the answer late. */
  public static Fault slow(Duration delay) {
    return of(FaultKind.SLOW).delayed(delay);
  }

  /** Effect and answer late. */
  public static Fault lateEffect(Duration delay) {
    return of(FaultKind.LATE_EFFECT).delayed(delay);
  }

  /** One byte at a time. */
  public static Fault drip(Duration betweenBytes) {
    return of(FaultKind.DRIP).delayed(betweenBytes);
  }

  /** A status instead of the answer; nothing changes. */
  public static Fault status(int status) {
    return new Fault(FaultKind.STATUS, Duration.ZERO, status, null, null, false);
  }

  /** A fault of a kind that needs no particulars. */
  public static Fault of(FaultKind kind) {
    boolean effect =
        switch (kind) {
          case SLOW, LATE_EFFECT, RESET_AFTER_EFFECT, TIMEOUT_AFTER_EFFECT -> true;
          case HALF_BODY, MALFORMED, HUGE, DRIP -> true;
          case HANG, DOWN, STATUS, RESET_BEFORE_EFFECT, HTML, EFFECT_WITHOUT_CHANGE -> false;
        };
    return new Fault(kind, Duration.ZERO, 500, null, null, effect);
  }

  /** The same with a Retry-After header: seconds, or a date. */
  public Fault retryAfter(String value) {
    return new Fault(kind, delay, status, value, body, effect);
  }

  /** The same with another body. */
  public Fault body(String json) {
    return new Fault(kind, delay, status, retryAfter, json, effect);
  }

  /**
   * The same, and the change happens although the answer says otherwise: a 500 after the work was
   * done.
   */
  public Fault afterEffect() {
    return new Fault(kind, delay, status, retryAfter, body, true);
  }

  private Fault delayed(Duration newDelay) {
    return new Fault(kind, newDelay, status, retryAfter, body, effect);
  }
}
