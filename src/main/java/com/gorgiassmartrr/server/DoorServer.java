package com.gorgiassmartrr.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.StaticService;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server whose router the front doors stand on. It is told to listen once every route has
 * started, so that nobody hears that a door isn't there while it is being hung.
 */
public final class DoorServer extends ServiceSupport implements StaticService {
  private static final Logger LOG = LoggerFactory.getLogger(DoorServer.class);

  /** Seconds without a byte after which a connection is closed. */
  private static final int IDLE_SECONDS = 30;

  /** Bytes of a request's first line: room for an address with far more parameters than we read. */
  private static final int LONGEST_REQUEST_LINE = 128 * 1024;

  private static final String NOT_PASSED_ON =
      " Of Smartrr's paths this server takes GET /vendor/order/formatted and PUT"
          + " /vendor/customer/\u2026/purchase-state/\u2026/skip and the like, and passes no other on.";

  private final Vertx vertx;
  private final String host;
  private final int port;
  private final Router router;
  private final HttpServer server;

  DoorServer(Vertx vertx, String host, int port) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.router = Router.router(vertx);
    router.errorHandler(400, call -> turnAway(call, 400, "This request's address can't be read."));
    router.errorHandler(404, call -> turnAway(call, 404, "There is nothing at this address."));
    router.errorHandler(405, call -> turnAway(call, 405, "This address isn't for that method."));
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true));
  }

  /** Where further handlers can be mounted. */
  public Router router() {
    return router;
  }

  /** The port that is listened on; the configured one until then. */
  public int port() {
    int actual = server.actualPort();
    return actual > 0 ? actual : port;
  }

  /** Begins to listen; returns when it does. */
  public void listen() throws Exception {
    await(
        server
            .requestHandler(
                request -> router.handle(new AnyQuery((HttpServerRequestInternal) request)))
            .listen(port, host));
    LOG.info("Listening on {}:{}", host, port());
  }

  @Override
  protected void doStop() throws Exception {
    await(server.close());
  }

  /** Answers what no door is there for; on Smartrr's paths in Smartrr's shape. */
  private static void turnAway(RoutingContext call, int status, String sentence) {
    boolean isSmartrrs = call.request().path().startsWith("/vendor/");
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(
            Buffer.buffer(
                isSmartrrs
                    ? Door.DROP_IN.refusal(status, sentence + NOT_PASSED_ON)
                    : Door.GORGIAS.refusal(status, sentence)));
  }

  Vertx vertx() {
    return vertx;
  }

  private static void await(io.vertx.core.Future<?> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
