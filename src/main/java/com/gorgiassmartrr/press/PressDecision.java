package com.gorgiassmartrr.press;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Effect;
import com.gorgiassmartrr.action.Effect.Holds;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.press.PressFacts.Events;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do about a press, from what is known of the press and nothing else.
 *
 * <p>Where the outcome of a change isn't known, the subscription's state and its events decide. A
 * change is sent again only when state and events have said for a while that it wasn't done, or
 * when a repeat does no harm.
 */
final class PressDecision {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String TOKEN_REFUSED =
      "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
          + " integration to renew it, then press again.";
  private static final String NOT_KNOWN =
      "Smartrr doesn't know this subscriber, so nothing was done: close and reopen the ticket.";
  private static final String NOT_CONFIRMED = "Smartrr didn't confirm this, and ";

  /**
   * The prefix of the reason why a press is postponed, where the go that postpones it is the one
   * that made the latest call.
   */
  private static final String CALL_OVER = "call over: ";

  /** By how much Smartrr's clock and ours may differ. */
  static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  private static final int LONGEST_REASON = 300;

  private final PressWorker.Patience patience;

  PressDecision(PressWorker.Patience patience) {
    this.patience = patience;
  }

  /**
   * The decision about a change whose call has ended, with an answer or without one.
   *
   * @param wasSent whether the change may have reached Smartrr
   */
  record Judgement(boolean wasSent, Decision decision) {}

  /** Decides from what was read of the subscription. */
  Decision decide(PressFacts facts) {
    Press press = facts.press();
    Action action = facts.action();
    if (action == null) {
      return new Decision.Parked("The action " + press.what().action() + " isn't there any more.");
    }
    if (facts.reading().failure() != null) {
      return unread(facts, facts.reading().failure());
    }
    JsonNode subscription = facts.reading().subscription();
    if (subscription != null) {
      return new Look(facts, action, subscription).decide();
    }
    return press.isSent()
        ? new Decision.Parked("The subscription can't be found at Smartrr any more.")
        : new Decision.Refused(
            seen(press),
            "This subscription isn't there any more: close and reopen the ticket.",
            false);
  }

  private Decision unread(PressFacts facts, PartnerFailure failure) {
    boolean sent = facts.press().isSent();
    if (!sent && failure.kind() == PartnerFailure.Kind.CREDENTIALS) {
      return new Decision.Refused(seen(facts.press()), TOKEN_REFUSED, false);
    }
    if (!sent && failure.kind() == PartnerFailure.Kind.REFUSED) {
      return new Decision.Refused(seen(facts.press()), NOT_KNOWN, false);
    }
    return postponed(facts, failure);
  }

  /**
   * Decides what became of a change.
   *
   * @param facts the facts at the time when the change was marked as sent
   * @param latest the press since it was marked
   * @param sentAt when the change was marked as sent
   * @param answer Smartrr's answer; missing where there was a failure
   * @param failure how the call failed; null: it didn't fail
   */
  Judgement judge(
      PressFacts facts,
      Press latest,
      Instant sentAt,
      JsonNode answer,
      @Nullable PartnerFailure failure) {
    Press press = facts.press();
    if (failure != null) {
      return judge(facts, failure);
    }
    SeenState before = before(latest);
    Effect effect = effect(facts, latest, before, latest.tries().chosenDate());
    JsonNode wrapped = answer.path("newCustomerPurchaseState");
    JsonNode state = wrapped.isObject() ? wrapped : answer;
    boolean isSo =
        state.path("id").asText().equals(press.what().subscription().id())
            && (effect.isToldByAnswerOnly(state, sentAt)
                || effect.holds(state, SubscriptionEvents.UNKNOWN, sentAt) == Holds.YES);
    return new Judgement(
        true,
        isSo
            ? new Decision.Applied(before, effect.done(before, SeenState.of(state)), true, state)
            : new Decision.LookAgain(null));
  }

  private Judgement judge(PressFacts facts, PartnerFailure failure) {
    boolean wasSent = facts.press().isSent();
    if (failure.kind() == PartnerFailure.Kind.STOPPED) {
      return stopped(failure, wasSent);
    }
    if (failure.isCertainlyNotSent() || failure.kind() == PartnerFailure.Kind.THROTTLED) {
      return new Judgement(false, postponed(facts, failure));
    }
    return new Judgement(
        true,
        switch (failure.kind()) {
          case CREDENTIALS, REFUSED -> {
            String why =
                failure.kind() == PartnerFailure.Kind.CREDENTIALS
                    ? TOKEN_REFUSED
                    : "Smartrr refused: " + reason(failure);
            JsonNode subscription = Objects.requireNonNull(facts.reading().subscription());
            yield wasSent
                ? new Decision.LookAgain(why)
                : new Decision.Refused(SeenState.of(subscription), why, true);
          }
          case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
              new Decision.LookAgain(null);
        });
  }

  /**
   * Parks a press whose action's route did what a route may not do: until the route is mended,
   * every further try would do it again.
   */
  private static Judgement stopped(PartnerFailure failure, boolean wasSentBefore) {
    String what = String.valueOf(failure.getMessage());
    if (!failure.isCertainlyNotSent()) {
      return new Judgement(
          true,
          new Decision.Parked(
              what + ". That was stopped; it isn't known whether what was sent before was done.",
              false));
    }
    return new Judgement(
        false,
        new Decision.Parked(
            what + (wasSentBefore ? ". Nothing more was sent." : ". Nothing was sent.")));
  }

  /**
   * Decides about a press that met a fault in this server. Even such a press comes to an end, so
   * that the other presses of its subscription don't wait for ever.
   */
  Decision fault(PressFacts facts) {
    return postponed(
        facts,
        Duration.ZERO,
        "a fault in this server",
        facts.press().isSent()
            ? NOT_CONFIRMED + "this server failed to find out."
            : "This server failed at it, and nothing was changed.");
  }

  private Decision postponed(PressFacts facts, PartnerFailure failure) {
    return postponed(
        facts,
        failure.retryAfter(),
        failure.kind().name(),
        facts.press().isSent()
            ? NOT_CONFIRMED + "can't be asked."
            : "Smartrr couldn't be reached, and nothing was changed.");
  }

  /** Postpones a press, or parks one that was tried for too long. */
  private Decision postponed(PressFacts facts, Duration asked, String why, String whyParked) {
    if (isOver(facts)) {
      return new Decision.Parked(whyParked, false);
    }
    Duration most = patience.giveUpAfter();
    return postponedUntil(facts, facts.at().plus(asked.compareTo(most) < 0 ? asked : most), why);
  }

  private static Decision postponedUntil(PressFacts facts, Instant earliest, String why) {
    return new Decision.Later(earliest, facts.past().hasSent() ? CALL_OVER + why : why);
  }

  /**
   * Whether the press was tried for too long since it was recorded, or since a person last had it
   * tried again.
   */
  private boolean isOver(PressFacts facts) {
    Instant begun =
        facts.past().history().stream()
            .filter(attempt -> attempt.event().equals("reopened"))
            .map(Attempt::at)
            .reduce(facts.press().pressedAt(), (earlier, later) -> later);
    return facts.at().isAfter(begun.plus(patience.giveUpAfter()));
  }

  /** The state that the agent saw. */
  static SeenState seen(Press press) {
    return SeenState.of(press.what().seen());
  }

  /** The state before the last time that the change was sent. */
  private static SeenState before(Press press) {
    return SeenState.of(press.tries().before());
  }

  /**
   * The effect that a press is to bring about.
   *
   * @param from the state from which the change begins
   * @param chosen the date that stands for an empty field that means the next skipped order
   */
  static Effect effect(PressFacts facts, Press press, SeenState from, String chosen) {
    SeenState exact = seen(press).exactAs(from, facts.shop());
    Action action = Objects.requireNonNull(facts.action());
    return new Effect(action, press.what().parameters(), exact, facts.shop(), chosen);
  }

  private static String reason(PartnerFailure failure) {
    try {
      JsonNode body = JSON.readTree(failure.answer());
      String message = body.path("message").asText(body.path("error").path("message").asText(""));
      if (!message.isBlank()) {
        return message.length() > LONGEST_REASON
            ? message.substring(0, LONGEST_REASON) + "…"
            : message;
      }
    } catch (JsonProcessingException e) {
      // An answer that isn't JSON has no words for an agent; the sentence below stands in for them.
    }
    return "it gave no reason (status " + failure.status() + ").";
  }

  /** A subscription that was read, and the decision that follows from its state. */
  private final class Look {
    private final PressFacts facts;
    private final Press press;
    private final Action action;
    private final JsonNode now;
    private final SeenState current;
    private final ShopTime shop;
    private final Instant at;
    private final @Nullable Events events;

    Look(PressFacts facts, Action action, JsonNode now) {
      this.facts = facts;
      this.press = facts.press();
      this.action = action;
      this.now = now;
      this.current = SeenState.of(now);
      this.shop = facts.shop();
      this.at = facts.at();
      this.events = facts.reading().events();
    }

    Decision decide() {
      return press.isSent() ? reconcile() : begin();
    }

    private Effect effect(String chosen) {
      SeenState from = press.isSent() ? before(press) : current;
      return PressDecision.effect(facts, press, from, chosen);
    }

    /**
     * Decides where nothing has been sent: the change may be sent if the subscription is still as
     * the agent saw it.
     */
    private Decision begin() {
      boolean isAsSeen = current.isSame(seen(press), shop);
      String already = isAsSeen ? effect("").alreadySo(now, at) : null;
      if (already != null) {
        return new Decision.Applied(current, already, false, now);
      }
      if (isAsSeen && !Effect.needsSkipped(action, press.what().parameters())) {
        return send("");
      }
      if (isAsSeen) {
        return events == null
            ? new Decision.AskEvents()
            : send(events.told().nextSkipped(at, shop));
      }
      Effect effect = effect("");
      boolean mayBeSo = effect.holds(now, SubscriptionEvents.UNKNOWN, at) == Holds.YES;
      boolean isSo = mayBeSo && effect.isCertain(now, SubscriptionEvents.UNKNOWN, at);
      if (mayBeSo && !isSo) {
        // Somebody else may have brought this state about; the events tell whether the change
        // itself was made.
        if (events == null) {
          return new Decision.AskEvents();
        }
        isSo = effect.isCertain(now, events.told(), at);
      }
      if (isSo) {
        return new Decision.Applied(current, effect.soAlready(current), false, now);
      }
      return new Decision.Refused(
          current,
          "The subscription has changed since you opened the ticket: it was "
              + seen(press).inWordsBeside(current, shop)
              + ", and is now "
              + current.inWordsBeside(seen(press), shop)
              + ". Close and reopen the ticket, then press again.",
          false);
    }

    private Decision send(String chosen) {
      Effect effect = effect(chosen);
      String passed = effect.passed(at);
      if (passed.isEmpty()) {
        return effect.canBeSent(now) ? new Decision.Send(chosen) : unsendable();
      }
      // The press waited until the day that it is about was over: nobody knows what the change
      // would do now.
      String day = shop.dayInWords(passed);
      return press.isSent()
          ? new Decision.Parked(NOT_CONFIRMED + day + " has passed by now.")
          : new Decision.Refused(
              current,
              "Nothing was done, because "
                  + day
                  + " has passed by now: close and reopen the ticket, then press again.",
              false);
    }

    /**
     * Decides where the body that the action's file describes can't be computed for this
     * subscription.
     */
    private Decision unsendable() {
      return press.isSent()
          ? new Decision.Parked(
              NOT_CONFIRMED
                  + "what is to be sent can't be made for this subscription: tell the person who"
                  + " manages the Smartrr integration.")
          : new Decision.Refused(
              current,
              "Nothing was done, because what is to be sent can't be made for this subscription:"
                  + " tell the person who manages the Smartrr integration.",
              false);
    }

    /**
     * Decides where a change was sent and its outcome isn't known, from the state and the events
     * that there are now.
     */
    private Decision reconcile() {
      Effect effect = effect(press.tries().chosenDate());
      SeenState before = before(press);
      Holds holds = effect.holds(now, SubscriptionEvents.UNKNOWN, at);
      boolean isTold = false;
      boolean isPerhapsAnothers = false;
      if (!effect.isCertain(now, SubscriptionEvents.UNKNOWN, at)) {
        if (events == null) {
          return new Decision.AskEvents();
        }
        isTold = effect.isToldBy(events.told(), oursSince(events));
        if (holds != Holds.YES) {
          holds = effect.holds(now, events.told(), at);
        } else if (!isTold
            && effect.isPerhapsAnothers(now, events.told(), firstSent().minus(CLOCKS_DIFFER), at)) {
          holds = Holds.UNKNOWN;
          isPerhapsAnothers = true;
        }
      }
      boolean isUnchanged = current.isSame(before, shop);
      Instant settled = lastLeft().plus(patience.settle());
      if (holds == Holds.YES || (holds == Holds.UNKNOWN && isTold && isUnchanged)) {
        return new Decision.Applied(before, effect.done(before, current), true, now);
      }
      if (isTold && isUnchanged && at.isBefore(settled)) {
        return postponedUntil(facts, settled, "waiting for a late effect");
      }
      if (isTold) {
        return new Decision.Applied(
            before,
            "This was done, and the subscription has been changed since: it is now "
                + current.inWords(shop)
                + ".",
            false,
            now);
      }
      if (!isUnchanged) {
        return new Decision.Parked(
            NOT_CONFIRMED
                + "the subscription became "
                + current.inWordsBeside(before, shop)
                + (isPerhapsAnothers
                    ? ", which somebody else may have done."
                    : ", which isn't what was asked for."));
      }
      return withoutEffect(holds, before, settled);
    }

    /** Decides where the subscription has stayed as it was before the change was sent. */
    private Decision withoutEffect(Holds holds, SeenState before, Instant settled) {
      String refusal = facts.past().refusal();
      if (refusal != null) {
        return holds == Holds.NO
            ? new Decision.Refused(before, refusal, true)
            : new Decision.Parked(
                "Smartrr didn't confirm this, and when it was asked again: " + refusal);
      }
      if (at.isBefore(settled)) {
        return postponedUntil(facts, settled, "waiting for a late effect");
      }
      if (isOver(facts)) {
        return new Decision.Parked(
            NOT_CONFIRMED
                + (holds == Holds.NO
                    ? "the subscription is unchanged."
                    : "the subscription doesn't show whether it was done."));
      }
      return holds == Holds.NO || action.isRepeatHarmless()
          ? send(press.tries().chosenDate())
          : postponedUntil(facts, at, "nothing tells whether it was done");
    }

    /**
     * The time from which on an event can only be ours: after the change was sent first, and after
     * the end of any other press of the subscription that has the same event.
     */
    private Instant oursSince(Events asked) {
      Instant first = firstSent().minus(CLOCKS_DIFFER);
      Instant others = asked.othersEnded();
      return others.isAfter(first) ? others : first;
    }

    /** When the change was sent first, not counting the attempts that were certainly lost. */
    private Instant firstSent() {
      Instant sentAt = press.tries().sentAt();
      return sentAt == null ? press.pressedAt() : sentAt;
    }

    /**
     * The latest time at which the change can have left this server. Where the history says that
     * the call is over, that is the time at which the change was marked as sent; else it is the end
     * of the time in which a marked change may leave. Only the go that made the call can say that
     * the call is over, because another go may have taken the press over and postponed it while the
     * call still ran.
     */
    private Instant lastLeft() {
      Instant marked = press.pressedAt();
      boolean isCallOver = true;
      List<Attempt> history = facts.past().history();
      for (Attempt attempt : history) {
        switch (attempt.event()) {
          case "sending" -> {
            marked = attempt.at();
            isCallOver = facts.past().hasSent();
          }
          case "notSent" -> isCallOver = true;
          case "postponed" -> isCallOver |= attempt.detail().startsWith(CALL_OVER);
          default -> {}
        }
      }
      return isCallOver ? marked : marked.plus(SendWindow.LENGTH);
    }
  }
}
