package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Stores;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a store's Smartrr alone while asking it is of no use: a circuit breaker for failures, a
 * pause for as long as a 429 asks for, and a pause after a refused token.
 */
public final class SmartrrGuard implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(SmartrrGuard.class);

  private static final String LET_THROUGH = SmartrrGuard.class.getName();
  private static final int FRAMES_LOGGED = 4;

  /** The longest pause that we let a partner impose on lookups. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Clock clock;
  private final Duration credentialsPause;
  private final PerStore<Guarded> byStore;

  /**
   * A guard that lets every read go on, until the first failures.
   *
   * @param openFor how long the circuit stays open before a few lookups try again
   * @param credentialsPause how long a refused token isn't tried again
   */
  public SmartrrGuard(Stores stores, Clock clock, Duration openFor, Duration credentialsPause) {
    this.clock = clock;
    this.credentialsPause = credentialsPause;
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .clock(clock)
            .slidingWindowSize(20)
            .minimumNumberOfCalls(8)
            .failureRateThreshold(50)
            .waitDurationInOpenState(openFor)
            .permittedNumberOfCallsInHalfOpenState(3)
            .maxWaitDurationInHalfOpenState(openFor)
            .build();
    // The refusal of an old token says nothing about a new one.
    byStore =
        new PerStore<>(
            stores,
            store -> List.of(store.smartrrUrl(), store.smartrrToken()),
            store -> new Guarded(breaker(store, config)));
  }

  private static CircuitBreaker breaker(String store, CircuitBreakerConfig config) {
    CircuitBreaker breaker = CircuitBreaker.of(store, config);
    breaker
        .getEventPublisher()
        .onStateTransition(event -> announce(store, event.getStateTransition()));
    return breaker;
  }

  private static void announce(String store, StateTransition transition) {
    LOG.warn("{}: the circuit to Smartrr is now {}", store, transition.getToState());
  }

  /**
   * Lets a read go on if Smartrr may be asked now, and takes note of how the read's route ends. A
   * read that was let through isn't asked a second time.
   */
  @Override
  public void process(Exchange exchange) throws PartnerFailure {
    if (exchange.getProperty(LET_THROUGH) != null) {
      return;
    }
    String store = exchange.getVariable("store", String.class);
    PartnerFailure refusal = refusal(store);
    if (refusal != null) {
      throw refusal;
    }
    exchange.setProperty(LET_THROUGH, true);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onComplete(Exchange done) {
                ended(store, null);
              }

              @Override
              public void onFailure(Exchange done) {
                ended(store, done.getException());
              }
            });
  }

  /**
   * Records how the partner did. A fault of this server after the partner has answered doesn't
   * count against the partner.
   */
  private void ended(String store, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : PartnerFailure.unwrapped(failure);
    if (cause == null || cause instanceof ShapeException) {
      record(store, null);
    } else if (cause instanceof PartnerFailure partner) {
      record(store, partner);
      LOG.warn("{}: lookup failed: {}, {}", store, partner.kind(), partner.getMessage());
    } else if (cause instanceof StepMissing) {
      release(store);
      LOG.error("{}: lookup failed: {}", store, cause.getMessage());
    } else {
      release(store);
      LOG.error("{}: lookup failed because of a fault here: {}", store, whereabouts(cause));
    }
  }

  /**
   * The kind of a fault and its place in the code. Its message is left out, for it may hold
   * somebody's data.
   */
  private static String whereabouts(Throwable fault) {
    String where =
        Arrays.stream(fault.getStackTrace())
            .limit(FRAMES_LOGGED)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(", "));
    return fault.getClass().getName() + " at " + where;
  }

  /** Why Smartrr mustn't be asked now; null when it may be, and then {@link #record} follows. */
  @Nullable PartnerFailure refusal(String store) {
    Guarded guarded = byStore.of(store);
    PartnerFailure pause = guarded.pause;
    if (pause != null && clock.instant().isBefore(guarded.pausedUntil)) {
      return pause;
    }
    return guarded.breaker.tryAcquirePermission()
        ? null
        : new PartnerFailure(PartnerFailure.Kind.UNAVAILABLE, "the circuit is open");
  }

  /**
   * Takes back the permission of a lookup that failed by a fault of this server, which says nothing
   * about Smartrr.
   */
  void release(String store) {
    byStore.of(store).breaker.releasePermission();
  }

  /** Takes note of how a permitted lookup ended; null is a success. */
  void record(String store, @Nullable PartnerFailure failure) {
    Guarded guarded = byStore.of(store);
    if (failure == null) {
      guarded.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      guarded.pause = null;
      guarded.credentialsRefused = false;
      return;
    }
    if (failure.isOurs()) {
      guarded.breaker.releasePermission();
      return;
    }
    switch (failure.kind()) {
      case CREDENTIALS -> {
        guarded.breaker.releasePermission();
        guarded.credentialsRefused = true;
        pause(guarded, failure, credentialsPause);
      }
      case THROTTLED -> {
        guarded.breaker.releasePermission();
        pause(guarded, failure, failure.retryAfter());
      }
      case REFUSED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
          guarded.breaker.onError(0, TimeUnit.NANOSECONDS, failure);
    }
  }

  private void pause(Guarded guarded, PartnerFailure why, Duration wish) {
    Duration length = wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish;
    guarded.pausedUntil = clock.instant().plus(length.isZero() ? Duration.ofSeconds(2) : length);
    guarded.pause = why;
  }

  /** Whether Smartrr refused the store's token the last time that it was asked. */
  public boolean areCredentialsRefused(String store) {
    Guarded guarded = byStore.made(store);
    return guarded != null && guarded.credentialsRefused;
  }

  /**
   * The problem that a person has to solve, in words; empty when there is none. An outage of
   * Smartrr is no such problem: lookups are answered all the same, and it passes by itself.
   */
  public String problem(String store) {
    return areCredentialsRefused(store)
        ? "Smartrr refuses the token of the store "
            + store
            + "; renew it and set store."
            + store
            + ".smartrr.token."
        : "";
  }

  /** Until when Smartrr is left alone; null when it isn't. */
  public @Nullable Instant pausedUntil(String store) {
    Guarded guarded = byStore.made(store);
    if (guarded == null || guarded.pause == null) {
      return null;
    }
    Instant until = guarded.pausedUntil;
    return clock.instant().isBefore(until) ? until : null;
  }

  /** The state of the store's circuit, such as {@code CLOSED}. */
  public String circuit(String store) {
    Guarded guarded = byStore.made(store);
    return (guarded == null ? CircuitBreaker.State.CLOSED : guarded.breaker.getState()).name();
  }

  private static final class Guarded {
    final CircuitBreaker breaker;
    volatile @Nullable PartnerFailure pause;
    volatile Instant pausedUntil = Instant.MIN;
    volatile boolean credentialsRefused;

    Guarded(CircuitBreaker breaker) {
      this.breaker = breaker;
    }
  }
}
