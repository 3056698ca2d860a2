package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change that was held up after it was marked as sent doesn't reach the partner any more. */
final class SendWindowTest {
  private final ManualTime time = new ManualTime();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicBoolean isOurs = new AtomicBoolean(true);

  @SuppressWarnings("NullAway.Init")
  private HttpServer partner;

  @SuppressWarnings("NullAway.Init")
  private CloseableHttpClient client;

  @BeforeEach
  void start() throws IOException {
    partner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    partner.createContext(
        "/",
        exchange -> {
          received.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    partner.start();
    HttpClientBuilder builder = HttpClientBuilder.create();
    new BoundedHttpClient(timers, Duration.ofSeconds(10), 1000).configureHttpClient(builder);
    client = builder.build();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    partner.stop(0);
    timers.shutdownNow();
  }

  /** How a change ends: empty where the partner answered. */
  private String change(SendWindow window) {
    String address = "http://127.0.0.1:" + partner.getAddress().getPort() + "/";
    return window.call(
        () -> {
          try {
            return client.execute(new HttpPut(address), answer -> "");
          } catch (IOException e) {
            PartnerFailure failure = PartnerFailure.of(e, time);
            return failure.getMessage() + ", " + failure.isCertainlyNotSent();
          }
        });
  }

  private SendWindow open() {
    return SendWindow.open(time, isOurs::get);
  }

  @Test
  void change_inItsWindow_isSent() {
    assertEquals("", change(open()));
    assertEquals(1, received.get());
  }

  @Test
  void change_heldUpForTooLong_isCertainlyNotSent() {
    SendWindow window = open();
    time.advance(SendWindow.LENGTH);

    assertEquals("too late to be sent, true", change(window));
    assertEquals(0, received.get());
  }

  @Test
  void change_thatAnotherServerMayHaveTakenOver_isCertainlyNotSent() {
    SendWindow window = open();
    isOurs.set(false);

    assertEquals("too late to be sent, true", change(window));
    assertEquals(0, received.get());
  }

  @Test
  void call_afterAChange_hasNoWindow() throws IOException {
    SendWindow window = open();
    time.advance(SendWindow.LENGTH);
    change(window);

    String address = "http://127.0.0.1:" + partner.getAddress().getPort() + "/";
    client.execute(new HttpPut(address), answer -> "");
    assertTrue(received.get() > 0);
  }
}
