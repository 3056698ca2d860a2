package com.gorgiassmartrr.ledger;

/**
 * How a press is to end.
 *
 * @param state the outcome
 * @param message what the agent is told
 * @param after the subscription's state afterwards
 * @param email the subscriber's e-mail address, for a press that was recorded without one; {@code
 *     ""}: unknown
 * @param product the subscription's name, for a press that was recorded without one; {@code ""}:
 *     unknown
 */
public record NewEnd(
    PressState state, String message, SubscriptionState after, String email, String product) {

  public NewEnd {
    if (state == PressState.ACCEPTED) {
      throw new IllegalArgumentException("A press doesn't end accepted");
    }
  }

  /** An end that tells nothing new of whose subscription it is. */
  public NewEnd(PressState state, String message, SubscriptionState after) {
    this(state, message, after, "", "");
  }
}
