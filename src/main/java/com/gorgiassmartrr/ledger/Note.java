package com.gorgiassmartrr.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A note as the ledger holds it.
 *
 * @param id the note's own number
 * @param pressId the press that it tells of
 * @param mark the reference of that press, with {@code /2} and so on for later ends of the press,
 *     so that no two notes have the same mark
 * @param content the facts that the note tells, and its ticket
 * @param account the address of the Gorgias account that the ticket is in; {@code ""}: unknown
 * @param state how far the note has come
 * @param tried whether the note may stand on the ticket already
 * @param attempts how often the note was about to be written, or a search for it failed
 * @param nextAttemptAt when the note is due again; null: at once
 * @param messageId the id of the message at Gorgias; {@code ""}: unknown
 * @param why why the note was postponed or given up; {@code ""}: it was neither
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

  /** The note that a follow-up is. */
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
