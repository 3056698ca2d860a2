package com.gorgiassmartrr.sandbox.gorgias;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A loopback server in the place of an integration: it records requests and answers as told. */
public final class StubIntegration implements AutoCloseable {
  /** A recorded request. */
  public record Received(
      String method, String uri, String body, String contentType, String secret) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile BiConsumer<HttpServerRequest, Received> answer;

  public StubIntegration(Vertx vertx, String json) {
    answer = always(200, json);
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              Received one =
                                  new Received(
                                      request.method().name(),
                                      request.uri(),
                                      body.toString(),
                                      String.valueOf(request.getHeader("content-type")),
                                      String.valueOf(request.getHeader("x-store-secret")));
                              received.add(one);
                              answer.accept(request, one);
                            }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  static BiConsumer<HttpServerRequest, Received> always(int status, String body) {
    return (request, one) ->
        request
            .response()
            .setStatusCode(status)
            .putHeader("content-type", "application/json")
            .end(body);
  }

  static BiConsumer<HttpServerRequest, Received> silence() {
    return (request, one) -> {};
  }

  public void answer(BiConsumer<HttpServerRequest, Received> value) {
    answer = value;
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public List<Received> received() {
    return received;
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
