package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A follow-up as the ledger holds it.
 *
 * @param id the follow-up's own number
 * @param pressId the press that it follows from
 * @param reference the reference of that press
 * @param number which end of the press it follows from, counted from 1
 * @param store the store's name
 * @param what what is done
 * @param account the address of the Gorgias account that the press's ticket is in; {@code ""}: not
 *     known
 * @param state how far it has come
 * @param tried of a note: whether it may stand on the ticket already
 * @param tries how often it was begun since {@code since}
 * @param since since when it is tried: when the press ended, or a person had it tried again
 * @param nextAttemptAt when it is due again; none: at once
 * @param messageId of a note: the id of the message at Gorgias; {@code ""}: none
 * @param why why the last try failed; {@code ""}: it didn't
 */
public record FollowUpRecord(
    long id,
    String pressId,
    String reference,
    int number,
    String store,
    NewFollowUp what,
    String account,
    FollowUpState state,
    boolean tried,
    int tries,
    Instant since,
    @Nullable Instant nextAttemptAt,
    String messageId,
    String why) {

  /** Whether it is a note on the ticket, which {@link Ledger#notes} tells, too. */
  public boolean isNote() {
    return what.name().equals(Notes.NAME);
  }

  /**
   * What a receiver knows a repeat by: the press's reference, and for a later end of it {@code -2}
   * and so on.
   */
  public String mark() {
    return number == 1 ? reference : reference + "-" + number;
  }
}
