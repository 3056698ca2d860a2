package com.gorgiassmartrr.partner;

import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.permit.Write;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;

/** The client that the routes call the partners with, without the routes. */
final class BareClient implements AutoCloseable {
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final CloseableHttpClient client;

  BareClient() {
    this(OutgoingProxy.NONE, null);
  }

  BareClient(OutgoingProxy proxy, @Nullable SSLContext trusted) {
    HttpClientBuilder builder =
        HttpClientBuilder.create().setConnectionManager(new PoolingHttpClientConnectionManager());
    new BoundedHttpClient(timers, Duration.ofSeconds(20), 1_000_000, proxy, trusted)
        .configureHttpClient(builder);
    client = builder.build();
  }

  /** Makes a read. */
  String get(String url) throws IOException {
    return send(ClassicRequestBuilder.get(URI.create(url)).build());
  }

  /** Makes a write that is permitted. */
  String put(String url) throws IOException {
    URI address = URI.create(url).resolve("/");
    try (Permit permit = Permit.grant(new Write("PUT", address))) {
      return send(
          ClassicRequestBuilder.put(address)
              .addHeader(Permit.HEADER, Permits.idOf(permit))
              .setEntity("{}".getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON)
              .build());
    }
  }

  private String send(ClassicHttpRequest request) throws IOException {
    return client.execute(
        request, answer -> answer.getCode() + " " + EntityUtils.toString(answer.getEntity()));
  }

  /** How a read fails that is expected to. */
  PartnerFailure failure(String url) {
    try {
      throw new AssertionError("It was answered: " + get(url));
    } catch (IOException e) {
      return PartnerFailure.of(e, InstantSource.system());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    timers.shutdownNow();
  }
}
