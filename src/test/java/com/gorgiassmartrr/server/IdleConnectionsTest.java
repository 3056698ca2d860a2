package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ManualTime;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which connections are closed, and when. */
@Timeout(60)
final class IdleConnectionsTest {
  private static final Duration KEEP = Duration.ofSeconds(620);

  private final Vertx vertx = Vertx.vertx();
  private final ManualTime time = new ManualTime();
  private final IdleConnections idle = new IdleConnections(KEEP, 2, time);
  private final AtomicInteger opened = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Promise<Void> late = Promise.promise();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    // As the doors: else Vert.x tells of a connection only once bytes have come.
    server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
    server.connectionHandler(
        connection -> {
          idle.opened(connection);
          opened.incrementAndGet();
        });
    server.requestHandler(
        request -> {
          idle.asked(request);
          if (request.path().equals("/proved")) {
            idle.proved(request);
          }
          if (request.path().equals("/late")) {
            asked.countDown();
            late.future().onComplete(done -> request.response().end());
          } else {
            request.response().end();
          }
        });
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close();
  }

  /** A connection of which the server knows. */
  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    Await.until("the connection", () -> opened.get() == sockets.size());
    return socket;
  }

  private static void send(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a request and reads the answer, which has no body. */
  private static void ask(Socket socket, String path) throws IOException {
    send(socket, path);
    read(socket);
  }

  private static void read(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) socket.getInputStream().read());
    }
    assertTrue(answer.toString().startsWith("HTTP/1.1 200"), answer.toString());
  }

  /** Waits until the server has closed a connection. */
  private static void assertClosed(Socket socket) throws IOException {
    assertEquals(-1, socket.getInputStream().read());
  }

  @Test
  void connection_idleAfterARequest_isKeptForLongerThanAProxyKeepsIt() throws Exception {
    Socket connection = open();
    ask(connection, "/");
    time.advance(Duration.ofSeconds(615));
    idle.closeIdle();
    ask(connection, "/");
    time.advance(Duration.ofSeconds(621));
    idle.closeIdle();
    assertClosed(connection);
  }

  @Test
  void connection_withoutARequest_isClosedSoon() throws Exception {
    Socket asking = open();
    ask(asking, "/");
    Socket silent = open();
    time.advance(Duration.ofSeconds(31));
    idle.closeIdle();
    assertClosed(silent);
    ask(asking, "/");
  }

  @Test
  void connection_whoseRequestIsServed_isNotClosed() throws Exception {
    Socket connection = open();
    send(connection, "/late");
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    time.advance(Duration.ofSeconds(1000));
    idle.closeIdle();
    late.complete();
    read(connection);
  }

  @Test
  void connections_ofStrangers_giveWayToNewOnesAndNeverToThem() throws Exception {
    Socket caller = open();
    ask(caller, "/proved");
    List<Socket> strangers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      time.advance(Duration.ofMillis(1));
      Socket stranger = open();
      ask(stranger, "/");
      strangers.add(stranger);
    }
    assertClosed(strangers.get(0));
    assertClosed(strangers.get(1));
    ask(strangers.get(2), "/");
    ask(strangers.get(3), "/");
    ask(caller, "/");
  }
}
