package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.press.PressFacts.Reading;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Reads the subscription of a press, as it is now. */
public final class PressRead implements Processor {
  private final Actions actions;
  private final Ledger ledger;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;
  private final InstantSource clock;

  /** Makes a step that reads the subscription by its connector's route. */
  public PressRead(
      Actions actions,
      Ledger ledger,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      InstantSource clock) {
    this.actions = actions;
    this.ledger = ledger;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    Press press = go.press();
    Actions.Held held = go.held(actions, exchange);
    Action action = held == null ? null : held.action();
    Reading reading = action == null ? Reading.NONE : read(go);
    JsonNode subscription = reading.subscription();
    ShopTime shop =
        subscription == null ? shopTimes.of(go.store()) : shopTimes.learn(go.store(), subscription);
    boolean needsHistory = press.isSent() || reading.failure() != null;
    List<Attempt> history = needsHistory ? ledger.attempts(press.id()) : List.of();
    go.read(action, reading, shop, history);
  }

  private Reading read(PressGo go) {
    NewPress what = go.press().what();
    try {
      Optional<JsonNode> now =
          subscriptions.readNow(
              go.store(), what.subscription().customerId(), what.subscription().id());
      return new Reading(now.orElse(null), null, null);
    } catch (CompletionException e) {
      return new Reading(null, PartnerFailure.of(e, clock), null);
    }
  }
}
