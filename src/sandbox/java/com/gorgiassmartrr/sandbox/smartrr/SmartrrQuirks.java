package com.gorgiassmartrr.sandbox.smartrr;

import java.util.function.UnaryOperator;

/**
 * Switches for what Smartrr's public material leaves open. Safe for many threads.
 *
 * <p>Every default is a GUESS; a client that is right works under each setting.
 */
public final class SmartrrQuirks {
  private volatile PageBase pageBase = PageBase.ZERO;
  private volatile boolean activateCancelled;
  private volatile boolean pauseTwice;
  private volatile boolean dayAsDate;
  private volatile boolean pausedWithoutStatus;
  private volatile boolean eventsWithoutOrder;
  private volatile UnaryOperator<String> spelling = UnaryOperator.identity();

  SmartrrQuirks() {}

  /** The number of the first page. */
  public PageBase pageBase() {
    return pageBase;
  }

  /** Sets the number of the first page. */
  public SmartrrQuirks pageBase(PageBase newBase) {
    pageBase = newBase;
    return this;
  }

  /**
   * Whether activate also revives what was cancelled. FACT: Smartrr's help says no, a third party
   * says yes.
   */
  public boolean activateCancelled() {
    return activateCancelled;
  }

  /** Says whether activate also revives what was cancelled. */
  public SmartrrQuirks activateCancelled(boolean on) {
    activateCancelled = on;
    return this;
  }

  /** Whether pausing what is paused succeeds. A third party calls pause idempotent. */
  public boolean pauseTwice() {
    return pauseTwice;
  }

  /** Says whether pausing what is paused succeeds. */
  public SmartrrQuirks pauseTwice(boolean on) {
    pauseTwice = on;
    return this;
  }

  /**
   * Whether a body may give a date as {@code 2026-12-03}. FACT: the document asks for the full
   * form.
   */
  public boolean dayAsDate() {
    return dayAsDate;
  }

  /** Says whether a body may give a date as {@code 2026-12-03}. */
  public SmartrrQuirks dayAsDate(boolean on) {
    dayAsDate = on;
    return this;
  }

  /**
   * Whether paused subscriptions come without {@code purchaseStateStatus}. FACT: one client met
   * such rows.
   */
  public boolean pausedWithoutStatus() {
    return pausedWithoutStatus;
  }

  /** Says whether paused subscriptions come without {@code purchaseStateStatus}. */
  public SmartrrQuirks pausedWithoutStatus(boolean on) {
    pausedWithoutStatus = on;
    return this;
  }

  /**
   * Whether events come without the order that they are about. FACT: the document makes it
   * optional.
   */
  public boolean eventsWithoutOrder() {
    return eventsWithoutOrder;
  }

  /** Says whether events come without the order that they are about. */
  public SmartrrQuirks eventsWithoutOrder(boolean on) {
    eventsWithoutOrder = on;
    return this;
  }

  /**
   * How a next billing date is spelled. FACT: full ISO with milliseconds in every row that was
   * seen, while {@code cancelledAt} comes as a day only, against the document.
   */
  public UnaryOperator<String> spelling() {
    return spelling;
  }

  /** Says how a next billing date is spelled, of its usual spelling. */
  public SmartrrQuirks spelling(UnaryOperator<String> newSpelling) {
    spelling = newSpelling;
    return this;
  }

  void reset() {
    spelling = UnaryOperator.identity();
    pageBase = PageBase.ZERO;
    activateCancelled = false;
    pauseTwice = false;
    dayAsDate = false;
    pausedWithoutStatus = false;
    eventsWithoutOrder = false;
  }
}
