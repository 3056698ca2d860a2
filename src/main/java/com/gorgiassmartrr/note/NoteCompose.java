package com.gorgiassmartrr.note;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.note.NoteCall.Claim;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Puts a note into words, by the follow-up's {@code sends}, and makes Gorgias's message of it. */
final class NoteCompose implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FollowUps followUps;

  NoteCompose(FollowUps followUps) {
    this.followUps = followUps;
  }

  /** A note has no words. */
  static final class NoWords extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoWords(Exception why) {
      super("The words of the note can't be made: " + why.getMessage() + ".", why);
    }
  }

  @Override
  public void process(Exchange exchange) {
    NoteGo go = NoteGo.of(exchange);
    if (!(go.outcome() instanceof NoteOutcome.Write)) {
      return;
    }
    Note note = go.note();
    Claim claim = go.call().claim();
    try {
      List<String> lines =
          followUps.words(note.mark(), JSON.readTree(note.content().body())).lines();
      String sender = Objects.requireNonNull(claim.account()).user();
      exchange.getMessage().setBody(NoteMessage.of(note.mark(), sender, lines));
    } catch (IllegalStateException | JsonProcessingException e) {
      throw new NoWords(e);
    }
  }
}
