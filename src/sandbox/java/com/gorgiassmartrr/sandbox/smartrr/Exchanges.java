package com.gorgiassmartrr.sandbox.smartrr;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The network side of the simulated API: records each request, and answers it well or badly. */
final class Exchanges {
  private static final String TOKEN_HEADER = "x-smartrr-access-token";
  private static final Set<String> MASKED = Set.of(TOKEN_HEADER, "authorization", "cookie");

  private final Vertx vertx;
  private final Clock clock;
  private final RequestLog log;
  private final Set<HttpServerRequest> failing = ConcurrentHashMap.newKeySet();

  private final AtomicInteger clears = new AtomicInteger();

  Exchanges(Vertx vertx, Clock clock, RequestLog log) {
    this.vertx = vertx;
    this.clock = clock;
    this.log = log;
  }

  void handle(HttpServerRequest request, SmartrrApi api, SmartrrFaults faults) {
    countInFlight(request);
    request
        .body()
        .onSuccess(body -> handle(request, body, api, faults))
        .onFailure(gone -> request.connection().close());
  }

  private void handle(
      HttpServerRequest request, Buffer body, SmartrrApi api, SmartrrFaults faults) {
    RecordedRequest record = record(request, body);
    log.add(record);
    String token = Optional.ofNullable(request.getHeader(TOKEN_HEADER)).orElse("");
    Optional<Fault> fault = faults.next(record, request, failing::add);
    if (fault.isEmpty()) {
      new AnswerWriter(vertx, request).whole(api.answer(record, token, body, false));
      return;
    }
    boolean pretend = fault.get().kind() == FaultKind.EFFECT_WITHOUT_CHANGE;
    fail(request, fault.get(), () -> api.answer(record, token, body, pretend));
  }

  private void fail(HttpServerRequest request, Fault fault, Supplier<Answer> answer) {
    AnswerWriter writer = new AnswerWriter(vertx, request);
    long delay = Math.max(1, fault.delay().toMillis());
    if (fault.kind() == FaultKind.LATE_EFFECT) {
      int generation = clears.get();
      vertx.setTimer(delay, timer -> late(generation, writer, answer));
      return;
    }
    boolean wanted = fault.effect() || fault.kind() == FaultKind.EFFECT_WITHOUT_CHANGE;
    Answer good = wanted ? answer.get() : Answer.empty();
    switch (fault.kind()) {
      case SLOW -> vertx.setTimer(delay, timer -> writer.whole(good));
      case EFFECT_WITHOUT_CHANGE -> writer.whole(good);
      case HANG, TIMEOUT_AFTER_EFFECT -> {}
      case DOWN -> request.connection().close();
      case RESET_BEFORE_EFFECT, RESET_AFTER_EFFECT -> writer.reset();
      case STATUS -> writer.status(fault);
      case HALF_BODY -> writer.half(good);
      case MALFORMED -> writer.brokenOff(good);
      case HTML -> writer.whole(Answer.page());
      case HUGE -> writer.huge();
      case DRIP -> writer.drip(good, delay);
      case LATE_EFFECT -> throw new IllegalStateException("Handled above");
    }
  }

  private void late(int generation, AnswerWriter writer, Supplier<Answer> answer) {
    // What clear() took off must not change the world of the next test.
    if (generation == clears.get()) {
      writer.whole(answer.get());
    }
  }

  /** Closes the connections of all requests that are being failed, and calls late effects off. */
  void dropFailing() {
    clears.incrementAndGet();
    failing.forEach(request -> request.connection().close());
    failing.clear();
  }

  private void countInFlight(HttpServerRequest request) {
    AtomicBoolean over = new AtomicBoolean();
    Runnable end =
        () -> {
          failing.remove(request);
          if (over.compareAndSet(false, true)) {
            log.end();
          }
        };
    log.begin();
    request.response().endHandler(done -> end.run());
    request.response().closeHandler(gone -> end.run());
    request.response().exceptionHandler(failure -> end.run());
  }

  private RecordedRequest record(HttpServerRequest request, Buffer body) {
    return new RecordedRequest(
        clock.instant(),
        request.method().name(),
        request.uri(),
        QueryString.decodeSegment(QueryString.rawPath(request.uri())),
        QueryString.parse(request.uri()),
        headers(request.headers()),
        body.toString());
  }

  private static Map<String, String> headers(MultiMap headers) {
    Map<String, String> result = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          String key = name.toLowerCase(Locale.ROOT);
          result.put(key, MASKED.contains(key) ? "***" : value);
        });
    return result;
  }
}
