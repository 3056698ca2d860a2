package com.gorgiassmartrr.partner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.Write;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Bounds every call to a partner: by the time until the whole answer is there, by the answer's
 * size, and by the {@link AnswerMemory} that all large answers share. The client's own time-outs
 * count from byte to byte, so that an answer that drips would hold a thread for ever.
 *
 * <p>A write, which is any request but GET and HEAD, leaves only by a {@link Permit}. The client
 * repeats nothing that was answered (Apache HttpClient repeats 429 and 503 on its own, writes
 * included), follows no redirect and keeps no cookie. It goes through the proxy that is set. A read
 * that finds a connection closed that was kept from an earlier call goes on a new one.
 */
public final class BoundedHttpClient implements HttpClientConfigurer {
  /** How many kept connections a read is tried on, as each of them may have been closed. */
  private static final int MOST_TRIES = 5;

  /**
   * The attribute of a call's context that is set when the request is about to be sent to the
   * partner itself, and not only to a proxy.
   */
  private static final String REACHED = BoundedHttpClient.class.getName() + ".reached";

  /** The permit of a call in its context. */
  private static final String PERMIT = Permit.class.getName();

  /** How many bytes of an answer are read before memory is taken for the rest. */
  private static final int SMALL = 64 * 1024;

  private final ScheduledExecutorService timers;
  private final Duration timeout;
  private final long maxBytes;
  private final OutgoingProxy proxy;
  private final @Nullable SSLContext trusted;
  private final AnswerMemory memory = AnswerMemory.ofHeap();

  /** A client that goes through no proxy. */
  public BoundedHttpClient(ScheduledExecutorService timers, Duration timeout, long maxBytes) {
    this(timers, timeout, maxBytes, OutgoingProxy.NONE);
  }

  /**
   * A client.
   *
   * @param timers cuts calls off that take too long
   * @param timeout how long a call may take until its whole answer is there
   * @param maxBytes a larger answer is given up
   */
  public BoundedHttpClient(
      ScheduledExecutorService timers, Duration timeout, long maxBytes, OutgoingProxy proxy) {
    this(timers, timeout, maxBytes, proxy, null);
  }

  BoundedHttpClient(
      ScheduledExecutorService timers,
      Duration timeout,
      long maxBytes,
      OutgoingProxy proxy,
      @Nullable SSLContext trusted) {
    this.trusted = trusted;
    this.timers = timers;
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    this.proxy = proxy;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    if (builder.getConnManager() instanceof PoolingHttpClientConnectionManager bounds) {
      builder.setConnectionManager(PartnerConnections.like(bounds, timers, trusted));
    }
    proxy.configure(builder);
    builder
        .setKeepAliveStrategy(PartnerConnections::keepAlive)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("bounded", this::execute)
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(), "send-window", BoundedHttpClient::checkTime)
        .addExecInterceptorAfter(
            ChainElement.CONNECT.name(), "reached", BoundedHttpClient::noteThatThePartnerIsReached);
  }

  /**
   * Burns the permit of a write. The header with the permit is removed from every request, so that
   * it never leaves this server.
   */
  private static void burnPermit(ClassicHttpRequest request, ExecChain.Scope scope)
      throws IOException {
    Header header = request.getFirstHeader(Permit.HEADER);
    request.removeHeaders(Permit.HEADER);
    scope.originalRequest.removeHeaders(Permit.HEADER);
    if (isRead(request)) {
      Permit.checkRead(addressOf(request, scope).getRawPath());
    } else {
      Write write = new Write(request.getMethod(), addressOf(request, scope));
      String id = header == null ? null : header.getValue();
      Permit permit = Permit.burn(id, write, () -> bodyOf(request));
      scope.clientContext.setAttribute(PERMIT, permit);
    }
  }

  /** The body of a request, which can still be sent afterwards. */
  private static String bodyOf(ClassicHttpRequest request) throws IOException {
    HttpEntity entity = request.getEntity();
    if (entity == null) {
      return "";
    }
    byte[] body = EntityUtils.toByteArray(entity);
    request.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
    return new String(body, UTF_8);
  }

  private static URI addressOf(HttpRequest request, ExecChain.Scope scope) {
    return URI.create(scope.route.getTargetHost().toURI() + request.getPath());
  }

  private static ClassicHttpResponse checkTime(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (scope.clientContext.getAttribute(PERMIT) instanceof Permit permit) {
      permit.checkTime();
    }
    return chain.proceed(request, scope);
  }

  private ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    burnPermit(request, scope);
    Deadline deadline = new Deadline(scope.originalRequest);
    try {
      ClassicHttpResponse response = proceed(request, scope, chain);
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        deadline.met();
      } else {
        response.setEntity(new BoundedEntity(entity, deadline));
      }
      return response;
    } catch (IOException | RuntimeException e) {
      deadline.met();
      throw deadline.explain(e);
    }
  }

  /**
   * Sends a request. A read is sent again on another connection if the kept connection turns out to
   * be closed. A request that failed on a new connection isn't sent again, and a write never is.
   */
  private static ClassicHttpResponse proceed(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpRequest next = request;
    for (int tries = 1; ; tries++) {
      scope.clientContext.removeAttribute(REACHED);
      try {
        return ofThePartner(chain.proceed(next, scope), scope);
      } catch (ProxyRefused e) {
        throw e;
      } catch (ConnectException e) {
        throw scope.route.getProxyHost() == null ? e : new ProxyUnreachable(e);
      } catch (SocketException | NoHttpResponseException | SSLException e) {
        if (tries == MOST_TRIES || !isRead(request) || !wasKept(scope) || isAborted(scope)) {
          throw e;
        }
        next = ClassicRequestBuilder.copy(scope.originalRequest).build();
      }
    }
  }

  private static ClassicHttpResponse noteThatThePartnerIsReached(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    scope.clientContext.setAttribute(REACHED, true);
    return chain.proceed(request, scope);
  }

  /**
   * The partner's answer. The client returns a proxy's refusal to connect as if it were one; that
   * becomes an exception here.
   */
  private static ClassicHttpResponse ofThePartner(
      ClassicHttpResponse response, ExecChain.Scope scope) throws IOException {
    boolean isOfTheProxy =
        scope.clientContext.getAttribute(REACHED) == null
            || response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
    if (scope.route.getProxyHost() != null && isOfTheProxy) {
      response.close();
      throw new ProxyRefused(response.getCode());
    }
    return response;
  }

  private static boolean isRead(HttpRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  /** Whether the connection had been used before this call. */
  private static boolean wasKept(ExecChain.Scope scope) {
    EndpointDetails connection = scope.clientContext.getEndpointDetails();
    return connection != null && connection.getRequestCount() > 1;
  }

  private static boolean isAborted(ExecChain.Scope scope) {
    return scope.execRuntime.isExecutionAborted();
  }

  /** The moment at which a call is cut off, unless its answer is whole by then. */
  private final class Deadline {
    private final AtomicBoolean passed = new AtomicBoolean();
    private final @Nullable Cancellable call;
    private final ScheduledFuture<?> timer;
    private final long end = System.nanoTime() + timeout.toNanos();

    Deadline(HttpRequest request) {
      call = request instanceof Cancellable cancellable ? cancellable : null;
      timer =
          timers.schedule(
              () -> {
                passed.set(true);
                cancel();
              },
              timeout.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    void met() {
      timer.cancel(false);
    }

    long nanosLeft() {
      return end - System.nanoTime();
    }

    /** Gives the connection up, so that what is left of the answer is never read. */
    void abort() {
      met();
      cancel();
    }

    private void cancel() {
      if (call != null) {
        call.cancel();
      }
    }

    /**
     * The exception for a failed call. A call that was cut off fails in many ways, and all of them
     * mean that it took too long.
     */
    IOException explain(Exception e) {
      if (passed.get()) {
        InterruptedIOException tooLong =
            new InterruptedIOException("no whole answer within " + timeout.toMillis() + " ms");
        // Suppressed, and not the cause: a policy that repeats calls after broken connections would
        // repeat this one, too.
        tooLong.addSuppressed(e);
        return tooLong;
      }
      return e instanceof IOException io ? io : new IOException(e);
    }
  }

  /**
   * An answer that is read once. It is at its end when it is closed, whoever read how much of it.
   */
  private final class BoundedEntity extends HttpEntityWrapper {
    private final Deadline deadline;
    private @Nullable BoundedStream content;

    BoundedEntity(HttpEntity entity, Deadline deadline) {
      super(entity);
      this.deadline = deadline;
    }

    /** The same one each time: Camel reads one and closes none, and the client closes another. */
    @Override
    public InputStream getContent() throws IOException {
      BoundedStream known = content;
      if (known == null) {
        known = new BoundedStream(super.getContent(), deadline, getContentLength());
        content = known;
      }
      return known;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        deadline.met();
        if (content != null) {
          content.end();
        }
      }
    }
  }

  private final class BoundedStream extends FilterInputStream {
    private final Deadline deadline;
    private final long expected;
    private long bytes;
    private AnswerMemory.@Nullable Share share;
    private boolean isOwnShare;
    private long taken;

    /**
     * The content of an answer.
     *
     * @param length how many bytes it has; negative where it isn't known
     */
    BoundedStream(InputStream in, Deadline deadline, long length) {
      super(in);
      this.deadline = deadline;
      this.expected = length < 0 ? maxBytes : Math.min(length, maxBytes);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int read = super.read(buffer, offset, length);
        if (read < 0) {
          deadline.met();
          giveBackRest();
          return read;
        }
        bytes += read;
        if (bytes > maxBytes) {
          throw new AnswerTooLarge(maxBytes);
        }
        if (bytes > SMALL && share == null) {
          takeMemory();
        }
        return read;
      } catch (AnswerTooLarge | ServerBusy e) {
        deadline.abort();
        giveBackRest();
        throw e;
      } catch (IOException e) {
        deadline.met();
        giveBackRest();
        throw deadline.explain(e);
      }
    }

    private void takeMemory() throws ServerBusy {
      AnswerMemory.Use use = AnswerMemory.current();
      AnswerMemory.Share of = use == null ? memory.share() : use.share();
      if (!of.tryTake(expected)) {
        if (use != null && !use.mayWait()) {
          throw new ServerBusy(expected);
        }
        await(of);
      }
      share = of;
      isOwnShare = use == null;
      taken = expected;
    }

    private void await(AnswerMemory.Share of) throws ServerBusy {
      CompletableFuture<Void> granted = of.take(expected);
      try {
        granted.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        ServerBusy busy = new ServerBusy(expected);
        if (granted.completeExceptionally(busy) || granted.isCompletedExceptionally()) {
          throw busy;
        }
      }
      of.tryTake(expected);
    }

    /**
     * Gives back the memory that was taken and not read. What was read stays taken for as long as
     * it is worked with.
     */
    private void giveBackRest() {
      if (share != null && taken > bytes) {
        share.giveBack(taken - bytes);
        taken = bytes;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        end();
      }
    }

    /** Ends the reading, and gives back the memory that nobody works with any longer. */
    private void end() {
      deadline.met();
      giveBackRest();
      if (share != null && isOwnShare) {
        share.close();
      }
    }
  }
}
