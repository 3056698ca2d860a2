package com.gorgiassmartrr;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Connectors;
import com.gorgiassmartrr.connect.IntegrationWatch;
import com.gorgiassmartrr.connect.SettingsKeeper;
import com.gorgiassmartrr.console.ConnectPage;
import com.gorgiassmartrr.console.Console;
import com.gorgiassmartrr.console.RoutesPage;
import com.gorgiassmartrr.console.StatusReport;
import com.gorgiassmartrr.console.WidgetPage;
import com.gorgiassmartrr.followup.FollowUpParts;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Expiry;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.lookup.Forget;
import com.gorgiassmartrr.lookup.LookupAnswer;
import com.gorgiassmartrr.lookup.LookupCounts;
import com.gorgiassmartrr.lookup.LookupOnce;
import com.gorgiassmartrr.lookup.LookupSettings;
import com.gorgiassmartrr.lookup.LookupWho;
import com.gorgiassmartrr.lookup.Lookups;
import com.gorgiassmartrr.lookup.SmartrrGuard;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.lookup.WidgetShape;
import com.gorgiassmartrr.note.NoteOutbox;
import com.gorgiassmartrr.note.NoteSettings;
import com.gorgiassmartrr.partner.BoundedHttpClient;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.partner.OutgoingProxy;
import com.gorgiassmartrr.press.DropInCheck;
import com.gorgiassmartrr.press.DropInLook;
import com.gorgiassmartrr.press.DropInReply;
import com.gorgiassmartrr.press.ParkedPresses;
import com.gorgiassmartrr.press.PresentState;
import com.gorgiassmartrr.press.PressApi;
import com.gorgiassmartrr.press.PressAwait;
import com.gorgiassmartrr.press.PressCheck;
import com.gorgiassmartrr.press.PressDecide;
import com.gorgiassmartrr.press.PressDoors;
import com.gorgiassmartrr.press.PressEnd;
import com.gorgiassmartrr.press.PressEvents;
import com.gorgiassmartrr.press.PressJudge;
import com.gorgiassmartrr.press.PressMark;
import com.gorgiassmartrr.press.PressRead;
import com.gorgiassmartrr.press.PressRecord;
import com.gorgiassmartrr.press.PressReply;
import com.gorgiassmartrr.press.PressToken;
import com.gorgiassmartrr.press.PressTokens;
import com.gorgiassmartrr.press.PressWorker;
import com.gorgiassmartrr.press.ShopTimes;
import com.gorgiassmartrr.reload.RouteReload;
import com.gorgiassmartrr.server.DoorKeeper;
import com.gorgiassmartrr.server.DoorServerFactory;
import com.gorgiassmartrr.server.ManagementVertx;
import com.gorgiassmartrr.server.RefusalLog;
import com.gorgiassmartrr.server.Triggers;
import com.gorgiassmartrr.smartrr.Catalogs;
import com.gorgiassmartrr.smartrr.FeedReader;
import com.gorgiassmartrr.smartrr.SmartrrAddress;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.smartrr.SmartrrLists;
import com.gorgiassmartrr.smartrr.SubscriberSteps;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.widget.LayoutFile;
import com.gorgiassmartrr.widget.WidgetTemplates;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** What a server is made of: the beans that its routes name, and what works beside the routes. */
final class Beans {
  /** Those that a route may name: what each is, by its name. */
  static final Map<String, Class<?>> FOR_ROUTES =
      Map.ofEntries(
          Map.entry("boundedHttpClient", BoundedHttpClient.class),
          Map.entry("dropInCheck", DropInCheck.class),
          Map.entry("dropInLook", DropInLook.class),
          Map.entry("dropInReply", DropInReply.class),
          Map.entry("feedAnswer", LookupAnswer.class),
          Map.entry("feedOnce", LookupOnce.class),
          Map.entry("feedReader", FeedReader.class),
          Map.entry("feedWho", LookupWho.class),
          Map.entry("followUpAddress", Processor.class),
          Map.entry("followUpsDue", Processor.class),
          Map.entry("gorgiasAddress", GorgiasAddress.class),
          Map.entry("forget", Forget.class),
          Map.entry("freshAnswers", Cache.class),
          Map.entry("lookupAnswer", LookupAnswer.class),
          Map.entry("lookupOnce", LookupOnce.class),
          Map.entry("lookupWho", LookupWho.class),
          Map.entry("pressAwait", PressAwait.class),
          Map.entry("pressCheck", PressCheck.class),
          Map.entry("noteBegin", Processor.class),
          Map.entry("noteEnd", Processor.class),
          Map.entry("noteJudge", Processor.class),
          Map.entry("noteMark", Processor.class),
          Map.entry("noteWords", Processor.class),
          Map.entry("pressDecide", PressDecide.class),
          Map.entry("pressEnd", PressEnd.class),
          Map.entry("pressEvents", PressEvents.class),
          Map.entry("pressJudge", PressJudge.class),
          Map.entry("pressMark", PressMark.class),
          Map.entry("pressRead", PressRead.class),
          Map.entry("pressRecord", PressRecord.class),
          Map.entry("pressReply", PressReply.class),
          Map.entry("pressTokens", PressTokens.class),
          Map.entry("pressesDue", Processor.class),
          Map.entry("smartrrAddress", SmartrrAddress.class),
          Map.entry("smartrrGuard", SmartrrGuard.class),
          Map.entry("smartrrChange", SmartrrChange.class),
          Map.entry("subscriberDocument", Processor.class),
          Map.entry("subscriberLists", Processor.class),
          Map.entry("subscriberNames", Processor.class),
          Map.entry("subscriberStates", Processor.class),
          Map.entry("webhookSignature", Processor.class),
          Map.entry("widgetShape", WidgetShape.class));

  private static final Duration SHAPE_POLL = Duration.ofMillis(500);
  private static final Duration ROUTES_POLL = Duration.ofMillis(500);
  private static final Duration TO_END = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 1000;
  private static final Duration FIRST_WATCH = Duration.ofSeconds(30);
  private static final String UNWRITABLE_LEDGER =
      "The ledger can't be written, so presses are refused; see ledger.url.";

  private final CamelContext context;
  private final Registry registry;
  private final ExecutorServiceManager pools;
  private final Stores stores;
  private final Settings settings;
  private final Clock clock;
  private final Ticker ticker;

  private final Executor partnerThreads;
  private final ExecutorService workers;
  private final ScheduledExecutorService timers;
  private final ScheduledExecutorService ledgerTimer;

  private final Contacts smartrrContacts;
  private final Contacts gorgiasContacts;
  private final SmartrrGuard guard;
  private final SmartrrCalls smartrr;
  private final Catalogs catalogs;
  private final SmartrrLists lists;
  private final SubscriberSteps subscribers;
  private final SubscriptionReader subscriptions;

  private final SubscriberCache cache;
  private final WidgetShape shape;
  private final Triggers triggers;
  private final LookupCounts lookupCounts;
  private final LookupSettings lookups;

  private final Ledger ledger;
  private final Expiry expiry;
  private final NoteOutbox outbox;

  private final Actions actions;
  private final ShopTimes shopTimes;
  private final PressWorker worker;
  private final ParkedPresses parked;
  private final FollowUpParts followUps;

  /** Follows the route files; null until the routes run. */
  private volatile @Nullable RouteReload routeReload;

  private final LayoutFile layout;
  private final WidgetTemplates templates;
  private final IntegrationWatch watch;
  private final Connectors connectors;
  private final Connection connection;

  /**
   * Makes them for a context that isn't started yet; opens the ledger.
   *
   * @param keeper keeps the settings of stores that are connected
   * @throws SettingException when a setting is missing or wrong
   */
  Beans(
      CamelContext context,
      Stores stores,
      Settings settings,
      SettingsKeeper keeper,
      Clock clock,
      Ticker ticker) {
    this.context = context;
    this.registry = context.getRegistry();
    this.pools = context.getExecutorServiceManager();
    this.stores = stores;
    this.settings = settings;
    this.clock = clock;
    this.ticker = ticker;
    Duration timeout = settings.duration("lookup.timeout");
    Duration patience = timeout.multipliedBy(2).dividedBy(3);

    partnerThreads = pools.newCachedThreadPool(this, "partner");
    workers = doorThreads();
    timers = timer("timer");
    // A thread of their own: the ledger may keep it waiting, and the other timers must not wait.
    ledgerTimer = timer("ledger-timer");

    smartrrContacts = new Contacts(stores, clock);
    gorgiasContacts = new Contacts(stores, clock);
    guard =
        new SmartrrGuard(
            stores,
            clock,
            settings.duration("smartrr.circuit.open-for"),
            settings.duration("smartrr.credentials.pause"));
    smartrr =
        new SmartrrCalls(
            context,
            clock,
            settings.duration("smartrr.timeout"),
            bulkheads(settings.number("smartrr.connections")),
            smartrrContacts);
    catalogs = new Catalogs(smartrr, settings.duration("catalog.fresh"), patience, ticker);
    lists = new SmartrrLists(smartrr);
    subscribers = new SubscriberSteps(stores, lists, catalogs, patience);
    subscriptions = new SubscriptionReader(smartrr, catalogs);

    cache =
        new SubscriberCache(
            settings.duration("lookup.fresh"),
            settings.duration("lookup.keep"),
            settings.number("lookup.cache-megabytes") * 1024L * 1024L,
            ticker);
    shape = shape();
    triggers = new Triggers(stores, clock);
    lookupCounts = new LookupCounts(stores);
    lookups = new LookupSettings(context, cache, lookupCounts, clock, timeout, timers, workers);

    ledger = ledger();
    expiry = new Expiry(ledger, clock, keep());
    actions = new Actions(context);
    shopTimes = new ShopTimes();
    worker = worker();
    parked = new ParkedPresses(ledger, worker);
    FollowUps known = new FollowUps(context, settings, stores);
    outbox = outbox(known);
    followUps =
        new FollowUpParts(
            context,
            stores,
            settings,
            actions,
            ledger,
            known,
            Map.of(FollowUps.NOTE, outbox),
            timers,
            partnerThreads);

    layout = new LayoutFile(Path.of(settings.get("widget.layout")), actions);
    templates = new WidgetTemplates(layout, actions, smartrr);
    GorgiasCalls gorgias = new GorgiasCalls(context, clock);
    watch = new IntegrationWatch(stores, gorgias, partnerThreads, timers);
    connectors = new Connectors(gorgias, smartrr, templates);
    connection = new Connection(keeper, connectors, watch::look);
  }

  private WidgetShape shape() {
    try {
      return new WidgetShape(Path.of(settings.get("lookup.shape")), clock, cache::refreshAll);
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }

  /** Each store has its own, so that no store keeps another one waiting. */
  private PerStore<Bulkhead> bulkheads(int mostAtOnce) {
    return new PerStore<>(stores, store -> new Bulkhead(partnerThreads, mostAtOnce, MOST_WAITING));
  }

  /**
   * A thread that begins things when their time has come, however many they are: by Camel's own
   * default the 1,001st is turned away, and what was to be begun then never would be.
   */
  private ScheduledExecutorService timer(String name) {
    ThreadPoolProfile profile = new ThreadPoolProfile(name);
    profile.setPoolSize(1);
    profile.setMaxQueueSize(-1);
    return pools.newScheduledThreadPool(this, name, profile);
  }

  private ExecutorService doorThreads() {
    int threads = settings.number("door.threads");
    ThreadPoolProfile profile = new ThreadPoolProfile("door");
    profile.setPoolSize(threads);
    profile.setMaxPoolSize(threads);
    profile.setMaxQueueSize(MOST_WAITING);
    profile.setKeepAliveTime(30L);
    profile.setTimeUnit(TimeUnit.SECONDS);
    profile.setAllowCoreThreadTimeOut(true);
    profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
    return pools.newThreadPool(this, "door", profile);
  }

  private Ledger ledger() {
    Ledger opened = Ledger.open(settings.get("ledger.url"), clock);
    opened.join(settings.duration("ledger.lease"));
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopped(CamelContext stopped) {
            // First: what it runs now and then would find the ledger closed.
            end(ledgerTimer);
            opened.close();
          }
        });
    return opened;
  }

  private static void end(ExecutorService threads) {
    threads.shutdown();
    try {
      threads.awaitTermination(TO_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration keep() {
    Duration keep = settings.duration("ledger.keep");
    if (keep.compareTo(settings.duration("action.give-up-after")) < 0) {
      throw new SettingException("ledger.keep must be at least as long as action.give-up-after.");
    }
    return keep;
  }

  private NoteOutbox outbox(FollowUps known) {
    NoteSettings notes =
        new NoteSettings(
            settings.number("note.connections"),
            settings.number("note.limit"),
            settings.duration("note.window"),
            settings.number("note.reserve"),
            settings.duration("note.lease"),
            settings.duration("note.retry-delay"),
            settings.duration("note.longest-delay"),
            settings.duration("note.settle"),
            settings.duration("note.credentials.pause"),
            settings.number("gorgias.page-size"));
    return new NoteOutbox(
        context, stores, known, ledger, notes, ledger.clock(), ticker, gorgiasContacts);
  }

  private PressWorker worker() {
    return new PressWorker(
        context,
        stores,
        actions,
        ledger,
        smartrr,
        subscriptions,
        cache,
        ledger.clock(),
        new PressWorker.Patience(
            settings.duration("action.settle"),
            settings.duration("action.first-retry"),
            settings.duration("action.longest-retry"),
            settings.duration("action.give-up-after"),
            settings.duration("action.lease"),
            Duration.ofSeconds(settings.number("camel.main.shutdown-timeout"))),
        shopTimes,
        bulkheads(settings.number("action.threads")));
  }

  /** Binds what the routes, Camel and the sandbox name. */
  void bind(Vertx vertx) {
    registry.bind("vertx", ManagementVertx.of(vertx));
    bindDoors(vertx);
    bindSmartrr();
    bindLookups();
    bindPresses();
    followUps.bind(registry);
    registry.bind("gorgiasAddress", new GorgiasAddress(stores));
    registry.bind("layoutFile", layout);
    registry.bind("widgetTemplates", templates);
    registry.bind("connectors", connectors);
    registry.bind("connection", connection);
  }

  private void bindDoors(Vertx vertx) {
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
                settings.number("door.refusal-rate"),
                refusalLog()),
            settings.duration("door.idle-timeout")));
  }

  private RefusalLog refusalLog() {
    RefusalLog log = new RefusalLog(stores, ticker);
    timers.scheduleWithFixedDelay(log::tellRest, 1, 1, TimeUnit.SECONDS);
    return log;
  }

  private void bindSmartrr() {
    registry.bind(
        "boundedHttpClient",
        new BoundedHttpClient(
            timers,
            settings.duration("smartrr.timeout"),
            settings.number("smartrr.max-answer-bytes"),
            OutgoingProxy.of(settings)));
    registry.bind("smartrrAddress", new SmartrrAddress(stores));
    registry.bind("smartrrChange", new SmartrrChange(new SmartrrAddress(stores)));
    registry.bind("catalogs", catalogs);
    subscribers.all().forEach(registry::bind);
    registry.bind("feedReader", new FeedReader(lists, stores));
  }

  private void bindLookups() {
    registry.bind("widgetShape", shape);
    Lookups.steps(lookups).forEach(registry::bind);
    registry.bind("freshAnswers", cache.fresh());
    registry.bind("smartrrGuard", guard);
    registry.bind("forget", new Forget(cache, clock));
    registry.bind("subscriberCache", cache);
  }

  private void bindPresses() {
    registry.bind("ledger", ledger);
    registry.bind("noteOutbox", outbox);
    outbox.steps().forEach(registry::bind);
    registry.bind("pressTokens", new PressTokens(stores, actions, shopTimes));
    registry.bind("pressWorker", worker);
    worker.steps().forEach(registry::bind);
    registry.bind("parkedPresses", parked);
    new PressDoors(
            stores,
            actions,
            ledger,
            worker,
            subscriptions,
            shopTimes,
            cache,
            bulkheads(settings.number("action.threads")),
            clock,
            new PressDoors.Times(
                settings.duration("action.answer-within"),
                settings.duration("action.repeat-within")))
        .steps()
        .forEach(registry::bind);
  }

  /** Has them follow the stores, the files and Gorgias while the server runs. */
  void follow() {
    stores.follow(
        (before, now) -> {
          if (before != null && (now == null || !before.hasSameSmartrr(now))) {
            cache.forgetStore(before.name());
          }
        });
    // A thread of its own: a version's trial may take its time, and the other timers must not wait.
    pools
        .newSingleThreadScheduledExecutor(this, "shape-timer")
        .scheduleWithFixedDelay(
            shape::reload, SHAPE_POLL.toMillis(), SHAPE_POLL.toMillis(), TimeUnit.MILLISECONDS);
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopping(CamelContext stopping) {
            catalogs.stopReadingAhead();
          }
        });
    // Stopped one after the other: what follows from the presses that end while they are waited for
    // is done, too.
    context.addLifecycleStrategy(worker);
    context.addLifecycleStrategy(followUps.lines());
    Duration between = settings.duration("connect.watch");
    Duration first = between.compareTo(FIRST_WATCH) < 0 ? between : FIRST_WATCH;
    watch.start(first, between);
  }

  /**
   * Has routes and actions follow the route files, once they run.
   *
   * @param loaded what each file said when it was loaded, by where it is
   */
  void followRoutes(SortedMap<String, String> loaded) {
    takeUpWhatRoutesSay();
    RouteReload reload =
        new RouteReload(
            (ModelCamelContext) context,
            settings,
            FOR_ROUTES,
            loaded,
            this::takeUpWhatRoutesSay,
            clock);
    routeReload = reload;
    pools
        .newSingleThreadScheduledExecutor(this, "routes-timer")
        .scheduleWithFixedDelay(
            reload, ROUTES_POLL.toMillis(), ROUTES_POLL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void takeUpWhatRoutesSay() {
    actions.refresh();
    followUps.refresh();
  }

  /** Lets no further edit of a route file be in force, and waits for one that is under way. */
  void stopFollowingRoutes() {
    RouteReload reload = routeReload;
    if (reload != null) {
      reload.stop();
    }
  }

  private String routesProblem() {
    RouteReload reload = routeReload;
    return reload == null ? "" : reload.problem();
  }

  /** Begins with what is left to do, once the routes run. */
  void start() {
    ledgerTimer.scheduleWithFixedDelay(expiry, 0, Expiry.EVERY.toMillis(), TimeUnit.MILLISECONDS);
    stores.follow(
        (before, now) -> {
          if (now != null && (before == null || !before.hasSameSmartrr(now))) {
            catalogs.readAhead(now);
          }
        });
  }

  /** Has health tell how each part is. */
  void addChecks(HealthCheckRegistry health) {
    HealthChecks checks = new HealthChecks(health, stores);
    checks.addForEachStore(
        "store", guard::problem, store -> Map.of("smartrr.circuit", () -> guard.circuit(store)));
    checks.addForEachStore("notes", outbox::problem);
    checks.addForEachStore("integration", watch::problem);
    checks.add("ledger", "ledger", () -> ledger.isWritable() ? "" : UNWRITABLE_LEDGER);
    checks.add("ledger", "presses", worker::problem);
    checks.add("ledger", "follow-ups", followUps::problem);
    checks.add("routes", "route-files", this::routesProblem);
    checks.add("routes", "widget-shape", shape::problem);
    checks.add("routes", "widget-layout", layout::problem);
  }

  /** What operators are offered. */
  Operations operations() {
    return new Operations(
        parked,
        followUps,
        new PressApi(
            ledger, parked, new PresentState(stores, actions, subscriptions, shopTimes, clock)),
        new Console(
            stores,
            actions,
            new StatusReport(
                context,
                stores,
                ledger,
                new StatusReport.Sources(
                    smartrrContacts, gorgiasContacts, guard, triggers, lookupCounts, outbox, watch),
                clock),
            new RoutesPage(
                Objects.requireNonNull(routeReload),
                List.of(
                    new RoutesPage.Other(settings.get("lookup.shape"), shape::problem),
                    new RoutesPage.Other(settings.get("widget.layout"), layout::problem))),
            new WidgetPage(context, stores, layout, actions, connection),
            new ConnectPage(
                stores, connection, watch, pools.newCachedThreadPool(this, "connect"))));
  }
}
