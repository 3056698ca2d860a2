package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.ledger.NewPress;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a button made by hand asks for. It travels with the exchange. */
final class DropInCall {
  private static final String PROPERTY = DropInCall.class.getName();

  private final String change;
  private final Action action;
  private final NewPress unseen;
  private final String order;
  private volatile boolean isSettled;
  private volatile @Nullable JsonNode state;

  /**
   * A call whose subscription isn't read yet.
   *
   * @param change Smartrr's name of the action
   * @param unseen the press, without the state that it begins from
   * @param order the date of the order that is meant; empty: the next one
   */
  DropInCall(String change, Action action, NewPress unseen, String order) {
    this.change = change;
    this.action = action;
    this.unseen = unseen;
    this.order = order;
  }

  static @Nullable DropInCall of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, DropInCall.class);
  }

  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  String change() {
    return change;
  }

  Action action() {
    return action;
  }

  NewPress unseen() {
    return unseen;
  }

  String order() {
    return order;
  }

  /** Keeps the subscription as it is after an earlier call has done the same; none: unknown. */
  void settled(Optional<JsonNode> now) {
    state = now.orElse(null);
    isSettled = true;
  }

  /** Whether an earlier call has done the same, and nothing is to be read for the answer. */
  boolean isSettled() {
    return isSettled;
  }

  /** The subscription as it is then, if that is known. */
  Optional<JsonNode> state() {
    return Optional.ofNullable(state);
  }
}
