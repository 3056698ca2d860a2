package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.page.BrowserTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page of the widget as an admin uses it in a browser. Without a browser it is skipped, but for
 * where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class WidgetPageBrowserTest extends BrowserTest {
  private static final String PREVIEW = "document.getElementById('preview').textContent";

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
  void admin_hidesRenamesAndMoves_seesItAtOnceAndSavesIt() throws Exception {
    open();
    browser.await("the preview", PREVIEW + ".includes('Has logged in')");

    browser.click(id("shown-fields-1-1"));
    browser.await("the field to go", "!" + PREVIEW + ".includes('Has logged in')");

    browser.click(id("name-fields-1-0"));
    browser.evaluate(id("name-fields-1-0") + ".select()");
    browser.type("Mail address");
    browser.await("the new title", PREVIEW + ".includes('Mail address')");

    browser.evaluate(id("grip-buttons-5") + ".focus()");
    for (int i = 0; i < 5; i++) {
      browser.key("ArrowUp");
    }
    browser.await("Cancel first", id("name-buttons-0") + ".value === 'Cancel'");
    browser.await("the preview", PREVIEW + ".includes('ActionsCancelUnpause')");
    browser.screenshot("console-widget-arranged");
    assertEquals(shipped(), saved(), "nothing is saved yet");

    browser.click(id("save"));
    Await.until("the file", () -> saved().contains("title: Mail address"));
    assertTrue(saved().contains("shown: false"));
    assertTrue(saved().contains("buttons:\n  - action: cancel\n  - action: skip\n"), saved());
    browser.await("Undo the last save", id("undo") + ".textContent === 'Undo the last save'");

    browser.click(id("undo"));
    Await.until("the file", () -> saved().equals(shipped()));
    browser.await("the preview", PREVIEW + ".includes('Has logged in')");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void field_dragged_isWhereItWasDropped() throws Exception {
    open();

    browser.drag(id("grip-fields-2-1"), id("grip-fields-2-5"));

    browser.await("its place", id("name-fields-2-5") + ".value === 'Status'");
    assertEquals("Next billing", browser.text(id("name-fields-2-4") + ".value"));
    browser.click(id("undo"));
    browser.await("its old place", id("name-fields-2-1") + ".value === 'Status'");
    assertEquals(List.of(), browser.problems());
  }

  @Test
  void mistakeInTheFile_isShownWithItsLineUntilItIsCorrected() throws Exception {
    open();
    Files.writeString(desk.layout, shipped().replace("title: Notice", "titel: Notice"));

    String news = "document.getElementById('news').textContent";
    browser.await("the mistake", news + ".includes(\"line 14: 'titel' isn't known here\")");
    browser.screenshot("console-widget-mistake");
    browser.await("lists that can't be changed", id("lists") + ".inert");
    browser.await("the preview", PREVIEW + ".includes('Mara Quill')");

    Files.writeString(desk.layout, shipped());
    browser.await("no mistake", news + " === ''");
    browser.await("lists that can be changed", "!" + id("lists") + ".inert");
  }

  @Test
  void fileChangedMeanwhile_isOfferedAndNotOverwritten() throws Exception {
    open();
    browser.click(id("shown-fields-0"));
    Files.writeString(desk.layout, shipped().replace("title: Smartrr", "title: Theirs"));

    browser.click("document.querySelector('#news .link')");

    browser.await("theirs", id("widget-title") + ".value === 'Theirs'");
    assertTrue(browser.evaluate(id("shown-fields-0") + ".checked").asBoolean());
  }

  @Test
  void productNamedLikeAScript_isText() throws Exception {
    open();
    browser.evaluate(id("customer") + ".value = \"o'neil@example.com\"");
    browser.click("document.querySelector('.customer button')");

    browser.await("the product", PREVIEW + ".includes('<script>alert(1)</script>')");
    assertEquals(0, browser.evaluate("document.querySelectorAll('main script').length").asInt());
    assertEquals(List.of(), browser.problems());
  }

  @ParameterizedTest
  @CsvSource({"1400,900,false", "1400,900,true", "390,844,false", "390,844,true"})
  void page_ofAnySize_fitsItsWindow(int width, int height, boolean dark) throws Exception {
    browser.size(width, height, dark);
    open();
    browser.await("the preview", PREVIEW + ".includes('Mara Quill')");
    String name = "console-widget-" + width + (dark ? "-dark" : "");
    browser.screenshot(name);
    assertFits();
    if (width < 500) {
      browser.click("document.querySelector('[name=pane][value=preview]')");
      browser.screenshot(name + "-preview");
      assertFits();
    }
    assertEquals(List.of(), browser.problems());
  }

  private static void assertFits() {
    assertFalse(
        browser.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean(),
        "nothing is wider than the window");
  }

  private void open() {
    browser.open(desk.url() + "/console/widget");
    browser.await("the lists", id("grip-fields-0"));
  }

  private static String id(String id) {
    return "document.getElementById('" + id + "')";
  }

  private static String shipped() {
    return text(Path.of("routes", "widget.yaml"));
  }

  private String saved() {
    return text(desk.layout);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
