package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the settings of a process come from. */
final class SettingsReadTest {
  private static final String KEY = "note.reserve";

  @AfterEach
  void clear() {
    System.clearProperty(KEY);
  }

  @Test
  void settings_ofTheCommandLine_winOverTheFile() {
    assertEquals("4", Settings.read().get(KEY));

    System.setProperty(KEY, "7");

    assertEquals("7", Settings.read().get(KEY));
  }
}
