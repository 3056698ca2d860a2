package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether Gorgias has switched a store's integration off, as it does by itself after 100
 * failed requests in a row. From then on it asks for nothing: only who looks there can know.
 */
public final class IntegrationWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(IntegrationWatch.class);

  private final Stores stores;
  private final GorgiasCalls calls;

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

  public IntegrationWatch(Stores stores, GorgiasCalls calls) {
    this.stores = stores;
    this.calls = calls;
    stores.follow(
        (before, now) -> {
          if (before != null) {
            seen.remove(before.name());
          }
        });
  }

  /** Looks at every store's integration. */
  @Override
  public void run() {
    stores.all().forEach(store -> look(store.name()));
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
