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
 * One press that came in at a front door: what the steps of that door's route know so far. It
 * travels with the exchange.
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

  /** What is sent back. */
  record Reply(int status, JsonNode body) {
    void writeTo(Exchange exchange) {
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
      exchange.getMessage().setBody(body.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** How a door speaks to whoever calls it. */
  interface Replies {
    /** An answer in the shape that the caller knows. */
    Reply reply(PressAnswer answer);

    /** What an agent is to do where it isn't certain that a press was written down. */
    String ifUncertain();
  }

  /** Writes a press down that was checked; it may wait for the ledger. */
  @FunctionalInterface
  interface Recording {
    Recorded record();
  }

  /**
   * A press that isn't checked yet.
   *
   * @param deadline when it must be answered, in {@link System#nanoTime}
   */
  PressIntake(Store store, Replies replies, long deadline) {
    this.store = store;
    this.replies = replies;
    this.deadline = deadline;
  }

  /** The press that an exchange is about; null where no step has checked one. */
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

  /** How long an agent still waits; at least a moment. */
  long millisLeft() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  /**
   * Keeps that the press is in order.
   *
   * @param onTicket the ticket on which it was pressed this time; empty for none
   * @param how writes it down
   */
  void checked(String onTicket, Recording how) {
    ticket = onTicket;
    recording = how;
  }

  /** The ticket on which it was pressed this time; empty for none. */
  String ticket() {
    return ticket;
  }

  @Nullable Recording recording() {
    return recording;
  }

  /** Keeps the press as the ledger has it. */
  void recorded(Recorded press) {
    recorded = press;
  }

  @Nullable Recorded recorded() {
    return recorded;
  }

  /** Whether nobody has begun to carry the press out; from now on somebody has. */
  boolean isFirstToBegin() {
    return isBegun.compareAndSet(false, true);
  }

  /** Keeps how the press was when it had ended, or when its agent's time was up. */
  void ended(Press press) {
    end = press;
  }

  /** The press as it is, as far as it is known here; null where it isn't recorded. */
  @Nullable Press latest() {
    Press ended = end;
    Recorded known = recorded;
    return ended != null ? ended : known == null ? null : known.press();
  }
}
