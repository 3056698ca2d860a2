package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * Takes a press in: checks it, records it durably, has it carried out, and answers in time with
 * what came of it, or that work goes on.
 *
 * <p>Needs the variables {@code store} and {@code action} and the parameters as the body; leaves
 * {@code {"status", "message", "reference"}} as the body, and the status. A press that is rejected
 * here never reaches Smartrr.
 */
public final class PressDoor extends RecordingDoor {
  private final Stores stores;
  private final Actions actions;
  private final PressFields fields;
  private final SubscriberCache cache;
  private final Clock clock;
  private final Duration repeatWithin;

  /**
   * A door for presses.
   *
   * @param recorders each store's threads that write presses down; when they are all busy a press
   *     is refused
   * @param answerWithin how long an agent waits at most
   * @param repeatWithin for how long a press that was refused before anything was sent keeps its
   *     answer
   */
  public PressDoor(
      Stores stores,
      Actions actions,
      Ledger ledger,
      PressWorker worker,
      SubscriberCache cache,
      PerStore<Bulkhead> recorders,
      Clock clock,
      Duration answerWithin,
      Duration repeatWithin) {
    super(ledger, worker, recorders, answerWithin);
    this.repeatWithin = repeatWithin;
    this.stores = stores;
    this.actions = actions;
    this.fields = new PressFields(clock, worker);
    this.cache = cache;
    this.clock = clock;
  }

  @Override
  CompletableFuture<Reply> take(Exchange exchange, long deadline) throws RefusedException {
    Store store = stores.get(exchange.getVariable("store", String.class));
    String name = exchange.getVariable("action", String.class);
    Map<?, ?> parameters = exchange.getMessage().getBody(Map.class);
    Action action = actions.named(name);
    Checked checked = check(store, name, action, parameters == null ? Map.of() : parameters);
    return fields.afterReason(
        store,
        action,
        checked.press(),
        Function.identity(),
        millisLeft(deadline),
        recorders.of(store.name()),
        press ->
            record(store, new Checked(checked.token(), press), deadline).thenApply(this::reply));
  }

  private CompletableFuture<PressAnswer> record(Store store, Checked checked, long deadline) {
    Recorded recorded = ledger.record(checked.press(), worker.lease());
    Press press = recorded.press();
    return switch (press.state()) {
      case ACCEPTED -> begin(store, recorded, checked, deadline);
      case PARKED -> CompletableFuture.completedFuture(answer(store, press, checked));
      case APPLIED, REFUSED, DISMISSED -> again(store, press, checked, deadline);
    };
  }

  private CompletableFuture<PressAnswer> begin(
      Store store, Recorded recorded, Checked checked, long deadline) {
    return end(recorded, deadline).thenApply(ended -> answer(store, ended, checked));
  }

  private PressAnswer answer(Store store, Press press, Checked checked) {
    if (press.state() == PressState.ACCEPTED && worker.endsUnnoted(press)) {
      return PressAnswer.accepted(press, PressAnswer.PRESS_AGAIN);
    }
    return PressAnswer.of(press, store, checked.press().ticketId());
  }

  /**
   * The same press once more. Its answer stands as long as what it did holds; a state that was
   * shown after it had ended makes it a new wish.
   */
  private CompletableFuture<PressAnswer> again(
      Store store, Press press, Checked checked, long deadline) {
    Instant ended = press.endedAt();
    if (ended != null && (mayBeTriedAnew(press, ended) || isNewWish(checked, ended))) {
      return begin(
          store, ledger.recordAnew(checked.press(), press.id(), worker.lease()), checked, deadline);
    }
    PressAnswer first = answer(store, press, checked);
    if (press.state() != PressState.APPLIED) {
      return CompletableFuture.completedFuture(first);
    }
    return worker
        .stillHolds(store, press)
        .thenApply(
            changed ->
                changed == null
                    ? first
                    : new PressAnswer(
                        409,
                        "refused",
                        "This was done before, and the subscription has been changed since: it is"
                            + " now "
                            + changed
                            + ". Close and reopen the ticket, then press again.",
                        press.reference()))
        .exceptionally(failure -> first)
        .completeOnTimeout(first, millisLeft(deadline), TimeUnit.MILLISECONDS);
  }

  /** Whether the agent saw what the subscription became. */
  private static boolean isNewWish(Checked checked, Instant ended) {
    return checked.token().readAt().isAfter(ended);
  }

  /**
   * What was refused before anything was sent did nothing that could be done twice, and the cause
   * may be gone; only a double click still means the same.
   */
  private boolean mayBeTriedAnew(Press press, Instant ended) {
    return press.state() == PressState.REFUSED
        && !press.sent()
        && clock.instant().isAfter(ended.plus(repeatWithin));
  }

  private Checked check(Store store, String pressed, Action action, Map<?, ?> parameters)
      throws RefusedException {
    PressToken token =
        PressToken.verify(store, PressFields.code(parameters, "press_token"), clock.instant());
    PressFields.requireId("subscription_id", token.subscriptionId());
    PressFields.requireId("customer_id", token.customerId());
    sameId(parameters, "subscription_id", token.subscriptionId(), "subscription");
    sameId(parameters, "customer_id", token.customerId(), "subscriber");
    String ticket = PressFields.ticket(parameters);
    PressFields.requireConfirmed(action, parameters);
    SortedMap<String, String> values = new TreeMap<>();
    for (Action.Field field : action.getFields()) {
      String name = field.getName();
      String sent = PressFields.text(parameters, name);
      String value = fields.check(store, field, name, sent, sent);
      if (!value.isEmpty()) {
        values.put(name, value);
      }
    }
    SeenState seen = token.seen();
    action.requireLegalIn(seen, worker.shopTime(store));
    return new Checked(
        token,
        new NewPress(
            store.name(),
            token.customerId(),
            token.subscriptionId(),
            pressed,
            values,
            seen.status(),
            seen.nextBilling(),
            "",
            ticket,
            store.gorgiasAddress(),
            PressFields.agent(parameters),
            cache.emailOf(store.name(), token.subscriptionId()),
            "",
            !ticket.isEmpty()));
  }

  private static void sameId(Map<?, ?> parameters, String name, String signed, String what)
      throws RefusedException {
    String sent = PressFields.code(parameters, name);
    if (sent.isEmpty()) {
      return;
    }
    PressFields.requireId(name, sent);
    if (!sent.equalsIgnoreCase(signed)) {
      throw new RefusedException(
          403,
          "This button belongs to another "
              + what
              + ": close and reopen the ticket, then press again.");
    }
  }

  @Override
  String ifUncertain() {
    return "press again in a minute: it is done once in any case.";
  }

  @Override
  Reply reply(PressAnswer answer) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", answer.outcome()).put("message", answer.message());
    if (!answer.reference().isEmpty()) {
      body.put("reference", answer.reference());
    }
    return new Reply(answer.status(), body);
  }

  private record Checked(PressToken token, NewPress press) {}
}
