package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A simulated Gorgias that is kept in a file. */
final class GorgiasKeptTest {
  private static final String NOTE =
      "{\"channel\":\"internal-note\",\"via\":\"api\",\"from_agent\":true,\"public\":false,"
          + "\"body_text\":\"Paused\"}";

  private static Vertx vertx;

  private final MovableClock clock = new MovableClock();
  private Path file = Path.of("");
  private GorgiasSimulator gorgias;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close();
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    file = folder.resolve("gorgias.json");
    gorgias = GorgiasSimulator.start(vertx, clock, file);
    gorgias.behaviour().tries(1);
  }

  @AfterEach
  void stop() {
    gorgias.close();
  }

  @Test
  void helpdesk_startedAgain_isWhatItWas() throws Exception {
    long ticket = firstTicket();
    gorgias.seedIntegration("http://127.0.0.1:9", "sandbox", "s3cret");
    assertEquals(201, note(ticket));
    gorgias.desk().setStatus(ticket, "closed");
    String key = gorgias.apiKey();
    String before = gorgias.desk().snapshot().toString();

    restart();

    assertEquals(before, gorgias.desk().snapshot().toString());
    assertEquals(key, gorgias.apiKey());
    assertEquals(201, note(ticket));
  }

  @Test
  void note_isAnswered_isOnDiskByThen() throws Exception {
    long ticket = firstTicket();
    assertEquals(201, note(ticket));

    assertEquals(List.of("Paused"), notesIn(asItIsOnDisk(), ticket));
  }

  @Test
  void note_whoseAnswerIsLost_isOnDisk() throws Exception {
    long ticket = firstTicket();
    gorgias.faults().next(1, Fault.of(Kind.RESET_AFTER_EFFECT));
    assertThrows(IOException.class, () -> note(ticket));

    assertEquals(List.of("Paused"), notesIn(asItIsOnDisk(), ticket));
  }

  @Test
  void change_thatNobodyIsAnswered_isOnDiskSoon() {
    long ticket = firstTicket();
    gorgias.desk().addNote(ticket, "Called her.");

    Await.until(
        "the note on disk", () -> notesIn(asItIsOnDisk(), ticket).equals(List.of("Called her.")));
  }

  @Test
  void integration_seededOnceMore_isUpdatedAndKeepsItsId() {
    var template = JsonNodeFactory.instance.objectNode().put("type", "wrapper");
    long first = gorgias.seedIntegration("http://127.0.0.1:9", "sandbox", "s3cret");
    long widget = gorgias.seedWidget(first, template);
    restart();
    long second = gorgias.seedIntegration("http://127.0.0.1:10", "sandbox", "s3cret");

    assertEquals(first, second);
    assertEquals(widget, gorgias.seedWidget(second, template));
    assertEquals(1, gorgias.desk().integrations().size());
    assertEquals(1, gorgias.desk().widgets().size());
    String url = gorgias.desk().integrations().get(0).at("/http/url").asText();
    assertEquals("http://127.0.0.1:10", url.substring(0, url.indexOf("/gorgias/")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{\"api_key\":\"k\",\"desk\":{\"last_id\":1}}"})
  void file_thatIsNoHelpdesk_isRefused(String text) throws Exception {
    Path other = file.resolveSibling("other.json");
    Files.writeString(other, text);

    assertThrows(RuntimeException.class, () -> GorgiasSimulator.start(vertx, clock, other));
  }

  private void restart() {
    gorgias.close();
    gorgias = GorgiasSimulator.start(vertx, clock, file);
  }

  /** What a process would find that starts after this one was killed now. */
  private GorgiasDesk asItIsOnDisk() {
    Path copy = file.resolveSibling("copy.json");
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (GorgiasSimulator other = GorgiasSimulator.start(vertx, clock, copy)) {
      return other.desk();
    }
  }

  private long firstTicket() {
    return gorgias.desk().tickets().get(0).path("id").asLong();
  }

  private int note(long ticket) throws Exception {
    return new Client(gorgias).post("/api/tickets/" + ticket + "/messages", NOTE).status();
  }

  private static List<String> notesIn(GorgiasDesk desk, long ticket) {
    return desk.messages(ticket).stream()
        .filter(message -> message.path("channel").asText().equals("internal-note"))
        .map(message -> message.path("body_text").asText())
        .toList();
  }
}
