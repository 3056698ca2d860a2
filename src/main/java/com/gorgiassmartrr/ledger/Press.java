package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A press as the ledger holds it; times are exact to the millisecond.
 *
 * @param id a UUID
 * @param reference the name by which people ask for the press: 8 capital letters and digits
 * @param what what was pressed
 * @param pressedAt when the press was recorded
 * @param state how far the press has come
 * @param tries what was tried so far
 * @param end how the press came to its state; {@link End#NONE} while it is accepted
 */
public record Press(
    String id,
    String reference,
    NewPress what,
    Instant pressedAt,
    PressState state,
    Tries tries,
    End end) {

  /**
   * The attempts to carry a press out.
   *
   * @param count how often a write was begun
   * @param sentAt since when a write may have reached Smartrr: the earliest of the attempts that
   *     weren't certainly lost; null: nothing was sent
   * @param nextAt when the press is due again; null: at once
   * @param before the subscription's state before the last attempt
   * @param chosenDate the date that was chosen for a field that the agent left empty; {@code ""}:
   *     none
   */
  public record Tries(
      int count,
      @Nullable Instant sentAt,
      @Nullable Instant nextAt,
      SubscriptionState before,
      String chosenDate) {
    static final Tries NONE = new Tries(0, null, null, SubscriptionState.UNKNOWN, "");
  }

  /**
   * The end of a press.
   *
   * @param at when the press came to its state; null: it is accepted
   * @param message what the agent is told; {@code ""}: nothing yet
   * @param after the subscription's state afterwards
   */
  public record End(@Nullable Instant at, String message, SubscriptionState after) {
    static final End NONE = new End(null, "", SubscriptionState.UNKNOWN);
  }

  /** A press that is recorded now, with a new id and a new reference. */
  static Press pressed(NewPress what, Instant now) {
    return new Press(
        Texts.newId(now),
        Texts.newReference(now),
        what,
        now,
        PressState.ACCEPTED,
        Tries.NONE,
        End.NONE);
  }

  /** Whether a write may have reached Smartrr. */
  public boolean isSent() {
    return tries.sentAt() != null;
  }

  /** This press when a write is about to be sent. */
  Press sending(SubscriptionState before, String chosenDate, Instant now) {
    Instant sentAt = tries.sentAt() == null ? now : tries.sentAt();
    Tries oneMore = new Tries(tries.count() + 1, sentAt, tries.nextAt(), before, chosenDate);
    return new Press(id, reference, what, pressedAt, state, oneMore, end);
  }

  /** This press when it has ended; the e-mail address and the product are added if unknown. */
  Press ended(NewEnd how, Instant now) {
    return new Press(
        id,
        reference,
        what.about(how.email(), how.product()),
        pressedAt,
        how.state(),
        new Tries(tries.count(), tries.sentAt(), null, tries.before(), tries.chosenDate()),
        new End(now, how.message(), how.after()));
  }
}
