package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether Gorgias has switched a store's integration off, as it does by itself after 100
 * failed requests in a row. From then on Gorgias sends no request, so this server has to look in
 * Gorgias.
 */
public final class IntegrationWatch {
  private static final Logger LOG = LoggerFactory.getLogger(IntegrationWatch.class);

  /** How many looks are made at once: a few accounts that don't answer keep nobody waiting. */
  private static final int MOST_AT_ONCE = 16;

  private static final Duration STEP = Duration.ofSeconds(1);

  private final Stores stores;
  private final GorgiasCalls calls;
  private final Executor threads;
  private final ScheduledExecutorService timers;

  /** The stores that are to be looked at in this round. */
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

  /** The stores whose look has begun, or is about to begin. */
  private final Set<String> looking = ConcurrentHashMap.newKeySet();

  /** By the store's name; none where Gorgias hasn't been asked yet. */
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** What Gorgias has of a store's integration. */
  public enum State {
    /** Gorgias hasn't been asked yet. */
    UNKNOWN,
    /** There is none. */
    MISSING,
    /** It asks this server. */
    ON,
    /** Gorgias has switched it off. */
    OFF
  }

  private record Seen(State state, String problem) {}

  private static final Seen NOTHING = new Seen(State.UNKNOWN, "");

  /**
   * A watch that hasn't begun.
   *
   * @param threads has a thread for every look
   * @param timers begins looks; nothing is done on its threads
   */
  public IntegrationWatch(
      Stores stores, GorgiasCalls calls, Executor threads, ScheduledExecutorService timers) {
    this.stores = stores;
    this.calls = calls;
    this.threads = new Bulkhead(threads, MOST_AT_ONCE, Integer.MAX_VALUE);
    this.timers = timers;
    stores.follow(
        (before, now) -> {
          if (before != null) {
            seen.remove(before.name());
          }
        });
  }

  /**
   * Looks at every store's integration again and again.
   *
   * @param first after how long it begins
   * @param between how long a round takes, over which the looks are spread
   */
  public void start(Duration first, Duration between) {
    timers.scheduleWithFixedDelay(
        () -> beginRound(between), first.toMillis(), between.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beginRound(Duration between) {
    boolean goesOn = !waiting.isEmpty();
    List<String> names =
        stores.all().stream()
            .filter(store -> store.gorgias() != null)
            .map(Store::name)
            .filter(name -> !waiting.contains(name))
            .toList();
    waiting.addAll(names);
    if (!goesOn) {
      long steps = Math.max(1, between.dividedBy(STEP));
      step((int) ((names.size() + steps - 1) / steps));
    }
  }

  private void step(int most) {
    for (int i = 0; i < most && !waiting.isEmpty(); i++) {
      begin(waiting.remove());
    }
    if (!waiting.isEmpty()) {
      timers.schedule(() -> step(most), STEP.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void begin(String store) {
    if (!looking.add(store)) {
      return;
    }
    try {
      threads.execute(
          () -> {
            try {
              look(store);
            } finally {
              looking.remove(store);
            }
          });
    } catch (RejectedExecutionException e) {
      looking.remove(store);
      LOG.debug("{}: the server stops", store, e);
    }
  }

  /** Looks at one store's integration; what was known stays so where Gorgias doesn't answer. */
  public void look(String name) {
    Store store = stores.named(name);
    if (store == null || store.gorgias() == null) {
      return;
    }
    try {
      Seen found = seen(Found.integrations(new GorgiasAdmin(calls, store), name), name);
      String problem = found.problem();
      if (!problem.equals(problem(name))) {
        LOG.warn(
            "{}: {}", name, problem.isEmpty() ? "the integration is switched on again" : problem);
      }
      seen.put(name, found);
    } catch (GorgiasFailure e) {
      LOG.debug("{}: whether its integration is switched on can't be told", name, e);
    } catch (RuntimeException e) {
      LOG.error("{}: the look at its integration failed", name, e);
    }
  }

  private static Seen seen(Found found, String store) {
    ObjectNode integration = found.integration();
    if (integration == null) {
      return new Seen(State.MISSING, "");
    }
    if (Found.isActive(integration)) {
      return new Seen(State.ON, "");
    }
    return new Seen(
        State.OFF,
        "Gorgias has switched the HTTP integration "
            + Found.label(integration)
            + " of the store "
            + store
            + " off since "
            + OneLine.of(integration.path("deactivated_datetime").asText(), 40)
            + ", as it does after 100 failed requests in a row: see that Gorgias reaches this"
            + " server, and run connect, which switches it on again.");
  }

  /** What is wrong with a store's integration; empty when nothing is, as far as it is known. */
  public String problem(String store) {
    return seen.getOrDefault(store, NOTHING).problem();
  }

  /** What Gorgias had of a store's integration when it was asked last. */
  public State state(String store) {
    return seen.getOrDefault(store, NOTHING).state();
  }
}
