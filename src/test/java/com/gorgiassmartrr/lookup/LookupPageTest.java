package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.gorgiassmartrr.routes.PageSupport;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages {@code lookup.camel.yaml} and {@code drop-in.camel.yaml} by themselves: in which order
 * their steps are done. Each step but the cache is a stand-in that notes its name.
 */
final class LookupPageTest extends PageSupport {
  private static final String KEY = "acme/mara@example.com";

  private final Cache<String, String> fresh = Caffeine.newBuilder().build();
  private boolean isAnsweredAtOnce;

  LookupPageTest() {
    super(Map.of(), "lookup", "drop-in");
  }

  @Override
  protected void bindToRegistry(Registry registry) {
    registry.bind("freshAnswers", fresh);
    for (String who : List.of("lookupWho", "feedWho")) {
      registry.bind(who, (Processor) exchange -> who(who, exchange));
    }
    for (String step :
        List.of(
            "lookupOnce",
            "lookupAnswer",
            "feedOnce",
            "feedAnswer",
            "feedReader",
            "smartrrGuard",
            "subscriberLists",
            "subscriberStates",
            "subscriberNames",
            "subscriberDocument",
            "pressTokens",
            "widgetShape")) {
      registry.bind(step, (Processor) exchange -> done.add(step));
    }
  }

  private void who(String step, Exchange exchange) {
    done.add(step);
    exchange.getMessage().setHeader(CaffeineConstants.KEY, KEY);
    exchange.setRouteStop(isAnsweredAtOnce);
  }

  @BeforeEach
  void start() throws Exception {
    ModelCamelContext context = (ModelCamelContext) context();
    context.removeRouteDefinition(context.getRouteDefinition("drop-in-change"));
    for (String door : List.of("lookup", "drop-in")) {
      AdviceWith.adviceWith(context, door, route -> route.replaceFromWith("direct:" + door));
    }
    context.start();
  }

  private Exchange run(String route) {
    return template().send("direct:" + route, exchange -> {});
  }

  @ParameterizedTest
  @CsvSource({"lookup, lookup", "drop-in, feed"})
  void lookup_ofWhomTheCacheDoesntKnow_isReadOnceAndAnswered(String route, String step) {
    run(route);

    assertEquals(List.of(step + "Who", step + "Once", step + "Answer"), done);
  }

  @ParameterizedTest
  @CsvSource({"lookup, lookup", "drop-in, feed"})
  void lookup_ofWhomTheCacheKnows_isAnsweredFromIt(String route, String step) {
    fresh.put(KEY, "what is known");

    assertEquals("what is known", run(route).getMessage().getBody());
    assertEquals(List.of(step + "Who", step + "Answer"), done);
  }

  @ParameterizedTest
  @CsvSource({"lookup, lookup", "drop-in, feed"})
  void lookup_ofNobody_endsThere(String route, String step) {
    isAnsweredAtOnce = true;

    run(route);

    assertEquals(List.of(step + "Who"), done);
  }

  @Test
  void subscriber_isReadStepByStep() {
    run("lookup-read");

    assertEquals(
        List.of(
            "smartrrGuard",
            "subscriberLists",
            "subscriberStates",
            "subscriberNames",
            "subscriberDocument",
            "pressTokens",
            "widgetShape"),
        done);
  }

  @Test
  void feed_isReadWhereSmartrrMayBeAsked() {
    run("drop-in-read");

    assertEquals(List.of("smartrrGuard", "feedReader"), done);
  }
}
