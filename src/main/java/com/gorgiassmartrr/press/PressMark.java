package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.press.PressGo.Sent;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Marks a press as sent, and hands out the permit for its one write. Sets the body to what is sent.
 *
 * <p>Where nothing is to be sent, or the press is marked already, this step does nothing: without a
 * permit no write can leave.
 */
public final class PressMark implements Processor {
  private final Ledger ledger;
  private final InstantSource clock;

  public PressMark(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PressGo go = PressGo.of(exchange);
    if (!(go.decision() instanceof Decision.Send send) || go.sent() != null) {
      return;
    }
    Press press = go.press();
    NewPress what = press.what();
    JsonNode subscription = Objects.requireNonNull(go.reading().subscription());
    SeenState current = SeenState.of(subscription);
    // Computed before the mark: if the computation fails, certainly nothing was sent.
    Map<String, @Nullable Object> body =
        PressDecision.effect(go.facts(clock.instant()), press, current, send.chosen())
            .body(subscription);
    Ledger.Sending sending =
        ledger.sending(
            press,
            go.owner(),
            current.kept(),
            send.chosen(),
            SmartrrChange.write(
                go.store(),
                what.subscription().customerId(),
                what.subscription().id(),
                go.held().change()));
    Instant at = clock.instant();
    go.mark(new Sent(sending.press(), sending.permit(), at));
    sending.permit().putInto(exchange);
    exchange.removeVariable(PressJudge.FAILURE);
    exchange.getMessage().setBody(body);
  }
}
