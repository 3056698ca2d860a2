package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that look one subscriber up without a pause, each as soon as it has its answer. The
 * server's time goes on by five milliseconds with each, so that answers grow old.
 */
public final class Callers implements AutoCloseable {
  private final TestServer server;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final List<CompletableFuture<Void>> callers = new ArrayList<>();

  private Callers(TestServer server) {
    this.server = server;
  }

  /** Has so many of them begin. */
  public static Callers start(TestServer server, int count) {
    Callers callers = new Callers(server);
    for (int i = 0; i < count; i++) {
      callers.callers.add(CompletableFuture.runAsync(callers::call));
    }
    callers.awaitAnswers();
    return callers;
  }

  private void call() {
    while (!isOver.get()) {
      try {
        server.time.advance(Duration.ofMillis(5));
        JsonNode widget = server.widget("mara@example.com");
        if (!widget.path("freshness").asText().matches("live|cached")) {
          lost.add(widget.toString());
        }
      } catch (Exception e) {
        lost.add(e.toString());
      }
      answered.incrementAndGet();
    }
  }

  /** Waits for some more answers. */
  public void awaitAnswers() {
    int sofar = answered.get();
    Await.until("answers", () -> answered.get() > sofar + 20);
  }

  /** Has them end; none may have got anything but the subscriber. */
  public void assertNothingIsLost() {
    awaitAnswers();
    close();
    callers.forEach(CompletableFuture::join);
    assertEquals(List.of(), List.copyOf(lost));
  }

  @Override
  public void close() {
    isOver.set(true);
  }
}
