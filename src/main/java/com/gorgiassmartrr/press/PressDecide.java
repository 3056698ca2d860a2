package com.gorgiassmartrr.press;

import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Decides what to do about a press, from what was read. Sets the variable {@code next} to {@code
 * ask-events}, {@code send}, {@code applied}, {@code refused}, {@code parked} or {@code later}.
 */
public final class PressDecide implements Processor {
  private final PressDecision decisions;
  private final InstantSource clock;

  /** Makes a step that decides with this patience. */
  public PressDecide(PressWorker.Patience patience, InstantSource clock) {
    this.decisions = new PressDecision(patience);
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    go.decide(decisions.decide(go.facts(clock.instant())), exchange);
  }
}
