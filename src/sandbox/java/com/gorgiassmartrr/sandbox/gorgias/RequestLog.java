package com.gorgiassmartrr.sandbox.gorgias;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A bounded record of the API requests that the simulator received, oldest first.
 *
 * <p>It keeps the newest 1000 requests and no credentials.
 */
public final class RequestLog {
  private static final int CAPACITY = 1000;

  private final Clock clock;
  private final Deque<Open> entries = new ArrayDeque<>();

  RequestLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * One request.
   *
   * @param at when it arrived
   * @param method the HTTP method
   * @param uri the path and the query
   * @param authorization the scheme and a mask, or empty
   * @param body the body as text
   * @param status the answer's status; 0 where none was sent (yet)
   * @param took the time until the answer was written; zero where none was sent (yet)
   */
  public record Entry(
      Instant at,
      String method,
      String uri,
      String authorization,
      String body,
      int status,
      Duration took) {}

  /** A request whose answer may still be missing. */
  final class Open {
    private Entry entry;

    private Open(Entry entry) {
      this.entry = entry;
    }

    void answered(int status) {
      synchronized (entries) {
        entry =
            new Entry(
                entry.at(),
                entry.method(),
                entry.uri(),
                entry.authorization(),
                entry.body(),
                status,
                Duration.between(entry.at(), clock.instant()));
      }
    }
  }

  Open add(String method, String uri, String authorization, String body) {
    // Only a word before a blank is a scheme: a bare word may be the key itself.
    int blank = authorization.indexOf(' ');
    String scheme = blank < 0 ? "" : authorization.substring(0, blank) + " ";
    String masked = authorization.isEmpty() ? "" : scheme + "***";
    Open open = new Open(new Entry(clock.instant(), method, uri, masked, body, 0, Duration.ZERO));
    synchronized (entries) {
      if (entries.size() == CAPACITY) {
        entries.removeFirst();
      }
      entries.addLast(open);
    }
    return open;
  }

  /** Returns all entries, oldest first. */
  public List<Entry> entries() {
    synchronized (entries) {
      List<Entry> copy = new ArrayList<>(entries.size());
      entries.forEach(open -> copy.add(open.entry));
      return copy;
    }
  }

  /** Returns the entries with this method whose path and query contain a text. */
  public List<Entry> matching(String method, String uriPart) {
    return entries().stream()
        .filter(entry -> entry.method().equals(method) && entry.uri().contains(uriPart))
        .toList();
  }

  /** Forgets all entries. */
  public void clear() {
    synchronized (entries) {
      entries.clear();
    }
  }
}
