package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.smartrr.SmartrrError;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/**
 * Answers a button made by hand as Smartrr would: with the subscription as it is now, or an error.
 *
 * <p>Sets the body and the status of the answer.
 */
public final class DropInReply extends IntakeStep {
  /** Answers in the shape that buttons made by hand expect. */
  static final PressIntake.Replies IN_SMARTRRS_WORDS = new SmartrrsWords();

  /** The changes after which Smartrr wraps the subscription. */
  private static final Set<String> WRAPPED = Set.of("pause", "activate", "cancel");

  private final PressWorker worker;
  private final SubscriptionReader subscriptions;

  DropInReply(PressWorker worker, SubscriptionReader subscriptions) {
    this.worker = worker;
    this.subscriptions = subscriptions;
  }

  private static final class SmartrrsWords implements PressIntake.Replies {
    @Override
    public PressIntake.Reply reply(PressAnswer answer) {
      ObjectNode body =
          answer.status() < 400
              ? JsonNodeFactory.instance
                  .objectNode()
                  .put("message", answer.message())
                  .put("status", answer.status())
              : SmartrrError.of(answer.status(), answer.message());
      if (!answer.reference().isEmpty()) {
        body.put("reference", answer.reference());
      }
      return new PressIntake.Reply(answer.status(), body);
    }

    @Override
    public String ifUncertain() {
      return "look at the subscription in a minute, before you press again.";
    }
  }

  @Override
  PressIntake.Replies replies() {
    return IN_SMARTRRS_WORDS;
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) {
    PressIntake intake = checked(exchange);
    DropInCall call = StepMissing.unless(DropInCall.of(exchange), exchange, "checks the press");
    Press press = StepMissing.unless(intake.latest(), exchange, "records the press");
    return state(intake, call, press)
        .thenAccept(found -> reply(intake, call, press, found).writeTo(exchange));
  }

  /** The subscription as it is now; none where it can't be read, or the answer doesn't need it. */
  private CompletableFuture<Optional<JsonNode>> state(
      PressIntake intake, DropInCall call, Press press) {
    if (call.isSettled() || press.state() != PressState.APPLIED) {
      return CompletableFuture.completedFuture(call.state());
    }
    return subscriptions
        .read(
            intake.store(),
            call.unseen().subscription().customerId(),
            call.unseen().subscription().id())
        .orTimeout(intake.millisLeft(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> Optional.empty());
  }

  /**
   * The answer that Smartrr would give.
   *
   * @param found the subscription as it is now; empty where it couldn't be read, and the answer is
   *     made of what the ledger knows
   */
  private PressIntake.Reply reply(
      PressIntake intake, DropInCall call, Press press, Optional<JsonNode> found) {
    String ticket = call.unseen().origin().ticketId();
    if (press.state() == PressState.ACCEPTED
        && (worker.endsUnnoted(press) || !PressAnswer.isNoted(press, intake.store(), ticket))) {
      // Once the press has ended, the same call would be a new press.
      return IN_SMARTRRS_WORDS.reply(
          PressAnswer.accepted(press, "look at the subscription in a minute."));
    }
    if (press.state() != PressState.APPLIED) {
      return IN_SMARTRRS_WORDS.reply(PressAnswer.of(press, intake.store(), ticket));
    }
    JsonNode state = found.orElseGet(() -> remembered(press));
    return new PressIntake.Reply(
        200,
        WRAPPED.contains(call.change())
            ? JsonNodeFactory.instance.objectNode().set("newCustomerPurchaseState", state)
            : state);
  }

  private static JsonNode remembered(Press press) {
    String next = press.end().after().nextBilling();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", press.what().subscription().id())
        .put("purchaseStateStatus", press.end().after().status())
        .put("nextBillingDate", next.isEmpty() ? null : next);
  }
}
