package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.sandbox.SandboxFolder;
import com.gorgiassmartrr.store.Settings;
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
  private final Settings settings;
  private @Nullable Sandbox sandbox;
  private @Nullable Server server;

  /** A sandbox that isn't running yet. */
  SandboxRun(Vertx vertx, Clock clock, Settings settings) {
    this.vertx = vertx;
    this.clock = clock;
    this.folder = SandboxFolder.open(Path.of(settings.get("sandbox.folder")), clock);
    this.settings = settings.with(own(settings));
  }

  /**
   * What the sandbox sets unless the environment does. It has no login, so it listens on this
   * machine only; its presses are about its own tickets, so they have a ledger of their own; and
   * who plays with it doesn't wait a quarter of an hour to see one parked.
   */
  private Map<String, String> own(Settings given) {
    Map<String, String> own = new HashMap<>();
    own.put(HOST, "127.0.0.1");
    own.put(LEDGER, folder.ledgerUrl());
    own.put("action.give-up-after", "1m");
    own.keySet().removeIf(given::isInEnvironment);
    return own;
  }

  /**
   * Starts both partners and the server, and says where to look.
   *
   * @param starting is told of the server before it starts
   */
  void start(Consumer<Server> starting) throws Exception {
    Sandbox started = Sandbox.start(vertx, clock, folder);
    sandbox = started;
    folder.prepareLedger(settings.get(LEDGER));
    Server serving = new Server(vertx, started.stores(), settings, clock, Ticker.systemTicker());
    server = serving;
    starting.accept(serving);
    serving.start();
    String url = "http://localhost:" + serving.doors().port();
    started.open(serving, url);
    System.out.printf(
        "%nNo store is configured, so this is the sandbox: both partners are simulated.%n%s"
            + "  Look:     %s/sandbox%n"
            + "  Operate:  http://localhost:%s/console%n"
            + "  Ask:      %s%n%n",
        remark(), url, settings.get("camel.management.port"), started.curl(url));
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
