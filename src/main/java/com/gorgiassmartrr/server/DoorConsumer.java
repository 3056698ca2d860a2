package com.gorgiassmartrr.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.server.Door.Admission;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.takeover.InUse;
import com.gorgiassmartrr.takeover.Standing;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.FailedToCreateConsumerException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A front door: it admits the caller, bounds and reads the request, hands it to the route, and
 * writes the route's answer.
 *
 * <p>The route gets the parameters as its body (a map, name to text), the store's name in the
 * variable {@code store}, and the path's other parts in variables of their names. No header of the
 * request reaches the route. Of the route's headers only the status and the content type reach the
 * caller. A door holds no thread while its route waits for a partner.
 */
class DoorConsumer extends DefaultConsumer implements PlatformHttpConsumer, Standing, Suspendable {
  /** The variable that holds what was wrong with a trigger's request, where something was. */
  static final String PROBLEM = "problem";

  private static final Logger LOG = LoggerFactory.getLogger(DoorConsumer.class);
  private static final String JSON = "application/json";

  private final PlatformHttpEndpoint endpoint;
  private final DoorServer server;
  private final DoorKeeper keeper;
  private final Door door;
  private final InUse inUse = new InUse();
  private @Nullable Runnable takenAway;
  private volatile boolean hasStoodBack;

  DoorConsumer(
      PlatformHttpEndpoint endpoint, Processor processor, DoorServer server, DoorKeeper keeper) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.server = server;
    this.keeper = keeper;
    try {
      this.door = Door.at(endpoint.getPath());
    } catch (IllegalArgumentException e) {
      throw new FailedToCreateConsumerException(endpoint, e);
    }
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Set<HttpMethod> methods = new HashSet<>();
    if (endpoint.getHttpMethodRestrict() != null) {
      Method.parseList(endpoint.getHttpMethodRestrict())
          .forEach(method -> methods.add(HttpMethod.valueOf(method.name())));
    }
    takenAway = server.hang(Doorway.at(endpoint.getPath(), methods, this::knock));
  }

  @Override
  public void standBack() {
    hasStoodBack = true;
    if (takenAway != null) {
      takenAway.run();
    }
  }

  @Override
  public boolean isIdle() {
    return inUse.isNone();
  }

  @Override
  protected void doStop() throws Exception {
    // A door of a server that stops stays where it is and says so, until nobody can call.
    if (takenAway != null && !endpoint.getCamelContext().isStopping()) {
      takenAway.run();
      takenAway = null;
    }
    super.doStop();
  }

  private void knock(RoutingContext call) {
    inUse.begin();
    if (hasStoodBack) {
      // It was found before another door took its place.
      inUse.end();
      server.findDoor(call);
      return;
    }
    call.addEndHandler(end -> inUse.end());
    if (door == Door.TRIGGER) {
      count(call);
    }
    if (!isStartingOrStarted()) {
      call.response().putHeader("connection", "close");
      if (door != Door.TRIGGER) {
        sayThatItStops(call);
        return;
      }
    }
    Admission admission = door.admit(call, keeper.stores());
    Store store = admission.store();
    if (store == null) {
      Store called = door == Door.DROP_IN ? null : keeper.stores().named(call.pathParam("store"));
      keeper.refusalLog().turnedAway(called, endpoint.getPath(), admission.sentence());
      refuse(call, admission.status(), admission.sentence());
      return;
    }
    if (door != Door.PRESS) {
      server.proved(call.request());
    }
    if (!hasARoute()) {
      sayThatItStops(call);
      return;
    }
    if (door != Door.PRESS && !keeper.withinRate(store)) {
      serveOrRefuse(call, store, tooMany());
      return;
    }
    receive(call, store);
  }

  /** Counts how the request ends, however it is answered. */
  private void count(RoutingContext call) {
    long began = System.nanoTime();
    call.addEndHandler(
        end ->
            keeper
                .triggers()
                .ended(
                    call.pathParam("store"),
                    call.response().getStatusCode(),
                    end.succeeded(),
                    Duration.ofNanos(System.nanoTime() - began)));
  }

  private static BadRequest tooMany() {
    return new BadRequest(429, "Too many requests at once; try again in a second.");
  }

  /** Reads the body, no larger and no longer than allowed. */
  private void receive(RoutingContext call, Store store) {
    HttpServerRequest request = call.request();
    if (request.isEnded() || isRead(request)) {
      read(call, store, new byte[0]);
      return;
    }
    Buffer body = Buffer.buffer();
    long timer =
        server
            .vertx()
            .setTimer(
                keeper.bodyTimeout().toMillis(),
                id -> cutOff(call, store, new BadRequest(408, "The request took too long.")));
    request.handler(
        part -> {
          if (call.response().ended()) {
            return;
          }
          if (body.length() + part.length() > keeper.maxBodyBytes(door)) {
            server.vertx().cancelTimer(timer);
            cutOff(
                call,
                store,
                new BadRequest(
                    413, "The body is larger than " + keeper.maxBodyBytes(door) + " bytes."));
            return;
          }
          body.appendBuffer(part);
        });
    request.exceptionHandler(
        e -> {
          server.vertx().cancelTimer(timer);
          // Nobody can be answered any more. If it isn't that the caller has gone, it's worth a
          // line.
          if (!(e instanceof VertxException || e instanceof IOException)) {
            keeper
                .refusalLog()
                .refused(store, endpoint.getPath(), "The body's parts can't be told apart.");
          }
        });
    request.endHandler(
        end -> {
          server.vertx().cancelTimer(timer);
          if (!call.response().ended() && call.get(PROBLEM) == null) {
            read(call, store, body.getBytes());
          }
        });
  }

  private static boolean isRead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }

  /** Answers before the whole request is there, and reads no more of it. */
  private void cutOff(RoutingContext call, Store store, BadRequest problem) {
    if (call.get(PROBLEM) == null) {
      call.put(PROBLEM, problem.sentence());
      call.response().putHeader("connection", "close");
      serveOrRefuse(call, store, problem);
    }
  }

  private void read(RoutingContext call, Store store, byte[] body) {
    try {
      HttpServerRequest request = call.request();
      Map<String, Object> parameters =
          door == Door.WEBHOOK
              ? Map.copyOf(
                  WebhookEvent.read(request.query(), request.getHeader("content-type"), body))
              : Parameters.read(
                  request.query(),
                  request.getHeader("content-type"),
                  body,
                  door == Door.PRESS || door == Door.DROP_IN);
      if (door == Door.PRESS) {
        admitPress(call, store, parameters);
      }
      serve(call, store, parameters, null);
    } catch (BadRequest e) {
      serveOrRefuse(call, store, e);
    }
  }

  /**
   * Lets a press in whose token is genuine. The rate counts those alone, and all of this is done
   * before the press takes one of the threads: forged ones take nothing that real ones need.
   */
  private void admitPress(RoutingContext call, Store store, Map<String, Object> parameters)
      throws BadRequest {
    String token = parameters.get("press_token") instanceof String text ? text : "";
    String refusal = keeper.presses().refusal(store, token);
    if (refusal != null) {
      throw new BadRequest(403, refusal);
    }
    server.proved(call.request());
    if (!keeper.withinRate(store)) {
      throw tooMany();
    }
  }

  private void serveOrRefuse(RoutingContext call, Store store, BadRequest problem) {
    if (problem.status() == 429) {
      call.response().putHeader("retry-after", "1");
    }
    if (door == Door.PRESS && !keeper.withinRefusalRate(store)) {
      call.response().putHeader("retry-after", "1");
      keeper.refusalLog().turnedAway(store, endpoint.getPath(), tooMany().sentence());
      refuse(call, 429, tooMany().sentence());
      return;
    }
    if (problem.status() == 403) {
      keeper.refusalLog().turnedAway(store, endpoint.getPath(), problem.sentence());
    } else {
      keeper.refusalLog().refused(store, endpoint.getPath(), problem.sentence());
    }
    if (door == Door.TRIGGER) {
      serve(call, store, Map.of(), problem.sentence());
    } else {
      refuse(call, problem.status(), problem.sentence());
    }
  }

  private void serve(
      RoutingContext call, Store store, Map<String, Object> parameters, @Nullable String problem) {
    Exchange exchange = createExchange(false);
    exchange.setPattern(ExchangePattern.InOut);
    exchange.setVariable("store", store.name());
    call.pathParams()
        .forEach(
            (name, value) -> {
              if (!name.equals("store") && !name.equals("key")) {
                exchange.setVariable(name, value);
              }
            });
    if (problem != null) {
      exchange.setVariable(PROBLEM, problem);
    }
    Message message = exchange.getIn();
    message.setHeader(
        Exchange.HTTP_METHOD, isRead(call.request()) ? "GET" : call.request().method().name());
    message.setBody(parameters);
    try {
      keeper.workers().execute(() -> route(call, exchange));
    } catch (RejectedExecutionException e) {
      releaseExchange(exchange, false);
      if (door == Door.TRIGGER) {
        write(call, 200, JSON, notice("The server is busy; close and reopen the ticket."));
      } else {
        refuse(call, 503, "The server is busy; try again in a moment.");
      }
    }
  }

  private void route(RoutingContext call, Exchange exchange) {
    try {
      createUoW(exchange);
    } catch (Exception e) {
      exchange.setException(e);
      answer(call, exchange);
      return;
    }
    getAsyncProcessor().process(exchange, doneSync -> answer(call, exchange));
  }

  private void answer(RoutingContext call, Exchange exchange) {
    try {
      Exception failure = exchange.getException();
      if (failure != null && !hasARoute()) {
        LOG.info("{}: the route was stopped: {}", endpoint.getPath(), failure.getClass().getName());
        sayThatItStops(call);
        return;
      }
      byte[] body = failure == null ? exchange.getMessage().getBody(byte[].class) : null;
      boolean isUnanswered = body == null && door != Door.WEBHOOK;
      if (failure != null || isUnanswered) {
        if (failure != null) {
          LOG.error("{}: the route failed", endpoint.getPath(), failure);
        } else {
          LOG.error("{}: the route makes a mistake: it ends without an answer", endpoint.getPath());
        }
        if (door == Door.TRIGGER) {
          write(
              call, 200, JSON, notice("The subscriptions can't be shown because of a fault here."));
        } else {
          refuse(call, 500, "This failed because of a fault here, which has been logged.");
        }
        return;
      }
      Message message = exchange.getMessage();
      Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
      String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
      write(
          call,
          status == null ? 200 : status,
          type == null ? JSON : type,
          body == null ? new byte[0] : body);
    } finally {
      doneUoW(exchange);
      releaseExchange(exchange, false);
    }
  }

  /**
   * Whether there is a route that answers: the door is open, or is just being closed. A door is
   * found as soon as it is hung, which is a moment before Camel calls it started.
   */
  private boolean hasARoute() {
    return isStartingOrStarted() || isSuspendingOrSuspended();
  }

  private void sayThatItStops(RoutingContext call) {
    if (door == Door.TRIGGER) {
      write(call, 200, JSON, notice("The server is stopping; close and reopen the ticket."));
    } else {
      refuse(call, 503, "The server is stopping; try again in a moment.");
    }
  }

  private void refuse(RoutingContext call, int status, String sentence) {
    write(call, status, JSON, door.refusal(status, sentence));
  }

  private static byte[] notice(String sentence) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("notice", sentence)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void write(RoutingContext call, int status, String type, byte[] body) {
    HttpServerResponse response = call.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", type)
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff")
        .end(Buffer.buffer(body))
        .onComplete(
            written -> {
              if (call.get(PROBLEM) != null) {
                call.request().connection().close();
              }
            });
  }
}
