package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.followup.Targets.Target;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.processor.PredicateValidationException;
import org.jspecify.annotations.Nullable;

/** Makes one try of a follow-up: runs its route once, on this thread, for so long at most. */
final class FollowUpRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_REASON = 300;

  private final CamelContext context;
  private final ProducerTemplate template;
  private final Targets targets;
  private final ScheduledExecutorService timers;
  private final InstantSource clock;

  /**
   * Runs routes of a context.
   *
   * @param timers interrupts tries that take too long
   */
  FollowUpRun(
      CamelContext context, Targets targets, ScheduledExecutorService timers, InstantSource clock) {
    this.context = context;
    this.template = context.createProducerTemplate();
    this.targets = targets;
    this.timers = timers;
    this.clock = clock;
  }

  /**
   * Why a try failed.
   *
   * @param why one sentence without personal data
   * @param pause how long the receiver asked us to wait; zero where it didn't
   */
  record Failure(String why, Duration pause) {}

  /** Makes a try; null: it ended well. */
  @Nullable Failure run(FollowUpRecord record, FollowUp followUp, Store store, Duration timeout) {
    try {
      JsonNode press = JSON.readTree(record.what().body());
      String ticket = press.path("ticket").asText("");
      Target target = targets.of(followUp, store, ticket);
      ObjectNode settings = targets.settingsOf(record.what().name(), store.name());
      Object body = JSON.convertValue(followUp.body(record.mark(), press, settings), Object.class);
      Object own = JSON.convertValue(settings, Object.class);
      Object told = JSON.convertValue(press, Object.class);
      if (target == null) {
        return run(record, null, timeout, call -> set(call, record, told, own, body, ticket));
      }
      try (Permit permit = Permit.grant(target.write())) {
        return run(
            record,
            permit,
            timeout,
            call -> {
              set(call, record, told, own, body, ticket);
              permit.putInto(call);
              if (!target.address().isEmpty()) {
                FollowUpAddress.set(call, target.write().verb(), target.address());
              }
            });
      }
    } catch (JsonProcessingException | IllegalStateException e) {
      return failure(e.getMessage() + ".");
    }
  }

  private static void set(
      Exchange call,
      FollowUpRecord record,
      Object press,
      Object settings,
      Object body,
      String ticket) {
    call.setVariable("store", record.store());
    call.setVariable("id", record.mark());
    call.setVariable("reference", record.press().reference());
    call.setVariable("ticket", ticket);
    call.setVariable("press", press);
    call.setVariable("settings", settings);
    call.getMessage().setBody(body);
  }

  private @Nullable Failure run(
      FollowUpRecord record, @Nullable Permit permit, Duration timeout, Processor begin) {
    Bound bound = new Bound(permit);
    ScheduledFuture<?> timer =
        timers.schedule(bound::pass, timeout.toMillis(), TimeUnit.MILLISECONDS);
    Exchange exchange;
    try (AnswerMemory.Share memory = AnswerMemory.ofHeap().share()) {
      exchange =
          memory.during(
              () ->
                  template.send(
                      context.getEndpoint(
                          "direct:" + FollowUps.ROUTE_PREFIX + record.what().name()),
                      begin),
              true);
    } finally {
      timer.cancel(false);
      bound.end();
    }
    if (bound.isPassed()) {
      return failure("It took longer than " + timeout.toMillis() + " ms.");
    }
    if (permit != null && !permit.misuse().isEmpty()) {
      return failure("Its route makes a mistake: " + permit.misuse() + ".");
    }
    Exception thrown = exchange.getException();
    return thrown == null ? null : failure(thrown);
  }

  private Failure failure(Exception thrown) {
    Throwable cause = PartnerFailure.unwrapped(thrown);
    if (cause instanceof PredicateValidationException) {
      return failure("It was answered otherwise than its route expects.");
    }
    if (cause instanceof DirectConsumerNotAvailableException) {
      return failure("Its route isn't running.");
    }
    PartnerFailure failure = PartnerFailure.of(cause, clock);
    boolean isKnown =
        failure.status() != 0
            || failure.kind() != PartnerFailure.Kind.MALFORMED
            || cause instanceof JsonProcessingException;
    // What else was thrown may quote what was sent.
    return isKnown
        ? new Failure(sentence(String.valueOf(failure.getMessage())), failure.retryAfter())
        : failure("Its route fails with " + cause.getClass().getSimpleName() + ".");
  }

  private static Failure failure(String why) {
    return new Failure(OneLine.impersonal(why, LONGEST_REASON), Duration.ZERO);
  }

  private static String sentence(String words) {
    return OneLine.impersonal(
        Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".", LONGEST_REASON);
  }

  /** How long this thread may take: then nothing leaves any more, and it is interrupted. */
  private static final class Bound {
    private final Thread thread = Thread.currentThread();
    private final @Nullable Permit permit;
    private boolean isPassed;
    private boolean isOver;

    Bound(@Nullable Permit permit) {
      this.permit = permit;
    }

    synchronized void pass() {
      if (!isOver) {
        isPassed = true;
        if (permit != null) {
          permit.close();
        }
        thread.interrupt();
      }
    }

    /** Nobody interrupts the thread any more; what it does next isn't interrupted, either. */
    synchronized void end() {
      isOver = true;
      if (isPassed) {
        Thread.interrupted();
      }
    }

    synchronized boolean isPassed() {
      return isPassed;
    }
  }
}
