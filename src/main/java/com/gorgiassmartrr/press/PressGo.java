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
 * One go at a press by whoever holds it: what the steps of the route {@code press-run} know so far.
 * It travels with the exchange. Only one thread works on it at a time.
 */
final class PressGo {
  /** The variable by which the route branches: the word of the latest {@link Decision}. */
  static final String NEXT = "next";

  private static final String PROPERTY = PressGo.class.getName();

  private final Store store;
  private final String owner;
  private Press press;

  /** The version of the action by which the press is carried out to the end of this go. */
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
   * @param press as it is since then
   * @param at when it was marked
   */
  record Sent(Press press, Permit permit, Instant at) {}

  /**
   * A go that hasn't begun.
   *
   * @param owner under which name the press is held
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
   * Has an exchange be about this go. Its variables {@code store}, {@code action}, {@code customer}
   * and {@code subscription} say what was pressed.
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

  /** Has this go carry the press out by the version of the action of an earlier go. */
  void goOnBy(Actions.Held earlier) {
    held = earlier;
  }

  /**
   * The version of the action by which this go carries the press out: the first time that of now;
   * null where there is no such action any more.
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

  /** The same, where it was asked for before. */
  Actions.Held held() {
    return Objects.requireNonNull(held);
  }

  /** Keeps what was read; what was decided before is out of date. */
  void read(@Nullable Action pressed, Reading told, ShopTime shopTime, List<Attempt> pastAttempts) {
    action = pressed;
    reading = told;
    shop = shopTime;
    history = pastAttempts;
    decision = null;
  }

  /** Keeps the events that were asked for. */
  void read(PressFacts.Events events) {
    reading = reading.with(events);
  }

  /** Keeps the press's history as it is now. */
  void read(List<Attempt> pastAttempts) {
    history = pastAttempts;
  }

  /** What a decision is made from. */
  PressFacts facts(Instant at) {
    ShopTime known = Objects.requireNonNull(shop);
    return new PressFacts(press, action, reading, known, new Past(hasSent, refusal, history), at);
  }

  Reading reading() {
    return reading;
  }

  /** Keeps what was decided, and tells it to the route. */
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

  /** The change that is marked and isn't judged yet; null: there is none. */
  @Nullable Sent sent() {
    return sent;
  }

  /** The change was judged, and certainly not sent: the press stands as before the mark. */
  void wasNotSent() {
    sent = null;
  }

  /**
   * The change was judged, and may have reached Smartrr.
   *
   * @param refusedAgain why it was refused when it was sent again; null: it wasn't
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

  /** The version of the action, for a further go of the press; null where there is none. */
  Actions.@Nullable Held takeHeld() {
    Actions.Held taken = decision instanceof Decision.Later ? held : null;
    held = taken == null ? held : null;
    return taken;
  }

  /** Nothing leaves by it any more, and it needs no version of the action any more. */
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
