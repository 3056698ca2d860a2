package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** To which door a request goes, and what is said where it goes to none. */
final class DoorServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final DoorServer server =
      new DoorServer(
          vertx, "127.0.0.1", 0, new IdleConnections(Duration.ofMinutes(1), Ticker.systemTicker()));

  @BeforeEach
  void listen() throws Exception {
    server.hang(
        Doorway.at(
            "/doors/{name}",
            Set.of(),
            call -> {
              throw new IllegalArgumentException("A fault behind " + call.pathParam("name"));
            }));
    server.start();
    server.listen();
  }

  @AfterEach
  void stop() {
    server.stop();
    vertx.close();
  }

  @Test
  void door_failsByItself_isNotTakenForAnUnreadableAddress() throws Exception {
    assertEquals(500, status("/doors/front"));
    assertEquals(404, status("/windows"));
  }

  private int status(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
