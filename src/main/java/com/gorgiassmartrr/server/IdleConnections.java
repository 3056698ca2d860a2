package com.gorgiassmartrr.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that have been idle for too long, but never one on which a request is being
 * served.
 *
 * <p>A proxy keeps its connections for longer than most servers do. When the server closes a
 * connection just as the proxy sends a request on it, that request is lost. So a connection that
 * has carried a request stays open for long. A connection that hasn't yet has little time. And of
 * the connections on which nobody has proved anything, a limited number is kept.
 */
final class IdleConnections {
  /** How long a new connection may take to send a request. */
  private static final Duration TO_ASK = Duration.ofSeconds(30);

  /** Connections on which nobody has proved to be a store's caller; each takes some kilobytes. */
  private static final int MOST_UNPROVED = 1000;

  private final long keepNanos;
  private final int mostUnproved;
  private final Ticker ticker;
  private final Map<HttpConnection, Caller> callers = new ConcurrentHashMap<>();

  IdleConnections(Duration keep, Ticker ticker) {
    this(keep, MOST_UNPROVED, ticker);
  }

  /**
   * No connections yet.
   *
   * @param keep how long one that has carried a request may be idle, counted from that request
   */
  IdleConnections(Duration keep, int mostUnproved, Ticker ticker) {
    this.keepNanos = keep.toNanos();
    this.mostUnproved = mostUnproved;
    this.ticker = ticker;
  }

  /** A connection was opened; to be called on its thread. */
  void opened(HttpConnection connection) {
    Context context = Objects.requireNonNull(Vertx.currentContext());
    callers.put(connection, new Caller(connection, context, ticker.read()));
    connection.closeHandler(closed -> callers.remove(connection));
    if (callers.size() > mostUnproved) {
      closeOldestUnproved();
    }
  }

  /** A request came. */
  void asked(HttpServerRequest request) {
    Caller caller = callers.get(request.connection());
    if (caller != null) {
      caller.asked(request.response(), ticker.read());
    }
  }

  /** Tells that the sender of a request is a store's caller. */
  void proved(HttpServerRequest request) {
    Caller caller = callers.get(request.connection());
    if (caller != null) {
      caller.isProved = true;
    }
  }

  /** Closes those that have been idle for too long; to be called now and then. */
  void closeIdle() {
    for (Caller caller : callers.values()) {
      if (caller.isIdleTooLong()) {
        // On its own thread, where no request can begin meanwhile.
        caller.context.runOnContext(
            now -> {
              if (caller.isIdleTooLong()) {
                caller.connection.close();
              }
            });
      }
    }
  }

  private void closeOldestUnproved() {
    if (callers.values().stream().filter(caller -> !caller.isProved).count() > mostUnproved) {
      callers.values().stream()
          .filter(caller -> !caller.isProved && !caller.isServed())
          .min(Comparator.comparingLong(caller -> caller.since))
          .ifPresent(
              oldest ->
                  oldest.context.runOnContext(
                      now -> {
                        if (!oldest.isServed()) {
                          oldest.connection.close();
                        }
                      }));
    }
  }

  private final class Caller {
    private final HttpConnection connection;
    private final Context context;
    private volatile long since;
    private volatile @Nullable HttpServerResponse last;
    private volatile boolean isProved;

    Caller(HttpConnection connection, Context context, long now) {
      this.connection = connection;
      this.context = context;
      this.since = now;
    }

    void asked(HttpServerResponse response, long now) {
      since = now;
      last = response;
    }

    boolean isServed() {
      HttpServerResponse response = last;
      return response != null && !response.ended() && !response.closed();
    }

    boolean isIdleTooLong() {
      long limit = last == null ? TO_ASK.toNanos() : keepNanos;
      return ticker.read() - since > limit && !isServed();
    }
  }
}
