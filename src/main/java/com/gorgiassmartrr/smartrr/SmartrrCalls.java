package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.ServerBusy;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreOfCall;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    AnswerMemory.Share memory = AnswerMemory.ofHeap().share();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    begin(
        new Call(store, route, variables, memory, true, answer, System.nanoTime()),
        Bulkhead::execute);
    return answer;
  }

  /**
   * Calls as {@link #call} does, but on this thread where an earlier call's answer leads to this
   * one. Nothing that the earlier answer leads to may wait for it.
   *
   * @param memory of what the answer is read into
   */
  CompletableFuture<JsonNode> callNext(
      Store store, String route, Map<String, String> variables, AnswerMemory.Share memory) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    begin(
        new Call(store, route, variables, memory, false, answer, System.nanoTime()),
        Bulkhead::executeNext);
    return answer;
  }

  /**
   * A call that is to be answered.
   *
   * @param memory of what the answer is read into
   * @param isOwnMemory whether it is given back once the answer was told
   * @param askedAt when it was wanted, in {@link System#nanoTime}
   */
  private record Call(
      Store store,
      String route,
      Map<String, String> variables,
      AnswerMemory.Share memory,
      boolean isOwnMemory,
      CompletableFuture<JsonNode> answer,
      long askedAt) {
    /** Tells the answer; what it leads to at once has been done when this returns. */
    void tell(JsonNode json) {
      answer.complete(json);
      giveBack();
    }

    void fail(PartnerFailure failure) {
      answer.completeExceptionally(failure);
      giveBack();
    }

    private void giveBack() {
      if (isOwnMemory) {
        memory.close();
      }
    }
  }

  private void begin(Call call, BiConsumer<Bulkhead, Runnable> execute) {
    Bulkhead pool = threads.of(call.store().name());
    try {
      execute.accept(pool, () -> make(call));
    } catch (RejectedExecutionException e) {
      call.fail(tooBusy());
    }
  }

  private void make(Call call) {
    if (nanosLeft(call) < 0) {
      call.fail(tooBusy());
      return;
    }
    JsonNode json;
    try {
      json =
          call.memory()
              .during(() -> send(call.store(), call.route(), call.variables(), null, null), false);
    } catch (ServerBusy e) {
      makeAgain(call, e);
      return;
    } catch (Throwable e) {
      call.fail(PartnerFailure.of(e, clock));
      return;
    }
    call.tell(json);
  }

  /** Makes a call anew once there is memory for its answer; meanwhile it holds no thread. */
  private void makeAgain(Call call, ServerBusy busy) {
    call.memory()
        .take(busy.bytes())
        .orTimeout(Math.max(1, nanosLeft(call)), TimeUnit.NANOSECONDS)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                begin(call, Bulkhead::execute);
              } else {
                call.fail(PartnerFailure.of(busy, clock));
              }
            });
  }

  private long nanosLeft(Call call) {
    return timeout.toNanos() - (System.nanoTime() - call.askedAt());
  }

  private static PartnerFailure tooBusy() {
    return PartnerFailure.notSent(PartnerFailure.Kind.TIMEOUT, "too many calls are waiting");
  }

  /**
   * Reads from Smartrr by a route on the caller's own thread, once.
   *
   * @throws PartnerFailure when there is no usable answer
   */
  public JsonNode readNow(Store store, String route, Map<String, String> variables) {
    return callNow(store, route, variables, null, null);
  }

  /**
   * Has a route make one write at Smartrr, on the caller's own thread.
   *
   * @param body what is sent, as a map; null for nothing
   * @throws PartnerFailure when there is no usable answer, or the route did something else
   */
  public JsonNode writeNow(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable Object body,
      Permit permit) {
    return callNow(store, route, variables, body, permit);
  }

  private JsonNode callNow(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable Object body,
      @Nullable Permit permit) {
    try (AnswerMemory.Share memory = AnswerMemory.ofHeap().share()) {
      return memory.during(() -> send(store, route, variables, body, permit), true);
    } catch (Exception e) {
      throw PartnerFailure.of(e, clock);
    }
  }

  private JsonNode send(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable Object body,
      @Nullable Permit permit)
      throws Exception {
    try {
      JsonNode answer =
          json(
              route,
              permit == null
                  ? exchange(store, route, variables, body, null)
                  : write(store, route, variables, body, permit));
      told(store, null);
      return answer;
    } catch (Exception e) {
      told(store, PartnerFailure.of(e, clock));
      throw e;
    }
  }

  /**
   * Keeps how a call to Smartrr went.
   *
   * @param failure null: it was answered
   */
  public void told(Store store, @Nullable PartnerFailure failure) {
    if (contacts == null || !contacts.isServed(store)) {
      return;
    }
    if (failure == null) {
      contacts.answered(store.name());
    } else if (!failure.isOurs()) {
      contacts.failed(store.name(), failure);
    }
  }

  private @Nullable Object write(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable Object body,
      Permit permit) {
    PartnerFailure failure = null;
    Object answer = null;
    try {
      answer = exchange(store, route, variables, body, permit);
    } catch (Exception e) {
      failure = PartnerFailure.of(e, clock);
    }
    failure = PartnerFailure.ofWrite(route, permit, failure);
    if (failure != null) {
      throw failure;
    }
    return answer;
  }

  private @Nullable Object exchange(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable Object body,
      @Nullable Permit permit)
      throws Exception {
    Exchange exchange =
        template.send(
            context.getEndpoint("direct:" + route),
            call -> {
              StoreOfCall.set(call, store);
              if (permit != null) {
                permit.putInto(call);
              }
              variables.forEach(call::setVariable);
              call.getMessage().setBody(body);
            });
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange.getMessage().getBody();
  }

  private static JsonNode json(String route, @Nullable Object answer) {
    if (answer instanceof JsonNode json) {
      return json;
    }
    throw new PartnerFailure(
        PartnerFailure.Kind.MALFORMED, "the route " + route + " did not end with JSON");
  }
}
