package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.page.BrowserTest;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page that connects stores as an admin uses it in a browser. Without a browser it is skipped,
 * but for where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class ConnectPageBrowserTest extends BrowserTest {
  private static final String TITLE = "document.getElementById('work-title')?.textContent";
  private static final String WORK = "document.getElementById('work').textContent";
  private static final String DIALOG = "document.querySelector('dialog')";
  private static final String STORES = "document.getElementById('stores').textContent";

  private ConsoleDesk desk;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    desk = ConsoleDesk.unconnected(folder, "connect.watch", "2s");
    browser.size(1400, 900, false);
  }

  @AfterEach
  void stop() {
    browser.leave();
    desk.close();
  }

  @Test
  void admin_connectsByTheKeyboard_seesEachStepEvenAfterAReload() {
    slowly(Duration.ofSeconds(3));
    open();
    browser.await("the keyboard in the first field", hasFocus("field-gorgias_domain"));

    ObjectNode fields = desk.fields();
    browser.type(fields.path("gorgias_domain").asText());
    browser.key("Tab");
    browser.type(fields.path("gorgias_user").asText());
    browser.key("Tab");
    browser.type(fields.path("gorgias_api_key").asText());
    browser.key("Tab");
    browser.type(fields.path("smartrr_token").asText());
    browser.key("Enter");

    browser.await("the title", TITLE + " === 'Connecting default'");
    browser.await("a step under way", WORK + ".includes('Making the widget…')");
    assertTrue(browser.text(WORK).contains("The HTTP integration is made"));
    browser.screenshot("console-connect-under-way");
    assertEquals("true", browser.text(id("submit") + ".getAttribute('aria-disabled')"));

    browser.open(desk.url() + "/console/connect");
    browser.await("the work again", TITLE + " === 'Connecting default'");
    assertFalse(browser.text(WORK).contains("restarted"), "nothing is lost");
    browser.await("the end", TITLE + " === 'default is connected'");
    assertTrue(browser.text(WORK).contains("The widget is made."), browser.text(WORK));
    browser.await("the store", STORES + ".includes('connected')");
    browser.await(
        "what to do next",
        "[...document.querySelectorAll('#after a')].map((link) => link.textContent).join()"
            + " === 'Open a ticket,Widget,Status'");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void apiKey_wrong_isSaidAtItsFieldWhereTheKeyboardIsThen() {
    open();
    fillAll();
    fill("gorgias_api_key", "a-wrong-key");
    browser.click(id("submit"));

    browser.await("the sentence", "!" + id("wrong-gorgias_api_key") + ".hidden");
    assertTrue(browser.evaluate(hasFocus("field-gorgias_api_key")).asBoolean());
    assertEquals("true", browser.text(id("field-gorgias_api_key") + ".ariaInvalid"));
    assertTrue(
        browser
            .text(id("wrong-gorgias_api_key") + ".textContent")
            .startsWith("Gorgias doesn't accept this user with this API key"));
    assertEquals(
        1, browser.evaluate("document.querySelectorAll('.wrong:not([hidden])').length").asInt());
    assertEquals("default isn’t connected", browser.text(TITLE));
    browser.screenshot("console-connect-wrong-key");

    browser.evaluate(id("field-gorgias_api_key") + ".select()");
    browser.type(desk.sandbox.gorgias().apiKey());
    browser.await("no complaint any more", id("wrong-gorgias_api_key") + ".hidden");
    browser.key("Enter");

    browser.await("the end", TITLE + " === 'default is connected'");
    browser.await("the form to close", "!" + id("fold") + ".open");
    assertTrue(browser.evaluate(hasFocus("work-title")).asBoolean());
    for (String secret : List.of(desk.sandbox.gorgias().apiKey(), desk.sandbox.smartrr().token())) {
      assertFalse(
          browser
              .evaluate(
                  "[document.documentElement.outerHTML, JSON.stringify(sessionStorage),"
                      + " ...[...document.querySelectorAll('input')].map((one) => one.value)]"
                      + ".join().includes('"
                      + secret
                      + "')")
              .asBoolean());
    }
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void store_thatDrifted_isCheckedAndSetRight() throws Exception {
    connect();
    desk.changeIntegration("{\"http\":{\"url\":\"https://elsewhere.example.com/x\"}}");

    browser.click(button("Check"));
    browser.await("the drift", WORK + ".includes('it asks https://elsewhere.example.com')");
    browser.await("the end", TITLE + " === 'default isn’t as it is to be'");
    browser.screenshot("console-connect-drift");

    browser.click(button("Set right"));
    browser.await("the end", TITLE + " === 'default is connected'");
    browser.click(button("Check"));
    browser.await("the end", TITLE + " === 'default is as it is to be'");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void secret_rotated_asksFirstAndSetsApartWhatToMind() {
    connect();
    String before = secret();

    browser.click(button("Rotate secret"));
    browser.await("the question", DIALOG + "?.open");
    assertEquals(before, secret());
    browser.click(DIALOG + "?.querySelector('.button-primary')");

    browser.await("the end", TITLE + " === 'default has a new secret'");
    assertFalse(before.equals(secret()));
    browser.await(
        "what to mind",
        "document.querySelector('.warnings')?.textContent"
            + ".startsWith('The address for Smartrr\\'s webhooks has changed')");
    assertFalse(
        browser.text("document.getElementById('told').textContent").contains("webhooks"),
        "it isn't among what was done");
    browser.screenshot("console-connect-rotated");
    assertEquals(List.of(), browser.problems());
  }

  /** The secret that Gorgias sends. */
  private String secret() {
    return desk.sandbox
        .gorgias()
        .desk()
        .integrations()
        .get(0)
        .at("/http/headers/x-store-secret")
        .asText();
  }

  @Test
  void fields_ofAStoreThatIsThere_areFilledInButForItsSecrets() {
    connect();

    browser.click(button("Change fields"));

    browser.await("the keyboard", hasFocus("field-gorgias_domain"));
    assertEquals(desk.sandbox.gorgias().user(), browser.text(id("field-gorgias_user") + ".value"));
    assertEquals("", browser.text(id("field-gorgias_api_key") + ".value"));
    assertEquals("", browser.text(id("field-smartrr_token") + ".value"));
    assertEquals(
        "Leave it empty to keep the one we have.",
        browser.text(id("kept-smartrr_token") + ".innerText"));
    browser.key("Enter");
    browser.await("the end", WORK + ".includes('It was right already; nothing was changed.')");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void disconnect_asksFirst_andRemovesNothingUntilItIsAnswered() {
    connect();

    browser.click(button("Disconnect"));
    browser.await("the question", DIALOG + "?.open");
    String question = browser.text(DIALOG + ".textContent");
    assertTrue(question.contains("the HTTP integration and the widget"), question);
    assertTrue(question.contains("default.properties"), question);
    browser.key("Escape");
    browser.await("no question", DIALOG + " === null");
    assertEquals(1, desk.sandbox.gorgias().desk().integrations().size());

    browser.click(button("Disconnect"));
    browser.click(DIALOG + "?.querySelector('.button-danger')");
    browser.await("the end", TITLE + " === 'default is disconnected'");
    browser.await("no store", STORES + " === ''");
    assertEquals(List.of(), desk.sandbox.gorgias().desk().integrations());
    assertEquals(List.of(), desk.sandbox.gorgias().desk().widgets());
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void integration_switchedOff_isReactivatedOnTheStatusPage() throws Exception {
    connect();
    desk.switchOff();
    browser.await("the notice", STORES + ".includes('switched off by Gorgias')");
    browser.screenshot("console-connect-switched-off");

    browser.open(desk.url() + "/console/status");
    String gorgias = "document.querySelector('.partner[aria-label=Gorgias]')";
    browser.await(
        "the notice", gorgias + "?.textContent.includes('has switched the integration off')");
    browser.screenshot("console-status-switched-off");
    browser.click(gorgias + ".querySelector('button')");

    browser.await("no notice", gorgias + ".querySelector('button') === null");
    browser.await(
        "the answer",
        "document.querySelector('.toast-good')?.textContent.includes('switched on again')");
    assertTrue(
        desk.sandbox.gorgias().desk().integrations().get(0).path("deactivated_datetime").isNull());
    assertEquals(List.of(), browser.problems());
  }

  @ParameterizedTest
  @CsvSource({"1400,900,false", "1400,900,true", "390,844,false", "390,844,true"})
  void page_ofAnySize_fitsItsWindow(int width, int height, boolean dark) throws Exception {
    browser.size(width, height, dark);
    String name = "console-connect-" + width + (dark ? "-dark" : "");
    open();
    picture(name + "-1-empty");

    fill("gorgias_domain", "ac me");
    browser.click(id("submit"));
    browser.await("what is wrong", "!" + id("wrong-gorgias_domain") + ".hidden");
    picture(name + "-2-wrong");

    fillAll();
    browser.click(id("submit"));
    browser.await("the end", TITLE + " === 'default is connected'");
    browser.await("the widget", WORK + ".includes('The widget is made')");
    browser.await("the store", STORES + ".includes('default')");
    picture(name + "-3-connected");

    browser.click(button("Disconnect"));
    browser.await("the question", "document.querySelector('dialog')?.open");
    picture(name + "-4-disconnect");
    assertEquals(
        List.of(), browser.problems().stream().filter(one -> !one.contains("422")).toList());
  }

  private void picture(String name) {
    browser.screenshot(name);
    assertFalse(
        browser.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean(),
        "nothing is wider than the window");
  }

  private void open() {
    browser.open(desk.url() + "/console/connect");
    browser.await("the form", id("submit"));
  }

  private void connect() {
    open();
    fillAll();
    browser.click(id("submit"));
    browser.await("the end", TITLE + " === 'default is connected'");
    browser.await("the store", STORES + ".includes('connected')");
  }

  /** Has Gorgias take its time with the widget. */
  private void slowly(Duration length) {
    desk.sandbox.gorgias().faults().always(Fault.slow(length).on("POST", "/api/widgets"));
  }

  private void fillAll() {
    ObjectNode fields = desk.fields();
    for (String field :
        List.of("gorgias_domain", "gorgias_user", "gorgias_api_key", "smartrr_token")) {
      fill(field, fields.path(field).asText());
    }
  }

  private static String hasFocus(String id) {
    return "document.activeElement?.id === '" + id + "'";
  }

  /** Types into a field in the place of what is there. */
  private static void fill(String field, String text) {
    browser.click(id("field-" + field));
    browser.evaluate(id("field-" + field) + ".select()");
    browser.type(text);
  }

  private static String button(String words) {
    return "[...document.querySelectorAll('#stores button')].find((one) => one.textContent === '"
        + words
        + "')";
  }

  private static String id(String id) {
    return "document.getElementById('" + id + "')";
  }
}
