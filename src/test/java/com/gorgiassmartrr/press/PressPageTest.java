package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.gorgiassmartrr.routes.PageSupport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages {@code press.camel.yaml} and {@code drop-in.camel.yaml} by themselves: in which order
 * their steps are done. Each step is a stand-in that notes its name; what is decided is told
 * beforehand.
 */
final class PressPageTest extends PageSupport {
  private final Queue<String> decisions = new ArrayDeque<>();
  private boolean answerIsLost;

  PressPageTest() {
    super(Map.of("action.poll", "1h"), "press", "drop-in", "actions/skip");
  }

  @Override
  protected void bindToRegistry(Registry registry) {
    for (String step :
        List.of(
            "pressCheck",
            "dropInCheck",
            "dropInLook",
            "pressRecord",
            "pressAwait",
            "pressReply",
            "dropInReply",
            "pressesDue",
            "pressRead",
            "pressEvents",
            "pressMark")) {
      registry.bind(step, note(step));
    }
    registry.bind("pressDecide", decide("pressDecide"));
    registry.bind("pressJudge", decide("pressJudge"));
    registry.bind("pressEnd", (Processor) this::end);
  }

  private Processor note(String step) {
    return exchange -> {
      done.add(step);
      exchange.setVariable("action", "skip");
    };
  }

  private Processor decide(String step) {
    return exchange -> {
      done.add(step);
      exchange.setVariable("next", decisions.remove());
    };
  }

  private void end(Exchange exchange) {
    done.add(exchange.getUnitOfWork().getRoute().getRouteId());
  }

  @BeforeEach
  void start() throws Exception {
    ModelCamelContext context = (ModelCamelContext) context();
    for (String lookup : List.of("drop-in", "drop-in-read")) {
      context.removeRouteDefinition(context.getRouteDefinition(lookup));
    }
    AdviceWith.adviceWith(context, "press", route -> route.replaceFromWith("direct:press"));
    AdviceWith.adviceWith(
        context, "drop-in-change", route -> route.replaceFromWith("direct:drop-in-change"));
    AdviceWith.adviceWith(context, "press-due", route -> route.replaceFromWith("direct:due"));
    AdviceWith.adviceWith(
        context,
        "action-skip",
        route -> route.weaveByToUri("direct:smartrr-change").replace().process(this::change));
    context.start();
  }

  private void change(Exchange exchange) throws IOException {
    done.add(Objects.requireNonNull(exchange.getVariable("change", String.class)));
    if (answerIsLost) {
      throw new IOException("The answer is lost");
    }
  }

  private Exchange run(String... decided) {
    decisions.addAll(List.of(decided));
    return template().send("direct:press-run", exchange -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"applied", "refused", "parked", "later"})
  void press_thatNeedsNoChange_endsAsDecided(String outcome) {
    assertNull(run(outcome).getException());

    assertEquals(List.of("pressRead", "pressDecide", "press-" + outcome), done);
  }

  @ParameterizedTest
  @CsvSource({"applied", "refused", "parked", "later"})
  void press_thatMayBeSent_isMarkedThenSentThenJudged(String outcome) {
    assertNull(run("send", outcome).getException());

    assertEquals(
        List.of("pressRead", "pressDecide", "pressMark", "skip", "pressJudge", "press-" + outcome),
        done);
  }

  @Test
  void press_whoseStateDoesntTell_asksForEvents() {
    assertNull(run("ask-events", "parked").getException());

    assertEquals(
        List.of("pressRead", "pressDecide", "pressEvents", "pressDecide", "press-parked"), done);
  }

  @Test
  void press_whoseAnswerIsLost_isReadAndDecidedAgain() {
    answerIsLost = true;

    Exchange end = run("send", "look-again", "ask-events", "applied");

    assertNull(end.getException());
    assertEquals("The answer is lost", end.getVariable("failure", Exception.class).getMessage());
    assertEquals(
        List.of(
            "pressRead",
            "pressDecide",
            "pressMark",
            "skip",
            "pressJudge",
            "pressRead",
            "pressDecide",
            "pressEvents",
            "pressDecide",
            "press-applied"),
        done);
  }

  @Test
  void button_pressed_isCheckedRecordedAwaitedAnswered() {
    template().send("direct:press", exchange -> {});

    assertEquals(List.of("pressCheck", "pressRecord", "pressAwait", "pressReply"), done);
  }

  @Test
  void buttonMadeByHand_pressed_isLookedAtInBetween() {
    template().send("direct:drop-in-change", exchange -> {});

    assertEquals(
        List.of("dropInCheck", "dropInLook", "pressRecord", "pressAwait", "dropInReply"), done);
  }

  @Test
  void clock_ticks_takesUpWhatIsDue() {
    template().send("direct:due", exchange -> {});

    assertEquals(List.of("pressesDue"), done);
  }
}
