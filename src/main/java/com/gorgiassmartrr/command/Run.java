package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs the server until the process is told to stop; it then ends with status 0. */
public final class Run {
  private final Vertx vertx = Vertx.vertx();
  private final Clock clock = Clock.systemUTC();
  private @Nullable Sandbox sandbox;

  private Run() {}

  /** Runs the configured stores, or the sandbox where there are none. */
  public static void untilStopped() throws Exception {
    new Run().run();
  }

  private void run() throws Exception {
    Server server = new Server(vertx, this::stores, Map.of(), clock, Ticker.systemTicker());
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    if (sandbox != null) {
      String url = "http://localhost:" + server.doors().port();
      sandbox.mountPage(server.doors().router());
      sandbox.connect(url);
      System.out.printf(
          "%nNo store is configured, so this is the sandbox: both partners are simulated.%n"
              + "  Look:  %s/sandbox%n"
              + "  Ask:   %s%n%n",
          url, sandbox.curl(url));
    }
    new CountDownLatch(1).await();
  }

  /** A stop that was asked for is no failure, whatever the signal was. */
  private static void stop(Server server) {
    server.close();
    Runtime.getRuntime().halt(0);
  }

  private Stores stores(Settings settings) {
    Stores configured = Stores.read(settings);
    if (!configured.all().isEmpty()) {
      return configured;
    }
    Sandbox started = Sandbox.start(vertx, clock);
    sandbox = started;
    return started.stores();
  }
}
