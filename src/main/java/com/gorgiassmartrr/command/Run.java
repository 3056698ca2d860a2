package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.SettingsCheck;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Runs the server until the process is told to stop; it then ends with status 0. */
@Command(name = "run", description = "run the server")
public final class Run implements Runnable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration TO_READ = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final AtomicReference<@Nullable Server> running = new AtomicReference<>();
  private volatile boolean stopping;

  /** Runs the server; a start that fails ends the process with status 1. */
  @Override
  public void run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      untilStopped();
    } catch (SettingException e) {
      fail(() -> System.err.println(e.getMessage()));
    } catch (Throwable e) {
      // An Error, too: it would end this thread and leave the process.
      fail(() -> LOG.error("The server can't run", e));
    }
  }

  /** Runs the configured stores, or the sandbox for as long as there are none. */
  private void untilStopped() throws Exception {
    Settings settings = Settings.read();
    SettingsCheck check = new SettingsCheck(settings);
    check.look();
    ConfiguredStores configured = new ConfiguredStores(settings);
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.systemUTC();
    List<Store> stores = configured.read();
    check.lookAtStores(stores);
    if (stores.isEmpty()) {
      try (SandboxRun sandbox = new SandboxRun(vertx, clock, settings)) {
        sandbox.start(running::set);
        stores = awaitStore(configured, sandbox);
        LOG.info("A store is connected: the sandbox ends, and the store is served");
      }
    }
    Server server = new Server(vertx, new Stores(stores), settings, clock, Ticker.systemTicker());
    server.follow(configured);
    running.set(server);
    server.start();
    new CountDownLatch(1).await();
  }

  private static List<Store> awaitStore(ConfiguredStores configured, SandboxRun sandbox)
      throws InterruptedException {
    String said = "";
    while (true) {
      try {
        List<Store> stores = configured.read();
        if (!stores.isEmpty() && sandbox.isAtWork()) {
          awaitEnd(sandbox);
          stores = configured.read();
        }
        if (!stores.isEmpty()) {
          return stores;
        }
      } catch (SettingException e) {
        String problem = String.valueOf(e.getMessage());
        if (!problem.equals(said)) {
          LOG.error("A connected store can't be served: {}", problem);
          said = problem;
        }
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Whoever connects a store on a page is to see how it ends. */
  private static void awaitEnd(SandboxRun sandbox) throws InterruptedException {
    while (sandbox.isAtWork()) {
      Thread.sleep(POLL.toMillis());
    }
    Thread.sleep(TO_READ.toMillis());
  }

  /** A stop that was asked for is no failure, whatever the signal was, and however early. */
  private void stop() {
    stopping = true;
    try {
      Server server = running.get();
      if (server != null) {
        server.close();
      }
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private void fail(Runnable say) {
    // What is half started can't go on when it is stopped, which says nothing.
    if (!stopping) {
      say.run();
      // Not an exit: what is half started would be waited for.
      Runtime.getRuntime().halt(1);
    }
  }
}
