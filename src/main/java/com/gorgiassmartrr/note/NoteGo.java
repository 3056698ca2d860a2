package com.gorgiassmartrr.note;

import com.gorgiassmartrr.gorgias.Usage;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.permit.Permit;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One go at a note by whoever holds it: what the steps of the route {@code follow-up-note} know so
 * far, and what it brought. A go makes one call at most. It travels with the exchange. Only one
 * thread works on it at a time.
 */
final class NoteGo {
  /** The variable by which the route branches: the word of the latest {@link NoteOutcome}. */
  private static final String NEXT = "next";

  private static final String PROPERTY = NoteGo.class.getName();

  private final String store;
  private final NoteCall call;
  private final NoteAccount account;
  private final NoteDecision decisions;
  private long takenBefore;
  private @Nullable NoteOutcome outcome;
  private @Nullable Permit permit;
  private boolean isJudged;
  private boolean isOver;
  private @Nullable NoteCall next;
  private Duration pause = Duration.ZERO;
  private @Nullable Usage usage;
  private @Nullable String problem;

  /** A go that hasn't begun. */
  NoteGo(String store, NoteCall call, NoteAccount account, NoteDecision decisions) {
    this.store = store;
    this.call = call;
    this.account = account;
    this.decisions = decisions;
  }

  static NoteGo of(Exchange exchange) {
    NoteGo go = exchange.getProperty(PROPERTY, NoteGo.class);
    if (go == null) {
      throw new IllegalStateException(
          "This step belongs into the routes of follow-up-note, which the server calls for a note");
    }
    return go;
  }

  /**
   * Has an exchange be about this go. Its variables {@code store}, {@code ticket}, {@code size} and
   * {@code cursor} say what is asked for.
   */
  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    exchange.setVariable("store", store);
    exchange.setVariable("ticket", note().content().ticketId());
    exchange.setVariable("size", Integer.toString(call.size()));
    exchange.setVariable("cursor", NoteSteps.cursor(call));
  }

  String store() {
    return store;
  }

  NoteCall call() {
    return call;
  }

  Note note() {
    return call.note();
  }

  String owner() {
    return call.claim().owner();
  }

  NoteAccount account() {
    return account;
  }

  NoteDecision decisions() {
    return decisions;
  }

  /** Keeps what was decided, and tells it to the route. */
  void decide(NoteOutcome made, Exchange exchange) {
    outcome = made;
    exchange.setVariable(NEXT, made.word());
  }

  @Nullable NoteOutcome outcome() {
    return outcome;
  }

  /** Keeps how many notes had been taken before the call. */
  void begin(long taken) {
    takenBefore = taken;
  }

  long takenBefore() {
    return takenBefore;
  }

  /** Keeps that the note was marked as being tried. */
  void mark(Permit granted) {
    permit = granted;
  }

  /** The permit for the note's one write; null: the note isn't marked. */
  @Nullable Permit permit() {
    return permit;
  }

  /** Keeps that the call is over, and what its answer says of the account's limit. */
  void judged(@Nullable Usage told) {
    isJudged = true;
    usage = told;
  }

  /** Whether a call was made, or may have been. */
  boolean isCalled() {
    return isJudged || permit != null || outcome instanceof NoteOutcome.Seek;
  }

  boolean isJudged() {
    return isJudged;
  }

  /** Whether what was decided is recorded. */
  boolean isOver() {
    return isOver;
  }

  /**
   * Keeps what follows for the account.
   *
   * @param nextCall null when nothing is left to do about the note for now
   * @param length for how long the account is left alone; zero for not at all
   * @param known why Gorgias doesn't let us in; empty when it does; null when it isn't known
   */
  void end(@Nullable NoteCall nextCall, Duration length, @Nullable String known) {
    isOver = true;
    next = nextCall;
    pause = length;
    problem = known;
  }

  @Nullable NoteCall next() {
    return next;
  }

  Duration pause() {
    return pause;
  }

  @Nullable Usage usage() {
    return usage;
  }

  @Nullable String problem() {
    return problem;
  }

  /** Ends the permit: this go writes nothing any more. */
  void close() {
    if (permit != null) {
      permit.close();
    }
  }

  /** The address of the account that it is written to. */
  String address() {
    return Objects.requireNonNull(call.claim().account()).address();
  }
}
