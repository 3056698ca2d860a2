package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.Effect;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Answers an agent who pressed a button: how the press ended, or that work on it goes on. For a
 * press that repeats an earlier one, the answer also tells whether what was done then still holds.
 *
 * <p>Sets the body to {@code {"status", "message", "reference"}}, and the status.
 */
public final class PressReply extends IntakeStep {
  /** Answers in the shape that buttons of the widget expect. */
  static final PressIntake.Replies OF_BUTTONS = new Buttons();

  private final Actions actions;
  private final PressWorker worker;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;

  PressReply(
      Actions actions, PressWorker worker, SubscriptionReader subscriptions, ShopTimes shopTimes) {
    this.actions = actions;
    this.worker = worker;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
  }

  private static final class Buttons implements PressIntake.Replies {
    @Override
    public PressIntake.Reply reply(PressAnswer answer) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("status", answer.outcome()).put("message", answer.message());
      if (!answer.reference().isEmpty()) {
        body.put("reference", answer.reference());
      }
      return new PressIntake.Reply(answer.status(), body);
    }

    @Override
    public String ifUncertain() {
      return "press again in a minute: it is done once in any case.";
    }
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) {
    PressIntake intake = checked(exchange);
    Recorded recorded = StepMissing.unless(intake.recorded(), exchange, "records the press");
    Press latest = StepMissing.unless(intake.latest(), exchange, "records the press");
    PressAnswer answer = answer(intake, latest);
    CompletableFuture<PressAnswer> told =
        recorded.press().state() == PressState.APPLIED
            ? whileItHolds(intake, latest, answer)
            : CompletableFuture.completedFuture(answer);
    return told.thenAccept(one -> OF_BUTTONS.reply(one).writeTo(exchange));
  }

  private PressAnswer answer(PressIntake intake, Press press) {
    if (press.state() == PressState.ACCEPTED && worker.endsUnnoted(press)) {
      return PressAnswer.accepted(press, PressAnswer.PRESS_AGAIN);
    }
    return PressAnswer.of(press, intake.store(), intake.ticket());
  }

  /** The earlier answer, as long as what was done still holds; else what has changed since. */
  private CompletableFuture<PressAnswer> whileItHolds(
      PressIntake intake, Press press, PressAnswer first) {
    return changed(intake.store(), press)
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
        .completeOnTimeout(first, intake.millisLeft(), TimeUnit.MILLISECONDS);
  }

  /**
   * How a subscription has changed since a press was applied, in words; null: the effect still
   * holds.
   */
  private CompletableFuture<@Nullable String> changed(Store store, Press press) {
    return subscriptions
        .read(store, press.what().subscription().customerId(), press.what().subscription().id())
        .thenApply(
            found -> {
              if (found.isEmpty()) {
                return "gone";
              }
              JsonNode subscription = found.get();
              ShopTime shop = shopTimes.learn(store, subscription);
              SeenState now = SeenState.of(subscription);
              boolean same =
                  now.isSame(SeenState.of(press.end().after()), shop)
                      && isStillWanted(press, subscription, shop);
              return same ? null : now.inWords(shop);
            });
  }

  private boolean isStillWanted(Press press, JsonNode subscription, ShopTime shop) {
    NewPress what = press.what();
    SeenState seen = SeenState.of(what.seen());
    try {
      Action action = actions.named(what.action());
      return new Effect(action, what.parameters(), seen, shop, press.tries().chosenDate())
              .holds(subscription, SubscriptionEvents.UNKNOWN, press.pressedAt())
          != Effect.Holds.NO;
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
