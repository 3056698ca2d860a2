package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.Effect;
import com.gorgiassmartrr.action.Effect.Holds;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the present state of a press's subscription at Smartrr, for the person who must decide on
 * the press.
 */
public final class PresentState {
  private final Stores stores;
  private final Actions actions;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;
  private final Clock clock;

  public PresentState(
      Stores stores,
      Actions actions,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      Clock clock) {
    this.stores = stores;
    this.actions = actions;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
    this.clock = clock;
  }

  /**
   * The state now, the earlier state beside it, whether the subscription is as the press wanted it,
   * and all that in words.
   *
   * @return a future that fails with {@code PartnerFailure} when Smartrr can't be read
   */
  CompletableFuture<ObjectNode> of(Press press) {
    NewPress what = press.what();
    Store store = stores.named(what.store());
    if (store == null) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("The store " + what.store() + " isn't served here."));
    }
    return subscriptions
        .read(store, what.subscription().customerId(), what.subscription().id())
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(gone(press))
                    : subscriptions
                        .events(store, found.get())
                        .thenApply(events -> compare(store, press, found.get(), events)));
  }

  private static ObjectNode gone(Press press) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("reference", press.reference())
        .put("found", false)
        .put("message", "The subscription can't be found at Smartrr.");
  }

  private ObjectNode compare(
      Store store, Press press, JsonNode subscription, SubscriptionEvents events) {
    SeenState now = SeenState.of(subscription);
    SeenState then = then(press);
    ShopTime shop = shopTimes.learn(store, subscription);
    Holds wanted = wanted(press, subscription, events, shop);
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("reference", press.reference())
            .put("found", true)
            .put("changed", !now.isSame(then, shop))
            .put("wanted", wanted.name().toLowerCase(Locale.ROOT))
            .put("message", inWords(press, then, now, shop) + inWords(wanted));
    answer.set("now", PressJson.state(now));
    answer.set("then", PressJson.state(then));
    return answer;
  }

  /**
   * The earlier state: before the change was sent, or, where nothing was sent, as the agent saw it.
   */
  private static SeenState then(Press press) {
    return press.isSent()
        ? SeenState.of(press.tries().before())
        : SeenState.of(press.what().seen());
  }

  private Holds wanted(
      Press press, JsonNode subscription, SubscriptionEvents events, ShopTime shop) {
    NewPress what = press.what();
    SeenState seen = SeenState.of(what.seen());
    try {
      Effect effect =
          new Effect(
              actions.named(what.action()),
              what.parameters(),
              seen,
              shop,
              press.tries().chosenDate());
      Instant at = clock.instant();
      Holds holds = effect.holds(subscription, events, at);
      return holds == Holds.YES && isPerhapsAnothers(press, effect, subscription, events, at)
          ? Holds.UNKNOWN
          : holds;
    } catch (RefusedException e) {
      // The action's file was removed.
      return Holds.UNKNOWN;
    }
  }

  /**
   * Whether somebody else may have brought the state about, so that a replay would park the press
   * again instead of taking it for done.
   */
  private static boolean isPerhapsAnothers(
      Press press, Effect effect, JsonNode subscription, SubscriptionEvents events, Instant at) {
    Instant sentAt = press.tries().sentAt();
    if (sentAt == null) {
      return !effect.isCertain(subscription, events, at);
    }
    Instant since = sentAt.minus(PressDecision.CLOCKS_DIFFER);
    return !effect.isToldBy(events, since)
        && effect.isPerhapsAnothers(subscription, events, since, at);
  }

  private static String inWords(Press press, SeenState then, SeenState now, ShopTime shop) {
    String words = "The subscription is " + now.inWordsBeside(then, shop);
    if (now.isSame(then, shop)) {
      return words
          + (press.isSent() ? ", as it was before the change was sent." : ", as the agent saw it.");
    }
    return words
        + (press.isSent() ? "; before the change was sent it was " : "; the agent saw ")
        + then.inWordsBeside(now, shop)
        + ".";
  }

  private static String inWords(Holds wanted) {
    return switch (wanted) {
      case YES -> " What was asked for is so.";
      case NO -> " What was asked for isn't so.";
      case UNKNOWN -> " Whether what was asked for was done can't be told from it.";
    };
  }
}
