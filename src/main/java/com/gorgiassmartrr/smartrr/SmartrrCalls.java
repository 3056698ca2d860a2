package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreOfCall;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls to Smartrr, each by its connector route, on threads of the store's own: a Smartrr
 * that hangs for one store holds nobody else up.
 */
public final class SmartrrCalls {
  private final CamelContext context;
  private final ProducerTemplate template;
  private final InstantSource clock;
  private final Duration timeout;
  private final PerStore<Bulkhead> threads;
  private final @Nullable Contacts contacts;

  /**
   * Calls by the routes of a context.
   *
   * @param timeout a call that could not begin within it is given up
   * @param threads a bulkhead for each store
   */
  public SmartrrCalls(
      CamelContext context, InstantSource clock, Duration timeout, PerStore<Bulkhead> threads) {
    this(context, clock, timeout, threads, null);
  }

  /**
   * Calls by the routes of a context, of which is kept how they go.
   *
   * @param contacts is told how each call went; null for nobody
   */
  public SmartrrCalls(
      CamelContext context,
      InstantSource clock,
      Duration timeout,
      PerStore<Bulkhead> threads,
      @Nullable Contacts contacts) {
    this.contacts = contacts;
    this.context = context;
    this.template = context.createProducerTemplate();
    this.clock = clock;
    this.timeout = timeout;
    this.threads = threads;
  }

  /**
   * Calls Smartrr by a connector route.
   *
   * @param route the route's id, which is also its direct name
   * @param variables what the route's path and query are made of, already percent-encoded
   * @return the answer's JSON; fails with {@link PartnerFailure}
   */
  public CompletableFuture<JsonNode> call(
      Store store, String route, Map<String, String> variables) {
    return call(store, route, variables, Bulkhead::execute);
  }

  /**
   * Calls as {@link #call} does, but on this thread where an earlier call's answer leads to this
   * one. Nothing that the earlier answer leads to may wait for it.
   */
  CompletableFuture<JsonNode> callNext(Store store, String route, Map<String, String> variables) {
    return call(store, route, variables, Bulkhead::executeNext);
  }

  private CompletableFuture<JsonNode> call(
      Store store,
      String route,
      Map<String, String> variables,
      BiConsumer<Bulkhead, Runnable> execute) {
    Bulkhead pool = threads.of(store.name());
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    long asked = System.nanoTime();
    try {
      execute.accept(
          pool,
          () -> {
            if (System.nanoTime() - asked > timeout.toNanos()) {
              answer.completeExceptionally(tooBusy());
              return;
            }
            try {
              answer.complete(send(store, route, variables, null));
            } catch (Throwable e) {
              answer.completeExceptionally(PartnerFailure.of(e, clock));
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(tooBusy());
    }
    return answer;
  }

  private static PartnerFailure tooBusy() {
    return PartnerFailure.notSent(PartnerFailure.Kind.TIMEOUT, "too many calls are waiting");
  }

  /**
   * Calls Smartrr by a route on the caller's own thread, once.
   *
   * @param body what is sent, as a map; null for nothing
   * @throws PartnerFailure when there is no usable answer
   */
  public JsonNode callNow(
      Store store, String route, Map<String, String> variables, @Nullable Object body) {
    try {
      return send(store, route, variables, body);
    } catch (Exception e) {
      throw PartnerFailure.of(e, clock);
    }
  }

  private JsonNode send(
      Store store, String route, Map<String, String> variables, @Nullable Object body)
      throws Exception {
    try {
      JsonNode answer = exchange(store, route, variables, body);
      if (contacts != null && contacts.isServed(store)) {
        contacts.answered(store.name());
      }
      return answer;
    } catch (Exception e) {
      if (contacts != null && contacts.isServed(store)) {
        contacts.failed(store.name(), PartnerFailure.of(e, clock));
      }
      throw e;
    }
  }

  private JsonNode exchange(
      Store store, String route, Map<String, String> variables, @Nullable Object body)
      throws Exception {
    Exchange exchange =
        template.send(
            context.getEndpoint("direct:" + route),
            call -> {
              StoreOfCall.set(call, store);
              variables.forEach(call::setVariable);
              call.getMessage().setBody(body);
            });
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    if (exchange.getMessage().getBody() instanceof JsonNode json) {
      return json;
    }
    throw new PartnerFailure(
        PartnerFailure.Kind.MALFORMED, "the route " + route + " did not end with JSON");
  }
}
