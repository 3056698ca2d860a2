package com.gorgiassmartrr.command;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.store.Stores;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs the server until the process is told to stop; it then ends with status 0. */
public final class Run {
  private Run() {}

  /** Runs the configured stores, or the sandbox where there are none. */
  public static void untilStopped() throws Exception {
    Vertx vertx = Vertx.vertx();
    Server server =
        new Server(vertx, Stores::read, Map.of(), Clock.systemUTC(), Ticker.systemTicker());
    server.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  Runtime.getRuntime().halt(0);
                },
                "stop"));
    new CountDownLatch(1).await();
  }
}
