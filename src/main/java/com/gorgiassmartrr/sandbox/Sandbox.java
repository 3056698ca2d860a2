package com.gorgiassmartrr.sandbox;

import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.page.FaultSwitch;
import com.gorgiassmartrr.sandbox.page.SandboxPage;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store that everyone can try: both partners simulated on loopback ports, with people,
 * subscriptions and tickets to play with. Its credentials are made anew at every start.
 */
public final class Sandbox implements AutoCloseable {
  /** What Smartrr tells us about; each is a reason to read a subscriber anew. */
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

  private final SmartrrSimulator smartrr;
  private final GorgiasSimulator gorgias;
  private final Secret secret = new Secret(UUID.randomUUID().toString());
  private final Store store;
  private volatile @Nullable Fault smartrrFault;

  private Sandbox(SmartrrSimulator smartrr, GorgiasSimulator gorgias) {
    this.smartrr = smartrr;
    this.gorgias = gorgias;
    this.store =
        new Store(
            "sandbox",
            URI.create(smartrr.url()),
            new Secret(smartrr.token()),
            List.of(secret),
            new GorgiasAccount(
                URI.create(gorgias.url()), gorgias.user(), new Secret(gorgias.apiKey())));
  }

  /** Starts both partners on free ports of this machine. */
  public static Sandbox start(Vertx vertx, Clock clock) {
    return new Sandbox(SmartrrSimulator.start(vertx, clock), GorgiasSimulator.start(vertx, clock));
  }

  /** The one store. */
  public Stores stores() {
    return new Stores(List.of(store));
  }

  /**
   * Connects both partners with the server, as an admin of the store would, and opens every ticket
   * once, so that its widget is filled.
   *
   * @param serverUrl where the server is reached from this machine
   */
  public void connect(String serverUrl) {
    WEBHOOKS.forEach(topic -> smartrr.webhooks().register(topic, serverUrl + store.webhookPath()));
    gorgias.seedIntegration(serverUrl, store.name(), secret.reveal());
    gorgias
        .desk()
        .tickets()
        .forEach(ticket -> gorgias.desk().touchTicket(ticket.get("id").asLong()));
  }

  /** Puts the helpdesk at {@code /sandbox}, with switches for the partners' faults. */
  public void mountPage(Router router) {
    List<FaultSwitch> switches =
        new ArrayList<>(
            List.of(
                fault(
                    "slow",
                    "is slow",
                    "Each of its answers takes 2 seconds; the first look-up is late, then cached.",
                    Fault.slow(Duration.ofSeconds(2))),
                fault(
                    "hangs",
                    "hangs",
                    "It never answers. The widget shows what was last known, marked as stale.",
                    Fault.of(FaultKind.HANG)),
                fault(
                    "down",
                    "is down",
                    "It closes every connection. The widget shows what was last known.",
                    Fault.of(FaultKind.DOWN)),
                fault(
                    "throttles",
                    "says \u201ctoo many requests\u201d",
                    "Every request gets 429; it is left alone for the 20 seconds that it asks for.",
                    Fault.status(429).retryAfter("20")),
                fault(
                    "refuses",
                    "refuses the token",
                    "Every request gets 401; the widget says whom to ask, and health turns red.",
                    Fault.status(401))));
    switches.addAll(SandboxPage.gorgiasSwitches(gorgias));
    SandboxPage.mount(router, gorgias, switches);
    router.get("/").handler(call -> call.redirect("/sandbox"));
  }

  private FaultSwitch fault(String id, String label, String help, Fault fault) {
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
            smartrr.faults().add(fault);
            smartrrFault = fault;
          }
        });
  }

  /** The command line that asks the server what it would answer Gorgias. */
  public String curl(String serverUrl) {
    return "curl -H 'x-store-secret: "
        + secret.reveal()
        + "' '"
        + serverUrl
        + "/gorgias/"
        + store.name()
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
