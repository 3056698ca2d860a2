package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.page.BrowserTest;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page of the presses as an operator uses it in a browser. Without a browser it is skipped, but
 * for where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class PressesPageBrowserTest extends BrowserTest {
  private static final String ROWS = "document.querySelectorAll('.row')";
  private static final String PRESS = "document.getElementById('press').textContent";

  private ConsoleDesk desk;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    desk = ConsoleDesk.start(folder);
    browser.size(1400, 900, false);
  }

  @AfterEach
  void stop() {
    browser.leave();
    desk.close();
  }

  @Test
  void operator_searchesWhateverIsKnown_findsThePress() throws Exception {
    String kenjis = desk.skip("kenji@example.com");
    String maras = desk.skip("mara@example.com");
    open("");
    browser.await("both", ROWS + ".length === 2");

    search("kenji@example.com", "E-mail address", kenjis);
    search(maras, "Reference", maras);
    search(desk.find(maras).what().subscription().id(), "Subscription", maras);
    search("nobody@example.com", "E-mail address", null);
    browser.await(
        "a word about it",
        "document.getElementById('found').textContent.startsWith('No press fits')");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void press_chosenByTheKeyboard_isToldAsItWent() throws Exception {
    desk.skip("mara@example.com");
    String reference = desk.skip("kenji@example.com");
    Await.until("the note", () -> desk.ledger.note(desk.find(reference).id()).isPresent());
    open("");
    browser.await("both", ROWS + ".length === 2");

    browser.evaluate(ROWS + "[1].focus()");
    browser.key("ArrowUp");
    browser.key("Enter");

    browser.await("the press", PRESS + ".includes('" + reference + "')");
    browser.await("its note", PRESS + ".includes('Noted on the ticket')");
    String told = browser.text(PRESS);
    for (String part :
        List.of("Pressed", "by robin@example.com", "The agent saw: ACTIVE", "Sent to Smartrr")) {
      assertTrue(told.contains(part), part + " in " + told);
    }
    browser.key("Escape");
    browser.await("the list alone", "!location.search.includes('press=')");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void followUp_thatWasGivenUp_isReplayedOrDismissed(@TempDir Path folder) throws Exception {
    desk.close();
    desk =
        ConsoleDesk.start(
            folder,
            "slack.url",
            "http://127.0.0.1:1/hook",
            "follow-up.poll",
            "50",
            "follow-up.give-up-after",
            "1s");
    String reference = desk.park("kenji@example.com");
    Await.until(
        "the follow-up given up",
        () -> {
          desk.time.advance(Duration.ofSeconds(5));
          return isGivenUp(reference);
        });
    open("?outcome=parked&press=" + reference);
    browser.await("that it was given up", PRESS + ".includes('Follow-up slack: given up')");
    browser.screenshot("console-follow-up");

    browser.click(button("Replay"));
    browser.await("that it is tried", "!" + PRESS + ".includes('Follow-up slack: given up')");
    Await.until(
        "the follow-up given up again",
        () -> {
          desk.time.advance(Duration.ofSeconds(5));
          return isGivenUp(reference);
        });
    browser.await("that it was given up", PRESS + ".includes('Follow-up slack: given up')");

    browser.click(button("Dismiss"));
    browser.await("that it is dismissed", PRESS + ".includes('Follow-up slack: dismissed')");
    assertEquals(PressState.PARKED, desk.find(reference).state());
    assertEquals(List.of(), browser.problems());
  }

  private boolean isGivenUp(String reference) {
    return desk.ledger.followUps(desk.find(reference).id()).stream()
        .anyMatch(one -> one.state() == FollowUpState.GIVEN_UP);
  }

  @Test
  void parkedPress_replayed_showsTheStateFirstAndIsDoneOnce() throws Exception {
    String reference = desk.park("kenji@example.com");
    open("?outcome=parked&press=" + reference);

    browser.click(button("Replay…"));
    browser.await("the state", PRESS + ".includes(\"What was asked for isn't so.\")");
    assertEquals(PressState.PARKED, desk.find(reference).state(), "nothing is sent yet");
    browser.screenshot("console-replay");
    browser.click(button("Replay now"));
    name("Robin Hale");

    Await.until(
        "the effect",
        () -> {
          // Not so fast that a lease is over before anything can be done under it.
          desk.time.advance(Duration.ofMillis(20));
          return desk.find(reference).state() == PressState.APPLIED;
        });
    browser.await("its end", PRESS + ".includes('Skipped the order')");
    assertTrue(browser.text(PRESS).contains("by Robin Hale"), browser.text(PRESS));
    assertEquals(
        1,
        desk.sandbox.smartrr().world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void parkedPress_dismissed_asksFirstAndKeepsTheReason() throws Exception {
    String reference = desk.park("kenji@example.com");
    open("?press=" + reference);

    browser.click(button("Dismiss…"));
    browser.click("document.querySelector('dialog button[type=button]')");
    assertEquals(PressState.PARKED, desk.find(reference).state());
    browser.click(button("Dismiss…"));
    browser.click("document.querySelector('dialog[open] [name=why]')");
    browser.type("done <b>by hand</b>");
    name("Robin Hale");

    browser.await("its end", PRESS + ".includes('by Robin Hale: done <b>by hand</b>')");
    assertEquals(PressState.DISMISSED, desk.find(reference).state());
    assertEquals(0, browser.evaluate("document.querySelectorAll('#press b').length").asInt());
    browser.await("no count", "document.getElementById('parked-count').hidden");
    assertEquals(List.of(), browser.problems());
  }

  @ParameterizedTest
  @CsvSource({"1400,900,false", "1400,900,true", "390,844,false", "390,844,true"})
  void page_ofAnySize_fitsItsWindow(int width, int height, boolean dark) throws Exception {
    browser.size(width, height, dark);
    String reference = desk.park("kenji@example.com");
    String name = "console-presses-" + width + (dark ? "-dark" : "");
    open("");
    browser.await("the press", ROWS + ".length === 1");
    browser.screenshot(name);
    assertFits();
    open("?press=" + reference);
    browser.await("the press", PRESS + ".includes('Sent to Smartrr')");
    browser.screenshot(name + "-one");
    assertFits();
    assertEquals(List.of(), browser.problems());
  }

  private static void assertFits() {
    assertFalse(
        browser.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean(),
        "nothing is wider than the window");
  }

  private void open(String query) {
    browser.open(desk.url() + "/console/presses" + query);
    browser.await("the page", "document.getElementById('search')");
  }

  private static String button(String words) {
    return "[...document.querySelectorAll('#press button')].find((one) => one.textContent === '"
        + words
        + "')";
  }

  private static void name(String name) {
    browser.await("the dialog", "document.querySelector('dialog[open] [name=by]')");
    browser.click("document.querySelector('dialog [name=by]')");
    browser.type(name);
    browser.click("document.querySelector('dialog button[type=submit]')");
  }

  /** Types into the search, and awaits one press or none. */
  private static void search(String text, String kind, @Nullable String reference) {
    browser.evaluate("document.getElementById('search').select()");
    browser.click("document.getElementById('search')");
    browser.evaluate("document.getElementById('search').select()");
    browser.type(text);
    browser.await(kind, "document.getElementById('search-kind').textContent === '" + kind + "'");
    browser.await(
        "what is found for " + text,
        reference == null
            ? ROWS + ".length === 0"
            : ROWS
                + ".length === 1 && "
                + ROWS
                + "[0].getAttribute('href').includes('"
                + reference
                + "')");
  }
}
