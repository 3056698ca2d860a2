package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.press.PressFacts.Past;
import com.gorgiassmartrr.press.PressFacts.Reading;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreOfCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One go at a press by its owner: what the steps of the route {@code press-run} know so far. A go
 * is a property of its exchange, and only one thread works on it at a time.
 */
final class PressGo {
  /** The variable by which the route branches: the word of the latest {@link Decision}. */
  static final String NEXT = "next";

  private static final String PROPERTY = PressGo.class.getName();

  private final Store store;
  private final String owner;
  private Press press;

  /** The version of the action by which this go carries the press out, to the end. */
  private Actions.@Nullable Held held;

  private @Nullable Action action;
  private Reading reading = Reading.NONE;
  private @Nullable ShopTime shop;
  private List<Attempt> history = List.of();
  private boolean hasSent;
  private @Nullable String refusal;
  private @Nullable Decision decision;
  private @Nullable Sent sent;
  private boolean isOver;

  /**
   * A change that was marked as sent.
   *
   * @param press the press since it was marked
   * @param permit the permit for the one write
   * @param at when the press was marked
   */
  record Sent(Press press, Permit permit, Instant at) {}

  /**
   * A go that hasn't begun.
   *
   * @param owner the name under which the press is held
   */
  PressGo(Store store, Press press, String owner) {
    this.store = store;
    this.press = press;
    this.owner = owner;
  }

  static PressGo of(Exchange exchange) {
    PressGo go = exchange.getProperty(PROPERTY, PressGo.class);
    if (go == null) {
      throw new IllegalStateException(
          "This step belongs into the routes of press-run, which the server calls for a press");
    }
    return go;
  }

  /**
   * Puts this go into an exchange. The exchange's variables {@code store}, {@code action}, {@code
   * customer} and {@code subscription} say what was pressed.
   */
  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    StoreOfCall.set(exchange, store);
    exchange.setVariable("action", press.what().action());
    exchange.setVariable("customer", press.what().subscription().customerId());
    exchange.setVariable("subscription", press.what().subscription().id());
  }

  Store store() {
    return store;
  }

  String owner() {
    return owner;
  }

  Press press() {
    return press;
  }

  /** Has this go use the version of the action that an earlier go used. */
  void goOnBy(Actions.Held earlier) {
    held = earlier;
  }

  /**
   * The version of the action by which this go carries the press out: the latest one when this is
   * first called, and the same from then on; null: there is no such action any more.
   */
  Actions.@Nullable Held held(Actions actions, Exchange exchange) {
    if (held == null) {
      try {
        held = actions.hold(press.what().action());
      } catch (RefusedException e) {
        return null;
      }
    }
    held.bind(exchange);
    return held;
  }

  /** The version of the action, which an earlier step has asked for. */
  Actions.Held held() {
    return Objects.requireNonNull(held);
  }

  /** Keeps what was read, and drops the decision that was made before. */
  void read(@Nullable Action pressed, Reading told, ShopTime shopTime, List<Attempt> pastAttempts) {
    action = pressed;
    reading = told;
    shop = shopTime;
    history = pastAttempts;
    decision = null;
  }

  /** Keeps the events that were read. */
  void read(PressFacts.Events events) {
    reading = reading.with(events);
  }

  /** Keeps the press's history as it is now. */
  void read(List<Attempt> pastAttempts) {
    history = pastAttempts;
  }

  /** The facts from which a decision is made. */
  PressFacts facts(Instant at) {
    ShopTime known = Objects.requireNonNull(shop);
    return new PressFacts(press, action, reading, known, new Past(hasSent, refusal, history), at);
  }

  Reading reading() {
    return reading;
  }

  /** Keeps the decision, and sets the variable by which the route branches. */
  void decide(Decision made, Exchange exchange) {
    decision = made;
    exchange.setVariable(NEXT, made.word());
  }

  @Nullable Decision decision() {
    return decision;
  }

  /** Keeps that the change was marked as sent. */
  void mark(Sent marked) {
    sent = marked;
  }

  /** The change that is marked as sent and isn't judged yet; null: there is none. */
  @Nullable Sent sent() {
    return sent;
  }

  /** Keeps that the change was certainly not sent: the press is as it was before it was marked. */
  void wasNotSent() {
    sent = null;
  }

  /**
   * Keeps that the change may have reached Smartrr.
   *
   * @param refusedAgain why Smartrr refused the change when it was sent again; null: it wasn't
   *     refused
   */
  void wasSent(@Nullable String refusedAgain) {
    press = Objects.requireNonNull(sent).press();
    sent = null;
    hasSent = true;
    refusal = refusedAgain;
  }

  /** Whether the press has ended, or was given back. */
  boolean isOver() {
    return isOver;
  }

  void end() {
    isOver = true;
  }

  /** Hands over the version of the action to a further go at the press; null: there is none. */
  Actions.@Nullable Held takeHeld() {
    Actions.Held taken = decision instanceof Decision.Later ? held : null;
    held = taken == null ? held : null;
    return taken;
  }

  /** Ends this go: its permit is of no more use, and its version of the action is released. */
  void close() {
    if (sent != null) {
      sent.permit().close();
    }
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
