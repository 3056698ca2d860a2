package com.gorgiassmartrr.sandbox.smartrr;

/** The ways in which the simulator can fail. */
public enum FaultKind {
  /** The effect at once, the answer late. */
  SLOW,
  /** Effect and answer late; the effect comes even when the caller has gone. */
  LATE_EFFECT,
  /** No effect and never an answer; the connection stays open. */
  HANG,
  /** The connection is closed as soon as the request begins. */
  DOWN,
  /** A status of one's choice instead of the answer. */
  STATUS,
  /** The connection is reset before anything happened. */
  RESET_BEFORE_EFFECT,
  /** The effect happens, then the connection is reset. */
  RESET_AFTER_EFFECT,
  /** The effect happens, then never an answer. */
  TIMEOUT_AFTER_EFFECT,
  /** The length of the whole, half of the bytes, the end of the connection. */
  HALF_BODY,
  /** 200 with JSON that breaks off. */
  MALFORMED,
  /** 200 with a page. */
  HTML,
  /** 200 with five megabytes. */
  HUGE,
  /** The answer one byte at a time. */
  DRIP,
  /**
   * 200 with the state as it was; nothing changes. On routes that change no subscription: no fault.
   */
  EFFECT_WITHOUT_CHANGE
}
