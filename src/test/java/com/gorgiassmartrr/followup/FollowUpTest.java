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
