package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A note as the ledger holds it.
 *
 * @param id the note's own number
 * @param pressId the press that it tells of
 * @param mark the reference of that press, and for a later end of it {@code /2} and so on: no two
 *     notes have the same
 * @param content what is written where
 * @param account the address of the Gorgias account that the ticket is in; {@code ""}: not known
 * @param state how far it has come
 * @param tried whether it may stand on the ticket already
 * @param attempts how often it was tried to write it, or failed to be looked for
 * @param nextAttemptAt when it is due again; none: at once
 * @param messageId the id of the message at Gorgias; {@code ""}: none
 * @param why why it was postponed or given up; {@code ""}: it wasn't
 */
public record Note(
    long id,
    String pressId,
    String mark,
    NewNote content,
    String account,
    NoteState state,
    boolean tried,
    int attempts,
    @Nullable Instant nextAttemptAt,
    String messageId,
    String why) {

  /** A follow-up that is a note. */
  static Note of(FollowUpRecord followUp) {
    FollowUpRecord.Cause press = followUp.press();
    FollowUpRecord.Tries tries = followUp.tries();
    return new Note(
        followUp.id(),
        press.id(),
        press.end() == 1 ? press.reference() : press.reference() + "/" + press.end(),
        new NewNote(followUp.store(), followUp.what().lane(), followUp.what().body()),
        press.account(),
        NoteState.of(followUp.state()),
        followUp.onTicket().isPossible(),
        tries.count(),
        tries.nextAt(),
        followUp.onTicket().messageId(),
        tries.why());
  }
}
