package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.gorgiassmartrr.page.Browser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page that connects stores as an admin uses it in a browser. Without a browser it is skipped,
 * but for where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class ConnectPageBrowserTest {
  private static final String TITLE = "document.getElementById('work-title')?.textContent";
  private static final String WORK = "document.getElementById('work').textContent";
  private static final String STORES = "document.getElementById('stores').textContent";

  private static Browser browser;

  private ConsoleDesk desk;

  @BeforeAll
  static void startBrowser(@TempDir Path profile) throws Exception {
    browser = Browser.startOrSkip(profile);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    desk = ConsoleDesk.unconnected(folder, "connect.watch", "100ms");
    browser.size(1400, 900, false);
  }

  @AfterEach
  void stop() {
    browser.leave();
    desk.close();
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

  private void fillAll() {
    fill("gorgias_domain", desk.sandbox.gorgias().url());
    fill("gorgias_user", desk.sandbox.gorgias().user());
    fill("gorgias_api_key", desk.sandbox.gorgias().apiKey());
    fill("smartrr_token", desk.sandbox.smartrr().token());
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
