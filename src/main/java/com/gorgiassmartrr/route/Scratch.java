package com.gorgiassmartrr.route;

import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashSet;
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

  private final DefaultCamelContext context =
      new DefaultCamelContext(false) {
        /** Makes no route as it starts: who checks them makes each by itself. */
        @Override
        public void startRouteDefinitions() {}
      };

  /**
   * A context that isn't started.
   *
   * @param beans what the server's beans are, by their names
   */
  Scratch(Settings settings, Map<String, Class<?>> beans) {
    Map<String, String> all = settings.all();
    Map<String, Class<?>> types = new HashMap<>(beans);
    for (String key : all.keySet()) {
      if (key.startsWith(BEANS)) {
        types.putIfAbsent(key.substring(BEANS.length()).replaceFirst("[.\\[].*", ""), Object.class);
      }
    }
    context.getCamelContextExtension().setName("check-of-routes");
    context.getCamelContextExtension().setRegistry(new DefaultRegistry(new StandIns(types)));
    // With a real one, closing this context would be taken for a wish to stop the process.
    context
        .getCamelContextExtension()
        .addContextPlugin(
            CliConnectorFactory.class,
            (CliConnectorFactory) StandIns.standIn(CliConnectorFactory.class));
    context.disableJMX();
    context.setAutoStartup(false);
    context.setLoadHealthChecks(false);
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    Properties properties = new Properties();
    properties.putAll(all);
    context.getPropertiesComponent().setOverrideProperties(properties);
    context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new NoDoors());
    RouteLoader.bind(context);
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

  /**
   * Something for each name of a bean of the server that is what the bean is, and does nothing.
   *
   * @param types what each is, by its name; anything at all where it is {@code Object}
   */
  private record StandIns(Map<String, Class<?>> types) implements BeanRepository {
    @Override
    public @Nullable Object lookupByName(String name) {
      Class<?> type = types.get(name);
      return type == null ? null : standIn(type == Object.class ? Processor.class : type);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> asked) {
      Class<?> type = types.get(name);
      if (type == Object.class && asked.isInterface()) {
        return asked.cast(standIn(asked));
      }
      Object standIn = type == null ? null : standIn(type);
      return asked.isInstance(standIn) ? asked.cast(standIn) : null;
    }

    static Object standIn(Class<?> type) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          interfaces(type).toArray(Class<?>[]::new),
          (self, method, arguments) ->
              switch (method.getName()) {
                case "toString" -> "a stand-in";
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> arguments[0] == self;
                default -> nothing(method.getReturnType());
              });
    }

    /** Those of a bean that a route can ask for; none by which it would be started or stopped. */
    private static Set<Class<?>> interfaces(Class<?> type) {
      Set<Class<?>> all = new LinkedHashSet<>();
      if (type.isInterface()) {
        all.add(type);
      }
      for (Class<?> at = type; at != null; at = at.getSuperclass()) {
        for (Class<?> one : at.getInterfaces()) {
          all.addAll(interfaces(one));
        }
      }
      all.removeIf(
          one ->
              !Modifier.isPublic(one.getModifiers()) || AutoCloseable.class.isAssignableFrom(one));
      return all;
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
