package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.gorgiassmartrr.page.BrowserTest;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the status as an operator sees it in a browser. Without a browser it is skipped, but
 * for where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class StatusPageBrowserTest extends BrowserTest {
  private static final String PAGE = "document.getElementById('page').textContent";

  @Test
  void page_ofAnySize_showsWhatIsWrongAndFitsItsWindow(@TempDir Path folder) throws Exception {
    try (ConsoleDesk desk = ConsoleDesk.start(folder)) {
      desk.park("kenji@example.com");
      // The parked press may have ended with the call that failed.
      desk.time.advance(Duration.ofMinutes(2));
      desk.widget("kenji@example.com");
      for (int width : List.of(1400, 390)) {
        for (boolean dark : List.of(false, true)) {
          browser.size(width, 900, dark);
          browser.open(desk.url() + "/console/status");
          browser.await("the store", PAGE + ".includes('Parked presses1')");
          browser.screenshot("console-status-" + width + (dark ? "-dark" : ""));
          assertFalse(
              browser.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean());
        }
      }
      assertEquals(
          "answers", browser.text("document.querySelector('.partner .state').textContent"));

      desk.time.advance(Duration.ofMinutes(2));
      desk.sandbox.smartrr().faults().add(Fault.status(401));
      desk.widget("mara@example.com");

      browser.await("the news, by itself", PAGE + ".includes('Smartrrrefuses the token')");
      browser.await("what to do", PAGE + ".includes('store.sandbox.smartrr.token')");
      browser.screenshot("console-status-refused");
      assertEquals(List.of(), browser.problems());
      browser.leave();
    }
  }
}
