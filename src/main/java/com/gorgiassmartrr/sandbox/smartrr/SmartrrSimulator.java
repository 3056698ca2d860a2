package com.gorgiassmartrr.sandbox.smartrr;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/**
 * A simulated Smartrr: its vendor API over real HTTP on a loopback port, with invented people.
 *
 * <p>It answers as Smartrr's own documents and published live data say; where nobody knows, the
 * Javadoc of the part says GUESS, and {@link SmartrrQuirks} often has a switch.
 *
 * <p><b>Note:</b> starting, stopping and {@link SmartrrFaults#clear()} wait for the port, so they
 * must not be called on an event loop.
 */
public final class SmartrrSimulator implements AutoCloseable {
  private final SmartrrWorld world;
  private final RequestLog requests = new RequestLog();
  private final AccessToken token;
  private final AccessToken readOnlyToken;
  private final Webhooks webhooks;
  private final SmartrrApi api;
  private final SmartrrFaults faults;
  private final Listening listening;
  private final Exchanges exchanges;

  private SmartrrSimulator(Vertx vertx, Clock clock, int port) {
    world = new SmartrrWorld(clock);
    token = new AccessToken("Sandbox", AccessToken.READ_AND_WRITE, clock.instant());
    readOnlyToken = new AccessToken("Sandbox, read only", AccessToken.READ, clock.instant());
    SubscriberJson people = new SubscriberJson(world);
    SubscriptionJson subscriptions = new SubscriptionJson(world, people);
    webhooks = new Webhooks(vertx, world, people, subscriptions);
    api = new SmartrrApi(world, List.of(token, readOnlyToken), people, subscriptions, webhooks);
    exchanges = new Exchanges(vertx, clock, requests);
    listening = new Listening(vertx, port, request -> exchanges.handle(request, api, faults()));
    faults = new SmartrrFaults(listening, exchanges::dropFailing);
  }

  /** Starts on a free port of 127.0.0.1 with the seeded people; returns when it listens. */
  public static SmartrrSimulator start(Vertx vertx, Clock clock) {
    return start(vertx, clock, 0);
  }

  /** Starts on a given port of 127.0.0.1 with the seeded people; returns when it listens. */
  public static SmartrrSimulator start(Vertx vertx, Clock clock, int port) {
    SmartrrSimulator simulator = new SmartrrSimulator(vertx, clock, port);
    simulator.listening.listen();
    return simulator;
  }

  /** The port. */
  public int port() {
    return listening.port();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** An access token that may read and write everything; new for every start. */
  public String token() {
    return token.value();
  }

  /** An access token that may only read; new for every start. */
  public String readOnlyToken() {
    return readOnlyToken.value();
  }

  /** The switches for failing. */
  public SmartrrFaults faults() {
    return faults;
  }

  /** The people, subscriptions and orders. */
  public SmartrrWorld world() {
    return world;
  }

  /** What was asked so far. */
  public RequestLog requests() {
    return requests;
  }

  /** Who is told of changes, and what came of it. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** How often someone tried a route that nobody may call: ccpa, the bulk routes, bill retry. */
  public int dangerousCalls() {
    return api.dangerousCalls();
  }

  /** Goes back to the state after the start: people, switches, faults, listeners and records. */
  public void reset() {
    faults.clear();
    world.reset();
    webhooks.clear();
    requests.clear();
    api.forgetDangerousCalls();
  }

  /** Ends all connections and stops listening. */
  @Override
  public void close() {
    listening.stop();
    webhooks.close();
  }
}
