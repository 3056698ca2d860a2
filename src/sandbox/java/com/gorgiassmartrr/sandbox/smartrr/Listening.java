package com.gorgiassmartrr.sandbox.smartrr;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The port: listened on, or not. */
final class Listening {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int WAIT_SECONDS = 10;

  private final Vertx vertx;
  private final Handler<HttpServerRequest> handler;
  private @Nullable HttpServer server;
  private int port;

  Listening(Vertx vertx, int port, Handler<HttpServerRequest> handler) {
    this.vertx = vertx;
    this.port = port;
    this.handler = handler;
  }

  synchronized int port() {
    return port;
  }

  /** Listens, on the port of last time where there was one. */
  synchronized void listen() {
    if (server == null) {
      HttpServerOptions options =
          new HttpServerOptions().setHost(LOOPBACK).setPort(port).setHttp2ClearTextEnabled(false);
      HttpServer fresh = vertx.createHttpServer(options).requestHandler(handler);
      await(fresh.listen());
      server = fresh;
      port = fresh.actualPort();
    }
  }

  synchronized void stop() {
    if (server != null) {
      await(server.close());
      server = null;
    }
  }

  private static <T> void await(Future<T> future) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("Waiting on an event loop would block it");
    }
    try {
      future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the port", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The port could not be opened or closed", e);
    }
  }
}
