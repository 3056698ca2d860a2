package com.gorgiassmartrr.sandbox.gorgias;

import java.time.Duration;

/**
 * The switches for what is not known for certain of Gorgias, or differs between accounts.
 *
 * <p>Every default is the best supported reading. Changes apply to the next call or request.
 */
public final class GorgiasBehaviour {
  private volatile Duration callTimeout = Duration.ofSeconds(5);
  private volatile Duration buttonTimeout = Duration.ofSeconds(5);
  private volatile int tries = 3;
  private volatile Duration retryDelay = Duration.ofSeconds(1);
  private volatile boolean retryServerErrors;
  private volatile int disableAfter = 100;
  private volatile boolean clientErrorsCount = true;
  private volatile boolean storeErrorJson = true;
  private volatile boolean encodeUrlValues;
  private volatile boolean noteNeedsVia;
  private volatile boolean noteNeedsSender;
  private volatile boolean showHeaders;
  private volatile Rights rights = Rights.ADMIN;
  private volatile int rateLimit = 40;
  private volatile Duration rateWindow = Duration.ofSeconds(20);

  GorgiasBehaviour() {}

  /** Returns how long an integration may stay silent; FACT: 5 seconds between two reads. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** Sets how long an integration may stay silent before the call counts as failed. */
  public GorgiasBehaviour callTimeout(Duration value) {
    callTimeout = value;
    return this;
  }

  /** Returns how long a button's call may take; GUESS: as long as an integration's. */
  public Duration buttonTimeout() {
    return buttonTimeout;
  }

  /** Sets how long a button's call may stay silent. */
  public GorgiasBehaviour buttonTimeout(Duration value) {
    buttonTimeout = value;
    return this;
  }

  /** Returns how often a call is made at most; GUESS: 3, on time-outs and connection errors. */
  public int tries() {
    return tries;
  }

  /** Sets how often a call is made at most, the first time included. */
  public GorgiasBehaviour tries(int value) {
    tries = value;
    return this;
  }

  /** Returns the pause between two tries; GUESS: 1 second. */
  public Duration retryDelay() {
    return retryDelay;
  }

  /** Sets the pause between two tries. */
  public GorgiasBehaviour retryDelay(Duration value) {
    retryDelay = value;
    return this;
  }

  /** Returns whether a 5xx is tried again; GUESS: no. */
  public boolean retryServerErrors() {
    return retryServerErrors;
  }

  /** Sets whether a 5xx is tried again. */
  public GorgiasBehaviour retryServerErrors(boolean value) {
    retryServerErrors = value;
    return this;
  }

  /** Returns after how many failed requests in a row an integration is switched off; FACT: 100. */
  public int disableAfter() {
    return disableAfter;
  }

  /** Sets after how many failed requests in a row an integration is switched off. */
  public GorgiasBehaviour disableAfter(int value) {
    disableAfter = value;
    return this;
  }

  /** Returns whether a 4xx counts as a failed request; GUESS: yes. */
  public boolean clientErrorsCount() {
    return clientErrorsCount;
  }

  /** Sets whether a 4xx counts as a failed request. */
  public GorgiasBehaviour clientErrorsCount(boolean value) {
    clientErrorsCount = value;
    return this;
  }

  /**
   * Returns whether the JSON of a non-2xx answer replaces the customer's data; FACT (2019): yes.
   */
  public boolean storeErrorJson() {
    return storeErrorJson;
  }

  /** Sets whether the JSON of a non-2xx answer replaces the customer's data. */
  public GorgiasBehaviour storeErrorJson(boolean value) {
    storeErrorJson = value;
    return this;
  }

  /** Returns whether values are percent-encoded in an integration's URL; GUESS: no. */
  public boolean encodeUrlValues() {
    return encodeUrlValues;
  }

  /** Sets whether values are percent-encoded in an integration's URL. */
  public GorgiasBehaviour encodeUrlValues(boolean value) {
    encodeUrlValues = value;
    return this;
  }

  /** Returns whether a posted message needs {@code via}; GUESS: no. */
  public boolean noteNeedsVia() {
    return noteNeedsVia;
  }

  /** Sets whether a posted message needs {@code via}. */
  public GorgiasBehaviour noteNeedsVia(boolean value) {
    noteNeedsVia = value;
    return this;
  }

  /** Returns whether a posted message needs {@code sender}; GUESS: no. */
  public boolean noteNeedsSender() {
    return noteNeedsSender;
  }

  /** Sets whether a posted message needs {@code sender}. */
  public GorgiasBehaviour noteNeedsSender(boolean value) {
    noteNeedsSender = value;
    return this;
  }

  /** Returns whether reading an integration shows its headers; FACT: no in 2026, yes in v1.1. */
  public boolean showHeaders() {
    return showHeaders;
  }

  /** Sets whether reading an integration shows its headers. */
  public GorgiasBehaviour showHeaders(boolean value) {
    showHeaders = value;
    return this;
  }

  /**
   * What the API key's user may do with integrations and widgets; FACT: only an admin may manage
   * them. GUESS: whether others may see them.
   */
  public enum Rights {
    /** Everything. */
    ADMIN,
    /** See them; a change is refused with 403. */
    READ,
    /** Nothing; everything is refused with 403. */
    NONE
  }

  /** Returns what the API key's user may do. */
  public Rights rights() {
    return rights;
  }

  /** Sets what the API key's user may do with integrations and widgets. */
  public GorgiasBehaviour rights(Rights value) {
    rights = value;
    return this;
  }

  /** Returns how many requests the bucket holds; FACT: 40 for an API key. */
  public int rateLimit() {
    return rateLimit;
  }

  /** Returns in what time a full bucket empties; FACT: 20 seconds, 10 for Enterprise. */
  public Duration rateWindow() {
    return rateWindow;
  }

  /** Sets the size of the bucket and the time in which it empties. */
  public GorgiasBehaviour rate(int limit, Duration window) {
    rateLimit = limit;
    rateWindow = window;
    return this;
  }
}
