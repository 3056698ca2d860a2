package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A large answer that Camel has read, or failed to, takes nothing of the memory any longer. */
final class LargeAnswerTest {
  private static final int LENGTH = 300_000;

  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final BoundedHttpClient bounded =
      new BoundedHttpClient(timers, Duration.ofSeconds(20), 1_000_000);
  private final DefaultCamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() {
    context.getRegistry().bind("bounded", bounded);
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
    timers.shutdownNow();
  }

  private Exchange call(RawPartner partner) {
    return context
        .createProducerTemplate()
        .send(partner.url() + "/large?httpClientConfigurer=#bounded", exchange -> {});
  }

  private static void assertAllIsGivenBack() {
    Await.until(
        "the memory",
        () -> {
          // Who is alone may have all of it, and more.
          try (AnswerMemory.Share alone = AnswerMemory.ofHeap().share()) {
            return alone.tryTake(Long.MAX_VALUE / 2);
          }
        });
  }

  @Test
  void answer_whole_isGivenBack() throws Exception {
    try (RawPartner partner =
        new RawPartner((head, number) -> RawPartner.json(200, " ".repeat(LENGTH)))) {
      assertEquals(LENGTH, call(partner).getMessage().getBody(String.class).length());
    }
    assertAllIsGivenBack();
  }

  /** Camel reads to the end; another user of the client may look at the beginning alone. */
  @Test
  void answer_closedBeforeItsEnd_isGivenBack() throws Exception {
    HttpClientBuilder builder = HttpClientBuilder.create();
    bounded.configureHttpClient(builder);
    try (RawPartner partner =
            new RawPartner((head, number) -> RawPartner.json(200, " ".repeat(LENGTH)));
        CloseableHttpClient client = builder.build()) {
      HttpGet large = new HttpGet(partner.url() + "/large");
      try (ClassicHttpResponse answer =
          client.executeOpen(RoutingSupport.determineHost(large), large, null)) {
        assertEquals(100_000, answer.getEntity().getContent().readNBytes(100_000).length);
      }
    }
    assertAllIsGivenBack();
  }

  @Test
  void answer_cutShort_isGivenBack() throws Exception {
    RawPartner.Behaviour cut =
        new RawPartner.Behaviour() {
          @Override
          public String answer(String head, int number) {
            String whole = RawPartner.json(200, " ".repeat(LENGTH));
            return whole.substring(0, whole.length() - 1);
          }

          @Override
          public boolean closesAfter(int number) {
            return true;
          }
        };
    try (RawPartner partner = new RawPartner(cut)) {
      assertNotNull(call(partner).getException());
      assertTrue(partner.requests.size() > 0);
    }
    assertAllIsGivenBack();
  }
}
