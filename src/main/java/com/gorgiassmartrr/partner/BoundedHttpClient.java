package com.gorgiassmartrr.partner;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Bounds every call to a partner: by the time until the whole answer is there, and by the answer's
 * size. The client's own time-outs count from byte to byte, so that an answer that drips would hold
 * a thread for ever.
 *
 * <p>A change leaves only in its {@link SendWindow}. The client repeats nothing by itself (Apache
 * HttpClient repeats 429 and 503 on its own, writes included), follows no redirect and keeps no
 * cookie.
 */
public final class BoundedHttpClient implements HttpClientConfigurer {
  private final ScheduledExecutorService timers;
  private final Duration timeout;
  private final long maxBytes;

  public BoundedHttpClient(ScheduledExecutorService timers, Duration timeout, long maxBytes) {
    this.timers = timers;
    this.timeout = timeout;
    this.maxBytes = maxBytes;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("bounded", this::execute)
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            "send-window",
            (request, scope, chain) -> {
              SendWindow.check();
              return chain.proceed(request, scope);
            });
  }

  private ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Deadline deadline = new Deadline(scope.originalRequest);
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
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

  /** The moment at which a call is cut off, unless its answer is whole by then. */
  private final class Deadline {
    private final AtomicBoolean passed = new AtomicBoolean();
    private final @Nullable Cancellable call;
    private final ScheduledFuture<?> timer;

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

    /** A call that we cut off fails in many ways; all of them mean that it took too long. */
    IOException explain(Exception e) {
      if (passed.get()) {
        InterruptedIOException tooLong =
            new InterruptedIOException("no whole answer within " + timeout.toMillis() + " ms");
        // Not its cause: a policy that repeats broken connections would repeat it, too.
        tooLong.addSuppressed(e);
        return tooLong;
      }
      return e instanceof IOException io ? io : new IOException(e);
    }
  }

  private final class BoundedEntity extends HttpEntityWrapper {
    private final Deadline deadline;

    BoundedEntity(HttpEntity entity, Deadline deadline) {
      super(entity);
      this.deadline = deadline;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new BoundedStream(super.getContent(), deadline);
    }
  }

  private final class BoundedStream extends FilterInputStream {
    private final Deadline deadline;
    private long bytes;

    BoundedStream(InputStream in, Deadline deadline) {
      super(in);
      this.deadline = deadline;
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
          return read;
        }
        bytes += read;
        if (bytes > maxBytes) {
          throw new AnswerTooLarge(maxBytes);
        }
        return read;
      } catch (AnswerTooLarge e) {
        deadline.abort();
        throw e;
      } catch (IOException e) {
        deadline.met();
        throw deadline.explain(e);
      }
    }

    @Override
    public void close() throws IOException {
      deadline.met();
      super.close();
    }
  }
}
