package com.gorgiassmartrr.sandbox.gorgias;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The faults of the simulated API.
 *
 * <p>A fault holds for the next few requests or until it is cleared; one for the next requests
 * comes before the lasting one. Nothing here blocks.
 */
public final class GorgiasFaults {
  private final Function<Boolean, CompletableFuture<Void>> listening;
  private final Deque<Planned> planned = new ArrayDeque<>();
  private final List<HttpConnection> hanging = new ArrayList<>();
  private @Nullable Fault lasting;
  private boolean refusing;
  private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);

  GorgiasFaults(Function<Boolean, CompletableFuture<Void>> listening) {
    this.listening = listening;
  }

  /** The ways in which a request can fail. "Effect" is what the request was meant to change. */
  public enum Kind {
    /** The right answer, late. */
    SLOW,
    /** No effect and no answer, until the fault is cleared; then the connection is closed. */
    HANG,
    /** No effect; 503 with Gorgias's error body. */
    DOWN,
    /** No effect; a chosen status, with or without Retry-after. */
    STATUS,
    /** No effect; the connection is closed. */
    RESET_BEFORE_EFFECT,
    /** The effect; then the connection is closed without an answer. */
    RESET_AFTER_EFFECT,
    /** The effect; then silence, until the fault is cleared. */
    TIMEOUT_AFTER_EFFECT,
    /** The effect; then half of the answer, and the connection is closed. */
    HALF_BODY,
    /** The effect; then 200 with something that is no JSON though it says so. */
    MALFORMED,
    /** No effect; 200 with a page of HTML. */
    HTML,
    /** No effect; 404 with a page of HTML. FACT: so answers a domain that nobody has. */
    NO_ACCOUNT
  }

  /**
   * One fault.
   *
   * @param kind what happens
   * @param delay how late a {@link Kind#SLOW} answer is
   * @param status what {@link Kind#STATUS} answers
   * @param retryAfter what {@link Kind#STATUS} sends as Retry-after, or null for no header
   * @param method the HTTP method that is hit, or empty for all
   * @param uriPart a part of the path and query that is hit, or empty for all
   */
  public record Fault(
      Kind kind,
      Duration delay,
      int status,
      @Nullable Duration retryAfter,
      String method,
      String uriPart) {

    /** Returns a fault of a kind that needs nothing more to be said. */
    public static Fault of(Kind kind) {
      return new Fault(kind, Duration.ofSeconds(3), 500, null, "", "");
    }

    /** Returns a fault that delays the right answer. */
    public static Fault slow(Duration delay) {
      return new Fault(Kind.SLOW, delay, 200, null, "", "");
    }

    /** Returns a fault that answers a status without Retry-after. */
    public static Fault status(int status) {
      return new Fault(Kind.STATUS, Duration.ZERO, status, null, "", "");
    }

    /** Returns a fault that answers a status with Retry-after in whole seconds. */
    public static Fault status(int status, Duration retryAfter) {
      return new Fault(Kind.STATUS, Duration.ZERO, status, retryAfter, "", "");
    }

    /** Returns the same fault for requests of one method whose URI contains a text. */
    public Fault on(String hitMethod, String hitUriPart) {
      return new Fault(kind, delay, status, retryAfter, hitMethod, hitUriPart);
    }

    boolean hits(String requestMethod, String uri) {
      return (method.isEmpty() || method.equals(requestMethod.toUpperCase(Locale.ROOT)))
          && uri.contains(uriPart);
    }
  }

  private record Planned(Fault fault, int requests) {}

  /** Lets a fault hit the next few requests that it matches. */
  public synchronized void next(int requests, Fault fault) {
    if (requests > 0) {
      planned.addLast(new Planned(fault, requests));
    }
  }

  /** Lets a fault hit every request that it matches, until {@link #clear()}. */
  public synchronized void always(Fault fault) {
    lasting = fault;
  }

  /** Returns the lasting fault, or null. */
  public synchronized @Nullable Fault lasting() {
    return lasting;
  }

  /** Ends all faults; requests that hang lose their connection. Does not end a refusal. */
  public void clear() {
    List<HttpConnection> connections;
    synchronized (this) {
      planned.clear();
      lasting = null;
      connections = List.copyOf(hanging);
      hanging.clear();
    }
    connections.forEach(HttpConnection::close);
  }

  /**
   * Stops listening, or listens again on the same port.
   *
   * @return done when connections are refused, or accepted again
   */
  public CompletableFuture<Void> refuseConnections(boolean refuse) {
    synchronized (this) {
      if (refusing != refuse) {
        refusing = refuse;
        // One after the other: a port that is still being closed cannot be bound.
        lastChange =
            lastChange
                .handle((done, failure) -> refuse)
                .thenCompose(refused -> listening.apply(!refused));
      }
      return lastChange;
    }
  }

  synchronized @Nullable Fault take(String method, String uri) {
    Iterator<Planned> all = planned.iterator();
    while (all.hasNext()) {
      Planned first = all.next();
      if (first.fault().hits(method, uri)) {
        all.remove();
        if (first.requests() > 1) {
          planned.addFirst(new Planned(first.fault(), first.requests() - 1));
        }
        return first.fault();
      }
    }
    Fault fault = lasting;
    return fault != null && fault.hits(method, uri) ? fault : null;
  }

  synchronized void hang(HttpConnection connection) {
    hanging.add(connection);
    connection.closeHandler(closed -> forget(connection));
  }

  private synchronized void forget(HttpConnection connection) {
    hanging.remove(connection);
  }
}
