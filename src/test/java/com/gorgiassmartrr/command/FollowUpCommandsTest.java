package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.followup.FollowUpDesk;
import com.gorgiassmartrr.followup.Receiver;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.store.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about follow-ups, against a server that runs. */
final class FollowUpCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @SuppressWarnings("NullAway.Init")
  private FollowUpDesk desk;

  @BeforeEach
  void start() throws Exception {
    desk = FollowUpDesk.withWebhook(Receiver.start());
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void followUps_noneGivenUp_saysSo() {
    assertEquals(0, run("presses follow-ups"));
    assertEquals("No follow-up was given up.", out.toString().trim());
  }

  @Test
  void followUp_givenUp_isListedShownAndTriedAgain() throws Exception {
    String reference = desk.givenUp();

    assertEquals(0, run("presses follow-ups"));
    String[] lines = out.toString().split("\\R");
    assertEquals(2, lines.length, out.toString());
    assertTrue(lines[0].startsWith("REFERENCE  FOLLOW-UP  STORE"), lines[0]);
    assertTrue(lines[1].startsWith(reference + "   webhook    acme"), lines[1]);
    assertTrue(lines[1].endsWith("Status 500."), lines[1]);
    assertEquals(0, run("presses show " + reference));
    assertTrue(out.toString().contains("given up, Status 500."), out.toString());

    assertEquals(0, run("presses replay-follow-up " + reference + " webhook"));
    assertEquals("Tried again: webhook of " + reference, out.toString().trim());
    desk.followUp(reference, "webhook", FollowUpState.DONE);
  }

  @Test
  void followUp_givenUp_isDismissed() throws Exception {
    String reference = desk.givenUp();
    assertEquals(0, run("presses dismiss-follow-up " + reference + " webhook"));
    assertEquals("Dismissed: webhook of " + reference, out.toString().trim());
    assertEquals(FollowUpState.DISMISSED, desk.followUp(reference, "webhook").state());
  }

  @Test
  void followUp_thatIsNone_isSaidInASentence() throws Exception {
    String reference = desk.press("pause");
    assertFailed(
        1,
        "No follow-up webhook of press " + reference + " was given up.",
        "replay-follow-up " + reference + " webhook");
    assertFailed(
        2,
        "'W' is no follow-up's name: those are like slack or tag-ticket.",
        "replay-follow-up " + reference + " W");
    assertFailed(
        2,
        "'x' is not a reference: those are eight letters and digits.",
        "dismiss-follow-up x webhook");
  }

  private void assertFailed(int status, String sentence, String command) {
    assertEquals(status, run("presses " + command));
    assertEquals(sentence, err.toString().trim());
  }

  private int run(String arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int port = desk.server.management("/").build().uri().getPort();
    Settings settings =
        Settings.read().with(Map.of("camel.management.port", Integer.toString(port)));
    return Commands.line(() -> settings)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.split(" "));
  }
}
