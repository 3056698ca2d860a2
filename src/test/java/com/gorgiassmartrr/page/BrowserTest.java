package com.gorgiassmartrr.page;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of pages in a browser, one for each class. Without a browser they are skipped, but for
 * where the environment sets {@code CI}: there they fail.
 */
public abstract class BrowserTest {
  protected static Browser browser;

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
}
