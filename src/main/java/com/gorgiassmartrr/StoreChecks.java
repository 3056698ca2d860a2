package com.gorgiassmartrr;

import com.gorgiassmartrr.server.ProblemCheck;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRepository;
import org.jspecify.annotations.Nullable;

/**
 * The health checks of one part of every store, named {@code part-STORE}, for as long as the store
 * is served. Of many stores only those with a problem have one, and of many problems the first ones
 * are told, with how many there are: whoever asks for the health gets an answer that can be read.
 */
final class StoreChecks implements HealthCheckRepository {
  /** So many stores are told of one by one. */
  private static final int MOST = 20;

  private static final String GROUP = "store";

  private final String part;
  private final Stores stores;
  private final Function<String, @Nullable String> problem;
  private final Function<String, Map<String, Supplier<?>>> details;
  private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
  private boolean enabled = true;

  StoreChecks(
      String part,
      Stores stores,
      Function<String, @Nullable String> problem,
      Function<String, Map<String, Supplier<?>>> details) {
    this.part = part;
    this.stores = stores;
    this.problem = problem;
    this.details = details;
    stores.follow(
        (before, now) -> {
          if (before != null && now == null) {
            checks.remove(before.name());
          }
        });
  }

  @Override
  public Stream<HealthCheck> stream() {
    List<String> names = stores.all().stream().map(Store::name).toList();
    if (names.size() <= MOST) {
      return names.stream().map(this::check);
    }
    List<String> ill = names.stream().filter(this::isIll).toList();
    Stream<HealthCheck> first = ill.stream().limit(MOST).map(this::check);
    return ill.size() <= MOST ? first : Stream.concat(first, Stream.of(others(ill.size() - MOST)));
  }

  private boolean isIll(String store) {
    String said = problem.apply(store);
    return said != null && !said.isEmpty();
  }

  private HealthCheck check(String store) {
    return checks.computeIfAbsent(
        store,
        name ->
            new ProblemCheck(
                GROUP, part + "-" + name, () -> problem.apply(name), details.apply(name)));
  }

  private HealthCheck others(int count) {
    String said =
        count + (count == 1 ? " more store has" : " more stores have") + " such a problem.";
    return new ProblemCheck(GROUP, "more-" + part + "-problems", () -> said);
  }

  @Override
  public String getId() {
    return "checks-of-" + part;
  }

  @Override
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }
}
