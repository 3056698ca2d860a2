package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the steps in the routes of the two front doors for presses. */
public final class PressDoors {
  /** The result of a step that has nothing to wait for. */
  static final CompletableFuture<?> DONE = CompletableFuture.completedFuture(true);

  private final Map<String, Processor> steps;

  /**
   * How long agents wait, and how long repeats are recognized.
   *
   * @param answerWithin how long an agent waits at most
   * @param repeatWithin for how long after the end of a press the same call on Smartrr's own path
   *     counts as a repeat, and for how long a press that was refused before anything was sent
   *     keeps its answer
   */
  public record Times(Duration answerWithin, Duration repeatWithin) {}

  /**
   * Makes the steps.
   *
   * @param recorders each store's threads that write presses down; when they are all busy a press
   *     is refused
   */
  public PressDoors(
      Stores stores,
      Actions actions,
      Ledger ledger,
      PressWorker worker,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      SubscriberCache cache,
      PerStore<Bulkhead> recorders,
      Clock clock,
      Times times) {
    PressFields fields =
        new PressFields(clock, shopTimes, new Reasons(stores, subscriptions, clock));
    this.steps =
        Map.of(
            "pressCheck",
            new PressCheck(stores, actions, fields, ledger, worker, shopTimes, cache, clock, times),
            "pressRecord",
            new PressRecord(worker, recorders),
            "pressAwait",
            new PressAwait(ledger, worker, recorders),
            "pressReply",
            new PressReply(actions, worker, subscriptions, shopTimes),
            "dropInCheck",
            new DropInCheck(stores, actions, fields, shopTimes, times.answerWithin()),
            "dropInLook",
            new DropInLook(
                ledger,
                worker,
                subscriptions,
                shopTimes,
                cache,
                recorders,
                clock,
                times.repeatWithin()),
            "dropInReply",
            new DropInReply(worker, subscriptions));
  }

  /** The steps, each under the name that routes use. */
  public Map<String, Processor> steps() {
    return steps;
  }

  /**
   * Puts a press that came in just now into an exchange.
   *
   * @throws RefusedException where there is no such store
   */
  static PressIntake begin(
      Exchange exchange, Stores stores, PressIntake.Replies replies, Duration answerWithin)
      throws RefusedException {
    Store store = stores.named(exchange.getVariable("store", String.class));
    if (store == null) {
      throw new RefusedException(404, "There is no such store on this server.");
    }
    PressIntake intake =
        new PressIntake(store, replies, System.nanoTime() + answerWithin.toNanos());
    intake.putInto(exchange);
    return intake;
  }
}
