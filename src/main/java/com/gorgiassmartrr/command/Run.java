package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Runs the server until the process is told to stop; it then ends with status 0. */
@Command(name = "run", description = "run the server")
public final class Run implements Runnable {
  /** Runs the server; a start that fails ends the process with status 1. */
  @Override
  public void run() {
    try {
      untilStopped();
    } catch (SettingException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (Exception e) {
      LoggerFactory.getLogger(Run.class).error("The server can't run", e);
      // Not an exit: what is half started would be waited for.
      Runtime.getRuntime().halt(1);
    }
  }

  /** Runs the configured stores, or the sandbox where there are none. */
  private static void untilStopped() throws Exception {
    Settings settings = Settings.read();
    Stores stores = Stores.read(settings);
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.systemUTC();
    if (!stores.all().isEmpty()) {
      start(new Server(vertx, stores, settings, clock, Ticker.systemTicker()));
    } else {
      new SandboxRun(vertx, clock, settings).start();
    }
    new CountDownLatch(1).await();
  }

  /** Starts a server, which stops with the process. */
  static Server start(Server server) throws Exception {
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    return server;
  }

  /** A stop that was asked for is no failure, whatever the signal was. */
  private static void stop(Server server) {
    server.close();
    Runtime.getRuntime().halt(0);
  }
}
