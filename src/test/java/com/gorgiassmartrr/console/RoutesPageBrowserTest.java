package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.gorgiassmartrr.page.BrowserTest;
import com.gorgiassmartrr.permit.EditedRoutes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the route files as an operator sees it in a browser. Without a browser it is skipped,
 * but for where the environment sets {@code CI}: there it fails.
 */
@Timeout(180)
final class RoutesPageBrowserTest extends BrowserTest {
  private static final String PAGE = "document.getElementById('page').textContent";

  @Test
  void page_ofAnySize_showsEachFileAndWhatIsWrong(@TempDir Path folder) throws Exception {
    EditedRoutes routes = new EditedRoutes();
    try (ConsoleDesk desk =
        ConsoleDesk.start(folder, "camel.main.routes-include-pattern", routes.pattern())) {
      for (int width : List.of(1400, 390)) {
        for (boolean dark : List.of(false, true)) {
          browser.size(width, 900, dark);
          browser.open(desk.url() + "/console/routes");
          browser.await("the files", PAGE + ".includes('press.camel.yaml in force since')");
          browser.screenshot("console-routes-" + width + (dark ? "-dark" : ""));
          assertFalse(
              browser.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean());
        }
      }

      routes.with("press.camel.yaml", "ref: pressRead", "ref: pressReed");

      browser.await("the mistake, by itself", PAGE + ".includes(\"there is no bean 'pressReed'\")");
      browser.screenshot("console-routes-mistake");

      routes.with("press.camel.yaml", "ref: pressReed", "ref: pressRead");

      browser.await("that it is mended", "!" + PAGE + ".includes('pressReed')");
      assertEquals(List.of(), browser.problems());
      browser.leave();
    }
  }
}
