package com.gorgiassmartrr.sandbox.smartrr;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** A running simulator on a fixed day, 23 November 2026, and a client of it. */
final class SimulatorFixture implements AutoCloseable {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T09:30:00Z"), ZoneOffset.UTC);

  final Vertx vertx = Vertx.vertx();
  final SmartrrSimulator simulator = SmartrrSimulator.start(vertx, CLOCK);
  final Caller caller = new Caller(simulator);

  static String action(String person, String subscription, String action) {
    return "/vendor/customer/" + person + "/purchase-state/" + subscription + "/" + action;
  }

  SmartrrSubscription coffee() {
    return simulator.world().subscription(SmartrrPeople.MARA_COFFEE);
  }

  static String coffee(String action) {
    return action(SmartrrPeople.MARA, SmartrrPeople.MARA_COFFEE, action);
  }

  @Override
  public void close() {
    simulator.close();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
