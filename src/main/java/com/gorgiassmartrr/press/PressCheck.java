package com.gorgiassmartrr.press;

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
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * Checks a press of a button: its token, its ids, its fields, and whether it may be done in the
 * state that the agent saw. A press that is refused here never reaches the ledger or Smartrr.
 *
 * <p>Needs the variables {@code store} and {@code action} and the parameters as the body.
 */
public final class PressCheck extends IntakeStep {
  private final Stores stores;
  private final Actions actions;
  private final PressFields fields;
  private final Ledger ledger;
  private final PressWorker worker;
  private final ShopTimes shopTimes;
  private final SubscriberCache cache;
  private final Clock clock;
  private final Duration answerWithin;
  private final Duration repeatWithin;

  PressCheck(
      Stores stores,
      Actions actions,
      PressFields fields,
      Ledger ledger,
      PressWorker worker,
      ShopTimes shopTimes,
      SubscriberCache cache,
      Clock clock,
      PressDoors.Times times) {
    this.stores = stores;
    this.actions = actions;
    this.fields = fields;
    this.ledger = ledger;
    this.worker = worker;
    this.shopTimes = shopTimes;
    this.cache = cache;
    this.clock = clock;
    this.answerWithin = times.answerWithin();
    this.repeatWithin = times.repeatWithin();
  }

  private record Checked(PressToken token, NewPress press) {}

  @Override
  CompletableFuture<?> take(Exchange exchange) throws RefusedException {
    if (PressIntake.of(exchange) != null) {
      return PressDoors.DONE;
    }
    PressIntake intake = PressDoors.begin(exchange, stores, PressReply.OF_BUTTONS, answerWithin);
    Store store = intake.store();
    String name = exchange.getVariable("action", String.class);
    Map<?, ?> parameters = exchange.getMessage().getBody(Map.class);
    Action action = actions.named(name);
    Checked checked = check(store, name, action, parameters == null ? Map.of() : parameters);
    return fields
        .withReasons(store, action, checked.press(), Function.identity(), intake.millisLeft())
        .thenAccept(
            press ->
                intake.checked(
                    press.origin().ticketId(), () -> record(new Checked(checked.token(), press))));
  }

  /**
   * Records a press, or finds the earlier one that it repeats. A press on a state that was read
   * after the earlier one had ended is a new wish, and is recorded anew.
   */
  private Recorded record(Checked checked) {
    NewPress unnamed = checked.press();
    NewPress press =
        unnamed.ofState(
            unnamed.seen(), cache.emailOf(unnamed.store(), unnamed.subscription().id()));
    Recorded recorded = ledger.record(press, worker.lease());
    Press found = recorded.press();
    Instant ended =
        switch (found.state()) {
          case ACCEPTED, PARKED -> null;
          case APPLIED, REFUSED, DISMISSED -> found.end().at();
        };
    return ended != null && (mayBeTriedAnew(found, ended) || isNewWish(checked, ended))
        ? ledger.recordAnew(press, found.id(), worker.lease())
        : recorded;
  }

  /** Whether the agent saw the subscription as it was after that end. */
  private static boolean isNewWish(Checked checked, Instant ended) {
    return checked.token().readAt().isAfter(ended);
  }

  /**
   * Whether a press may be tried anew that was refused before anything was sent. Such a press did
   * nothing that could be done twice, and the cause of the refusal may be gone, so only a double
   * click gets the same answer.
   */
  private boolean mayBeTriedAnew(Press press, Instant ended) {
    return press.state() == PressState.REFUSED
        && !press.isSent()
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
    action.requireLegalIn(seen, shopTimes.of(store));
    return new Checked(
        token,
        new NewPress(
            store.name(),
            new NewPress.Subscription(token.subscriptionId(), token.customerId()),
            pressed,
            values,
            seen.kept(),
            new NewPress.Origin(PressFields.agent(parameters), ticket, store.gorgiasAddress()),
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
}
