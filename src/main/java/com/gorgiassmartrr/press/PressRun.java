package com.gorgiassmartrr.press;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NotHeld;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.press.Effect.Holds;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One go at a press by whoever holds it: reads the subscription, sends the change if it may be
 * sent, and ends the press or leaves it for later.
 *
 * <p>Where the outcome of a change isn't known, the subscription's state and its events decide. A
 * change is sent again only when they have told for a while that it wasn't done, or when a repeat
 * does no harm.
 */
final class PressRun {
  private static final Logger LOG = LoggerFactory.getLogger(PressRun.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String TOKEN_REFUSED =
      "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
          + " integration to renew it, then press again.";
  private static final String NOT_KNOWN =
      "Smartrr doesn't know this subscriber, so nothing was done: close and reopen the ticket.";
  private static final String NOT_CONFIRMED = "Smartrr didn't confirm this, and ";

  /** Before the reason why a press is postponed, where the go that made its latest call does so. */
  private static final String CALL_OVER = "call over: ";

  /** By how much Smartrr's clock and ours may differ. */
  static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  /** Among so many of a subscription's latest presses another one's event is looked for. */
  private static final int MOST_OTHERS = 100;

  private final Tools tools;
  private final Store store;
  private final Press press;
  private final String owner;

  /** Whether a call was made in this go, and is over. */
  private final boolean hasSent;

  /** What it is done with. */
  record Tools(
      Actions actions,
      Ledger ledger,
      SmartrrCalls smartrr,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      Clock clock,
      PressWorker.Patience patience,
      PressEnding ending) {}

  /**
   * A go that hasn't begun.
   *
   * @param owner under which name the press is held
   */
  PressRun(Tools tools, Store store, Press press, String owner) {
    this(tools, store, press, owner, false);
  }

  private PressRun(Tools tools, Store store, Press press, String owner, boolean hasSent) {
    this.tools = tools;
    this.store = store;
    this.press = press;
    this.owner = owner;
    this.hasSent = hasSent;
  }

  void run() {
    String name = press.what().action();
    try {
      readAndGoOn(tools.actions().named(name), null);
    } catch (RefusedException e) {
      park("The action " + name + " isn't there any more.");
    } catch (LedgerUnavailable | NotHeld e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("press {} can't go on", press.reference(), e);
      // Whether something was sent until then is known to the ledger alone.
      tools
          .ledger()
          .find(press.id())
          .filter(latest -> latest.state() == PressState.ACCEPTED)
          .ifPresent(latest -> new PressRun(tools, store, latest, owner).failed());
    }
  }

  /** A fault in this server: the press mustn't hold up the others of its subscription for ever. */
  private void failed() {
    postpone(
        Duration.ZERO,
        "a fault in this server",
        press.sent()
            ? NOT_CONFIRMED + "this server failed to find out."
            : "This server failed at it, and nothing was changed.");
  }

  /**
   * Reads the subscription, and goes on by what it is.
   *
   * @param refusal why Smartrr refused the change when it was sent again; null: it didn't
   */
  private void readAndGoOn(Action action, @Nullable String refusal) {
    Optional<JsonNode> now;
    try {
      now =
          tools
              .subscriptions()
              .readNow(store, press.what().customerId(), press.what().subscriptionId());
    } catch (CompletionException e) {
      unread(PartnerFailure.of(e, tools.clock()));
      return;
    }
    if (now.isPresent()) {
      new Look(action, now.get()).goOn(refusal);
    } else if (press.sent()) {
      park("The subscription can't be found at Smartrr any more.");
    } else {
      tools
          .ending()
          .refused(
              press,
              owner,
              seen(),
              "This subscription isn't there any more: close and reopen the ticket.",
              false,
              null,
              tools.shopTimes().of(store));
    }
  }

  private void unread(PartnerFailure failure) {
    if (failure.kind() == PartnerFailure.Kind.CREDENTIALS && !press.sent()) {
      tools
          .ending()
          .refused(press, owner, seen(), TOKEN_REFUSED, false, null, tools.shopTimes().of(store));
    } else if (failure.kind() == PartnerFailure.Kind.REFUSED && !press.sent()) {
      tools
          .ending()
          .refused(press, owner, seen(), NOT_KNOWN, false, null, tools.shopTimes().of(store));
    } else {
      postpone(failure);
    }
  }

  private SeenState seen() {
    return new SeenState(press.what().seenStatus(), press.what().seenNextBilling());
  }

  /** What a subscription was when it was read, and what follows from that. */
  private final class Look {
    private final Action action;
    private final JsonNode now;
    private final SeenState current;
    private final ShopTime shop;

    /** The press, with what was sent since the subscription was read. */
    private Press latest = press;

    Look(Action action, JsonNode now) {
      this.action = action;
      this.now = now;
      this.current = SeenState.of(now);
      this.shop = tools.shopTimes().learn(store, now);
    }

    void goOn(@Nullable String refusal) {
      if (press.sent()) {
        reconcile(refusal);
      } else {
        begin();
      }
    }

    /** Nothing has been sent: sends it, if what the agent saw is still so. */
    private void begin() {
      boolean isAsSeen = current.isSame(seen(), shop);
      String already = isAsSeen ? effect("").alreadySo(now, tools.clock().instant()) : null;
      if (already != null) {
        apply(current, already, false, now);
      } else if (isAsSeen) {
        boolean needsSkipped = Effect.needsSkipped(action, press.what().parameters());
        send(needsSkipped ? events().nextSkipped(tools.clock().instant(), shop) : "");
      } else if (isSoAlready(effect(""))) {
        apply(current, effect("").soAlready(current), false, now);
      } else {
        refuse(
            current,
            "The subscription has changed since you opened the ticket: it was "
                + seen().inWordsBeside(current, shop)
                + ", and is now "
                + current.inWordsBeside(seen(), shop)
                + ". Close and reopen the ticket, then press again.",
            false);
      }
    }

    /** Whether somebody else has brought it about; the events are asked where the state may lie. */
    private boolean isSoAlready(Effect effect) {
      Instant at = tools.clock().instant();
      return effect.holds(now, SubscriptionEvents.UNKNOWN, at) == Holds.YES
          && (effect.isCertain(now, SubscriptionEvents.UNKNOWN, at)
              || effect.isCertain(now, events(), at));
    }

    /**
     * Sends the change.
     *
     * @param skipped the date that stands for an empty field that means the next skipped order
     */
    private void send(String skipped) {
      String passed = effect(skipped).passed(tools.clock().instant());
      if (!passed.isEmpty()) {
        dateHasPassed(shop.dayInWords(passed));
        return;
      }
      String name = press.what().action();
      String customer = press.what().customerId();
      String subscription = press.what().subscriptionId();
      Ledger.Sending sending =
          tools
              .ledger()
              .sending(
                  press,
                  owner,
                  current.status(),
                  current.nextBilling(),
                  skipped,
                  SmartrrChange.write(
                      store, customer, subscription, tools.actions().changeOf(name)));
      latest = sending.press();
      Instant sentAt = tools.clock().instant();
      Effect effect;
      JsonNode answer;
      try (Permit permit = sending.permit()) {
        effect = effect(skipped);
        answer =
            tools
                .smartrr()
                .writeNow(
                    store,
                    Actions.ROUTE_PREFIX + name,
                    Map.of("customer", customer, "subscription", subscription),
                    effect.body(),
                    permit);
      } catch (PartnerFailure e) {
        failed(e);
        return;
      }
      JsonNode wrapped = answer.path("newCustomerPurchaseState");
      JsonNode state = wrapped.isObject() ? wrapped : answer;
      if (state.path("id").asText().equals(press.what().subscriptionId())
          && (effect.asksForNothing()
              || effect.holds(state, SubscriptionEvents.UNKNOWN, sentAt) == Holds.YES)) {
        apply(current, effect.done(current, SeenState.of(state)), true, state);
      } else {
        lookAgain(null);
      }
    }

    /** It waited for longer than what was asked for makes sense: nobody knows what it would do. */
    private void dateHasPassed(String day) {
      if (press.sent()) {
        park(NOT_CONFIRMED + day + " has passed by now.");
      } else {
        refuse(
            current,
            "Nothing was done, because "
                + day
                + " has passed by now: close and reopen the ticket, then press again.",
            false);
      }
    }

    private void failed(PartnerFailure failure) {
      LOG.info("press {}: {}, {}", press.reference(), failure.kind(), failure.getMessage());
      if (failure.kind() == PartnerFailure.Kind.STOPPED) {
        stopped(failure);
        return;
      }
      if (failure.isCertainlyNotSent() || failure.kind() == PartnerFailure.Kind.THROTTLED) {
        tools.ledger().notSent(press.id(), owner, failure.kind().name());
        postpone(failure);
        return;
      }
      switch (failure.kind()) {
        case CREDENTIALS, REFUSED -> {
          String why =
              failure.kind() == PartnerFailure.Kind.CREDENTIALS
                  ? TOKEN_REFUSED
                  : "Smartrr refused: " + reason(failure);
          if (press.sent()) {
            lookAgain(why);
          } else {
            refuse(current, why, true);
          }
        }
        case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED -> lookAgain(null);
      }
    }

    /** The action's route did what it may not: until it is mended, a repeat would do so again. */
    private void stopped(PartnerFailure failure) {
      if (failure.isCertainlyNotSent()) {
        tools.ledger().notSent(press.id(), owner, failure.kind().name());
        String end = press.sent() ? ". Nothing more was sent." : ". Nothing was sent.";
        tools.ending().parked(press, owner, failure.getMessage() + end, now, shop);
      } else {
        new PressRun(tools, store, latest, owner, true)
            .park(
                failure.getMessage()
                    + ". That was stopped; it isn't known whether what was sent before was done.");
      }
    }

    private void lookAgain(@Nullable String refusal) {
      new PressRun(tools, store, latest, owner, true).readAndGoOn(action, refusal);
    }

    /** A change was sent and its outcome isn't known: what is there now decides. */
    private void reconcile(@Nullable String refusal) {
      Effect effect = effect(press.chosenDate());
      SeenState before = before();
      Instant at = tools.clock().instant();
      Holds holds = effect.holds(now, SubscriptionEvents.UNKNOWN, at);
      boolean isTold = false;
      boolean isPerhapsAnothers = false;
      if (!effect.isCertain(now, SubscriptionEvents.UNKNOWN, at)) {
        SubscriptionEvents events = events();
        isTold = effect.isToldBy(events, oursSince());
        if (holds != Holds.YES) {
          holds = effect.holds(now, events, at);
        } else if (!isTold
            && effect.isPerhapsAnothers(now, events, firstSent().minus(CLOCKS_DIFFER), at)) {
          holds = Holds.UNKNOWN;
          isPerhapsAnothers = true;
        }
      }
      boolean isUnchanged = current.isSame(before, shop);
      Instant settled = lastLeft().plus(tools.patience().settle());
      if (holds == Holds.YES || (holds == Holds.UNKNOWN && isTold && isUnchanged)) {
        apply(before, effect.done(before, current), true, now);
      } else if (isTold && isUnchanged && at.isBefore(settled)) {
        postponeUntil(settled, "waiting for a late effect");
      } else if (isTold) {
        apply(
            before,
            "This was done, and the subscription has been changed since: it is now "
                + current.inWords(shop)
                + ".",
            false,
            now);
      } else if (!isUnchanged) {
        park(
            NOT_CONFIRMED
                + "the subscription became "
                + current.inWordsBeside(before, shop)
                + (isPerhapsAnothers
                    ? ", which somebody else may have done."
                    : ", which isn't what was asked for."));
      } else if (refusal != null && holds == Holds.NO) {
        refuse(before, refusal, true);
      } else if (refusal != null) {
        park("Smartrr didn't confirm this, and when it was asked again: " + refusal);
      } else if (at.isBefore(settled)) {
        postponeUntil(settled, "waiting for a late effect");
      } else if (isOver()) {
        park(
            NOT_CONFIRMED
                + (holds == Holds.NO
                    ? "the subscription is unchanged."
                    : "the subscription doesn't show whether it was done."));
      } else if (holds == Holds.NO || action.isRepeatHarmless()) {
        send(press.chosenDate());
      } else {
        postponeUntil(at, "nothing tells whether it was done");
      }
    }

    /**
     * Since when an event can only be ours: since the change was sent first, and not of another
     * press of the subscription that has the same event and ended before it.
     */
    private Instant oursSince() {
      PressQuery query =
          new PressQuery(store.name(), null, null, press.what().subscriptionId(), null, null);
      return tools.ledger().search(query, MOST_OTHERS, 0).stream()
          .filter(other -> !other.id().equals(press.id()) && other.sent() && hasSameEvent(other))
          .flatMap(other -> Stream.ofNullable(other.endedAt()))
          .map(ended -> ended.plus(CLOCKS_DIFFER))
          .reduce(firstSent().minus(CLOCKS_DIFFER), (one, two) -> one.isAfter(two) ? one : two);
    }

    private boolean hasSameEvent(Press other) {
      try {
        return tools.actions().named(other.what().action()).eventType().equals(action.eventType());
      } catch (RefusedException e) {
        // Its file was removed: it may have had.
        return true;
      }
    }

    private Effect effect(String skipped) {
      SeenState exact = seen().exactAs(latest.sent() ? before() : current, shop);
      return new Effect(action, press.what().parameters(), exact, shop, skipped);
    }

    /** The state before the change was sent last. */
    private SeenState before() {
      return new SeenState(latest.beforeStatus(), latest.beforeNextBilling());
    }

    private SubscriptionEvents events() {
      return tools.subscriptions().events(store, now).join();
    }

    private void apply(
        SeenState before, String message, boolean namesAction, JsonNode subscription) {
      tools.ending().applied(latest, owner, before, message, namesAction, subscription, shop);
    }

    private void refuse(SeenState state, String message, boolean bySmartrr) {
      tools.ending().refused(latest, owner, state, message, bySmartrr, now, shop);
    }

    private void park(String why) {
      tools.ending().parked(latest, owner, why, now, shop);
    }
  }

  private static String reason(PartnerFailure failure) {
    try {
      JsonNode body = JSON.readTree(failure.answer());
      String message = body.path("message").asText(body.path("error").path("message").asText(""));
      if (!message.isBlank()) {
        return message.length() > 300 ? message.substring(0, 300) + "…" : message;
      }
    } catch (JsonProcessingException e) {
      // An answer that isn't JSON has no words for an agent.
    }
    return "it gave no reason (status " + failure.status() + ").";
  }

  private void park(String why) {
    tools.ending().parked(press, owner, why, null, tools.shopTimes().of(store));
  }

  /** When a change was sent first, of those that weren't certainly lost. */
  private Instant firstSent() {
    Instant sentAt = press.sentAt();
    return sentAt == null ? press.pressedAt() : sentAt;
  }

  /**
   * When a change left last, at the latest: right after it was marked as sent, or, where nothing
   * tells that its call is over, as long after that as it may leave. Only the go that made the call
   * can tell: whoever took the press over from it may have postponed it meanwhile.
   */
  private Instant lastLeft() {
    Instant marked = press.pressedAt();
    boolean isCallOver = true;
    for (Attempt attempt : history()) {
      switch (attempt.event()) {
        case "sending" -> {
          marked = attempt.at();
          isCallOver = hasSent;
        }
        case "notSent" -> isCallOver = true;
        case "postponed" -> isCallOver |= attempt.detail().startsWith(CALL_OVER);
        default -> {}
      }
    }
    return isCallOver ? marked : marked.plus(SendWindow.LENGTH);
  }

  /** When something happened to the press last; when it was pressed, where it never did. */
  private Instant last(String event) {
    return history().stream()
        .filter(attempt -> attempt.event().equals(event))
        .map(Attempt::at)
        .reduce(press.pressedAt(), (earlier, later) -> later);
  }

  private List<Attempt> history() {
    return tools.ledger().attempts(press.id());
  }

  /** Whether it was tried for too long, since it was pressed or a person had it tried again. */
  private boolean isOver() {
    Instant begun = last("reopened");
    return tools.clock().instant().isAfter(begun.plus(tools.patience().giveUpAfter()));
  }

  private void postpone(PartnerFailure failure) {
    postpone(
        failure.retryAfter(),
        failure.kind().name(),
        press.sent()
            ? NOT_CONFIRMED + "can't be asked."
            : "Smartrr couldn't be reached, and nothing was changed.");
  }

  /** Tries again later, or parks what was tried for too long. */
  private void postpone(Duration asked, String why, String whyParked) {
    if (isOver()) {
      park(whyParked);
      return;
    }
    Duration least = shorter(asked, tools.patience().giveUpAfter());
    postponeUntil(tools.clock().instant().plus(least), why);
  }

  /** Tries again then, or later the more often it has been tried. */
  private void postponeUntil(Instant earliest, String why) {
    Instant next = tools.clock().instant().plus(tools.patience().untilNextTry(history()));
    tools
        .ledger()
        .postpone(
            press.id(),
            owner,
            next.isBefore(earliest) ? earliest : next,
            hasSent ? CALL_OVER + why : why);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
