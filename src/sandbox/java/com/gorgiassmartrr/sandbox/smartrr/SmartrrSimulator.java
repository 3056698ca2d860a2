package com.gorgiassmartrr.sandbox.smartrr;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
  private final Clock clock;
  private final WorldClock worldClock;
  private final Journal journal;
  private final SmartrrWorld world;
  private final RequestLog requests = new RequestLog();
  private final AccessToken token;
  private final AccessToken readOnlyToken;
  private final Webhooks webhooks;
  private final SmartrrApi api;
  private final SmartrrFaults faults;
  private final Listening listening;
  private final Exchanges exchanges;

  private SmartrrSimulator(Vertx vertx, Clock clock, int port, Journal journal) {
    this.clock = clock;
    this.journal = journal;
    worldClock = new WorldClock(clock, journal.seeded());
    world = new SmartrrWorld(worldClock);
    token =
        new AccessToken("Sandbox", journal.token(), AccessToken.READ_AND_WRITE, journal.seeded());
    readOnlyToken =
        new AccessToken(
            "Sandbox, read only", journal.readOnlyToken(), AccessToken.READ, journal.seeded());
    SubscriberJson people = new SubscriberJson(world);
    SubscriptionJson subscriptions = new SubscriptionJson(world, people);
    webhooks = new Webhooks(vertx, world, people, subscriptions);
    api =
        new SmartrrApi(
            world, List.of(token, readOnlyToken), people, subscriptions, webhooks, journal);
    journal.replay(this::makeAgain);
    worldClock.goOn();
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
    return listening(new SmartrrSimulator(vertx, clock, port, Journal.ofMemory(clock.instant())));
  }

  /**
   * Starts a simulator on a free port of 127.0.0.1, in the state in which the one that last used a
   * file has ended, however it ended. Every change is kept in the file before it is answered.
   * Without the file it starts with the seeded people. Returns when it listens.
   *
   * @throws RuntimeException if nothing can be made of the file
   */
  public static SmartrrSimulator start(Vertx vertx, Clock clock, Path file) {
    return listening(new SmartrrSimulator(vertx, clock, 0, Journal.open(file, clock.instant())));
  }

  private static SmartrrSimulator listening(SmartrrSimulator simulator) {
    simulator.listening.listen();
    return simulator;
  }

  private void makeAgain(Journal.Change change) {
    worldClock.standAt(change.at());
    RecordedRequest request =
        new RecordedRequest(
            change.at(),
            change.method(),
            change.uri(),
            QueryString.decodeSegment(QueryString.rawPath(change.uri())),
            QueryString.parse(change.uri()),
            Map.of(),
            change.body());
    Answer answer = api.answer(request, token.value(), Buffer.buffer(change.body()), false);
    if (answer.status() != 200) {
      throw new IllegalStateException("A change of the past can't be made again: " + change);
    }
  }

  /** The port. */
  public int port() {
    return listening.port();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** An access token that may read and write everything; each shop has its own. */
  public String token() {
    return token.value();
  }

  /** An access token that may only read; each shop has its own. */
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

  /** The requests so far. */
  public RequestLog requests() {
    return requests;
  }

  /** The webhooks: who is told of changes, and what came of it. */
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
    synchronized (world) {
      Instant now = clock.instant();
      journal.startOver(now);
      worldClock.standAt(now);
      world.reset();
      worldClock.goOn();
    }
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
