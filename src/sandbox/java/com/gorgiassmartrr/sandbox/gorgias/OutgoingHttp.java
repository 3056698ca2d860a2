package com.gorgiassmartrr.sandbox.gorgias;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.Serial;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls that Gorgias's server makes to integrations and for buttons.
 *
 * <p>Only loopback addresses are called, whatever a template says, and redirects are not followed:
 * a sandbox must not reach anything real.
 */
final class OutgoingHttp implements AutoCloseable {
  private static final int MAX_BODY = 1024 * 1024;

  private final Vertx vertx;
  private final HttpClient client;

  OutgoingHttp(Vertx vertx) {
    this.vertx = vertx;
    // Python's requests opens a connection for each call; a reused one could be closed under us.
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(64)
                .setDecompressionSupported(true));
  }

  /** A request that is sent. The URL is complete, its query included. */
  record Call(
      String method,
      String url,
      List<Map.Entry<String, String>> headers,
      @Nullable String contentType,
      @Nullable String body) {}

  /** The answer to a request. */
  record Answer(int status, Map<String, String> headers, String body) {
    boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  /** A call that brought no answer. */
  static final class CallFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Whether the call never left, so that trying again would change nothing. */
    private final boolean neverSent;

    CallFailed(String message, boolean neverSent) {
      super(message);
      this.neverSent = neverSent;
    }

    boolean neverSent() {
      return neverSent;
    }
  }

  Future<Answer> send(Call call, Duration silence) {
    RequestOptions options;
    try {
      options = options(call, silence);
    } catch (CallFailed e) {
      return Future.failedFuture(e);
    }
    Promise<Answer> promise = Promise.promise();
    Watch watch = new Watch(call, silence, promise);
    watch.touch();
    client
        .request(options)
        .onFailure(failure -> watch.fail(failure))
        .onSuccess(
            request -> {
              watch.request = request;
              if (promise.future().isComplete()) {
                request.reset();
                return;
              }
              watch.touch();
              request.response().onFailure(watch::fail).onSuccess(watch::read);
              request
                  .end(call.body() == null ? Buffer.buffer() : Buffer.buffer(call.body()))
                  .onFailure(watch::fail);
            });
    return promise.future();
  }

  private static RequestOptions options(Call call, Duration silence) {
    URI uri;
    try {
      uri = new URI(requote(call.url()));
    } catch (URISyntaxException e) {
      throw new CallFailed("Invalid URL '" + call.url() + "'", true);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new CallFailed("Invalid URL '" + call.url() + "': no http address", true);
    }
    if (!isLoopback(uri.getHost())) {
      throw new CallFailed(
          "The sandbox calls this machine only, not '" + uri.getHost() + "'", true);
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setAbsoluteURI(uri.toString())
            .setFollowRedirects(false)
            .setConnectTimeout(Math.max(1, silence.toMillis()));
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("accept", "*/*");
    if (call.contentType() != null) {
      headers.set("content-type", call.contentType());
    }
    for (Map.Entry<String, String> header : call.headers()) {
      if (!header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
          || header.getValue().matches("(?s).*[\\r\\n\\x00].*")) {
        throw new CallFailed("Invalid header '" + header.getKey() + "'", true);
      }
      headers.set(header.getKey(), header.getValue());
    }
    return options.setHeaders(headers);
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.equals("[::1]");
  }

  /** Encodes what may not stand in a URL, and nothing else, as Python's requests does. */
  static String requote(String url) {
    boolean strayPercent = url.matches("(?s).*%(?![0-9A-Fa-f]{2}).*");
    StringBuilder out = new StringBuilder();
    for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean kept =
          c > 0x20 && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0 && (c != '%' || !strayPercent);
      if (kept) {
        out.append((char) c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", c));
      }
    }
    // java.net.URI knows brackets in an address of IPv6 only.
    int query = out.indexOf("?");
    return query < 0
        ? out.toString()
        : out.substring(0, query) + out.substring(query).replace("[", "%5B").replace("]", "%5D");
  }

  @Override
  public void close() {
    client.close();
  }

  /** Ends a call once nothing was heard for a while. */
  private final class Watch {
    private final Call call;
    private final Duration silence;
    private final Promise<Answer> promise;
    private volatile @Nullable HttpClientRequest request;
    private long timer = -1;

    Watch(Call call, Duration silence, Promise<Answer> promise) {
      this.call = call;
      this.silence = silence;
      this.promise = promise;
    }

    synchronized void touch() {
      vertx.cancelTimer(timer);
      if (!promise.future().isComplete()) {
        timer = vertx.setTimer(Math.max(1, silence.toMillis()), fired -> timeOut());
      }
    }

    private void timeOut() {
      URI uri = URI.create(requote(call.url()));
      int port =
          uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
      end(
          new CallFailed(
              String.format(
                  Locale.ROOT,
                  "HTTPConnectionPool(host='%s', port=%d): Read timed out. (read timeout=%.1f)",
                  uri.getHost(),
                  port,
                  silence.toMillis() / 1000.0),
              false));
    }

    void fail(Throwable failure) {
      String message = failure.getMessage();
      end(new CallFailed(message == null ? failure.getClass().getSimpleName() : message, false));
    }

    void read(HttpClientResponse response) {
      touch();
      Buffer body = Buffer.buffer();
      response.exceptionHandler(this::fail);
      response.handler(
          chunk -> {
            touch();
            body.appendBuffer(chunk);
            if (body.length() > MAX_BODY) {
              end(new CallFailed("The answer is larger than " + MAX_BODY + " bytes", false));
            }
          });
      response.endHandler(
          ended -> {
            Map<String, String> headers = new TreeMap<>();
            response
                .headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            synchronized (this) {
              vertx.cancelTimer(timer);
              promise.tryComplete(
                  new Answer(
                      response.statusCode(), headers, body.toString(StandardCharsets.UTF_8)));
            }
          });
    }

    private void end(CallFailed failure) {
      boolean first;
      synchronized (this) {
        vertx.cancelTimer(timer);
        first = promise.tryFail(failure);
      }
      HttpClientRequest open = request;
      if (first && open != null) {
        open.reset();
      }
    }
  }
}
