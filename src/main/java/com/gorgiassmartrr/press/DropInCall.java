package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.ledger.NewPress;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A change that a button made by hand asks for, on its way through the steps of a route as a
 * property of the exchange.
 */
final class DropInCall {
  private static final String PROPERTY = DropInCall.class.getName();

  private final String change;
  private final Action action;
  private final NewPress unseen;
  private final String order;
  private volatile boolean isSettled;
  private volatile @Nullable JsonNode state;

  /**
   * A call whose subscription hasn't been read yet.
   *
   * @param change Smartrr's name of the action
   * @param unseen the press, without the state of its subscription
   * @param order the date of the order that the call means; empty: the next order
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

  /**
   * Records that an earlier call has done the same, and what the subscription is like since then,
   * where that is known.
   */
  void settled(Optional<JsonNode> now) {
    state = now.orElse(null);
    isSettled = true;
  }

  /** Whether an earlier call has done the same, so that the answer needs no further read. */
  boolean isSettled() {
    return isSettled;
  }

  /** The subscription since that earlier call, if it is known. */
  Optional<JsonNode> state() {
    return Optional.ofNullable(state);
  }
}
