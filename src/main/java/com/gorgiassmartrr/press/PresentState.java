package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads what a press's subscription is at Smartrr now, for whoever must decide on the press. */
final class PresentState {
  private final Stores stores;
  private final SubscriptionReader subscriptions;

  PresentState(Stores stores, SubscriptionReader subscriptions) {
    this.stores = stores;
    this.subscriptions = subscriptions;
  }

  /**
   * The state now beside the one that it is compared with, and a sentence that says whether it has
   * changed.
   *
   * @return a future that fails with {@link PartnerFailure} when Smartrr can't be read
   */
  CompletableFuture<ObjectNode> of(Press press) {
    Store store = stores.named(press.what().store());
    if (store == null) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "The store " + press.what().store() + " isn't served here."));
    }
    return subscriptions
        .read(store, press.what().customerId(), press.what().subscriptionId())
        .thenApply(found -> compare(press, found.map(SeenState::of)));
  }

  private static ObjectNode compare(Press press, Optional<SeenState> found) {
    SeenState then =
        press.sent()
            ? new SeenState(press.beforeStatus(), press.beforeNextBilling())
            : new SeenState(press.what().seenStatus(), press.what().seenNextBilling());
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("reference", press.reference())
            .put("found", found.isPresent())
            .put("changed", !found.equals(Optional.of(then)))
            .put("message", inWords(press.sent(), then, found));
    answer.set("now", found.map(PressJson::state).orElse(null));
    answer.set("then", PressJson.state(then));
    return answer;
  }

  private static String inWords(boolean sent, SeenState then, Optional<SeenState> found) {
    if (found.isEmpty()) {
      return "The subscription can't be found at Smartrr.";
    }
    String now = "The subscription is " + inWords(found.get());
    if (found.get().equals(then)) {
      return now + (sent ? ", as it was before the change was sent." : ", as the agent saw it.");
    }
    return now
        + (sent ? "; before the change was sent it was " : "; the agent saw ")
        + inWords(then)
        + ".";
  }

  /** With Smartrr's own timestamp: an operator may be in another time zone than the shop. */
  private static String inWords(SeenState state) {
    String word = state.status().toLowerCase(Locale.ROOT);
    return state.nextBilling().isEmpty() ? word : word + ", next billing " + state.nextBilling();
  }
}
