package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Records the decision: either the end of the press, together with its follow-ups in the same
 * commit, or the time of its next try. When a route runs this step twice in one go, the second time
 * does nothing.
 */
public final class PressEnd implements Processor {
  private final Ledger ledger;
  private final PressEnding ending;
  private final PressWorker.Patience patience;
  private final InstantSource clock;

  PressEnd(Ledger ledger, PressEnding ending, PressWorker.Patience patience, InstantSource clock) {
    this.ledger = ledger;
    this.ending = ending;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    record(go, go.decision());
  }

  /** Records a decision about a press that isn't over yet. */
  void record(PressGo go, @Nullable Decision decision) {
    if (go.isOver()) {
      return;
    }
    Press press = go.press();
    PressFacts facts = go.facts(clock.instant());
    JsonNode subscription = facts.reading().subscription();
    if (decision instanceof Decision.Applied applied) {
      ending.applied(
          press,
          go.owner(),
          applied.before(),
          applied.message(),
          applied.namesAction(),
          applied.after(),
          facts.shop());
    } else if (decision instanceof Decision.Refused refused) {
      ending.refused(
          press,
          go.owner(),
          refused.state(),
          refused.message(),
          refused.bySmartrr(),
          subscription,
          facts.shop());
    } else if (decision instanceof Decision.Parked parked) {
      ending.parked(
          press, go.owner(), parked.why(), parked.isRead() ? subscription : null, facts.shop());
    } else if (decision instanceof Decision.Later later) {
      postpone(go, later);
    } else {
      throw new IllegalStateException("Nothing was decided by which press can end");
    }
    go.end();
  }

  /**
   * Postpones a press: until the time that was decided, or for longer if it was tried often
   * already.
   */
  private void postpone(PressGo go, Decision.Later later) {
    String id = go.press().id();
    Instant next = clock.instant().plus(patience.untilNextTry(ledger.attempts(id)));
    ledger.postpone(
        id, go.owner(), next.isBefore(later.earliest()) ? later.earliest() : next, later.why());
  }
}
