package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.lookup.SubscriberCache.AnswerKey;
import com.gorgiassmartrr.lookup.SubscriberCache.Known;
import com.gorgiassmartrr.lookup.SubscriberCache.View;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.AsyncStep;
import com.gorgiassmartrr.smartrr.EmailAddress;
import com.gorgiassmartrr.smartrr.SubscriberIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an inner route read at Smartrr, once for all who ask for the same at the same time, and goes
 * on when that is done or the time is up, whichever comes first. A read whose time is up goes on
 * for the next who ask.
 *
 * <p>Needs the variables {@code store} and {@code email}; leaves as the body what there is for
 * {@link LookupAnswer} to answer with. It never fails, and holds no thread while it waits.
 */
public final class LookupOnce extends AsyncStep {
  private static final Logger LOG = LoggerFactory.getLogger(LookupOnce.class);

  private final View view;
  private final String innerRoute;
  private final CamelContext context;
  private volatile @Nullable AsyncProducer producer;
  private final SubscriberCache cache;
  private final InstantSource clock;
  private final Duration timeout;
  private final ScheduledExecutorService timers;
  private final Executor workers;

  /**
   * A step.
   *
   * @param innerRoute reads the view; its id is also its direct name
   */
  LookupOnce(View view, String innerRoute, LookupSettings settings) {
    this.view = view;
    this.innerRoute = innerRoute;
    this.context = settings.context();
    this.cache = settings.cache();
    this.clock = settings.clock();
    this.timeout = settings.timeout();
    this.timers = settings.timers();
    this.workers = settings.workers();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    EmailAddress email = new EmailAddress(exchange.getVariable(LookupWho.EMAIL, String.class));
    AnswerKey key = new AnswerKey(exchange.getVariable("store", String.class), view, email.key());
    AtomicBoolean answered = new AtomicBoolean();
    CompletableFuture<Known> reading = cache.read(key, () -> read(key, email));
    Runnable late = () -> end(answered, exchange, callback, tooLate());
    ScheduledFuture<?> deadline =
        timers.schedule(() -> onWorker(late), timeout.toMillis(), TimeUnit.MILLISECONDS);
    reading.whenComplete(
        (known, failure) -> {
          deadline.cancel(false);
          end(
              answered,
              exchange,
              callback,
              failure == null ? new LookupRead(known, null) : new LookupRead(null, failure));
        });
    return false;
  }

  private static LookupRead tooLate() {
    return new LookupRead(
        null, new PartnerFailure(PartnerFailure.Kind.TIMEOUT, "the lookup's time is up"));
  }

  private static void end(
      AtomicBoolean answered, Exchange exchange, AsyncCallback callback, LookupRead read) {
    if (answered.compareAndSet(false, true)) {
      exchange.getMessage().setBody(read);
      callback.done(false);
    }
  }

  private void onWorker(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private CompletableFuture<Known> read(AnswerKey key, EmailAddress email) {
    Instant began = clock.instant();
    Exchange inner = new DefaultExchange(context);
    inner.setVariable("store", key.store());
    inner.setVariable(LookupWho.EMAIL, email.value());
    inner.setVariable("readAt", began.toEpochMilli());
    return send(inner)
        .thenApply(
            done -> {
              if (done.getException() != null) {
                throw new CompletionException(done.getException());
              }
              return known(
                  done.getMessage().getBody(JsonNode.class),
                  done.getVariable(SubscriberIds.VARIABLE, Set.of(), Set.class),
                  began);
            });
  }

  /** Runs the inner route on this thread, up to where it waits. */
  private CompletableFuture<Exchange> send(Exchange inner) {
    CompletableFuture<Exchange> done = new CompletableFuture<>();
    try {
      producer().process(inner, doneSync -> done.complete(inner));
    } catch (Exception e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  /** Made when it is first needed, as routes are there only then; it has nothing to be stopped. */
  private AsyncProducer producer() throws Exception {
    AsyncProducer made = producer;
    if (made == null) {
      made = context.getEndpoint("direct:" + innerRoute).createAsyncProducer();
      ServiceHelper.startService(made);
      producer = made;
    }
    return made;
  }

  private Known known(@Nullable JsonNode data, Set<?> readIds, Instant began) {
    if (!(data instanceof ObjectNode object)) {
      LOG.error("The route {} makes a mistake: it doesn't end with a JSON object", innerRoute);
      throw new IllegalStateException("The inner route did not end with a JSON object");
    }
    Set<String> ids = new HashSet<>();
    readIds.forEach(id -> ids.add(id.toString()));
    collectIds(object, ids);
    byte[] json = LookupAnswer.bytes(object.without(LookupAnswer.AGE));
    return new Known(
        json,
        LookupAnswer.withAge(json, began, "cached"),
        began.toEpochMilli(),
        Set.copyOf(ids),
        false);
  }

  private static void collectIds(JsonNode node, Set<String> ids) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isTextual()
          && (field.getKey().equals("id") || field.getKey().equals("customer_id"))) {
        ids.add(field.getValue().asText());
      } else {
        collectIds(field.getValue(), ids);
      }
    }
    if (node.isArray()) {
      node.forEach(element -> collectIds(element, ids));
    }
  }
}
