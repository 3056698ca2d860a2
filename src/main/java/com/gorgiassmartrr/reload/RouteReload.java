package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.reload.RouteFilesWatch.Look;
import com.gorgiassmartrr.reload.RoutePart.Kind;
import com.gorgiassmartrr.reload.RouteSet.Difference;
import com.gorgiassmartrr.route.RouteCheck;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.store.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.camel.CamelContextAware;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.health.ConsumersHealthCheckRepository;
import org.apache.camel.impl.health.RoutesHealthCheckRepository;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts edits of route files in force while the server runs.
 *
 * <p>All files that were saved together are one set. The set is checked as a whole, and one mistake
 * refuses it: then the versions before stay in force. Only routes that were changed, or that use a
 * part that was changed, are replaced.
 */
public final class RouteReload implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

  /** For so long it goes on with what has begun before it looks at the files again. */
  private static final Duration TO_SETTLE = Duration.ofMillis(300);

  /** For so long the server's end waits for an edit that is under way. */
  private static final Duration TO_END = Duration.ofSeconds(5);

  private static final Duration BETWEEN_GOES = Duration.ofMillis(10);
  private static final String STAYS = "; the last good version stays in force";

  private final ModelCamelContext context;
  private final RouteCheck check;
  private final RouteFilesWatch watch;
  private final RouteVersions versions;
  private final Runnable switched;
  private final InstantSource clock;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Map<String, Instant> since = new HashMap<>();
  private RouteSet inForce;
  private boolean isStuck;

  /** Held while an edit is taken up. */
  private final Lock go = new ReentrantLock();

  private volatile boolean isStopped;
  private volatile State state;

  /**
   * How a file is.
   *
   * @param file as people write it
   * @param since from when on what is in force of it is; null: nothing of it is
   * @param mistake what is wrong with what it says now; empty: nothing
   */
  public record FileState(String file, @Nullable Instant since, String mistake) {}

  private record State(List<FileState> files, List<String> mistakes) {}

  /**
   * Edits of the files that a context, which has started, was made of.
   *
   * @param loaded what each said then, by where it is
   * @param switched is run when routes and beans are others than before
   */
  public RouteReload(
      ModelCamelContext context,
      Settings settings,
      Map<String, Class<?>> beans,
      SortedMap<String, String> loaded,
      Runnable switched,
      InstantSource clock) {
    this.context = context;
    this.check = new RouteCheck(settings, beans);
    this.watch = new RouteFilesWatch(context, settings, loaded);
    this.versions = new RouteVersions(context, switched);
    this.switched = switched;
    this.clock = clock;
    this.inForce = RouteSet.of(loaded);
    loaded.keySet().forEach(file -> since.put(file, clock.instant()));
    this.state = state(List.of());
  }

  /** Looks at the files once, and goes on with what has begun. */
  @Override
  public void run() {
    go.lock();
    try {
      if (!isOver()) {
        lookAndGoOn();
      }
    } finally {
      go.unlock();
    }
  }

  /**
   * Begins nothing more. What has begun is ended first, for the context must not stop while its
   * routes change; but the context doesn't wait for ever, for a bean of the integrator's may hang.
   */
  public void stop() {
    isStopped = true;
    boolean isEnded = false;
    try {
      isEnded = go.tryLock(TO_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (isEnded) {
        go.unlock();
      }
    }
  }

  private boolean isOver() {
    return isStopped || context.isStopping() || context.isStopped();
  }

  private void lookAndGoOn() {
    try {
      Look look = watch.look();
      if (look != null) {
        take(look);
      }
      settle();
    } catch (Exception e) {
      if (!isOver()) {
        LOG.error("The route files can't be followed for a moment", e);
      }
    }
  }

  /** What is wrong with what the files say now; empty while nothing is. */
  public String problem() {
    List<String> mistakes = state.mistakes();
    return mistakes.isEmpty() ? "" : told(mistakes);
  }

  /** How each file is, in the order of their names. */
  public List<FileState> files() {
    return state.files();
  }

  /** How many sets were taken since the start. */
  public long taken() {
    return taken.get();
  }

  /** How many sets were refused since the start. */
  public long refused() {
    return refused.get();
  }

  private static String told(List<String> mistakes) {
    int others = mistakes.size() - 1;
    return mistakes.get(0).replaceFirst("\\.$", "")
        + STAYS
        + (others == 0 ? "." : " (" + others + " more: 'routes check' tells all).");
  }

  private void take(Look look) {
    if (!look.problem().isEmpty()) {
      refuse(List.of(look.problem()));
      return;
    }
    List<Resource> files = new ArrayList<>();
    look.texts().forEach((file, text) -> files.add(resource(file, text)));
    List<String> mistakes = check.check(files).mistakes();
    if (!mistakes.isEmpty()) {
      refuse(mistakes);
      return;
    }
    RouteSet next = inForce.next(look.texts());
    RoutePart unnamed = next.firstUnnamedChange(inForce);
    if (unnamed != null) {
      refuse(
          List.of(
              RouteFiles.name(unnamed.file())
                  + ", line "
                  + unnamed.line()
                  + ": this can't be edited live; write a route, a routeConfiguration or a bean with"
                  + " an id or a name, or restart the server."));
      return;
    }
    List<String> changed = next.changedFiles(inForce);
    try {
      apply(next);
    } catch (Exception e) {
      LOG.debug("{}: what Camel says of it", changed, e);
      refuse(
          List.of(
              changed.stream().map(RouteFiles::name).collect(Collectors.joining(", "))
                  + ": this can't be started: "
                  + e.getMessage()));
      return;
    }
    inForce = next;
    since.keySet().retainAll(next.texts().keySet());
    next.texts()
        .keySet()
        .forEach(
            file -> {
              if (changed.contains(file)) {
                since.put(file, clock.instant());
              }
            });
    state = state(List.of());
    taken.incrementAndGet();
    String names = changed.stream().map(RouteFiles::name).collect(Collectors.joining(", "));
    LOG.info("{}", changed.isEmpty() ? "The route files are as before." : names + ": in force.");
  }

  private void refuse(List<String> mistakes) {
    refused.incrementAndGet();
    state = state(mistakes);
    LOG.warn("{}", told(mistakes));
  }

  private State state(List<String> mistakes) {
    Map<String, String> told = new LinkedHashMap<>();
    inForce.texts().keySet().forEach(file -> told.put(RouteFiles.name(file), ""));
    for (String mistake : mistakes) {
      String file = mistake.replaceFirst("(, line \\d+)?(, route '.*?')?: .*", "");
      told.merge(file, mistake, (first, other) -> first.isEmpty() ? other : first);
    }
    Map<String, Instant> from = new HashMap<>();
    since.forEach((file, at) -> from.put(RouteFiles.name(file), at));
    List<FileState> files = new ArrayList<>();
    told.forEach((file, mistake) -> files.add(new FileState(file, from.get(file), mistake)));
    return new State(List.copyOf(files), List.copyOf(mistakes));
  }

  private static Resource resource(String file, String text) {
    return ResourceHelper.fromBytes(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What was begun, to be taken back where the rest can't begin. */
  private static final class Begun {
    private final Map<String, @Nullable String> routes = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> beans = new HashMap<>();
    private final Map<String, @Nullable RouteConfigurationDefinition> policies = new HashMap<>();
  }

  private void apply(RouteSet next) throws Exception {
    Difference difference = next.since(inForce);
    Begun begun = new Begun();
    Map<String, RoutePart> routes = difference.changed(Kind.ROUTE);
    try {
      beginPolicies(next, difference, begun);
      beginBeans(next, difference, begun);
      for (RoutePart route : routes.values()) {
        begun.routes.put(route.name(), versions.begin(route.name(), () -> definition(next, route)));
      }
    } catch (Exception e) {
      takeBack(begun);
      throw e;
    }
    difference.removed(Kind.BEAN).keySet().forEach(context.getRegistry()::unbind);
    switched.run();
    begun.routes.forEach(
        (name, id) -> {
          RoutePart route = Objects.requireNonNull(routes.get(name));
          versions.keep(name, id, () -> definition(next, route));
        });
    difference.removed(Kind.ROUTE).keySet().forEach(versions::remove);
  }

  private void beginPolicies(RouteSet next, Difference difference, Begun begun) throws Exception {
    Map<String, RoutePart> changed = difference.changed(Kind.POLICY);
    Set<String> all = new HashSet<>(changed.keySet());
    all.addAll(difference.removed(Kind.POLICY).keySet());
    for (String name : all) {
      RouteConfigurationDefinition old = context.getRouteConfigurationDefinition(name);
      begun.policies.put(name, old);
      if (old != null) {
        context.removeRouteConfiguration(old);
      }
    }
    for (RoutePart policy : changed.values()) {
      for (RoutesBuilder builder : builders(next, policy)) {
        if (builder instanceof RouteConfigurationsBuilder policies) {
          policies.addRouteConfigurationsToCamelContext(context);
        }
      }
    }
  }

  /** Reading a bean binds it. */
  private void beginBeans(RouteSet next, Difference difference, Begun begun) throws Exception {
    for (RoutePart bean : difference.changed(Kind.BEAN).values()) {
      begun.beans.put(bean.name(), context.getRegistry().lookupByName(bean.name()));
      for (RoutesBuilder builder : builders(next, bean)) {
        if (builder instanceof RouteBuilder read) {
          read.configureRoutes(context);
        }
      }
    }
  }

  private RouteDefinition definition(RouteSet set, RoutePart route) throws Exception {
    for (RoutesBuilder builder : builders(set, route)) {
      if (builder instanceof RouteBuilder read) {
        RoutesDefinition all = read.configureRoutes(context);
        for (RouteDefinition definition : all.getRoutes()) {
          if (route.makes(definition)) {
            all.prepareRoute(definition);
            return definition;
          }
        }
      }
    }
    throw new IllegalStateException("the route '" + route.name() + "' isn't read");
  }

  private List<RoutesBuilder> builders(RouteSet set, RoutePart part) throws Exception {
    return List.copyOf(
        PluginHelper.getRoutesLoader(context)
            .findRoutesBuilders(
                List.of(resource(part.file(), set.only(part.file(), Set.of(part))))));
  }

  private void takeBack(Begun begun) throws Exception {
    for (String id : begun.routes.values()) {
      if (id != null) {
        versions.takeBack(id);
      }
    }
    begun.beans.forEach(
        (name, old) -> {
          context.getRegistry().unbind(name);
          if (old != null) {
            context.getRegistry().bind(name, old);
          }
        });
    for (Map.Entry<String, @Nullable RouteConfigurationDefinition> policy :
        begun.policies.entrySet()) {
      RouteConfigurationDefinition made = context.getRouteConfigurationDefinition(policy.getKey());
      if (made != null) {
        context.removeRouteConfiguration(made);
      }
      if (policy.getValue() != null) {
        context.addRouteConfiguration(policy.getValue());
      }
    }
  }

  private void settle() throws Exception {
    long end = System.nanoTime() + TO_SETTLE.toNanos();
    while (!versions.isSettled() && System.nanoTime() < end && !isOver()) {
      try {
        versions.settle();
        isStuck = false;
      } catch (Exception e) {
        if (!isStuck && !isOver()) {
          LOG.error("A new version of a route can't take its place; it is tried again", e);
        }
        isStuck = true;
        return;
      }
      if (versions.isSettled()) {
        forgetOldChecks();
      } else {
        LockSupport.parkNanos(BETWEEN_GOES.toNanos());
      }
    }
  }

  /**
   * Replaces Camel's health checks of routes, because they keep every route that they ever looked
   * at.
   */
  private void forgetOldChecks() {
    HealthCheckRegistry health = HealthCheckRegistry.get(context);
    if (health != null) {
      begin(health, "routes", new RoutesHealthCheckRepository());
      begin(health, "consumers", new ConsumersHealthCheckRepository());
    }
  }

  private void begin(HealthCheckRegistry health, String id, HealthCheckRepository anew) {
    health
        .getRepository(id)
        .ifPresent(
            old -> {
              CamelContextAware.trySetCamelContext(anew, context);
              anew.setEnabled(old.isEnabled());
              health.unregister(old);
              health.register(anew);
            });
  }
}
