package com.gorgiassmartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Connectors;
import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.SettingsKeeper;
import com.gorgiassmartrr.console.ManagementGate;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.route.RouteCheck;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.route.RouteLoader;
import com.gorgiassmartrr.route.RouteMistake;
import com.gorgiassmartrr.server.DoorServer;
import com.gorgiassmartrr.server.PortCheck;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.takeover.TakeoverComponent;
import com.gorgiassmartrr.widget.WidgetTemplates;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: Camel with the routes of the folder {@code routes}, and the beans that they name. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration STORES_POLL = Duration.ofMillis(500);

  private final Main main = new Main();
  private final RouteFiles routes = new RouteFiles();
  private final RouteCheck check;

  /** Held by who begins to serve, and by who stops. */
  private final Object life = new Object();

  private volatile boolean isStarting;
  private boolean isStopped;
  private final Vertx vertx;
  private final Stores stores;
  private final Settings settings;
  private final Clock clock;
  private final Ticker ticker;
  private final ManagementGate gate;
  private @Nullable Beans beans;
  private @Nullable ConfiguredStores configured;
  private SettingsKeeper keeper;

  /**
   * A server that isn't running yet.
   *
   * @param vertx runs the HTTP servers; it stays open when the server stops
   * @param clock tells the time that people are shown
   * @param ticker tells how old what is cached is
   */
  public Server(Vertx vertx, Stores stores, Settings settings, Clock clock, Ticker ticker) {
    this.vertx = vertx;
    this.stores = stores;
    this.settings = settings;
    this.clock = clock;
    this.ticker = ticker;
    this.keeper = new FileKeeper(settings, this::refreshStores);
    this.gate = ManagementGate.of(settings);
    this.check = new RouteCheck(settings, Beans.FOR_ROUTES);
    main.setDefaultPropertyPlaceholderLocation("false");
    main.setRoutesCollector(routes);
    // Who made the server stops it: Main's own hook waits for a run() that there isn't.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    settings.all().forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport starting) {
            CamelContext context = starting.getCamelContext();
            RouteLoader.bind(context);
            context
                .getCamelContextExtension()
                .setManagementMBeanAssembler(new SharedDescriptions(context));
          }

          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            TakeoverComponent.bind(starting.getCamelContext());
            beans = bind(starting.getCamelContext());
          }

          @Override
          public void afterConfigure(BaseMainSupport starting) {
            // What Camel itself goes by: -D sets it, too.
            ManagementGate.checkPath(main.configure().httpManagementServer().getPath());
            checkRoutes((DefaultCamelContext) starting.getCamelContext());
          }
        });
  }

  /**
   * Has the stores follow what is configured while the server runs; to be called before it does.
   */
  public void follow(ConfiguredStores source) {
    configured = source;
  }

  /** Has connect keep settings otherwise than in the files; to be called before it runs. */
  public void keepBy(SettingsKeeper other) {
    keeper = other;
  }

  /** Takes up at once what has changed in the stores' files. */
  public void refreshStores() {
    if (configured != null) {
      configured.refresh(stores);
    }
  }

  /**
   * Starts the server and returns when it serves.
   *
   * @throws SettingException when what the settings say can't be; its message says which
   */
  public void start() throws Exception {
    PortCheck.check(settings);
    isStarting = true;
    try {
      startRoutes();
      context().getRegistry().lookupByNameAndType("followUps", FollowUps.class).checkAddresses();
      serve();
    } finally {
      isStarting = false;
    }
  }

  /** Before anything of them runs: some begin by themselves. */
  private void checkRoutes(DefaultCamelContext loaded) {
    RouteCheck.Result result = check.checkLoaded(loaded, routes.found());
    result.remarks().forEach(LOG::warn);
    if (!result.mistakes().isEmpty()) {
      throw refusal(result);
    }
  }

  private static SettingException refusal(RouteCheck.Result result) {
    int others = result.mistakes().size() - 1;
    return new SettingException(
        result.mistakes().get(0)
            + (others == 0 ? "" : " (" + others + " more: 'routes check' tells all.)"));
  }

  private void startRoutes() throws Exception {
    try {
      main.start();
    } catch (Exception e) {
      // Camel tells of the first mistake that it meets, in its own words.
      RouteCheck.Result result = check.check();
      if (!result.mistakes().isEmpty()) {
        throw refusal(result);
      }
      SettingException mistake = RouteMistake.of(routes.found(), e);
      throw mistake == null ? e : mistake;
    }
  }

  private void serve() throws Exception {
    synchronized (life) {
      if (isStopped) {
        throw new IllegalStateException("The server was stopped before it served");
      }
      doors().listen();
      // Not a listener's afterStart: Main calls that in run() only.
      Beans made = Objects.requireNonNull(beans);
      made.followRoutes(RouteFiles.texts(routes.found()));
      offer(made.operations());
      made.start();
      isStarting = false;
    }
  }

  /**
   * Stops taking requests, answers those in flight, and stops. A server that another thread is
   * still starting is left as it is, and won't serve: what is half started can't be stopped in
   * order, and has nothing to finish.
   */
  @Override
  public void close() {
    synchronized (life) {
      isStopped = true;
      if (!isStarting) {
        if (beans != null) {
          beans.stopFollowingRoutes();
        }
        main.stop();
      }
    }
  }

  public CamelContext context() {
    return main.getCamelContext();
  }

  /** The beans that a route may name: what each is, by its name. */
  public static Map<String, Class<?>> beans() {
    return Beans.FOR_ROUTES;
  }

  /** The front doors, where further pages can be mounted. */
  public DoorServer doors() {
    return context().getRegistry().lookupByNameAndType("doorServer", DoorServer.class);
  }

  public Settings settings() {
    return settings;
  }

  /** The stores that are served. */
  public Stores stores() {
    return stores;
  }

  /** What a connection works with that keeps its settings elsewhere. */
  public Connectors connectors() {
    return context().getRegistry().lookupByNameAndType("connectors", Connectors.class);
  }

  /** Connects, checks and disconnects stores; what it keeps is served at once. */
  public Connection connection() {
    return context().getRegistry().lookupByNameAndType("connection", Connection.class);
  }

  /**
   * The widget template for a store, of the files as they are now.
   *
   * @param publicUrl where Gorgias reaches this server, without a path
   */
  public JsonNode widgetTemplate(String publicUrl, String store) {
    return context()
        .getRegistry()
        .lookupByNameAndType("widgetTemplates", WidgetTemplates.class)
        .json(publicUrl, stores.get(store));
  }

  private Beans bind(CamelContext context) {
    Beans made = new Beans(context, stores, settings, keeper, clock, ticker);
    made.bind(vertx);
    made.follow();
    HealthCheckRegistry health = HealthCheckRegistry.get(context);
    if (health != null) {
      made.addChecks(health);
    }
    followConfigured(context, health);
    return made;
  }

  private void followConfigured(CamelContext context, @Nullable HealthCheckRegistry health) {
    ConfiguredStores source = configured;
    if (source == null) {
      return;
    }
    if (health != null) {
      new HealthChecks(health, stores).add("store", "stores", source::problem);
    }
    // A thread of its own: the disk may keep it waiting, and the other timers must not wait.
    context
        .getExecutorServiceManager()
        .newSingleThreadScheduledExecutor(this, "stores-timer")
        .scheduleWithFixedDelay(
            () -> source.refresh(stores),
            STORES_POLL.toMillis(),
            STORES_POLL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void offer(Operations operations) {
    VertxPlatformHttpRouter management =
        VertxPlatformHttpRouter.lookup(
            context(),
            VertxPlatformHttpRouter.getRouterNameFromPort(
                Integer.parseInt(settings.get("camel.management.port"))));
    if (management != null) {
      operations.mount(management, gate);
    }
    operations.register(context());
  }
}
