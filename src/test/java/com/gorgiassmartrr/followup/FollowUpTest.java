package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.PressState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a follow-up's bean says, and what is wrong with it. */
final class FollowUpTest {
  private static final JsonNode NO_SETTINGS = JsonNodeFactory.instance.objectNode();

  private static FollowUp followUp() {
    FollowUp followUp = new FollowUp();
    followUp.setWhen("applied, parked");
    return followUp;
  }

  @Test
  void follows_outcomesAndActionsThatAreNamed() {
    FollowUp followUp = followUp();
    assertNull(followUp.problem());
    assertTrue(followUp.follows("skip", PressState.PARKED));
    assertTrue(!followUp.follows("skip", PressState.REFUSED));
    followUp.setActions("cancel, pause");
    assertTrue(followUp.follows("pause", PressState.APPLIED));
    assertTrue(!followUp.follows("skip", PressState.APPLIED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /api/tickets/{ticket}/tags|true",
        "PUT slack.url|true",
        "GET slack.url|false",
        "POST slack|false",
        "POST https://hooks.example.com|false",
        "slack.url|false"
      })
  void write_isAVerbAndAPathOrASetting(String write, boolean isRight) {
    FollowUp followUp = followUp();
    followUp.setWrite(write);
    assertEquals(isRight, followUp.problem() == null, () -> String.valueOf(followUp.problem()));
  }

  @Test
  void path_isFilledInWithWhatCanStandInIt() {
    FollowUp followUp = followUp();
    followUp.setWrite("PUT /api/tickets/{ticket}/custom-fields/{ticket-field.id}");
    assertEquals("/api/tickets/77/custom-fields/501", followUp.path("77", key -> "501"));
    for (String strange : List.of("", "5/../1", "5?a=b", "%2e")) {
      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, () -> followUp.path("77", key -> strange));
      assertEquals(
          "ticket-field.id is missing, or can't stand in the path of a write",
          refusal.getMessage());
    }
  }

  private static FollowUp note() {
    FollowUp note = new FollowUp();
    note.setWhen("applied,refused,parked,dismissed");
    note.setOrder("ticket");
    note.setSends("[.what]");
    return note;
  }

  /** Of the note nothing but its words is the file's. */
  @Test
  void note_thatIsMoreThanItsWords_isSaid() {
    String everyEnd =
        "every end of a press is noted, one after the other; write when:"
            + " applied,refused,parked,dismissed and order: ticket";
    assertNull(NoteWords.problem(note()));
    FollowUp some = note();
    some.setWhen("applied");
    assertEquals(everyEnd, NoteWords.problem(some));
    FollowUp unordered = note();
    unordered.setOrder("");
    assertEquals(everyEnd, NoteWords.problem(unordered));
    FollowUp off = note();
    off.setEnabledBy("slack.url");
    assertEquals(
        "enabledBy doesn't hold for notes; leave it out, and see the settings note.*",
        NoteWords.problem(off));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".what|sends doesn't give a list of lines",
        "[{\"text\": .what}]|sends gives a line that isn't a text",
        "[.nothing]|sends gives no line",
        "[.before.status]|sends gives no line",
        "[\"At \" + .at, number(.what)]|sends can't be computed for this press"
      })
  void note_whoseWordsFail_isSaid(String sends, String why) {
    FollowUp note = note();
    note.setSends(sends);
    String problem = String.valueOf(NoteWords.problem(note));
    assertTrue(
        problem.endsWith("; write JSLT that gives a list of texts, such as [.what]"), problem);
    assertTrue(problem.startsWith(why), problem);
  }

  @Test
  void dates_areInWords() {
    FollowUp note = note();
    note.setSends(
        "[day-in-words(.day), day-in-words(.date), time-in-words(.at), day-in-words(.odd),"
            + " day-in-words(null)]");
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.put("day", "2026-12-03").put("date", "2026-12-03T14:00:00.000Z");
    told.put("at", "2026-11-22T10:14:03Z").put("odd", "soon");
    assertEquals(
        "[\"3 Dec 2026\",\"3 Dec 2026\",\"22 Nov 2026 10:14 UTC\",\"soon\",null]",
        note.body("ABCD2345", told, NO_SETTINGS).toString());
  }

  @Test
  void lengthOfTime_thatIsNone_isSaid() {
    FollowUp followUp = followUp();
    followUp.setGiveUpAfter("soon");
    assertEquals(
        "giveUpAfter is 'soon', which is not a length of time; write it like 10s, 5m or 24h",
        followUp.problem());
  }

  @Test
  void sends_thatCantBeComputed_isSaidWithoutData() {
    FollowUp followUp = followUp();
    followUp.setSends("{\"text\": round(.message)}");
    ObjectNode press = press("mara@example.com wants it");
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class, () -> followUp.body("ABCD2345", press, NO_SETTINGS));
    assertTrue(!String.valueOf(failure.getMessage()).contains("mara"), failure.getMessage());
  }

  @Test
  void sends_withAMistake_isSaidWithItsLine() {
    FollowUp followUp = followUp();
    followUp.setSends("{\"a\":\n  .b $c}");
    assertEquals(
        "sends, line 2: this is not JSLT: $c can't stand there; write what is missing"
            + " before it, such as a comma, or leave it out",
        followUp.problem());
    followUp.setSends("$setting.url");
    assertEquals(
        "sends: there is no variable $setting; write $id or $press or $settings",
        followUp.problem());
  }

  @Test
  void sends_callsItselfWithoutAnEnd_isSaid() {
    FollowUp followUp = followUp();
    followUp.setSends("def again(x) again($x) again(1)");
    assertEquals(
        "sends: the function again calls itself, and might never end; write it without that",
        followUp.problem());
  }

  @Test
  void slack_messageHasSignsThatSlackReads_escapesThem() throws Exception {
    FollowUp slack = new FollowUp();
    slack.setSends(shippedSends("slack"));
    JsonNode body = slack.body("ABCD2345", press("<!channel> & <https://x|y>"), NO_SETTINGS);
    assertEquals(
        "acme: Skip is parked. &lt;!channel&gt; &amp; &lt;https://x|y&gt;",
        body.path("text").asText());
  }

  private static ObjectNode press(String message) {
    return new ObjectMapper()
        .createObjectNode()
        .put("store", "acme")
        .put("label", "Skip")
        .put("outcome", "parked")
        .put("message", message);
  }

  /** The block of its {@code sends}, which stands last in the file. */
  private static String shippedSends(String name) throws Exception {
    String text = Files.readString(Path.of("routes", "follow-ups", name + ".camel.yaml"));
    return text.substring(text.indexOf("sends: |") + "sends: |".length());
  }
}
