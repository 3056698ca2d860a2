package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.sandbox.SandboxFolder;
import com.gorgiassmartrr.sandbox.SandboxKeeper;
import com.gorgiassmartrr.server.OwnAddress;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the sandbox as the server's only store, until it is closed. */
final class SandboxRun implements AutoCloseable {
  private static final String HOST = "camel.server.host";
  private static final String LEDGER = "ledger.url";

  private final Vertx vertx;
  private final Clock clock;
  private final SandboxFolder folder;
  private final Settings given;
  private final Settings settings;
  private @Nullable Sandbox sandbox;
  private @Nullable Server server;

  /** A sandbox that isn't running yet. */
  SandboxRun(Vertx vertx, Clock clock, Settings settings) {
    this.vertx = vertx;
    this.clock = clock;
    this.folder = SandboxFolder.open(Path.of(settings.get("sandbox.folder")), clock);
    this.given = settings;
    this.settings = settings.with(own(settings));
  }

  /**
   * The settings of the sandbox, which the environment may set otherwise. The sandbox has no login,
   * so it listens on this machine only. Its presses are about its own tickets, so they have a
   * ledger of their own. And whoever plays with it needn't wait a quarter of an hour to see a
   * parked press.
   */
  private Map<String, String> own(Settings given) {
    Map<String, String> own = new HashMap<>();
    own.put(HOST, "127.0.0.1");
    own.put(LEDGER, folder.ledgerUrl());
    own.put("action.give-up-after", "1m");
    own.keySet().removeIf(given::isInEnvironment);
    // Both partners are on this machine, too.
    Settings listening = given.over(own);
    own.put("public.url", OwnAddress.shown(listening, HOST, given.get("camel.server.port")));
    return own;
  }

  /**
   * Starts both partners and the server, and says where to look.
   *
   * @param starting is told of the server before it starts
   */
  void start(Consumer<Server> starting) throws Exception {
    Sandbox started = Sandbox.start(vertx, clock, folder, isConnectedByItself());
    sandbox = started;
    folder.prepareLedger(settings.get(LEDGER));
    Settings own = started.settings(settings);
    ConfiguredStores configured = new ConfiguredStores(own);
    Server serving =
        new Server(vertx, new Stores(configured.read()), own, clock, Ticker.systemTicker());
    serving.follow(configured);
    serving.keepBy(
        new SandboxKeeper(new FileKeeper(own, serving::refreshStores), new FileKeeper(given)));
    server = serving;
    starting.accept(serving);
    serving.start();
    String url = OwnAddress.shown(own, HOST, Integer.toString(serving.doors().port()));
    started.open(serving, url);
    // First: whoever waits for it can look meanwhile.
    System.out.print(greeting(started, url));
    started.connect(serving, url);
  }

  private boolean isConnectedByItself() {
    String value = settings.get("sandbox.connect");
    if (!value.equals("true") && !value.equals("false")) {
      throw new SettingException("sandbox.connect: '" + value + "' is neither true nor false.");
    }
    return value.equals("true");
  }

  private String greeting(Sandbox started, String url) {
    String ask = started.curl(url);
    Form form = started.form(url);
    String console =
        OwnAddress.shown(settings, "camel.management.host", settings.get("camel.management.port"))
            + "/console";
    return "%nNo store is configured, so this is the sandbox: both partners are simulated.%n%s"
            .formatted(remark())
        + "  Look:     %s/sandbox%n".formatted(url)
        + "  Operate:  %s%n".formatted(console)
        + (ask.isEmpty() ? "" : "  Ask:      %s%n".formatted(ask))
        + "The store sandbox is %s with these four fields:%n"
            .formatted(
                ask.isEmpty()
                    ? "not connected yet; connect it at " + console + "/connect"
                    : "connected")
        + "  Gorgias domain   %s%n".formatted(form.gorgiasDomain())
        + "  Gorgias user     %s%n".formatted(form.gorgiasUser())
        + "  Gorgias API key  %s%n".formatted(revealed(form.gorgiasApiKey()))
        + "  Smartrr token    %s%n%n".formatted(revealed(form.smartrrToken()));
  }

  /** The text of a credential. The sandbox's credentials open nothing but the sandbox. */
  private static String revealed(@Nullable Secret secret) {
    return secret == null ? "" : secret.reveal();
  }

  /** Whether a store is being connected on a page; until it is, the server mustn't stop. */
  boolean isAtWork() {
    return server != null && server.connection().isAtWork();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (sandbox != null) {
      sandbox.close();
    }
    folder.close();
  }

  private String remark() {
    if (!folder.whyTemporary().isEmpty()) {
      return folder.whyTemporary() + ", so this one is new and isn't kept.\n";
    }
    return folder.isFresh()
        ? ""
        : "It goes on from where it was; \u201cStart over\u201d on its page makes it new.\n";
  }
}
