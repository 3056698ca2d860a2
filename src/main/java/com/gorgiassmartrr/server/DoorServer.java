package com.gorgiassmartrr.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.StaticService;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server whose router the front doors stand on. It is told to listen once every route has
 * started, so that nobody hears that a door isn't there while it is being hung.
 */
public final class DoorServer extends ServiceSupport implements StaticService {
  private static final Logger LOG = LoggerFactory.getLogger(DoorServer.class);

  private static final Duration LOOK_FOR_IDLE = Duration.ofSeconds(1);

  /** Bytes of a request's first line: room for an address with far more parameters than we read. */
  private static final int LONGEST_REQUEST_LINE = 128 * 1024;

  private static final String NOT_PASSED_ON =
      " Of Smartrr's paths this server takes GET /vendor/order/formatted and PUT"
          + " /vendor/customer/\u2026/purchase-state/\u2026/skip and the like, and passes no other on.";

  private final Vertx vertx;
  private final String host;
  private final int port;
  private final IdleConnections idle;
  private final Router router;
  private final List<Doorway> doors = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile long lookForIdle = -1;

  /**
   * A server that doesn't listen yet.
   *
   * @param idle closes connections that nobody uses
   */
  DoorServer(Vertx vertx, String host, int port, IdleConnections idle) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.idle = idle;
    this.router = Router.router(vertx);
    router.errorHandler(400, call -> turnAway(call, 400, "This request's address can't be read."));
    router.errorHandler(404, call -> turnAway(call, 404, "There is nothing at this address."));
    router.errorHandler(405, this::refuseMethod);
    router.route().handler(this::takeIn);
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true));
  }

  /** The router, on which further handlers can be mounted. */
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
    server.connectionHandler(idle::opened);
    server.requestHandler(
        request -> {
          idle.asked(request);
          if (RequestFraming.isTaken(request)) {
            router.handle(request);
          }
        });
    await(server.listen(port, host));
    lookForIdle = vertx.setPeriodic(LOOK_FOR_IDLE.toMillis(), now -> idle.closeIdle());
    LOG.info("Listening on {}:{}", host, port());
  }

  @Override
  protected void doStop() throws Exception {
    vertx.cancelTimer(lookForIdle);
    await(server.close());
  }

  /**
   * Hangs a door, before another one of the same address that may be there; what is returned takes
   * it away again.
   */
  Runnable hang(Doorway door) {
    doors.add(0, door);
    return () -> doors.remove(door);
  }

  /** Tells that the sender of a request is a store's caller: its connection may be kept. */
  void proved(HttpServerRequest request) {
    idle.proved(request);
  }

  private void takeIn(RoutingContext call) {
    Methods.measure(call);
    findDoor(call);
  }

  /**
   * Not the router's own way of finding paths with parts: it reads the query to add them to it, and
   * would turn a query that can't be decoded away; what is wrong with that is for the door to say.
   */
  void findDoor(RoutingContext call) {
    Doorway found;
    boolean isForAnotherMethod;
    try {
      found = find(call);
      isForAnotherMethod = found == null && !allowed(call.normalizedPath()).isEmpty();
    } catch (IllegalArgumentException e) {
      call.fail(400);
      return;
    }
    if (found != null) {
      found.handler().handle(call);
    } else if (isForAnotherMethod) {
      call.fail(405);
    } else {
      call.next();
    }
  }

  /** The door that a call leads to, with the parts of its path in it; null where there is none. */
  private @Nullable Doorway find(RoutingContext call) {
    for (Doorway door : doors) {
      Map<String, String> parts =
          door.takes(call.request().method()) ? door.parts(call.normalizedPath()) : null;
      if (parts != null) {
        call.pathParams().putAll(parts);
        return door;
      }
    }
    return null;
  }

  private Set<String> allowed(String path) {
    Set<String> allowed = new TreeSet<>();
    for (Doorway door : doors) {
      if (door.parts(path) != null) {
        Methods.add(allowed, door.methods());
      }
    }
    return allowed;
  }

  private void refuseMethod(RoutingContext call) {
    Set<String> allowed = allowed(call.normalizedPath());
    allowed.addAll(Methods.allowed(router, call.normalizedPath()));
    call.response().putHeader("allow", String.join(", ", allowed));
    turnAway(call, 405, "This address isn't for that method.");
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
