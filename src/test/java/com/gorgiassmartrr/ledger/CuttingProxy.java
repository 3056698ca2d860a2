package com.gorgiassmartrr.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a ledger and its PostgreSQL, and can cut a connection before an answer arrives,
 * keep all answers back, or fall silent for good, as when the ledger's host is cut off from the
 * network.
 */
final class CuttingProxy implements AutoCloseable {
  private static final String SCHEME = "jdbc:";

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server;
  private final String real;
  private final AtomicBoolean swallows = new AtomicBoolean();
  private final AtomicInteger swallowed = new AtomicInteger();
  private final Set<NetSocket> databases = ConcurrentHashMap.newKeySet();
  private volatile boolean keepsBack;
  private volatile String last = "";
  private volatile boolean silent;

  /** Stands before the server of this JDBC address. */
  CuttingProxy(String url) throws Exception {
    URI there = URI.create(url.substring(SCHEME.length()));
    real = there.getHost() + ":" + there.getPort();
    server =
        vertx
            .createNetServer()
            .connectHandler(caller -> connect(caller, there))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  /** The same address, by way of here. */
  String url(String url) {
    return url.replace(real, "127.0.0.1:" + server.actualPort());
  }

  /** Cuts the connection on which the database answers next, in place of the answer. */
  void swallowNextAnswer() {
    swallows.set(true);
  }

  /** Keeps every answer back from now on. */
  void keepAnswersBack() {
    keepsBack = true;
    databases.forEach(NetSocket::pause);
  }

  /** Passes on what was kept back, and what comes. */
  void passAnswersOn() {
    keepsBack = false;
    databases.forEach(NetSocket::resume);
  }

  /** Passes nothing on any more, and closes nothing, from a message on in which this stands. */
  void fallSilentBefore(String text) {
    last = text;
  }

  boolean isSilent() {
    return silent;
  }

  int swallowed() {
    return swallowed.get();
  }

  private void connect(NetSocket caller, URI there) {
    caller.pause();
    client
        .connect(there.getPort(), there.getHost())
        .onSuccess(
            database -> {
              databases.add(database);
              if (keepsBack) {
                database.pause();
              }
              caller.handler(
                  message -> {
                    silent |= !last.isEmpty() && message.toString(ISO_8859_1).contains(last);
                    if (!silent) {
                      database.write(message);
                    }
                  });
              database.handler(
                  answer -> {
                    if (silent) {
                      return;
                    }
                    if (swallows.compareAndSet(true, false)) {
                      swallowed.incrementAndGet();
                      caller.close();
                    } else {
                      caller.write(answer);
                    }
                  });
              caller.closeHandler(gone -> closeUnlessSilent(database));
              database.closeHandler(
                  gone -> {
                    databases.remove(database);
                    closeUnlessSilent(caller);
                  });
              caller.resume();
            })
        .onFailure(failure -> caller.close());
  }

  private void closeUnlessSilent(NetSocket socket) {
    if (!silent) {
      socket.close();
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
