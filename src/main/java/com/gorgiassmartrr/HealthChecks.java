package com.gorgiassmartrr;

import com.gorgiassmartrr.server.ProblemCheck;
import com.gorgiassmartrr.store.Stores;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** The health checks of a server: those of its parts, and those of each store that is served. */
final class HealthChecks {
  private final HealthCheckRegistry health;
  private final Stores stores;

  HealthChecks(HealthCheckRegistry health, Stores stores) {
    this.health = health;
    this.stores = stores;
  }

  /** Adds a check that is down while there is a problem. */
  void add(String group, String name, Supplier<@Nullable String> problem) {
    health.register(new ProblemCheck(group, name, problem));
  }

  /** Adds a check for each store, named {@code part-STORE}; see {@link StoreChecks}. */
  void addForEachStore(String part, Function<String, @Nullable String> problem) {
    addForEachStore(part, problem, store -> Map.of());
  }

  /**
   * Adds a check for each store that also tells details.
   *
   * @param details what tells each, by its name
   */
  void addForEachStore(
      String part,
      Function<String, @Nullable String> problem,
      Function<String, Map<String, Supplier<?>>> details) {
    health.register(new StoreChecks(part, stores, problem, details));
  }
}
