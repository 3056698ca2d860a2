package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A follow-up as the ledger holds it.
 *
 * @param id the follow-up's own number
 * @param press the end of a press from which it follows
 * @param store the store's name
 * @param what what is to be done
 * @param state how far the follow-up has come
 * @param tries what was tried so far
 * @param onTicket of a note: whether it stands on the ticket
 */
public record FollowUpRecord(
    long id,
    Cause press,
    String store,
    NewFollowUp what,
    FollowUpState state,
    Tries tries,
    OnTicket onTicket) {

  /**
   * The end of a press from which a follow-up follows.
   *
   * @param id the press's id
   * @param reference the press's reference
   * @param end which end of the press it is, counted from 1
   * @param account the address of the Gorgias account that the press's ticket is in; {@code ""}:
   *     unknown
   */
  public record Cause(String id, String reference, int end, String account) {}

  /**
   * The attempts to do a follow-up.
   *
   * @param count how often it was begun since then
   * @param since when its press ended, or a person had it tried again
   * @param nextAt when it is due again; null: at once
   * @param why why the last try failed; {@code ""}: it didn't
   */
  public record Tries(int count, Instant since, @Nullable Instant nextAt, String why) {}

  /**
   * Whether a note stands on its ticket.
   *
   * @param isPossible whether it may stand there already
   * @param messageId the id of the message at Gorgias; {@code ""}: unknown
   */
  public record OnTicket(boolean isPossible, String messageId) {}

  /** Whether this follow-up is a note, of which {@link Ledger#notes} tells, too. */
  public boolean isNote() {
    return what.name().equals(Notes.NAME);
  }

  /**
   * The mark by which a receiver knows a repeat: the press's reference, and for a later end of the
   * press {@code -2} and so on.
   */
  public String mark() {
    return press.end() == 1 ? press.reference() : press.reference() + "-" + press.end();
  }
}
