package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.press.PressDecision.Judgement;
import com.gorgiassmartrr.press.PressGo.Sent;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import java.time.Clock;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges whether a change that was marked as sent was done. The action's route has ended either
 * with Smartrr's answer as the body, or with an exception in the variable {@code failure}. Sets the
 * variable {@code next} to {@code applied}, {@code refused}, {@code parked}, {@code later} or
 * {@code look-again}.
 */
public final class PressJudge implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(PressJudge.class);

  /** The variable that holds what the action's route threw. */
  static final String FAILURE = "failure";

  private final Ledger ledger;
  private final SmartrrCalls smartrr;
  private final PressDecision decisions;
  private final Clock clock;

  public PressJudge(
      Ledger ledger, SmartrrCalls smartrr, PressWorker.Patience patience, Clock clock) {
    this.ledger = ledger;
    this.smartrr = smartrr;
    this.decisions = new PressDecision(patience);
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    Sent sent = go.sent();
    if (sent != null) {
      go.decide(judge(go, sent, exchange), exchange);
    } else if (go.decision() instanceof Decision.Send) {
      go.decide(
          new Decision.Parked(
              "The route press-send makes a mistake: it sends before it marks the press as sent."
                  + " Nothing was sent."),
          exchange);
    }
  }

  private Decision judge(PressGo go, Sent sent, Exchange exchange) {
    sent.permit().close();
    String id = go.press().id();
    PartnerFailure failure = failure(exchange, sent);
    smartrr.told(go.store(), failure);
    if (failure != null) {
      LOG.info("press {}: {}, {}", go.press().reference(), failure.kind(), failure.getMessage());
      go.read(ledger.attempts(id));
    }
    JsonNode answer =
        exchange.getMessage().getBody() instanceof JsonNode json ? json : MissingNode.getInstance();
    Judgement judgement =
        decisions.judge(go.facts(clock.instant()), sent.press(), sent.at(), answer, failure);
    if (judgement.wasSent()) {
      go.wasSent(judgement.decision() instanceof Decision.LookAgain again ? again.refusal() : null);
    } else {
      ledger.notSent(id, go.owner(), Objects.requireNonNull(failure).kind().name());
      go.wasNotSent();
    }
    return judgement.decision();
  }

  /** How the action's route failed; null: it ended with an answer. */
  private @Nullable PartnerFailure failure(Exchange exchange, Sent sent) {
    String route = Actions.ROUTE_PREFIX + sent.press().what().action();
    Exception thrown = exchange.getVariable(FAILURE, Exception.class);
    PartnerFailure failure =
        PartnerFailure.ofWrite(
            route, sent.permit(), thrown == null ? null : PartnerFailure.of(thrown, clock));
    return failure == null && !(exchange.getMessage().getBody() instanceof JsonNode)
        ? new PartnerFailure(
            PartnerFailure.Kind.MALFORMED, "the route " + route + " did not end with JSON")
        : failure;
  }
}
