package com.gorgiassmartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Connectors;
import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.IntegrationWatch;
import com.gorgiassmartrr.connect.SettingsKeeper;
import com.gorgiassmartrr.console.ConnectPage;
import com.gorgiassmartrr.console.Console;
import com.gorgiassmartrr.console.ManagementGate;
import com.gorgiassmartrr.console.StatusReport;
import com.gorgiassmartrr.console.WidgetPage;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Expiry;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.lookup.Forget;
import com.gorgiassmartrr.lookup.Lookup;
import com.gorgiassmartrr.lookup.LookupCounts;
import com.gorgiassmartrr.lookup.LookupSettings;
import com.gorgiassmartrr.lookup.SmartrrGuard;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.lookup.WidgetShape;
import com.gorgiassmartrr.note.NoteOutbox;
import com.gorgiassmartrr.note.NoteSettings;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.press.Actions;
import com.gorgiassmartrr.press.DropInDoor;
import com.gorgiassmartrr.press.ParkedPresses;
import com.gorgiassmartrr.press.PresentState;
import com.gorgiassmartrr.press.PressApi;
import com.gorgiassmartrr.press.PressDoor;
import com.gorgiassmartrr.press.PressToken;
import com.gorgiassmartrr.press.PressTokens;
import com.gorgiassmartrr.press.PressWorker;
import com.gorgiassmartrr.press.ShopTimes;
import com.gorgiassmartrr.server.DoorKeeper;
import com.gorgiassmartrr.server.DoorServer;
import com.gorgiassmartrr.server.DoorServerFactory;
import com.gorgiassmartrr.server.ProblemCheck;
import com.gorgiassmartrr.server.Triggers;
import com.gorgiassmartrr.smartrr.Catalogs;
import com.gorgiassmartrr.smartrr.FeedReader;
import com.gorgiassmartrr.smartrr.SmartrrAddress;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.smartrr.SubscriberReader;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.widget.LayoutFile;
import com.gorgiassmartrr.widget.WidgetTemplates;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** The server: Camel with the routes of the folder {@code routes}, and the beans that they name. */
public final class Server implements AutoCloseable {
  private static final Duration SHAPE_POLL = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 1000;
  private static final Duration FIRST_WATCH = Duration.ofSeconds(30);
  private static final Duration STORES_POLL = Duration.ofMillis(500);

  private static final String UNWRITABLE_LEDGER =
      "The ledger can't be written, so presses are refused; see ledger.url.";

  private final Main main = new Main();
  private final Vertx vertx;
  private final Stores stores;
  private final Settings settings;
  private final Clock clock;
  private final Ticker ticker;
  private final ManagementGate gate;
  private Runnable onStart = () -> {};
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
    main.setDefaultPropertyPlaceholderLocation("false");
    // Who made the server stops it: Main's own hook waits for a run() that there isn't.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    settings.all().forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            bind(starting.getCamelContext());
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

  /** Starts the server and returns when it serves. */
  public void start() throws Exception {
    main.start();
    new Actions(context()).check();
    doors().listen();
    // Not a listener's afterStart: Main calls that in run() only.
    onStart.run();
    Catalogs catalogs = context().getRegistry().findSingleByType(Catalogs.class);
    stores.follow(
        (before, now) -> {
          if (now != null && (before == null || !before.hasSameSmartrr(now))) {
            catalogs.readAhead(now);
          }
        });
  }

  /** Stops taking requests, answers those in flight, and stops. */
  @Override
  public void close() {
    main.stop();
  }

  public CamelContext context() {
    return main.getCamelContext();
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

  private void bind(CamelContext context) {
    Executor threads = context.getExecutorServiceManager().newCachedThreadPool(this, "partner");
    // Each store has its own, so that no store keeps another one waiting.
    IntFunction<PerStore<Bulkhead>> bulkheads =
        most -> new PerStore<>(stores, store -> new Bulkhead(threads, most, MOST_WAITING));
    ExecutorService workers = pool(context, "door", settings.number("door.threads"), MOST_WAITING);
    ScheduledExecutorService timers =
        context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "timer");
    Duration callTimeout = settings.duration("smartrr.timeout");
    Duration timeout = settings.duration("lookup.timeout");
    int connections = settings.number("smartrr.connections");

    SmartrrGuard guard =
        new SmartrrGuard(
            stores,
            clock,
            settings.duration("smartrr.circuit.open-for"),
            settings.duration("smartrr.credentials.pause"));
    Contacts smartrrContacts = new Contacts(stores, clock);
    SmartrrCalls smartrr =
        new SmartrrCalls(
            context, clock, callTimeout, bulkheads.apply(connections), smartrrContacts);
    Duration patience = timeout.multipliedBy(2).dividedBy(3);
    Catalogs catalogs = new Catalogs(smartrr, settings.duration("catalog.fresh"), patience, ticker);
    SubscriberCache cache =
        new SubscriberCache(
            settings.duration("lookup.fresh"),
            settings.duration("lookup.keep"),
            settings.number("lookup.cache-megabytes") * 1024L * 1024L,
            ticker);
    stores.follow(
        (before, now) -> {
          if (before != null && (now == null || !before.hasSameSmartrr(now))) {
            cache.forgetStore(before.name());
          }
        });
    WidgetShape shape = new WidgetShape(Path.of(settings.get("lookup.shape")), cache::refreshAll);
    timers.scheduleWithFixedDelay(
        shape::reload, SHAPE_POLL.toMillis(), SHAPE_POLL.toMillis(), TimeUnit.MILLISECONDS);
    SubscriberReader reader = new SubscriberReader(smartrr, catalogs, stores, patience);
    LookupCounts lookupCounts = new LookupCounts(stores);
    LookupSettings lookups =
        new LookupSettings(context, cache, guard, lookupCounts, clock, timeout, timers, workers);
    Triggers triggers = new Triggers(stores, clock);

    Registry registry = context.getRegistry();
    registry.bind("vertx", vertx);
    registry.bind(
        "doorServerFactory",
        new DoorServerFactory(
            vertx,
            new DoorKeeper(
                stores,
                (store, token) -> PressToken.refusal(store, token, clock.instant()),
                triggers,
                workers,
                settings.number("door.max-body-bytes"),
                settings.duration("door.body-timeout"),
                settings.number("door.rate"),
                settings.number("door.refusal-rate"))));
    registry.bind(
        "boundedHttpClient",
        new BoundedHttpClient(timers, callTimeout, settings.number("smartrr.max-answer-bytes")));
    registry.bind("smartrrAddress", new SmartrrAddress(stores));
    registry.bind("catalogs", catalogs);
    registry.bind("subscriberReader", reader);
    registry.bind("feedReader", new FeedReader(reader, stores));
    registry.bind("widgetShape", shape);
    registry.bind("lookup", Lookup.widget(lookups));
    registry.bind("dropInFeed", Lookup.feed(lookups));
    registry.bind("forget", new Forget(cache));
    registry.bind("subscriberCache", cache);
    registry.bind("smartrrChange", new SmartrrChange(new SmartrrAddress(stores)));
    Ledger ledger = ledger(context);
    Contacts gorgiasContacts = new Contacts(stores, clock);
    NoteOutbox outbox = bindNotes(context, ledger, timers, bulkheads, gorgiasContacts);
    bindPresses(context, ledger, outbox, smartrr, catalogs, cache, bulkheads);

    registry.bind(
        "statusReport",
        new StatusReport(
            context,
            stores,
            ledger,
            new StatusReport.Sources(
                smartrrContacts,
                gorgiasContacts,
                guard,
                triggers,
                lookupCounts,
                outbox,
                registry.lookupByNameAndType("integrationWatch", IntegrationWatch.class)),
            clock));
    HealthCheckRegistry health = HealthCheckRegistry.get(context);
    if (health != null) {
      perStore(
          health,
          store ->
              new ProblemCheck(
                  "store",
                  "store-" + store,
                  () -> guard.problem(store),
                  Map.of("smartrr.circuit", () -> guard.circuit(store))));
      health.register(new ProblemCheck("routes", "widget-shape", shape::problem));
      perStore(
          health,
          store -> new ProblemCheck("store", "notes-" + store, () -> outbox.problem(store)));
      health.register(
          new ProblemCheck("ledger", "ledger", () -> ledger.isWritable() ? "" : UNWRITABLE_LEDGER));
      LayoutFile layout = registry.lookupByNameAndType("layoutFile", LayoutFile.class);
      health.register(new ProblemCheck("routes", "widget-layout", layout::problem));
    }
    followConfigured(context, health);
  }

  private void followConfigured(CamelContext context, @Nullable HealthCheckRegistry health) {
    ConfiguredStores source = configured;
    if (source == null) {
      return;
    }
    if (health != null) {
      health.register(new ProblemCheck("store", "stores", source::problem));
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

  /** Has a check for each store that is served, by its name. */
  private void perStore(HealthCheckRegistry health, Function<String, HealthCheck> make) {
    Map<String, HealthCheck> checks = new HashMap<>();
    stores.follow(
        (before, now) -> {
          if (before == null && now != null) {
            health.register(checks.computeIfAbsent(now.name(), make));
          } else if (before != null && now == null) {
            health.unregister(checks.remove(before.name()));
          }
        });
  }

  private void bindPresses(
      CamelContext context,
      Ledger ledger,
      NoteOutbox outbox,
      SmartrrCalls smartrr,
      Catalogs catalogs,
      SubscriberCache cache,
      IntFunction<PerStore<Bulkhead>> bulkheads) {
    Actions actions = new Actions(context);
    ShopTimes shopTimes = new ShopTimes();
    int mostAtOnce = settings.number("action.threads");
    SubscriptionReader subscriptions = new SubscriptionReader(smartrr, catalogs);
    PressWorker worker =
        new PressWorker(
            stores,
            actions,
            ledger,
            smartrr,
            subscriptions,
            cache,
            clock,
            new PressWorker.Patience(
                settings.duration("action.settle"),
                settings.duration("action.first-retry"),
                settings.duration("action.longest-retry"),
                settings.duration("action.give-up-after"),
                settings.duration("action.lease"),
                Duration.ofSeconds(settings.number("camel.main.shutdown-timeout"))),
            shopTimes,
            bulkheads.apply(mostAtOnce));
    PerStore<Bulkhead> recorders = bulkheads.apply(mostAtOnce);
    Registry registry = context.getRegistry();
    registry.bind("pressTokens", new PressTokens(stores, actions, shopTimes));
    LayoutFile layout = new LayoutFile(Path.of(settings.get("widget.layout")), actions);
    registry.bind("layoutFile", layout);
    WidgetTemplates templates = new WidgetTemplates(layout, actions, smartrr);
    registry.bind("widgetTemplates", templates);
    bindConnection(context, smartrr, templates);
    registry.bind("pressWorker", worker);
    registry.bind(
        "pressDoor",
        new PressDoor(
            stores,
            actions,
            ledger,
            worker,
            cache,
            recorders,
            clock,
            settings.duration("action.answer-within")));
    registry.bind(
        "dropInDoor",
        new DropInDoor(
            stores,
            actions,
            ledger,
            worker,
            subscriptions,
            shopTimes,
            cache,
            recorders,
            clock,
            settings.duration("action.answer-within"),
            settings.duration("action.repeat-within")));
    Duration poll = settings.duration("action.poll");
    worker.onNote(outbox::wake);
    // Stopped one after the other: the presses that end while they are waited for have notes.
    context.addLifecycleStrategy(worker);
    context.addLifecycleStrategy(outbox);
    // A thread of their own: the ledger may keep it waiting, and the other timers must not wait.
    ScheduledExecutorService ledgerTimer =
        context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "ledger-timer");
    Expiry expiry = new Expiry(ledger, clock, settings.duration("ledger.keep"));
    ParkedPresses parked = new ParkedPresses(ledger, worker);
    PressApi api =
        new PressApi(
            ledger, parked, new PresentState(stores, actions, subscriptions, shopTimes, clock));
    registry.bind("parkedPresses", parked);
    onStart =
        () -> {
          StatusReport status = registry.lookupByNameAndType("statusReport", StatusReport.class);
          offer(
              context,
              parked,
              api,
              new Console(
                  stores,
                  actions,
                  status,
                  new WidgetPage(
                      context,
                      stores,
                      layout,
                      actions,
                      registry.lookupByNameAndType("lookup", Lookup.class),
                      connection()),
                  new ConnectPage(
                      stores,
                      connection(),
                      registry.lookupByNameAndType("integrationWatch", IntegrationWatch.class),
                      context.getExecutorServiceManager().newCachedThreadPool(this, "connect"))));
          worker.start(ledgerTimer, poll);
          ledgerTimer.scheduleWithFixedDelay(
              expiry, 0, Expiry.EVERY.toMillis(), TimeUnit.MILLISECONDS);
        };
  }

  private void bindConnection(
      CamelContext context, SmartrrCalls smartrr, WidgetTemplates templates) {
    GorgiasCalls gorgias = new GorgiasCalls(context, clock);
    IntegrationWatch watch = new IntegrationWatch(stores, gorgias);
    context.getRegistry().bind("integrationWatch", watch);
    Connectors connectors = new Connectors(gorgias, smartrr, templates);
    context.getRegistry().bind("connectors", connectors);
    context.getRegistry().bind("connection", new Connection(keeper, connectors, watch::look));
    HealthCheckRegistry health = HealthCheckRegistry.get(context);
    if (health != null) {
      perStore(
          health,
          store -> new ProblemCheck("store", "integration-" + store, () -> watch.problem(store)));
    }
    Duration between = settings.duration("connect.watch");
    Duration first = between.compareTo(FIRST_WATCH) < 0 ? between : FIRST_WATCH;
    // A thread of its own: Gorgias may keep it waiting, and the other timers must not wait.
    context
        .getExecutorServiceManager()
        .newSingleThreadScheduledExecutor(this, "watch-timer")
        .scheduleWithFixedDelay(watch, first.toMillis(), between.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Offers operators the presses: the parked ones by JMX, all on the management server. */
  private void offer(CamelContext context, ParkedPresses parked, PressApi api, Console console) {
    VertxPlatformHttpRouter router =
        VertxPlatformHttpRouter.lookup(
            context,
            VertxPlatformHttpRouter.getRouterNameFromPort(
                Integer.parseInt(settings.get("camel.management.port"))));
    if (router != null) {
      gate.mount(router);
      api.mount(router);
      console.mount(router);
    }
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    if (agent == null) {
      return;
    }
    try {
      ObjectName name =
          new ObjectName(
              "com.gorgiassmartrr:type=ParkedPresses,context="
                  + ObjectName.quote(context.getManagementName()));
      agent.register(parked, name, true);
    } catch (JMException e) {
      throw new IllegalStateException("The parked presses can't be offered by JMX", e);
    }
  }

  private Ledger ledger(CamelContext context) {
    Ledger ledger = Ledger.open(settings.get("ledger.url"), clock);
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopped(CamelContext stopped) {
            ledger.close();
          }
        });
    context.getRegistry().bind("ledger", ledger);
    return ledger;
  }

  private NoteOutbox bindNotes(
      CamelContext context,
      Ledger ledger,
      ScheduledExecutorService timers,
      IntFunction<PerStore<Bulkhead>> bulkheads,
      Contacts contacts) {
    NoteSettings notes =
        new NoteSettings(
            settings.number("note.connections"),
            settings.number("note.limit"),
            settings.duration("note.window"),
            settings.number("note.reserve"),
            settings.duration("note.poll"),
            settings.duration("note.lease"),
            settings.duration("note.retry-delay"),
            settings.duration("note.longest-delay"),
            settings.duration("note.settle"),
            settings.duration("note.credentials.pause"));
    NoteOutbox outbox =
        new NoteOutbox(
            context,
            stores,
            ledger,
            notes,
            clock,
            ticker,
            timers,
            bulkheads.apply(notes.connections() + 1)::of,
            contacts);
    context.getRegistry().bind("gorgiasAddress", new GorgiasAddress(stores));
    context.getRegistry().bind("noteOutbox", outbox);
    return outbox;
  }

  private ExecutorService pool(CamelContext context, String name, int threads, int queue) {
    ThreadPoolProfile profile = new ThreadPoolProfile(name);
    profile.setPoolSize(threads);
    profile.setMaxPoolSize(threads);
    profile.setMaxQueueSize(queue);
    profile.setKeepAliveTime(30L);
    profile.setTimeUnit(TimeUnit.SECONDS);
    profile.setAllowCoreThreadTimeOut(true);
    profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
    return context.getExecutorServiceManager().newThreadPool(this, name, profile);
  }
}
