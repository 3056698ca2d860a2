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
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
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

  /** How long an ending process waits for each output to be read. */
  private static final Duration TO_PRINT = Duration.ofMillis(500);

  private final QueuedOutput out = QueuedOutput.ofStandardOutput();
  private final QueuedOutput err = QueuedOutput.ofStandardError();
  private final AtomicReference<@Nullable Server> running = new AtomicReference<>();
  private volatile boolean stopping;

  /** Runs the server; a start that fails ends the process with status 1. */
  @Override
  public void run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      untilStopped();
    } catch (Throwable e) {
      // Errors, too: the threads that have been started would keep the process, which serves
      // nothing, alive.
      fail(e);
    }
  }

  /** Runs the configured stores, or the sandbox for as long as there are none. */
  private void untilStopped() throws Exception {
    Settings settings = Settings.read();
    SettingsCheck check = new SettingsCheck(settings);
    check.look();
    ConfiguredStores configured = new ConfiguredStores(settings);
    Vertx vertx = Vertx.vertx(withoutFiles());
    Clock clock = Clock.systemUTC();
    List<Store> stores = configured.read();
    check.lookAtStores(stores);
    if (stores.isEmpty()) {
      try (SandboxRun sandbox = new SandboxRun(vertx, clock, settings)) {
        sandbox.start(running::set);
        stores = awaitStore(configured, sandbox);
        log().info("A store is connected: the sandbox ends, and the store is served");
      }
    }
    Server server = new Server(vertx, new Stores(stores), settings, clock, Ticker.systemTicker());
    server.follow(configured);
    running.set(server);
    server.start();
    new CountDownLatch(1).await();
  }

  /** It reads no files by itself, so it needs no folder to keep copies in. */
  private static VertxOptions withoutFiles() {
    return new VertxOptions()
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
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
          log().error("A connected store can't be served: {}", problem);
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

  /**
   * A stop that was asked for is no failure, whatever the signal was, and however early: a server
   * that doesn't serve yet has nothing to finish, so what is half started just ends.
   */
  private void stop() {
    stopping = true;
    try {
      Server server = running.get();
      if (server != null) {
        server.close();
      }
    } finally {
      end(0);
    }
  }

  private void fail(Throwable failure) {
    // A start that is interrupted by a stop fails, and that failure says nothing.
    if (stopping) {
      return;
    }
    try {
      String sentence = StartFailure.sentence(failure);
      if (sentence == null) {
        log().error("The server can't run", failure);
      } else {
        System.err.println(sentence);
      }
    } finally {
      end(1);
    }
  }

  /** Not made before it is used: until the hook is there, a signal would end this as a failure. */
  private static Logger log() {
    return LoggerFactory.getLogger(Run.class);
  }

  /** Not an exit: what is half started would be waited for. */
  private void end(int status) {
    try {
      out.drain(TO_PRINT);
      err.drain(TO_PRINT);
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }
}
