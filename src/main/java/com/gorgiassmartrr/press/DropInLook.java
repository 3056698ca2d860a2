package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the subscription that a call of a button made by hand is about. Such a call doesn't say
 * what state the agent saw, so this step finds out whether the same call has just been carried out,
 * and if not, whether the subscription's state now allows the change.
 *
 * <p><b>Note:</b> the ledger is asked for an earlier press twice: before the subscription is read,
 * and in the transaction that records the press. So the subscription was certainly read after the
 * earlier press had ended, whichever server carried that press out.
 */
public final class DropInLook extends IntakeStep {
  private static final Logger LOG = LoggerFactory.getLogger(DropInLook.class);

  private final Ledger ledger;
  private final PressWorker worker;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;
  private final SubscriberCache cache;
  private final PerStore<Bulkhead> recorders;
  private final Clock clock;
  private final Duration repeatWithin;

  /**
   * Makes the step.
   *
   * @param recorders each store's threads that may wait for the ledger
   * @param repeatWithin for how long after a press has ended the same call repeats it
   */
  DropInLook(
      Ledger ledger,
      PressWorker worker,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      SubscriberCache cache,
      PerStore<Bulkhead> recorders,
      Clock clock,
      Duration repeatWithin) {
    this.ledger = ledger;
    this.worker = worker;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
    this.cache = cache;
    this.recorders = recorders;
    this.clock = clock;
    this.repeatWithin = repeatWithin;
  }

  @Override
  PressIntake.Replies replies() {
    return DropInReply.IN_SMARTRRS_WORDS;
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) {
    PressIntake intake = checked(exchange);
    DropInCall call = StepMissing.unless(DropInCall.of(exchange), exchange, "checks the press");
    if (intake.recording() != null || intake.recorded() != null) {
      return PressDoors.DONE;
    }
    return mayWait(intake, recorders, () -> look(intake, call), tooLate -> {});
  }

  private CompletableFuture<Boolean> look(PressIntake intake, DropInCall call) {
    Press earlier = ledger.findRepeated(call.unseen(), repeatWithin).orElse(null);
    if (earlier != null && !hasOutcome(earlier)) {
      return isRepeated(intake, call, earlier);
    }
    NewPress unseen = call.unseen();
    return subscriptions
        .read(intake.store(), unseen.subscription().customerId(), unseen.subscription().id())
        .orTimeout(intake.millisLeft(), TimeUnit.MILLISECONDS)
        .handleAsync(
            (found, failure) ->
                attempt(
                    () ->
                        failure == null
                            ? decide(intake, call, earlier, found)
                            : undecided(intake, call, earlier, failure)),
            recorder(intake))
        .thenCompose(done -> done);
  }

  private Executor recorder(PressIntake intake) {
    return recorders.of(intake.store().name());
  }

  /** Whether a press is over, and no person has to decide about it. */
  private static boolean hasOutcome(Press press) {
    return press.state() != PressState.ACCEPTED && press.state() != PressState.PARKED;
  }

  /** Answers a repeated call by the earlier press, and records nothing. */
  private static CompletableFuture<Boolean> isRepeated(
      PressIntake intake, DropInCall call, Press earlier) {
    intake.recorded(Recorded.earlier(earlier));
    intake.checked(call.unseen().origin().ticketId(), () -> Recorded.earlier(earlier));
    return CompletableFuture.completedFuture(true);
  }

  private CompletableFuture<Boolean> decide(
      PressIntake intake, DropInCall call, @Nullable Press earlier, Optional<JsonNode> found)
      throws RefusedException {
    if (earlier != null && found.filter(state -> isAsItWasLeft(earlier, state)).isPresent()) {
      call.settled(found);
      return isRepeated(intake, call, earlier);
    }
    String earlierId = earlier == null ? null : earlier.id();
    JsonNode state;
    try {
      state = possible(intake.store(), call, found);
    } catch (RefusedException e) {
      // The state may forbid the change because the same call has just made it.
      Optional<Press> now = ledger.findRepeated(call.unseen(), repeatWithin);
      if (now.isPresent() && !now.get().id().equals(earlierId)) {
        return isRepeated(intake, call, now.get());
      }
      throw e;
    }
    SeenState seen = SeenState.of(state);
    NewPress press = call.unseen().ofState(seen.kept(), emailOf(call, state));
    intake.checked(
        press.origin().ticketId(),
        () -> ledger.recordUnlessRepeated(press, repeatWithin, earlierId, worker.lease()));
    return CompletableFuture.completedFuture(true);
  }

  /** The subscription that was read, if it exists and its state allows the change. */
  private JsonNode possible(Store store, DropInCall call, Optional<JsonNode> found)
      throws RefusedException {
    if (found.isEmpty()) {
      throw new RefusedException(404, "This subscriber has no such subscription.");
    }
    JsonNode state = found.get();
    SeenState seen = SeenState.of(state);
    ShopTime shop = shopTimes.learn(store, state);
    call.action().requireLegalIn(seen, shop);
    if (!call.order().isEmpty() && !shop.isSameDay(call.order(), seen.nextBilling())) {
      throw new RefusedException(
          409,
          "The next order isn't that of "
              + shop.dayInWords(call.order())
              + ": the subscription is "
              + seen.inWords(shop)
              + ".");
    }
    return state;
  }

  /** Whether nobody has changed a subscription since a press on it ended. */
  private static boolean isAsItWasLeft(Press press, JsonNode state) {
    SeenState now = SeenState.of(state);
    SeenState left = SeenState.of(press.end().after());
    ShopTime shop = ShopTime.of(state);
    return now.isSame(left, shop)
        || (now.status().equals(left.status())
            && shop.isSameDay(now.nextBilling(), left.nextBilling()));
  }

  private String emailOf(DropInCall call, JsonNode state) {
    String email = state.path("custRel").path("email").asText("");
    return email.isEmpty()
        ? cache.emailOf(call.unseen().store(), call.unseen().subscription().id())
        : email;
  }

  /**
   * Answers a call whose subscription can't be read: by the earlier press of the same call if there
   * is one, and else by refusing it.
   */
  private CompletableFuture<Boolean> undecided(
      PressIntake intake, DropInCall call, @Nullable Press earlier, Throwable failure)
      throws RefusedException {
    if (earlier != null) {
      call.settled(Optional.empty());
      return isRepeated(intake, call, earlier);
    }
    PartnerFailure partner = PartnerFailure.of(failure, clock);
    LOG.warn(
        "{}: {} can't begin: {}, {}",
        intake.store().name(),
        call.unseen().action(),
        partner.kind(),
        partner.getMessage());
    throw switch (partner.kind()) {
      case CREDENTIALS -> new RefusedException(403, PressDecision.TOKEN_REFUSED);
      case REFUSED -> new RefusedException(404, "Smartrr doesn't know this subscriber.");
      case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
          new RefusedException(
              503,
              "Nothing was done, because Smartrr can't be asked right now; press again in a"
                  + " minute.");
    };
  }
}
