package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A press as the ledger holds it; times are exact to the millisecond.
 *
 * @param id a UUID
 * @param reference what people call it by: 8 capital letters and digits
 * @param what what was pressed
 * @param state how far it has come
 * @param sent whether a write may have reached Smartrr
 * @param attempts how often a write was begun
 * @param pressedAt when it was recorded
 * @param sentAt since when a write may have reached Smartrr: the earliest of the attempts that
 *     weren't certainly lost
 * @param endedAt when it came to its state, unless that is accepted
 * @param nextAttemptAt when it is due again; none: at once
 * @param beforeStatus the subscription's status before the last attempt; {@code ""}: unknown
 * @param beforeNextBilling its next billing date before the last attempt; {@code ""}: none
 * @param chosenDate the date that was chosen for a field that the agent left empty; {@code ""}:
 *     none
 * @param afterStatus its status afterwards; {@code ""}: unknown
 * @param afterNextBilling its next billing date afterwards; {@code ""}: none
 * @param message what the agent is told
 */
public record Press(
    String id,
    String reference,
    NewPress what,
    PressState state,
    boolean sent,
    int attempts,
    Instant pressedAt,
    @Nullable Instant sentAt,
    @Nullable Instant endedAt,
    @Nullable Instant nextAttemptAt,
    String beforeStatus,
    String beforeNextBilling,
    String chosenDate,
    String afterStatus,
    String afterNextBilling,
    String message) {

  /** A press that is recorded now, with a new id and a new reference. */
  static Press pressed(NewPress what, Instant now) {
    return new Press(
        Texts.newId(now),
        Texts.newReference(now),
        what,
        PressState.ACCEPTED,
        false,
        0,
        now,
        null,
        null,
        null,
        "",
        "",
        "",
        "",
        "",
        "");
  }

  /** This press when a write is about to be sent. */
  Press sending(String status, String nextBilling, String chosen, Instant now) {
    return new Press(
        id,
        reference,
        what,
        state,
        true,
        attempts + 1,
        pressedAt,
        sentAt == null ? now : sentAt,
        endedAt,
        nextAttemptAt,
        status,
        nextBilling,
        chosen,
        afterStatus,
        afterNextBilling,
        message);
  }

  /** This press when it has ended; the e-mail address and the product are added if unknown. */
  Press ended(
      PressState end,
      String told,
      String status,
      String nextBilling,
      String email,
      String product,
      Instant now) {
    return new Press(
        id,
        reference,
        what.about(email, product),
        end,
        sent,
        attempts,
        pressedAt,
        sentAt,
        now,
        null,
        beforeStatus,
        beforeNextBilling,
        chosenDate,
        status,
        nextBilling,
        told);
  }
}
