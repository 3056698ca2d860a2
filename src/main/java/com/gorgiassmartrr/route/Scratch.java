package com.gorgiassmartrr.route;

import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.Component;
import org.apache.camel.Processor;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.CliConnectorFactory;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Camel context in which routes are made and never run. Its doors open nothing, and stand-ins
 * take the place of the server's beans, so that whatever it closes is its own.
 */
final class Scratch implements AutoCloseable {
  private static final String BEANS = "camel.beans.";
  private static final String COMPONENT = "camel.component.";

  /** What Camel itself reads of these at the start, and what would open connections here. */
  private static final Set<String> NOT_BOUND = Set.of("http", "https", "platform-http");

  private final DefaultCamelContext context = new DefaultCamelContext(false);
  private final Settings settings;

  /**
   * A context that isn't started.
   *
   * @param beans the names of the server's beans
   */
  Scratch(Settings settings, Set<String> beans) {
    this.settings = settings;
    Map<String, String> all = settings.all();
    Set<String> names = new HashSet<>(beans);
    for (String key : all.keySet()) {
      if (key.startsWith(BEANS)) {
        names.add(key.substring(BEANS.length()).replaceFirst("[.\\[].*", ""));
      }
    }
    context.getCamelContextExtension().setName("check");
    context.getCamelContextExtension().setRegistry(new DefaultRegistry(new StandIns(names)));
    // With a real one, closing this context would be taken for a wish to stop the process.
    context
        .getCamelContextExtension()
        .addContextPlugin(CliConnectorFactory.class, StandIns.standIn(CliConnectorFactory.class));
    context.disableJMX();
    context.setAutoStartup(false);
    context.setLoadHealthChecks(false);
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    Properties properties = new Properties();
    properties.putAll(all);
    context.getPropertiesComponent().setOverrideProperties(properties);
    context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new NoDoors());
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onComponentAdd(String name, Component component) {
            bind(name, component, all);
          }
        });
    context.build();
  }

  DefaultCamelContext context() {
    return context;
  }

  Settings settings() {
    return settings;
  }

  /** Sets what the settings say of a component that isn't the server's own. */
  private void bind(String name, Component component, Map<String, String> settings) {
    Map<String, Object> its = new HashMap<>();
    String prefix = COMPONENT + name + ".";
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && !NOT_BOUND.contains(name)) {
            its.put(key.substring(prefix.length()), value);
          }
        });
    if (!its.isEmpty()) {
      PropertyBindingSupport.build()
          .withCamelContext(context)
          .withTarget(component)
          .withIgnoreCase(true)
          .withProperties(its)
          .bind();
    }
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (IOException e) {
      throw new IllegalStateException("A Camel context can always be closed", e);
    }
  }

  /** Something for each name of a bean of the server that has any interface and does nothing. */
  private record StandIns(Set<String> names) implements BeanRepository {
    @Override
    public @Nullable Object lookupByName(String name) {
      return names.contains(name) ? standIn(Processor.class) : null;
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
      if (!names.contains(name)) {
        return null;
      }
      return type.isInterface() ? standIn(type) : ofClass(type);
    }

    private static <T> @Nullable T ofClass(Class<T> type) {
      Object standIn = standIn(Processor.class);
      return type.isInstance(standIn) ? type.cast(standIn) : null;
    }

    private static <T> T standIn(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "toString" -> "a stand-in";
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> arguments[0] == self;
                    default -> nothing(method.getReturnType());
                  }));
    }

    private static @Nullable Object nothing(Class<?> type) {
      if (type == boolean.class) {
        return false;
      }
      if (type == long.class) {
        return 0L;
      }
      return type == int.class ? Integer.valueOf(0) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
      return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
      return Set.of();
    }
  }

  /** Makes doors that nobody can come to. */
  private static final class NoDoors implements PlatformHttpEngine {
    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
      return new NoDoor(endpoint, processor);
    }

    @Override
    public int getServerPort() {
      return 0;
    }
  }

  private static final class NoDoor extends DefaultConsumer implements PlatformHttpConsumer {
    private final PlatformHttpEndpoint endpoint;

    private NoDoor(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
      this.endpoint = endpoint;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
      return endpoint;
    }
  }
}
