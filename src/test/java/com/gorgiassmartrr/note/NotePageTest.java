package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.gorgiassmartrr.routes.PageSupport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page {@code follow-ups/note.camel.yaml} by itself: in which order its steps are done. Each
 * step is a stand-in that notes its name; what is decided is told beforehand.
 */
final class NotePageTest extends PageSupport {
  private final Queue<String> decisions = new ArrayDeque<>();
  private boolean answerIsLost;

  NotePageTest() {
    super(Map.of(), "follow-ups/note");
  }

  @Override
  protected void bindToRegistry(Registry registry) {
    for (String step : List.of("noteWords", "noteMark", "noteEnd")) {
      registry.bind(step, (Processor) exchange -> done.add(step));
    }
    for (String step : List.of("noteBegin", "noteJudge")) {
      registry.bind(step, (Processor) exchange -> decide(step, exchange));
    }
  }

  private void decide(String step, Exchange exchange) {
    done.add(step);
    exchange.setVariable("next", decisions.remove());
  }

  @BeforeEach
  void start() throws Exception {
    CamelContext context = context();
    for (String route : List.of("note-seek", "note-send")) {
      AdviceWith.adviceWith(
          context,
          route,
          page ->
              page.weaveByToUri("direct:gorgias-*")
                  .replace()
                  .process(exchange -> call("call of " + route)));
    }
    context.start();
  }

  private void call(String name) throws IOException {
    done.add(name);
    if (answerIsLost) {
      throw new IOException("The answer is lost");
    }
  }

  private Exchange run(String... decided) {
    decisions.addAll(List.of(decided));
    return template().send("direct:follow-up-note", exchange -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-turn", "written", "later", "given-up"})
  void note_thatMayBeThere_isSoughtAndNotWritten(String outcome) {
    assertNull(run("seek", outcome).getException());

    assertEquals(List.of("noteBegin", "call of note-seek", "noteJudge", "noteEnd"), done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"written", "later", "given-up"})
  void note_thatIsntThere_isWordedThenMarkedThenWrittenThenJudged(String outcome) {
    assertNull(run("write", outcome).getException());

    assertEquals(
        List.of("noteBegin", "noteWords", "noteMark", "call of note-send", "noteJudge", "noteEnd"),
        done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"later", "given-up"})
  void note_thatCantBeWritten_isRecordedSo(String outcome) {
    assertNull(run(outcome).getException());

    assertEquals(List.of("noteBegin", "noteEnd"), done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seek", "write"})
  void call_hasNoAnswer_isJudgedByWhatItThrew(String call) {
    answerIsLost = true;

    Exchange end = run(call, "later");

    assertNull(end.getException());
    assertEquals("The answer is lost", end.getVariable("failure", Exception.class).getMessage());
    assertEquals(List.of("noteJudge", "noteEnd"), done.subList(done.size() - 2, done.size()));
  }
}
