package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those are told who call while a door is being hung in a server that runs. */
final class DoorStartTest {
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch mayStart = new CountDownLatch(1);

  /** A door that takes its time between being hung and having started. */
  private final class SlowDoor extends DoorConsumer {
    SlowDoor(PlatformHttpEndpoint endpoint, Processor processor, DoorEngine engine) {
      super(endpoint, processor, engine.server(), engine.keeper());
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      hung.countDown();
      assertTrue(mayStart.await(30, TimeUnit.SECONDS), "the test lets it start");
    }
  }

  @Test
  @Timeout(60)
  void triggers_whileANewDoorIsHung_areServedByItsRoute() throws Exception {
    try (TestServer server = TestServer.start()) {
      CompletableFuture<Void> hanging = hangSlowly(server.server.context());
      assertTrue(hung.await(30, TimeUnit.SECONDS), "the door hangs");
      HttpResponse<String> answer;
      try {
        answer = server.send(server.get("/gorgias/acme/widget?email=mara@example.com"));
      } finally {
        mayStart.countDown();
      }
      hanging.get(30, TimeUnit.SECONDS);
      assertEquals("{\"said\":\"by the new one\"}", answer.body());
      assertEquals("", answer.headers().firstValue("connection").orElse(""));
    }
  }

  private CompletableFuture<Void> hangSlowly(CamelContext context) {
    PlatformHttpComponent component =
        context.getComponent("platform-http", PlatformHttpComponent.class);
    DoorEngine engine = (DoorEngine) Objects.requireNonNull(component.getEngine());
    context.getRegistry().bind("slowDoors", PlatformHttpEngine.class, slow(engine));
    return CompletableFuture.runAsync(
        () -> {
          try {
            context.addRoutes(
                new RouteBuilder() {
                  @Override
                  public void configure() {
                    from("platform-http:/gorgias/{store}/widget?platformHttpEngine=#slowDoors")
                        .setBody()
                        .constant("{\"said\":\"by the new one\"}");
                  }
                });
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private PlatformHttpEngine slow(DoorEngine engine) {
    return new PlatformHttpEngine() {
      @Override
      public SlowDoor createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new SlowDoor(endpoint, processor, engine);
      }

      @Override
      public int getServerPort() {
        return engine.getServerPort();
      }
    };
  }
}
