package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A press that came in at a front door: what the steps of that door's route know so far. It is a
 * property of the exchange.
 */
final class PressIntake {
  private static final String PROPERTY = PressIntake.class.getName();

  private final Store store;
  private final Replies replies;
  private final long deadline;
  private final AtomicBoolean isBegun = new AtomicBoolean();
  private volatile String ticket = "";
  private volatile @Nullable Recording recording;
  private volatile @Nullable Recorded recorded;
  private volatile @Nullable Press end;

  /** An answer over HTTP. */
  record Reply(int status, JsonNode body) {
    void writeTo(Exchange exchange) {
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
      exchange.getMessage().setBody(body.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The shape of a front door's answers. */
  interface Replies {
    /** An answer in the shape that the caller knows. */
    Reply reply(PressAnswer answer);

    /** What an agent is to do when nobody knows whether a press was recorded. */
    String ifUncertain();
  }

  /** Records a press that was checked; may wait for the ledger. */
  @FunctionalInterface
  interface Recording {
    Recorded record();
  }

  /**
   * A press that isn't checked yet.
   *
   * @param deadline when the press must be answered, in {@link System#nanoTime}
   */
  PressIntake(Store store, Replies replies, long deadline) {
    this.store = store;
    this.replies = replies;
    this.deadline = deadline;
  }

  /** The press that an exchange carries; null where no step has checked one. */
  static @Nullable PressIntake of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, PressIntake.class);
  }

  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  Store store() {
    return store;
  }

  Replies replies() {
    return replies;
  }

  long deadline() {
    return deadline;
  }

  /** How many milliseconds the agent still waits, at least one. */
  long millisLeft() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  /**
   * Keeps that the press was checked.
   *
   * @param onTicket the ticket on which the button was pressed this time; empty for none
   * @param how records the press
   */
  void checked(String onTicket, Recording how) {
    ticket = onTicket;
    recording = how;
  }

  /** The ticket on which the button was pressed this time; empty for none. */
  String ticket() {
    return ticket;
  }

  @Nullable Recording recording() {
    return recording;
  }

  /** Keeps the press as the ledger recorded it. */
  void recorded(Recorded press) {
    recorded = press;
  }

  @Nullable Recorded recorded() {
    return recorded;
  }

  /** Whether this is the first call: only the first caller may begin to carry the press out. */
  boolean isFirstToBegin() {
    return isBegun.compareAndSet(false, true);
  }

  /** Keeps the press as it was when it had ended, or when the agent's time was up. */
  void ended(Press press) {
    end = press;
  }

  /** The press as it is known here; null: it isn't recorded. */
  @Nullable Press latest() {
    Press ended = end;
    Recorded known = recorded;
    return ended != null ? ended : known == null ? null : known.press();
  }
}
