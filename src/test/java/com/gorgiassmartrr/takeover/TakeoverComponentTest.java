package com.gorgiassmartrr.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TakeoverComponentTest {
  private final DefaultCamelContext context = new DefaultCamelContext();

  /** What is called {@code slow} waits for it. */
  private final CountDownLatch goOn = new CountDownLatch(1);

  private final CountDownLatch isInside = new CountDownLatch(1);

  @BeforeEach
  void start() {
    TakeoverComponent.bind(context);
    context.start();
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    context.stop();
  }

  private void add(String id) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:x")
                .routeId(id)
                .process(TakeoverComponentTest.this::work)
                .setBody(constant(id));
          }
        });
  }

  private void work(Exchange exchange) throws InterruptedException {
    if ("slow".equals(exchange.getMessage().getBody())) {
      isInside.countDown();
      assertTrue(goOn.await(1, TimeUnit.MINUTES));
    }
  }

  private void remove(String id) throws Exception {
    assertTrue(context.getRouteController().stopRoute(id, 10, TimeUnit.SECONDS, true));
    assertTrue(context.removeRoute(id));
  }

  private Object call() {
    return context.createProducerTemplate().requestBody("direct:x", "a call");
  }

  private TakeoverConsumer consumer(String id) {
    return (TakeoverConsumer) context.getRoute(id).getConsumer();
  }

  @Test
  void call_secondVersionStarts_isAnsweredByIt() throws Exception {
    add("one");
    assertEquals("one", call());
    add("two");
    assertEquals("two", call());
  }

  @Test
  void call_latestVersionStops_isAnsweredByTheOneBefore() throws Exception {
    add("one");
    add("two");
    remove("two");
    assertEquals("one", call());
  }

  @Test
  void call_olderVersionIsRemoved_isAnsweredByTheLatest() throws Exception {
    add("one");
    ProducerTemplate kept = context.createProducerTemplate();
    assertEquals("one", kept.requestBody("direct:x", "a call"));
    add("two");
    remove("one");
    assertEquals("two", kept.requestBody("direct:x", "a call"));
  }

  @Test
  void call_noRoute_failsAtOnce() {
    Exchange failed = context.createProducerTemplate().send("direct:x", exchange -> {});
    assertInstanceOf(DirectConsumerNotAvailableException.class, failed.getException());
  }

  @Test
  void call_onlyVersionStandsBack_failsAtOnce() throws Exception {
    add("one");
    consumer("one").standBack();
    Exchange failed = context.createProducerTemplate().send("direct:x", exchange -> {});
    assertInstanceOf(DirectConsumerNotAvailableException.class, failed.getException());
  }

  @Test
  void boundCall_anotherVersionAnswers_isAnsweredByItsOwn() throws Exception {
    add("one");
    TakeoverConsumer one = consumer("one");
    add("two");
    Exchange answered = context.createProducerTemplate().request("direct:x", one::bind);
    assertEquals("one", answered.getMessage().getBody());
  }

  @Test
  void isIdle_callUnderWay_onlyAfterItsEnd() throws Exception {
    add("one");
    assertTrue(consumer("one").isIdle());
    CompletableFuture<Object> slow =
        context.createProducerTemplate().asyncRequestBody("direct:x", "slow");
    assertTrue(isInside.await(1, TimeUnit.MINUTES));
    assertFalse(consumer("one").isIdle());
    goOn.countDown();
    assertEquals("one", slow.get());
    assertTrue(consumer("one").isIdle());
  }

  @Test
  void stopRoute_callsGoOn_neitherWaitsNorFails() throws Exception {
    add("one");
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              ProducerTemplate caller = context.createProducerTemplate();
              while (!isOver.get()) {
                assertNotNull(caller.requestBody("direct:x", "a call"));
                answered.incrementAndGet();
              }
            });
    for (int version = 0; version < 20; version++) {
      String before = version % 2 == 0 ? "one" : "two";
      String next = version % 2 == 0 ? "two" : "one";
      int sofar = answered.get();
      Await.until(
          "some calls", Duration.ofSeconds(30), () -> answered.get() > sofar || load.isDone());
      TakeoverConsumer old = consumer(before);
      add(next);
      Await.until("the old one to drain", Duration.ofSeconds(30), old::isIdle);
      remove(before);
    }
    isOver.set(true);
    load.get();
  }

  @Test
  void contextStops_callUnderWay_ends() throws Exception {
    add("one");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("seda:outer")
                .routeId("outer")
                .process(TakeoverComponentTest.this::work)
                .to("direct:x");
          }
        });
    CompletableFuture<Exchange> outcome =
        context
            .createProducerTemplate()
            .asyncSend("seda:outer?waitForTaskToComplete=Always", e -> body(e, "slow"));
    assertTrue(isInside.await(1, TimeUnit.MINUTES));
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(context::stop);
    Await.until("the stop to begin", Duration.ofSeconds(30), context::isStopping);
    goOn.countDown();
    stopping.get(1, TimeUnit.MINUTES);
    assertNull(outcome.get().getException());
  }

  private static void body(Exchange exchange, String text) {
    exchange.getMessage().setBody(text);
    exchange.setPattern(ExchangePattern.InOut);
  }
}
