package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.OutgoingProxy;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.smartrr.SmartrrAddress;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.widget.LayoutFile;
import com.gorgiassmartrr.widget.WidgetTemplates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;

/**
 * The connectors and the actions of the folder {@code routes} without a server, for a command that
 * asks the partners by itself.
 */
public final class ConnectorContext implements AutoCloseable {
  private static final String COMPONENT = "camel.component.https.";
  private static final Set<String> PREFIXES = Set.of("gorgias-", "smartrr-", Actions.ROUTE_PREFIX);

  private final DefaultCamelContext context = new DefaultCamelContext(false);
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(ConnectorContext::daemon);
  private final Connectors connectors;

  /**
   * Starts them.
   *
   * @throws SettingException when a route file or a setting has a mistake
   */
  public ConnectorContext(Settings settings) {
    // No store is served here: each call brings its own.
    Stores stores = new Stores(List.of());
    try {
      bind(settings, stores);
      prepare(settings);
      load(new RouteFiles().find(context, settings));
      leaveConnectorsOnly();
      context.start();
    } catch (SettingException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new SettingException("The connectors can't be started: " + root(e) + ".");
    }
    Clock clock = Clock.systemUTC();
    SmartrrCalls smartrr =
        new SmartrrCalls(
            context,
            clock,
            settings.duration("smartrr.timeout"),
            new PerStore<>(stores, store -> new Bulkhead(Runnable::run, Integer.MAX_VALUE, 0)));
    connectors =
        new Connectors(
            new GorgiasCalls(context, clock),
            smartrr,
            new WidgetTemplates(
                new LayoutFile(Path.of(settings.get("widget.layout")), new Actions(context)),
                new Actions(context),
                smartrr));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "connect-timer");
    thread.setDaemon(true);
    return thread;
  }

  public Connectors connectors() {
    return connectors;
  }

  private void prepare(Settings settings) {
    context.getCamelContextExtension().setName("connect");
    context.disableJMX();
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    context.setLoadHealthChecks(false);
    Properties properties = new Properties();
    properties.putAll(settings.all());
    context.getPropertiesComponent().setOverrideProperties(properties);
    context.build();
    Map<String, Object> client = new HashMap<>();
    settings
        .all()
        .forEach(
            (key, value) -> {
              if (key.startsWith(COMPONENT)) {
                client.put(key.substring(COMPONENT.length()), value);
              }
            });
    PropertyBindingSupport.build()
        .withCamelContext(context)
        .withTarget(context.getComponent("https"))
        .withConfigurer(
            PluginHelper.getConfigurerResolver(context)
                .resolvePropertyConfigurer("https-component", context))
        .withIgnoreCase(true)
        .withProperties(client)
        .withMandatory(true)
        .bind();
  }

  private void bind(Settings settings, Stores stores) {
    Registry registry = context.getRegistry();
    registry.bind(
        "boundedHttpClient",
        new BoundedHttpClient(
            timers,
            settings.duration("smartrr.timeout"),
            settings.number("smartrr.max-answer-bytes"),
            OutgoingProxy.of(settings)));
    registry.bind("gorgiasAddress", new GorgiasAddress(stores));
    SmartrrAddress address = new SmartrrAddress(stores);
    registry.bind("smartrrAddress", address);
    registry.bind("smartrrChange", new SmartrrChange(address));
  }

  /** All at once: an error policy must be there before the routes that name it. */
  private void load(Collection<Resource> files) throws Exception {
    RoutesLoader loader = PluginHelper.getRoutesLoader(context);
    try {
      loader.loadRoutes(files);
    } catch (Exception e) {
      throw new SettingException(mistaken(loader, files) + root(e) + ".");
    }
  }

  /** Which of the files can't be loaded, where that can be told. */
  private static String mistaken(RoutesLoader loader, Collection<Resource> files) {
    for (Resource file : files) {
      try {
        loader.findRoutesBuilders(file);
      } catch (Exception mistake) {
        return file.getLocation().replaceFirst("^file:", "") + " can't be loaded: ";
      }
    }
    return "The route files can't be loaded: ";
  }

  /** Front doors and what stands behind them need a server. */
  private void leaveConnectorsOnly() throws Exception {
    for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
      String id = String.valueOf(route.getId());
      boolean isCalled = route.getInput().getEndpointUri().startsWith("direct:");
      if (!isCalled || PREFIXES.stream().noneMatch(id::startsWith)) {
        context.removeRouteDefinition(route);
      }
    }
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (IOException e) {
      throw new IllegalStateException("A Camel context can always be closed", e);
    } finally {
      timers.shutdownNow();
    }
  }
}
