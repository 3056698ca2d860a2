package com.gorgiassmartrr.note;

import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NotHeld;
import com.gorgiassmartrr.note.NoteDecision.Delays;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.Stores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the page of notes, and who has that page run for a note. */
final class NoteSteps {
  private static final Logger LOG = LoggerFactory.getLogger(NoteSteps.class);
  private static final String ROUTE = FollowUps.ROUTE_PREFIX + FollowUps.NOTE;

  private final CamelContext context;
  private final ProducerTemplate template;
  private final NoteEnd end;
  private final Map<String, Processor> steps;

  NoteSteps(
      CamelContext context,
      Stores stores,
      FollowUps followUps,
      GorgiasCalls gorgias,
      Ledger ledger,
      NoteSettings settings,
      InstantSource clock) {
    this.context = context;
    this.template = context.createProducerTemplate();
    this.end = new NoteEnd(ledger, settings, clock);
    this.steps =
        Map.of(
            "noteBegin", new NoteBegin(stores, ledger, clock),
            "noteWords", new NoteCompose(followUps),
            "noteMark", new NoteMark(ledger, settings),
            "noteJudge", new NoteJudge(gorgias),
            "noteEnd", end);
  }

  /** The steps, by the names by which routes know them. */
  Map<String, Processor> all() {
    return steps;
  }

  /** What the query says of the page of messages that is asked for. */
  static String cursor(NoteCall call) {
    return call.cursor().isEmpty()
        ? ""
        : "&cursor=" + URLEncoder.encode(call.cursor(), StandardCharsets.UTF_8);
  }

  /** Has a go run by its route; whatever the route does, it is recorded how the note stands. */
  void run(NoteGo go) {
    try {
      Throwable thrown = send(go);
      if (thrown instanceof LedgerUnavailable || thrown instanceof NotHeld) {
        // The lease runs out, and the note is looked for before it is sent again.
        throw (RuntimeException) thrown;
      }
      if (!go.isOver()) {
        broken(go, thrown);
      }
    } finally {
      go.close();
    }
  }

  private @Nullable Throwable send(NoteGo go) {
    try (AnswerMemory.Share memory = AnswerMemory.ofHeap().share()) {
      Exchange run =
          memory.during(
              () -> template.send(context.getEndpoint("direct:" + ROUTE), go::putInto), true);
      return run.getException() == null ? null : PartnerFailure.unwrapped(run.getException());
    }
  }

  private void broken(NoteGo go, @Nullable Throwable thrown) {
    String why =
        thrown == null
            ? "The route " + ROUTE + " makes a mistake: it ended without an end of the note."
            : thrown instanceof NoteCompose.NoWords
                ? String.valueOf(thrown.getMessage())
                : "The route " + ROUTE + " fails with " + thrown.getClass().getSimpleName() + ".";
    LOG.warn("{}: the note of press {} is postponed: {}", go.store(), go.note().pressId(), why);
    LOG.debug("The note of press {}", go.note().pressId(), thrown);
    go.close();
    Permit permit = go.permit();
    boolean isSent = permit != null && permit.isBurnt();
    Delays delays = go.account().delays(go.note());
    end.record(go, go.decisions().broken(go.call(), permit != null, isSent, delays.note(), why));
  }
}
