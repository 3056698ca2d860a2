package com.gorgiassmartrr.permit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without its permit no write reaches a partner, and by a permit only one does. */
final class PermitTest {
  private static final String SKIP = "/vendor/customer/c/purchase-state/s/skip";

  private final ManualTime time = new ManualTime();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final List<String> received = new CopyOnWriteArrayList<>();
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
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (exchange.getRequestHeaders().containsKey(Permit.HEADER) ? " permit" : ""));
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

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + partner.getAddress().getPort() + path);
  }

  private Permit permit(String verb, String path) {
    return Permit.grant(Write.to(address(""), verb, path), SendWindow.open(time, isOurs::get));
  }

  /** Why a request fails; null where the partner answered it. */
  private @Nullable PartnerFailure send(String verb, String path, @Nullable Permit permit) {
    ClassicRequestBuilder request = ClassicRequestBuilder.create(verb).setUri(address(path));
    if (permit != null) {
      request.addHeader(Permit.HEADER, Permits.idOf(permit));
    }
    try {
      return client.execute(request.build(), answer -> null);
    } catch (IOException e) {
      return PartnerFailure.of(e, time);
    }
  }

  private static void assertStopped(String how, @Nullable PartnerFailure failure) {
    PartnerFailure stopped = Objects.requireNonNull(failure, how);
    assertEquals(PartnerFailure.Kind.STOPPED, stopped.kind());
    assertEquals(how, stopped.getMessage());
  }

  @Test
  void write_withItsPermit_leavesWithoutIt() {
    try (Permit permit = permit("PUT", SKIP)) {
      assertNull(send("PUT", SKIP, permit));
      assertTrue(permit.isBurnt());
      assertEquals("", permit.misuse());
    }
    assertEquals(List.of("PUT " + SKIP), received);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "PATCH", "DELETE", "OPTIONS", "put", "ANYTHING"})
  void write_withoutPermit_isStopped(String verb) {
    assertStopped(
        verb + " " + SKIP + " at 127.0.0.1 was asked for without a permit", send(verb, SKIP, null));
    assertEquals(List.of(), received);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void read_needsNoPermit_andBurnsNone(String verb) {
    try (Permit permit = permit("PUT", SKIP)) {
      assertNull(send(verb, SKIP, permit));
      assertNull(send(verb, SKIP, null));
      assertFalse(permit.isBurnt());
    }
    assertEquals(List.of(verb + " " + SKIP, verb + " " + SKIP), received);
  }

  /** The partner would delete a customer's data, or tell all its tokens. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/vendor/customer/c/ccpa",
        "/vendor/customer/c/CCPA/",
        "/vendor/customer/c/ccpa?a=b",
        "/vendor/customer/c/ccpa;a=b",
        "/vendor/customer/c/%63cpa",
        "/vendor/customer/c/%2563cpa",
        "/vendor/customer/c%2Fccpa",
        "/vendor/customer/100%25/%63cpa",
        "/vendor/smartrr-api-token",
        "/vendor/smartrr-api-token/7",
      })
  void read_thatDoesHarm_isStopped(String path) {
    PartnerFailure stopped = Objects.requireNonNull(send("GET", path, null));
    assertEquals(PartnerFailure.Kind.STOPPED, stopped.kind());
    assertEquals(List.of(), received);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/vendor/ccpa-report", "/vendor/occpa", "/vendor/orders?q=/ccpa", "/a/100%25"})
  void read_thatOnlyLooksLikeIt_leaves(String path) {
    assertNull(send("GET", path, null));
  }

  @Test
  void write_again_isStopped() {
    try (Permit permit = permit("PUT", SKIP)) {
      send("PUT", SKIP, permit);
      assertStopped("PUT " + SKIP + " at 127.0.0.1 was asked for again", send("PUT", SKIP, permit));
      assertTrue(permit.misuse().endsWith("was asked for again"), permit::misuse);
    }
    assertEquals(1, received.size());
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /vendor/customer/c/purchase-state/s/skip",
    "PUT, /vendor/customer/c/purchase-state/s/cancel",
    "PUT, /vendor/customer/c/purchase-state/other/skip",
    "PUT, /vendor/customer/c/purchase-state/s/skip/",
    "PUT, /vendor/customer/c/purchase-state/s/skip?all=true",
    "PUT, /vendor/customer/c/purchase-state/s/%73kip",
    "DELETE, /",
  })
  void write_otherThanPermitted_isStoppedAndBurnsNothing(String verb, String path) {
    try (Permit permit = permit("PUT", SKIP)) {
      assertEquals(
          PartnerFailure.Kind.STOPPED, Objects.requireNonNull(send(verb, path, permit)).kind());
      assertFalse(permit.isBurnt());
      assertTrue(permit.misuse().contains("the permit is for PUT " + SKIP), permit::misuse);
    }
    assertEquals(List.of(), received);
  }

  @Test
  void write_atAnotherPartner_isStopped() {
    try (Permit permit =
        Permit.grant(Write.to(URI.create("http://api.example.com"), "PUT", SKIP))) {
      assertTrue(send("PUT", SKIP, permit) != null);
    }
    assertEquals(List.of(), received);
  }

  @Test
  void write_afterItsCall_isStopped() {
    Permit permit = permit("PUT", SKIP);
    permit.close();

    assertStopped(
        "PUT " + SKIP + " at 127.0.0.1 was asked for without a permit", send("PUT", SKIP, permit));
    assertEquals(List.of(), received);
  }

  @Test
  void write_sixteenTimesAtOnce_leavesOnce() throws Exception {
    ExecutorService many = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 20; round++) {
        received.clear();
        try (Permit permit = permit("PUT", SKIP)) {
          List<Future<@Nullable PartnerFailure>> sent =
              IntStream.range(0, 16)
                  .mapToObj(i -> many.submit(() -> send("PUT", SKIP, permit)))
                  .toList();
          for (Future<@Nullable PartnerFailure> one : sent) {
            one.get();
          }
        }
        assertEquals(1, received.size(), received::toString);
      }
    } finally {
      many.shutdownNow();
    }
  }

  @Test
  void write_heldUpForTooLong_isCertainlyNotSent() {
    try (Permit permit = permit("PUT", SKIP)) {
      time.advance(SendWindow.LENGTH);

      assertTooLate(send("PUT", SKIP, permit));
    }
    assertEquals(List.of(), received);
  }

  @Test
  void write_thatAnotherServerMayHaveTakenOver_isCertainlyNotSent() {
    try (Permit permit = permit("PUT", SKIP)) {
      isOurs.set(false);

      assertTooLate(send("PUT", SKIP, permit));
    }
    assertEquals(List.of(), received);
  }

  private static void assertTooLate(@Nullable PartnerFailure failure) {
    PartnerFailure late = Objects.requireNonNull(failure, "It was sent");
    assertTrue(late.isCertainlyNotSent());
    assertEquals("too late to be sent", late.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "https://API.Example.com, https://api.example.com:443/x",
    "http://api.example.com:80/, http://api.example.com/x",
    "https://under_score.example.com, https://under_score.example.com:443/x",
    "https://u:p@under_score.example.com:444, https://under_score.example.com:444/x",
    "https://api.example.com/base/, https://api.example.com/base/x",
  })
  void write_spelledInAnotherWay_isTheSame(String partner, String address) {
    assertEquals(new Write("PUT", URI.create(address)), Write.to(URI.create(partner), "PUT", "/x"));
  }
}
