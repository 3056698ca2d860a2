package com.gorgiassmartrr.note;

import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.gorgias.GorgiasCalls.Reply;
import com.gorgiassmartrr.permit.Permit;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Judges what a call for a note brought: by the body, or by the exception in the variable {@code
 * failure}. The variable {@code next} is then {@code in-turn}, {@code written}, {@code later} or
 * {@code given-up}.
 */
final class NoteJudge implements Processor {
  /** The variable that holds what a connector route threw. */
  private static final String FAILURE = "failure";

  private final GorgiasCalls gorgias;

  NoteJudge(GorgiasCalls gorgias) {
    this.gorgias = gorgias;
  }

  @Override
  public void process(Exchange exchange) {
    NoteGo go = NoteGo.of(exchange);
    Permit permit = go.permit();
    Exception thrown = exchange.getVariable(FAILURE, Exception.class);
    if (go.isJudged()) {
      return;
    }
    if (go.outcome() instanceof NoteOutcome.Seek) {
      judge(go, gorgias.heard(go.store(), exchange, thrown), exchange);
    } else if (permit != null) {
      permit.close();
      judge(go, gorgias.heard(go.store(), exchange, thrown, "gorgias-add-note", permit), exchange);
    } else if (go.outcome() instanceof NoteOutcome.Write) {
      String why =
          "The route note-send makes a mistake: it sends before it marks the note as being tried."
              + " Nothing was sent.";
      Duration delay = go.account().delays(go.note()).note();
      go.decide(go.decisions().broken(go.call(), false, false, delay, why), exchange);
    }
  }

  private static void judge(NoteGo go, Reply reply, Exchange exchange) {
    go.judged(reply.usage());
    go.decide(go.decisions().judge(go.call(), reply, go.account().delays(go.note())), exchange);
  }
}
