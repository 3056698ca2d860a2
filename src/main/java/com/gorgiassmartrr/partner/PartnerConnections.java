package com.gorgiassmartrr.partner;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections to the partners for the next call. Each is checked before it is used again, and
 * replaced by a new one if the other side has closed it; so a change is never sent on a connection
 * that is known to be closed.
 */
final class PartnerConnections {
  /** How long a connection is kept without a call, at most. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);

  /** How much earlier our end of a connection is closed than the partner's. */
  private static final Duration AHEAD = Duration.ofSeconds(1);

  /** The longest life of a connection: a new one looks up the host's address again. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final AtomicLong IDS = new AtomicLong();

  private PartnerConnections() {}

  /** Made when it is first needed: it reads every certificate that is trusted. */
  private static final class Tls {
    /**
     * TLS as the system properties {@code javax.net.ssl.*} set it, like everywhere else in the
     * process.
     */
    static final TlsSocketStrategy STRATEGY =
        new DefaultClientTlsStrategy(SSLContexts.createSystemDefault());
  }

  private static TlsSocketStrategy tls(@Nullable SSLContext trusted) {
    return trusted == null ? Tls.STRATEGY : new DefaultClientTlsStrategy(trusted);
  }

  /**
   * A pool with the bounds of another one.
   *
   * @param timers closes what nobody has used for a while
   * @param trusted says whose certificates are trusted; null for what the process trusts
   */
  // The other pool tells its time-outs in no other way.
  @SuppressWarnings("deprecation")
  static PoolingHttpClientConnectionManager like(
      PoolingHttpClientConnectionManager bounds,
      ScheduledExecutorService timers,
      @Nullable SSLContext trusted) {
    Lookup<TlsSocketStrategy> tls =
        scheme -> scheme.toLowerCase(Locale.ROOT).equals("https") ? tls(trusted) : null;
    PoolingHttpClientConnectionManager pool =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(PartnerConnections::socket, null, null, tls),
            PoolConcurrencyPolicy.STRICT,
            PoolReusePolicy.LIFO,
            null,
            socket -> new PartnerConnection("partner-" + IDS.incrementAndGet()));
    pool.setMaxTotal(bounds.getMaxTotal());
    pool.setDefaultMaxPerRoute(bounds.getDefaultMaxPerRoute());
    pool.setDefaultSocketConfig(bounds.getDefaultSocketConfig());
    pool.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
            .setTimeToLive(TimeValue.of(LONGEST_LIFE))
            .build());
    // This is a repeated task because those end with the timers; a delayed task would hold up their
    // end.
    long every = LONGEST_IDLE.toMillis();
    timers.scheduleWithFixedDelay(pool::closeExpired, every, every, TimeUnit.MILLISECONDS);
    return pool;
  }

  /** A socket that has a channel, by which it can be looked at; through SOCKS there is none. */
  private static Socket socket(@Nullable Proxy socks) throws IOException {
    if (socks != null) {
      return new Socket(socks);
    }
    return System.getProperty("socksProxyHost") == null
        ? SocketChannel.open().socket()
        : new Socket();
  }

  /** How long a connection may be kept after an answer: less than the partner says it is kept. */
  static TimeValue keepAlive(HttpResponse response, HttpContext context) {
    Duration told =
        DefaultConnectionKeepAliveStrategy.INSTANCE
            .getKeepAliveDuration(response, HttpClientContext.cast(context))
            .toDuration();
    Duration kept = told.minus(AHEAD);
    if (told.isNegative() || kept.compareTo(LONGEST_IDLE) > 0) {
      return TimeValue.of(LONGEST_IDLE);
    }
    // Zero would mean for ever.
    return kept.isNegative() || kept.isZero() ? TimeValue.ofMilliseconds(1) : TimeValue.of(kept);
  }
}
