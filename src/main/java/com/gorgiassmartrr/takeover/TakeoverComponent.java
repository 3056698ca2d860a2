package com.gorgiassmartrr.takeover;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Camel's {@code direct}, in which several routes may begin with one name: the one that started
 * last answers, and when it stops, the one before it answers again. Where none does, a call fails
 * at once.
 */
public final class TakeoverComponent extends DirectComponent {
  private static final String NAME = "direct";

  /** The consumers that have started, by name, the latest one last. */
  private final Map<String, List<TakeoverConsumer>> serving = new ConcurrentHashMap<>();

  /** The component of a context; null where the context has Camel's own. */
  public static @Nullable TakeoverComponent of(CamelContext context) {
    Component direct = context.hasComponent(NAME);
    return direct instanceof TakeoverComponent takeover ? takeover : null;
  }

  /** Makes a context that isn't started yet use this component for {@code direct}. */
  public static void bind(CamelContext context) {
    context.addComponent(NAME, new TakeoverComponent());
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    DirectEndpoint endpoint = new TakeoverEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** What answers calls of a name; null where nothing does. */
  public @Nullable TakeoverConsumer latest(String name) {
    List<TakeoverConsumer> all = serving.get(name);
    return all == null ? null : all.get(all.size() - 1);
  }

  /** What answers calls of a name, with one more call counted in it; null where nothing does. */
  @Nullable TakeoverConsumer entered(String name) {
    while (true) {
      TakeoverConsumer latest = latest(name);
      if (latest == null) {
        return null;
      }
      latest.inUse().begin();
      if (latest == latest(name)) {
        return latest;
      }
      latest.inUse().end();
    }
  }

  void begin(String name, TakeoverConsumer consumer) {
    serving.merge(
        name, List.of(consumer), (all, one) -> Stream.concat(all.stream(), one.stream()).toList());
  }

  void end(String name, TakeoverConsumer consumer) {
    serving.computeIfPresent(
        name,
        (key, all) -> {
          List<TakeoverConsumer> others = all.stream().filter(one -> one != consumer).toList();
          return others.isEmpty() ? null : others;
        });
  }
}
