package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.press.ParkedDesk;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.store.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about presses, against a server that runs. */
final class PressesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ParkedDesk desk;

  @BeforeEach
  void start() throws Exception {
    desk = ParkedDesk.start();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void list_nothingParked_saysSo() {
    assertEquals(0, run("presses list"));
    assertEquals("No press is parked.", out.toString().trim());
    assertEquals(0, run("presses list --all"));
    assertEquals("None found.", out.toString().trim());
  }

  @Test
  void list_somethingParked_isATableOfThat() throws Exception {
    String parked = desk.park();
    String applied = desk.press("mara@example.com");
    Await.until("the end", () -> desk.find(applied).state() == PressState.APPLIED);

    assertEquals(0, run("presses list"));
    String[] lines = out.toString().split("\\R");
    assertEquals(2, lines.length, out.toString());
    assertTrue(lines[0].startsWith("REFERENCE  PRESSED"), lines[0]);
    assertTrue(lines[1].startsWith(parked + "   20"), lines[1]);
    assertEquals(lines[0].indexOf("SUBSCRIBER"), lines[1].indexOf("kenji@example.com"));
    assertTrue(lines[1].contains("A person must decide"), lines[1]);
  }

  @Test
  void list_searched_isWhatWasFound() throws Exception {
    String parked = desk.park();
    String applied = desk.press("mara@example.com");
    Await.until("the end", () -> desk.find(applied).state() == PressState.APPLIED);

    assertListed("--all", applied, parked);
    assertListed("--ticket 77", applied, parked);
    assertListed("--email mara@example.com", applied);
    assertListed("--subscription " + SmartrrPeople.KENJI_TEA, parked);
    assertListed("--action skip --outcome applied", applied);
    assertListed("--outcome applied --store other");
    assertListed("--store acme", parked);
    assertListed("--all --limit 1", applied);
    assertTrue(out.toString().contains("There may be more"), out.toString());
  }

  @Test
  void show_parked_tellsWhatHappenedAndWhatIsNow() throws Exception {
    String reference = desk.park();
    assertEquals(0, run("presses show " + reference.toLowerCase(Locale.ROOT)));
    String shown = out.toString();
    int at = 0;
    for (String part :
        new String[] {
          reference,
          "parked",
          "kenji@example.com",
          "robin@example.com",
          "seen",
          "ACTIVE",
          "pressed",
          "sending",
          "parked",
          "note",
          "as it was before the change was sent. What was asked for isn't so."
        }) {
      at = shown.indexOf(part, at);
      assertTrue(at >= 0, part + " in its place in " + shown);
    }
  }

  @Test
  void show_parkedAndSmartrrDown_saysThatItCantBeRead() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.faults().add(Fault.status(503));
    assertEquals(0, run("presses show " + reference));
    assertTrue(out.toString().contains("Smartrr can't be read right now"), out.toString());
  }

  @Test
  void replay_smartrrWell_showsTheStateAndTheEnd() throws Exception {
    String reference = desk.park();
    assertEquals(0, run("presses replay " + reference + " --by robin"));
    String[] lines = out.toString().split("\\R");
    assertTrue(lines[0].startsWith("The subscription is active"), lines[0]);
    assertEquals("Tried again: " + reference, lines[1]);
    assertTrue(lines[2].startsWith("applied: Skipped the order of"), lines[2]);
    assertEquals("robin", desk.decidedBy(reference));
    assertEquals(
        1, desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
  }

  @Test
  void replay_subscriptionBecameSomethingElse_endsParkedWithStatusOne() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).status(PurchaseStatus.PAUSED);
    assertEquals(1, run("presses replay " + reference));
    assertTrue(out.toString().contains("before the change was sent it was"), out.toString());
    assertTrue(out.toString().contains("parked: "), out.toString());
    assertTrue(desk.find(reference).state() == PressState.PARKED);
  }

  @Test
  void replay_smartrrDown_replaysNothing() throws Exception {
    String reference = desk.park();
    desk.server.smartrr.faults().add(Fault.status(503));
    assertFailed(
        1, "Smartrr can't be read right now: UNAVAILABLE, status 503.", "replay " + reference);
    assertEquals(PressState.PARKED, desk.find(reference).state());
    assertEquals("", desk.decidedBy(reference));
  }

  @Test
  void dismiss_parked_isRecordedWithTheAccount() throws Exception {
    String reference = desk.park();
    assertEquals(0, run("presses dismiss " + reference));
    assertEquals("Dismissed: " + reference, out.toString().trim());
    assertEquals(System.getProperty("user.name"), desk.decidedBy(reference));
    assertFailed(
        1, "No press is parked under " + reference + "; it is dismissed.", "dismiss " + reference);
    assertFailed(
        1, "No press is parked under " + reference + "; it is dismissed.", "replay " + reference);
  }

  @Test
  void press_unknown_isOneSentenceAndStatusOne() {
    assertFailed(1, "There is no press ABCDEFGH.", "show ABCDEFGH");
    assertFailed(1, "There is no press ABCDEFGH.", "replay ABCDEFGH");
    assertFailed(1, "No press is parked under ABCDEFGH.", "dismiss ABCDEFGH");
  }

  @Test
  void arguments_notAsTheServerWantsThem_areOneSentenceAndStatusTwo() {
    assertFailed(2, "limit: it is not a number from 1 to 500.", "list --limit 501");
    assertFailed(
        2,
        "outcome: it is none of accepted, applied, refused, parked, dismissed.",
        "list --outcome lost");
    assertFailed(
        2, "'../stop' is not a reference: those are eight letters and digits.", "dismiss ../stop");
  }

  private void assertListed(String search, String... references) {
    assertEquals(0, run("presses list " + search));
    String[] found =
        out.toString()
            .lines()
            .filter(line -> line.matches("[0-9A-Z]{8} .*"))
            .map(line -> line.substring(0, 8))
            .toArray(String[]::new);
    assertEquals(String.join(" ", references), String.join(" ", found));
  }

  private void assertFailed(int status, String sentence, String command) {
    assertEquals(status, run("presses " + command));
    assertEquals(sentence, err.toString().trim());
    assertFalse(out.toString().contains("Tried again"), out.toString());
  }

  private int run(String arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Settings settings =
        Settings.read().with(Map.of("camel.management.port", Integer.toString(desk.port())));
    return Commands.line(() -> settings)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.split(" "));
  }
}
