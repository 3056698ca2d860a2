package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.lookup.SubscriberCache.AnswerKey;
import com.gorgiassmartrr.lookup.SubscriberCache.Known;
import com.gorgiassmartrr.lookup.SubscriberCache.View;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.EmailAddress;
import com.gorgiassmartrr.smartrr.FeedReader;
import com.gorgiassmartrr.smartrr.SubscriberIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a lookup: from the cache, or by the inner route that reads at Smartrr, or with the last
 * known data, and always in time.
 *
 * <p>It takes the parameters as the body, and leaves the answer's JSON as the body. It never fails,
 * and holds no thread while it waits.
 */
public final class Lookup extends AsyncProcessorSupport {
  private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAMES_LOGGED = 4;
  private static final int EMPTY_LENGTH = "{}".length();
  private static final Set<String> AGE = Set.of("as_of", "freshness");
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("d MMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static final String NOT_AN_ADDRESS =
      "The customer's e-mail address isn't one that subscriptions can be looked up by.";

  static final String SHAPE_FAILED =
      "The subscriptions can't be shown as they should be, because of a mistake in the widget's"
          + " file: tell the person who looks after it.";

  private static final String FAULT = "The subscriptions can't be shown because of a fault here.";

  private final View view;
  private final String emailParameter;
  private final String innerRoute;
  private final CamelContext context;
  private @Nullable AsyncProducer producer;
  private final SubscriberCache cache;
  private final SmartrrGuard guard;
  private final LookupCounts counts;
  private final InstantSource clock;
  private final Duration timeout;
  private final ScheduledExecutorService timers;
  private final Executor workers;

  private Lookup(View view, String emailParameter, String innerRoute, LookupSettings settings) {
    this.view = view;
    this.emailParameter = emailParameter;
    this.innerRoute = innerRoute;
    this.context = settings.context();
    this.cache = settings.cache();
    this.guard = settings.guard();
    this.counts = settings.counts();
    this.clock = settings.clock();
    this.timeout = settings.timeout();
    this.timers = settings.timers();
    this.workers = settings.workers();
  }

  /** The lookup that Gorgias's triggers ask for: widget data. */
  public static Lookup widget(LookupSettings settings) {
    return new Lookup(View.WIDGET, "email", "lookup-read", settings);
  }

  /** The lookup that hand-made set-ups ask for: Smartrr's feed. */
  public static Lookup feed(LookupSettings settings) {
    return new Lookup(View.FEED, "filterLike[emailOrName]", "drop-in-read", settings);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    producer = context.getEndpoint("direct:" + innerRoute).createAsyncProducer();
    ServiceHelper.startService(producer);
  }

  @Override
  protected void doStop() throws Exception {
    ServiceHelper.stopService(producer);
    super.doStop();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    String store = exchange.getVariable("store", String.class);
    String problem = exchange.getVariable("problem", String.class);
    String text = emailOf(exchange);
    if (problem != null || text == null) {
      return at(exchange, callback, problem == null ? nobody() : notice(problem));
    }
    EmailAddress email = EmailAddress.parse(text);
    if (email == null) {
      return at(exchange, callback, notice(NOT_AN_ADDRESS));
    }
    AnswerKey key = new AnswerKey(store, view, email.key());
    Known fresh = cache.fresh(key);
    if (fresh != null) {
      counts.cached(store);
      return at(exchange, callback, fresh.cachedAnswer());
    }
    waitFor(exchange, callback, key, cache.read(key, () -> read(key, email)));
    return false;
  }

  /** The address; null where there is none, or Gorgias left its template unresolved. */
  private @Nullable String emailOf(Exchange exchange) {
    Object value =
        exchange.getMessage().getBody() instanceof Map<?, ?> parameters
            ? parameters.get(emailParameter)
            : null;
    String text = value == null ? "" : Invisible.strip(value.toString());
    return text.isEmpty() || text.contains("{{") ? null : text;
  }

  private static boolean at(Exchange exchange, AsyncCallback callback, byte[] answer) {
    exchange.getMessage().setBody(answer);
    callback.done(true);
    return true;
  }

  /** Answers when the read is done or the time is up, whichever comes first. */
  private void waitFor(
      Exchange exchange, AsyncCallback callback, AnswerKey key, CompletableFuture<Known> reading) {
    AtomicBoolean answered = new AtomicBoolean();
    Runnable late =
        () -> {
          if (answered.compareAndSet(false, true)) {
            exchange.getMessage().setBody(insteadOfNew(key, sentence(PartnerFailure.Kind.TIMEOUT)));
            callback.done(false);
          }
        };
    ScheduledFuture<?> deadline =
        timers.schedule(() -> onWorker(late), timeout.toMillis(), TimeUnit.MILLISECONDS);
    reading.whenComplete(
        (known, failure) -> {
          deadline.cancel(false);
          if (answered.compareAndSet(false, true)) {
            if (failure == null) {
              counts.live(key.store());
            }
            exchange
                .getMessage()
                .setBody(
                    failure == null
                        ? withAge(known.json(), Instant.ofEpochMilli(known.readAt()), "live")
                        : insteadOfNew(key, sentence(failure)));
            callback.done(false);
          }
        });
  }

  private void onWorker(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private CompletableFuture<Known> read(AnswerKey key, EmailAddress email) {
    PartnerFailure refusal = guard.refusal(key.store());
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    Instant began = clock.instant();
    Exchange inner = new DefaultExchange(context);
    inner.setVariable("store", key.store());
    inner.setVariable("email", email.value());
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
            })
        .whenComplete((known, failure) -> record(key.store(), failure));
  }

  /**
   * Records how the partner did. A fault of this server after the partner has answered doesn't
   * count against the partner.
   */
  private void record(String store, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : PartnerFailure.unwrapped(failure);
    if (cause == null || cause instanceof ShapeException) {
      guard.record(store, null);
    } else if (cause instanceof PartnerFailure partner) {
      guard.record(store, partner);
      LOG.warn("{}: lookup failed: {}, {}", store, partner.kind(), partner.getMessage());
    } else {
      guard.release(store);
      LOG.error("{}: lookup failed because of a fault here: {}", store, whereabouts(cause));
    }
  }

  /**
   * The kind of a fault and its place in the code. Its message is left out, for it may hold
   * somebody's data.
   */
  private static String whereabouts(Throwable fault) {
    String where =
        Arrays.stream(fault.getStackTrace())
            .limit(FRAMES_LOGGED)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(", "));
    return fault.getClass().getName() + " at " + where;
  }

  /** Runs the inner route on this thread, up to where it waits. */
  private CompletableFuture<Exchange> send(Exchange inner) {
    CompletableFuture<Exchange> done = new CompletableFuture<>();
    try {
      Objects.requireNonNull(producer).process(inner, doneSync -> done.complete(inner));
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private static Known known(@Nullable JsonNode data, Set<?> readIds, Instant began) {
    if (!(data instanceof ObjectNode object)) {
      throw new IllegalStateException("The inner route did not end with a JSON object");
    }
    Set<String> ids = new HashSet<>();
    readIds.forEach(id -> ids.add(id.toString()));
    collectIds(object, ids);
    byte[] json = bytes(object.without(AGE));
    return new Known(
        json, withAge(json, began, "cached"), began.toEpochMilli(), Set.copyOf(ids), false);
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

  /** The answer when there is nothing new: the last known, marked, or a notice only. */
  private byte[] insteadOfNew(AnswerKey key, String why) {
    Known known = cache.lastKnown(key);
    // Nobody was there, and something has changed since: that says nothing about now.
    boolean isKnown = known != null && !(known.isOutdated() && known.json().length == EMPTY_LENGTH);
    counts.withoutSmartrr(key.store(), isKnown);
    if (known == null || !isKnown) {
      return notice(why);
    }
    String asOf = AT.format(Instant.ofEpochMilli(known.readAt()));
    return stale(
        known,
        known.isOutdated()
            ? why + " This is how it was on " + asOf + "; it has been changed since."
            : why + " This is how it was on " + asOf + ".");
  }

  private static String sentence(Throwable failure) {
    Throwable cause = PartnerFailure.unwrapped(failure);
    if (cause instanceof ShapeException) {
      return SHAPE_FAILED;
    }
    return cause instanceof PartnerFailure partner ? sentence(partner.kind()) : FAULT;
  }

  private static String sentence(PartnerFailure.Kind kind) {
    return switch (kind) {
      case CREDENTIALS ->
          "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
              + " integration to renew it.";
      case THROTTLED ->
          "Smartrr is being asked too often; close and reopen the ticket in a minute.";
      case REFUSED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
          "Smartrr can't be reached right now; close and reopen the ticket in a minute.";
    };
  }

  /** Adds the age at the end of the JSON, which is never parsed again for it. */
  private static byte[] withAge(byte[] json, Instant readAt, String freshness) {
    if (json.length == EMPTY_LENGTH) {
      return json;
    }
    String age =
        ",\"as_of\":\""
            + readAt.truncatedTo(ChronoUnit.SECONDS)
            + "\",\"freshness\":\""
            + freshness
            + "\"}";
    byte[] end = age.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(json, json.length - 1 + end.length);
    System.arraycopy(end, 0, whole, json.length - 1, end.length);
    return whole;
  }

  private static byte[] stale(Known known, String notice) {
    try {
      ObjectNode data = (ObjectNode) JSON.readTree(known.json());
      if (data.isEmpty()) {
        return known.json();
      }
      String before = data.path("notice").asText("");
      data.put("notice", before.isEmpty() ? notice : notice + " " + before);
      return withAge(bytes(data), Instant.ofEpochMilli(known.readAt()), "stale");
    } catch (IOException e) {
      throw new IllegalStateException("What is kept is JSON", e);
    }
  }

  private byte[] nobody() {
    return view == View.FEED
        ? bytes(FeedReader.envelope(List.of()))
        : bytes(JSON.createObjectNode());
  }

  private byte[] notice(String sentence) {
    ObjectNode answer =
        view == View.FEED ? FeedReader.envelope(List.of()) : JSON.createObjectNode();
    return bytes(answer.put("notice", sentence));
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written", e);
    }
  }
}
