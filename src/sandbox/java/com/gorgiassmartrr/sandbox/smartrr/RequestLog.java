package com.gorgiassmartrr.sandbox.smartrr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** A bounded record of what was asked. Safe for many threads. */
public final class RequestLog {
  private static final int KEPT = 5000;

  private final Deque<RecordedRequest> kept = new ArrayDeque<>();
  private long count;
  private int inFlight;
  private int mostInFlight;

  RequestLog() {}

  /**
   * How many requests came since the last {@link #clear()}, those that are no longer kept included.
   */
  public synchronized long count() {
    return count;
  }

  /** How many of the kept requests (the last 5000) are meant. */
  public synchronized long count(Predicate<RecordedRequest> meant) {
    return kept.stream().filter(meant).count();
  }

  /** The kept requests, oldest first. */
  public synchronized List<RecordedRequest> list() {
    return List.copyOf(kept);
  }

  /** The kept requests that are meant, oldest first. */
  public synchronized List<RecordedRequest> list(Predicate<RecordedRequest> meant) {
    return kept.stream().filter(meant).toList();
  }

  /** Forgets everything but what is in flight. */
  public synchronized void clear() {
    kept.clear();
    count = 0;
    mostInFlight = inFlight;
  }

  /** How many requests are waiting for the end of their answer now. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** The most requests that were in flight at once since the last {@link #clear()}. */
  public synchronized int mostInFlight() {
    return mostInFlight;
  }

  synchronized void add(RecordedRequest request) {
    count++;
    kept.addLast(request);
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
  }

  synchronized void begin() {
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
  }

  synchronized void end() {
    inFlight--;
  }
}
