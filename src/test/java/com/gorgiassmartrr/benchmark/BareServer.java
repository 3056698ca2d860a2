package com.gorgiassmartrr.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The peer: Vert.x with nothing on it. Every request gets the same bytes, with the content type
 * that our server gives them.
 */
public final class BareServer {
  private BareServer() {}

  /** Serves the bytes of a file. Arguments: the port, the file. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    byte[] bytes = Files.readAllBytes(Path.of(args[1]));
    Vertx.vertx()
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
        .requestHandler(
            request ->
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(bytes)))
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }
}
