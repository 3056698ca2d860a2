package com.gorgiassmartrr.sandbox.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.page.BrowserTest;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.store.Settings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page as an agent sees and uses it in a browser. Without a browser it is skipped, but for
 * where the environment sets {@code CI}: there it fails. What was on the screen is then in {@code
 * target/screenshots}.
 */
@Timeout(180)
final class SandboxPageBrowserTest extends BrowserTest {
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  /** The cards of the subscriptions, in their order. */
  private static final String CARDS = "[...document.querySelectorAll('#sidebar .list > .card-1')]";

  private static final String NOTES = "document.querySelectorAll('.message-note')";

  private final Vertx vertx = Vertx.vertx();
  private final ManualTime time = new ManualTime();
  private Sandbox sandbox;
  private Server server;
  private String url;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    sandbox = Sandbox.start(vertx, time, TestFolder.fresh("sandbox"));
    Map<String, String> settings =
        Map.of(
            "camel.server.host",
            "127.0.0.1",
            "camel.server.port",
            "0",
            "ledger.url",
            "jdbc:sqlite:" + folder.resolve("ledger.db"),
            "action.poll",
            "50",
            "action.lease",
            "10m",
            "action.give-up-after",
            "1m",
            "camel.management.port",
            Integer.toString(FreePort.next()));
    server = new Server(vertx, sandbox.stores(), Settings.read().with(settings), time, time);
    server.start();
    url = "http://127.0.0.1:" + server.doors().port();
    sandbox.open(server, url);
    sandbox.connect(server, url);
    idle();
    browser.size(1400, 900, false);
  }

  @AfterEach
  void stop() {
    browser.leave();
    server.close();
    sandbox.close();
    vertx.close();
  }

  @Test
  void agent_changesTheSecondAndThirdSubscription_seesAnswerNoteAndNewState() {
    show("dozen@example.com");
    browser.click("document.querySelector('#sidebar .list > button.link')");
    List<SmartrrSubscription> newestFirst = new ArrayList<>();
    for (SmartrrSubscription one : sandbox.smartrr().world().subscriptions()) {
      if (one.subscriber().id().equals(SmartrrPeople.DORA)) {
        newestFirst.add(0, one);
      }
    }
    SmartrrSubscription second = newestFirst.get(1);
    SmartrrSubscription third = newestFirst.get(2);
    String others = othersThan(second, third);
    LocalDate next = nextBilling(second);
    LocalDate later = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC).plusDays(37);

    press(1, "Skip next order");
    awaitAnswer("Skipped the order of " + SHOWN.format(next));
    awaitNotes(1);
    awaitField(1, "Next billing", SHOWN.format(next.plusMonths(1)));
    assertEquals(next.plusMonths(1), nextBilling(second));
    browser.screenshot("skipped");

    press(1, "Pause");
    fillIn("");
    awaitAnswer("Paused");
    awaitNotes(2);
    awaitField(1, "Status", "PAUSED");
    assertEquals(PurchaseStatus.PAUSED, second.status());
    browser.screenshot("paused");

    press(1, "Unpause");
    fillIn("");
    awaitNotes(3);
    awaitField(1, "Status", "ACTIVE");
    assertEquals(PurchaseStatus.ACTIVE, second.status());
    browser.screenshot("unpaused");

    press(2, "Set next billing date");
    browser.screenshot("asked-for-a-date");
    fillIn(later.toString());
    awaitNotes(4);
    awaitField(2, "Next billing", SHOWN.format(later));
    assertEquals(later, nextBilling(third));
    browser.screenshot("moved");

    press(2, "Cancel");
    browser.await("the dialog", "document.getElementById('action-dialog').open");
    choose(0, "It costs too much");
    browser.click("document.getElementById('action-submit')");
    assertTrue(
        browser.evaluate("document.getElementById('action-dialog').open").asBoolean(),
        "nothing is done before the question is answered");
    browser.screenshot("asked-whether-to-cancel");
    choose(1, "Yes, cancel it");
    browser.click("document.getElementById('action-submit')");
    awaitNotes(5);
    awaitField(11, "Status", "CANCELLED");
    assertEquals(PurchaseStatus.CANCELLED, third.status());
    browser.screenshot("cancelled");

    assertEquals(others, othersThan(second, third), "other subscriptions are as they were");
    assertEquals(5, browser.evaluate("document.querySelectorAll('.event-action').length").asInt());
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void press_thatSmartrrOnlyPretendsToDo_isParkedAndReplayedOnThePage() throws Exception {
    show("mara@example.com");
    switchOver("smartrr-pretends");
    press(2, "Skip next order");
    awaitAnswer("Smartrr hasn't confirmed this yet");
    awaitParked();

    browser.click("document.getElementById('parked-button')");
    browser.screenshot("parked");
    switchOver("smartrr-pretends");
    browser.click("document.getElementById('parked-button')");
    browser.click("document.querySelector('#parked-panel button[id^=replay]')");

    browser.await("the press to be gone", "document.getElementById('parked-count').hidden");
    SmartrrSubscription coffee = sandbox.smartrr().world().subscription(SmartrrPeople.MARA_COFFEE);
    Await.until(
        "the effect",
        () -> {
          // Not so fast that a lease is over before anything can be done under it.
          time.advance(Duration.ofMillis(20));
          return coffee.skippedDates().size() == 1;
        });
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void press_parkedAndDismissed_isGoneAndNothingChanged() throws Exception {
    show("mara@example.com");
    switchOver("smartrr-down");
    press(2, "Skip next order");
    awaitAnswer("Smartrr hasn't confirmed this yet");
    awaitParked();

    browser.click("document.getElementById('parked-button')");
    browser.click("document.querySelector('#parked-panel button[id^=dismiss]')");

    browser.await("the press to be gone", "document.getElementById('parked-count').hidden");
    SmartrrSubscription coffee = sandbox.smartrr().world().subscription(SmartrrPeople.MARA_COFFEE);
    assertEquals(List.of(), coffee.skippedDates());
  }

  @Test
  void startOver_isChosen_makesThePageNew() {
    show("mara@example.com");
    press(2, "Skip next order");
    awaitNotes(1);

    browser.click("document.querySelector('.toast button')");
    browser.click("document.getElementById('start-over')");
    browser.click("document.querySelector('#start-over-form button[type=submit]')");

    awaitNotes(0);
    browser.await("the widget", CARDS + ".length === 4");
    SmartrrSubscription coffee = sandbox.smartrr().world().subscription(SmartrrPeople.MARA_COFFEE);
    assertEquals(List.of(), coffee.skippedDates());
    assertEquals(List.of(), browser.problems());
  }

  @ParameterizedTest
  @CsvSource({"1400,900,false", "1400,900,true", "390,844,false", "390,844,true"})
  void page_ofAnySize_fitsItsWindowAndHidesNothing(int width, int height, boolean dark) {
    browser.size(width, height, dark);
    show("mara@example.com");
    String name = width + (dark ? "-dark" : "");
    browser.screenshot(name);
    for (String menu : List.of("parked", "faults")) {
      browser.click("document.getElementById('" + menu + "-button')");
      browser.screenshot(name + "-" + menu);
      JsonNode box =
          browser.evaluate("document.getElementById('" + menu + "-panel').getBoundingClientRect()");
      assertTrue(box.path("left").asInt() >= 0 && box.path("right").asInt() <= width, menu);
      browser.click("document.getElementById('" + menu + "-button')");
    }
    assertTrue(
        browser.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean(),
        "nothing is wider than the window");
  }

  /** On a telephone the toast that says how a press ended has no corner that is free. */
  @Test
  void toast_onANarrowWindow_coversNothing() {
    browser.size(400, 800, false);
    show("mara@example.com");
    browser.evaluate("document.querySelector('.tabs [data-show=sidebar]').click()");
    press(2, "Skip next order");
    browser.await("the toast", "document.querySelector('.toast-good') !== null");
    browser.screenshot("toast-400");

    assertEquals(
        "",
        browser.text(
            "[...document.querySelectorAll('h1, h2, h3, h4, button, .card-title')]"
                + ".filter((one) => !one.closest('.toast') && one.checkVisibility())"
                + ".filter((one) => { const a = one.getBoundingClientRect();"
                + " const b = document.querySelector('.toast').getBoundingClientRect();"
                + " const c = one.closest('.pane')?.getBoundingClientRect() ?? a;"
                + " return Math.min(a.right, b.right) > Math.max(a.left, b.left)"
                + " && Math.min(a.bottom, b.bottom, c.bottom) > Math.max(a.top, b.top, c.top); })"
                + ".map((one) => one.textContent).join('|')"));
  }

  @Test
  void widget_ofFourSubscriptions_showsAllAndWhatIsOff() {
    show("mara@example.com");

    assertEquals(
        "Green Tea: PAUSED|Dog Biscuits: FAILED|Coffee and 1 more: ACTIVE|Wool Socks: CANCELLED",
        browser.text(
            CARDS + ".map((card) => card.querySelector('.card-title').textContent).join('|')"));
    String sidebar = browser.text("document.getElementById('sidebar').textContent");
    assertTrue(sidebar.contains("A payment failed: Dog Biscuits."), sidebar);
  }

  @Test
  void buttons_ofEachSubscription_areThoseThatMakeSense() {
    show("mara@example.com");

    assertEquals(
        "Unpause,Cancel|Cancel|Skip next order,Unskip,Set next billing date,Pause,Cancel|",
        browser.text(
            CARDS
                + ".map((card) => [...card.querySelectorAll('button')]"
                + ".map((one) => one.textContent).join()).join('|')"));
  }

  @Test
  void product_namedLikeAScript_isText() throws Exception {
    sandbox.gorgias().desk().openTicket("o'neil@example.com", "<b>Hello</b>", "<i>Hello</i>");
    idle();
    show("o'neil@example.com");

    String sidebar = browser.text("document.getElementById('sidebar').textContent");
    assertTrue(sidebar.contains("<script>alert(1)</script>"), sidebar);
    assertEquals(
        0,
        browser
            .evaluate("document.querySelectorAll('main script, main b, main i').length")
            .asInt());
    assertEquals(List.of(), browser.problems());
  }

  // ---------------------------------------------------------------- what an agent does

  private void show(String email) {
    browser.open(url + "/sandbox#ticket=" + ticketOf(email));
    browser.await("the widget", CARDS + ".length > 0");
  }

  /** Switches a fault on, or off. */
  private void switchOver(String fault) {
    browser.click("document.getElementById('faults-button')");
    browser.click("document.getElementById('switch-" + fault + "')?.parentElement");
    browser.click("document.getElementById('faults-button')");
  }

  /** Clicks a button on the card of a subscription, wherever on it the button is. */
  private void press(int row, String label) {
    time.advance(Duration.ofSeconds(1));
    String card = CARDS + "[" + row + "]";
    String button =
        "[..."
            + card
            + ".querySelectorAll('button')].find((one) => one.textContent === '"
            + label
            + "')";
    browser.await("the button " + label, button);
    if (browser.evaluate(button + ".checkVisibility()").asBoolean()) {
      browser.click(button);
    } else {
      browser.click(card + ".querySelector('.more-menu summary')");
      browser.click(button);
    }
  }

  /** Fills the only field of the dialog in and goes on. */
  private void fillIn(String text) {
    browser.await("the dialog", "document.getElementById('action-dialog').open");
    if (!text.isEmpty()) {
      browser.click("document.querySelector('#action-fields input')");
      browser.type(text);
    }
    browser.click("document.getElementById('action-submit')");
  }

  /** Chooses in a dropdown of the dialog. */
  private void choose(int field, String option) {
    String select = "document.querySelectorAll('#action-fields select')[" + field + "]";
    browser.evaluate(select + ".value = '" + option + "'");
    assertEquals(option, browser.text(select + ".value"));
  }

  private void awaitAnswer(String begin) {
    browser.await(
        "the answer " + begin,
        "[...document.querySelectorAll('.toast-good span')].some((one) =>"
            + " one.textContent.startsWith(\""
            + begin
            + "\"))");
  }

  /** Lets about a minute pass, in which the press is tried again and again. */
  private void awaitParked() {
    Await.until(
        "the press to be parked",
        () -> {
          time.advance(Duration.ofSeconds(1));
          return browser.text("document.getElementById('parked-count').textContent").equals("1");
        });
  }

  private void awaitNotes(int count) {
    browser.await(count + " notes", NOTES + ".length === " + count);
  }

  /** Waits until a card shows a value; nobody has to ask for it. */
  private void awaitField(int row, String title, String value) {
    browser.await(
        title + ": " + value,
        "[..."
            + CARDS
            + "["
            + row
            + "].querySelectorAll('.field')].some((field) => field.textContent === '"
            + title
            + value
            + "')");
  }

  // ---------------------------------------------------------------- what is so

  private String othersThan(SmartrrSubscription... changed) {
    StringBuilder all = new StringBuilder();
    for (SmartrrSubscription one : sandbox.smartrr().world().subscriptions()) {
      if (!List.of(changed).contains(one)) {
        all.append(one.id()).append(one.status()).append(one.nextBillingDate()).append('\n');
      }
    }
    return all.toString();
  }

  private static LocalDate nextBilling(SmartrrSubscription subscription) {
    return LocalDate.ofInstant(
        Objects.requireNonNull(subscription.nextBillingDate()), ZoneOffset.UTC);
  }

  private void idle() throws Exception {
    sandbox.gorgias().idle().get(30, TimeUnit.SECONDS);
  }

  private long ticketOf(String email) {
    return sandbox.gorgias().desk().tickets().stream()
        .filter(ticket -> ticket.path("customer").path("email").asText().equals(email))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asLong();
  }
}
