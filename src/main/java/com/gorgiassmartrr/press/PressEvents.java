package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Reads Smartrr's events of a subscription whose state doesn't tell enough. */
public final class PressEvents implements Processor {
  /** How many of a subscription's latest presses are searched for one with the same event. */
  private static final int MOST_OTHERS = 100;

  private final Actions actions;
  private final Ledger ledger;
  private final SubscriptionReader subscriptions;

  /** Makes a step that reads the events by their connector's route. */
  public PressEvents(Actions actions, Ledger ledger, SubscriptionReader subscriptions) {
    this.actions = actions;
    this.ledger = ledger;
    this.subscriptions = subscriptions;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    JsonNode subscription = Objects.requireNonNull(go.reading().subscription());
    Press press = go.press();
    go.read(
        new PressFacts.Events(
            subscriptions.events(go.store(), subscription).join(),
            press.isSent() ? othersEnded(press, go.held().action().eventTypes()) : Instant.MIN));
  }

  private Instant othersEnded(Press press, Set<String> events) {
    PressQuery query =
        new PressQuery(
            press.what().store(), null, null, press.what().subscription().id(), null, null);
    return ledger.search(query, MOST_OTHERS, 0).stream()
        .filter(
            other -> !other.id().equals(press.id()) && other.isSent() && hasOneOf(events, other))
        .flatMap(other -> Stream.ofNullable(other.end().at()))
        .map(ended -> ended.plus(PressDecision.CLOCKS_DIFFER))
        .reduce(Instant.MIN, (one, two) -> one.isAfter(two) ? one : two);
  }

  private boolean hasOneOf(Set<String> events, Press other) {
    try {
      return !Collections.disjoint(actions.named(other.what().action()).eventTypes(), events);
    } catch (RefusedException e) {
      // The action's file was removed, so the action may have had one of these events.
      return true;
    }
  }
}
