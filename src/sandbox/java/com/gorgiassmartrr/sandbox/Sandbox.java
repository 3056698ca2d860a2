package com.gorgiassmartrr.sandbox;

import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.press.ParkedPressesMXBean;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.page.FaultSwitch;
import com.gorgiassmartrr.sandbox.page.SandboxPage;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.server.Methods;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store that everyone can try: both partners simulated on loopback ports, with people,
 * subscriptions and tickets to play with.
 *
 * <p>In a {@link SandboxFolder} it outlives its process: started again there, it is what it was.
 */
public final class Sandbox implements AutoCloseable {
  /** The name of its store. */
  public static final String STORE = "sandbox";

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  /** The events that Smartrr's webhooks tell. Each is a reason to read a subscriber anew. */
  private static final List<String> WEBHOOKS =
      List.of(
          "SUBSCRIPTION_CREATE",
          "SUBSCRIPTION_ACTIVATE",
          "SUBSCRIPTION_CANCEL",
          "SUBSCRIPTION_LINE_UPDATE",
          "SUBSCRIPTION_PAUSE",
          "SUBSCRIPTION_AUTO_RESUME",
          "SUBSCRIPTION_AUTO_CANCEL",
          "SUBSCRIPTION_SEND_NOW",
          "PAYMENT_METHOD_UPDATE",
          "SUBSCRIPTION_SKIP",
          "SUBSCRIPTION_UNSKIP",
          "SUBSCRIPTION_SET_NEXT_DATE",
          "SUBSCRIPTION_FAILED_PAYMENT",
          "SUBSCRIPTION_SUCCESSFUL_PAYMENT");

  private final Vertx vertx;
  private final SmartrrSimulator smartrr;
  private final GorgiasSimulator gorgias;
  private final @Nullable SandboxFolder folder;
  private final SandboxStore store;
  private volatile @Nullable Fault smartrrFault;

  private Sandbox(
      Vertx vertx,
      SmartrrSimulator smartrr,
      GorgiasSimulator gorgias,
      @Nullable SandboxFolder folder,
      Path stores) {
    this.vertx = vertx;
    this.smartrr = smartrr;
    this.gorgias = gorgias;
    this.folder = folder;
    this.store = new SandboxStore(smartrr, gorgias, stores);
  }

  /**
   * Starts both partners on free ports of this machine, with people who are kept in memory.
   *
   * @param stores the folder for the settings of the stores that are connected
   */
  public static Sandbox start(Vertx vertx, Clock clock, Path stores) {
    Sandbox sandbox =
        new Sandbox(
            vertx,
            SmartrrSimulator.start(vertx, clock),
            GorgiasSimulator.start(vertx, clock),
            null,
            stores);
    sandbox.store.prepare(true);
    return sandbox;
  }

  /**
   * Starts both partners on free ports of this machine, as they are kept in a folder; where they
   * can't be read, afresh.
   *
   * @param connect whether a sandbox that begins afresh is connected; another is as it was
   */
  public static Sandbox start(Vertx vertx, Clock clock, SandboxFolder folder, boolean connect) {
    Sandbox sandbox;
    try {
      sandbox = startKept(vertx, clock, folder);
    } catch (RuntimeException e) {
      LOG.warn("The sandbox begins afresh, for what is kept can't be read: {}", e.toString());
      folder.beginAfresh();
      sandbox = startKept(vertx, clock, folder);
    }
    if (folder.isFresh() && !connect) {
      sandbox.store.forget();
    } else {
      sandbox.store.prepare(folder.isFresh());
    }
    return sandbox;
  }

  private static Sandbox startKept(Vertx vertx, Clock clock, SandboxFolder folder) {
    SmartrrSimulator smartrr = SmartrrSimulator.start(vertx, clock, folder.smartrr());
    try {
      return new Sandbox(
          vertx,
          smartrr,
          GorgiasSimulator.start(vertx, clock, folder.gorgias()),
          folder,
          folder.stores());
    } catch (RuntimeException e) {
      smartrr.close();
      throw e;
    }
  }

  /** The settings of the sandbox's server: these, but for what is about stores. */
  public Settings settings(Settings given) {
    return store.settings(given);
  }

  /** The one store; none where it isn't connected. */
  public Stores stores() {
    return new Stores(store.read(Settings.none()));
  }

  /**
   * Puts the helpdesk at {@code /sandbox} of a server that runs.
   *
   * @param url where the server is reached from this machine
   */
  public void open(Server server, String url) {
    Registry beans = server.context().getRegistry();
    Ledger ledger = beans.lookupByNameAndType("ledger", Ledger.class);
    SubscriberCache cache = beans.lookupByNameAndType("subscriberCache", SubscriberCache.class);
    List<FaultSwitch> switches = new ArrayList<>(smartrrSwitches());
    switches.addAll(SandboxPage.gorgiasSwitches(gorgias));
    Router router = server.doors().router();
    SandboxPage.mount(
        router,
        gorgias,
        switches,
        beans.lookupByNameAndType("parkedPresses", ParkedPressesMXBean.class),
        () -> startOver(ledger, cache, server, url));
    router.get("/").handler(call -> call.redirect("/sandbox"));
    Methods.offerHead(router);
    gorgias.seenAt(url + "/sandbox");
    server.stores().follow((before, now) -> registerWebhooks(now, url));
    // Gorgias itself waits for the next trigger; here nobody has to.
    gorgias.desk().onIntegration(() -> vertx.runOnContext(now -> store.openTickets()));
    if (folder != null) {
      folder.tellCommands(store.settings(server.settings()), url);
    }
  }

  /**
   * Connects the store with a server that runs, as an admin of the store would, unless it is to
   * stay unconnected.
   *
   * @param url where the server is reached from this machine
   */
  public synchronized void connect(Server server, String url) {
    if (store.isConnected()) {
      store.connect(server.settings(), server.stores(), server.connectors(), url);
    }
  }

  private void registerWebhooks(@Nullable Store now, String url) {
    smartrr.webhooks().clear();
    if (now != null && now.name().equals(STORE)) {
      WEBHOOKS.forEach(topic -> smartrr.webhooks().register(topic, url + now.webhookPath()));
    }
  }

  /** Goes back to the people, tickets and subscriptions of the first start, dated from today. */
  private synchronized void startOver(
      Ledger ledger, SubscriberCache cache, Server server, String url) {
    // First, because a press that isn't in the ledger any more is not sent.
    ledger.removeAll(STORE);
    smartrr.reset();
    smartrrFault = null;
    gorgias.reset();
    if (folder != null) {
      folder.seededAnew();
    }
    cache.refreshAll();
    registerWebhooks(server.stores().named(STORE), url);
    connect(server, url);
  }

  private List<FaultSwitch> smartrrSwitches() {
    return List.of(
        fault(
            "slow",
            "is slow",
            "Each of its answers takes 2 seconds; the first look-up is late, then cached.",
            Fault.slow(Duration.ofSeconds(2)),
            RequestMatch.all()),
        fault(
            "hangs",
            "hangs",
            "It never answers. The widget shows what was last known, marked as stale.",
            Fault.of(FaultKind.HANG),
            RequestMatch.all()),
        fault(
            "down",
            "is down",
            "It closes every connection. The widget shows what was last known; a press waits, and"
                + " after a minute is parked.",
            Fault.of(FaultKind.DOWN),
            RequestMatch.all()),
        fault(
            "throttles",
            "says \u201ctoo many requests\u201d",
            "Every request gets 429; it is left alone for the 20 seconds that it asks for.",
            Fault.status(429).retryAfter("20"),
            RequestMatch.all()),
        fault(
            "refuses",
            "refuses the token",
            "Every request gets 401; the widget says whom to ask, and health turns red.",
            Fault.status(401),
            RequestMatch.all()),
        fault(
            "unanswered",
            "acts but never answers",
            "A change is made, and we hear nothing. The subscription is read to find out.",
            Fault.of(FaultKind.TIMEOUT_AFTER_EFFECT),
            RequestMatch.writes()),
        fault(
            "pretends",
            "says yes and does nothing",
            "A change gets 200 and isn't made. It is sent again, and after a minute parked.",
            Fault.of(FaultKind.EFFECT_WITHOUT_CHANGE),
            RequestMatch.writes()));
  }

  private FaultSwitch fault(
      String id, String label, String help, Fault fault, Predicate<RecordedRequest> meant) {
    return new FaultSwitch(
        "smartrr-" + id,
        "Smartrr",
        label,
        help,
        () -> fault.equals(smartrrFault),
        on -> {
          smartrr.faults().clear();
          smartrrFault = null;
          if (on) {
            smartrr.faults().add(fault, meant);
            smartrrFault = fault;
          }
        });
  }

  /** The four fields that connect the store. */
  public Form form(String url) {
    return store.form(url);
  }

  /** The command line that asks the server what it would answer Gorgias; empty where it can't. */
  public String curl(String serverUrl) {
    Store connected = stores().named(STORE);
    return connected == null
        ? ""
        : "curl -H 'x-store-secret: "
            + connected.secrets().get(0).reveal()
            + "' '"
            + serverUrl
            + "/gorgias/"
            + STORE
            + "/widget?email=mara@example.com'";
  }

  public SmartrrSimulator smartrr() {
    return smartrr;
  }

  public GorgiasSimulator gorgias() {
    return gorgias;
  }

  @Override
  public void close() {
    gorgias.close();
    smartrr.close();
  }
}
