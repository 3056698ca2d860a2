package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the settings of a process come from. */
final class SettingsReadTest {
  private static final String KEY = "note.reserve";
  private static final String OF_A_STORE = "store.acme.smartrr.token";

  private Path file;

  @BeforeEach
  void create(@TempDir Path folder) {
    file = folder.resolve("application.properties");
  }

  @AfterEach
  void clear() {
    System.clearProperty(KEY);
    System.clearProperty(OF_A_STORE);
  }

  @Test
  void duration_thatIsNone_isSaidInASentence() {
    for (String value : List.of("soon", "0", "-1s", "10 parsecs", "s")) {
      Settings settings = Settings.none().with(Map.of("lookup.fresh", value));
      SettingException refusal =
          assertThrows(SettingException.class, () -> settings.duration("lookup.fresh"));
      assertEquals(
          "lookup.fresh: '" + value + "' is not a length of time; write it like 3500, 60s or 24h.",
          refusal.getMessage());
    }
  }

  @Test
  void settings_ofTheCommandLine_winOverTheFile() {
    assertEquals("4", Settings.read().get(KEY));

    System.setProperty(KEY, "7");

    assertEquals("7", Settings.read().get(KEY));
  }

  @Test
  void settingOfAStore_ofTheCommandLine_isTakenThoughTheFileDoesNotNameIt() {
    System.setProperty(OF_A_STORE, "token");

    assertEquals("token", Settings.read().get(OF_A_STORE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffstores=acme\nlookup.fresh=1s\n",
        "\ufeff# First.\r\nstores=acme\r\nlookup.fresh=1s",
        "# First.\rstores=acme\rlookup.fresh=1s\r",
        "stores = acme \t\nlookup.fresh:1s\u00a0\n",
        "\u00a0stores=\u200bacme\ufeff\nlookup.fresh=\\\n  1s\n",
        "  stores acme\n\n! Last.\nlookup.fresh=\\u0031s"
      })
  void file_asEditorsSaveIt_isReadAsItIsMeant(String text) throws IOException {
    Files.writeString(file, text);

    Settings settings = Settings.read(file, Map.of());

    assertEquals("acme", settings.get("stores"));
    assertEquals("1s", settings.get("lookup.fresh"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "windows-1252"})
  void file_notUtf8_isSaidWithItsLine(String charset) throws IOException {
    Files.write(file, "# One.\r\n# Kundenmen\u00fc\r\n".getBytes(Charset.forName(charset)));

    String said = refusal();

    boolean isWide = charset.startsWith("UTF-16");
    assertEquals(
        file
            + (isWide ? ", line 1: this is UTF-16" : ", line 2: this isn't UTF-8")
            + "; save the file as UTF-8.",
        said);
  }

  @Test
  void file_endsWithinALetter_isSaidWithItsLine() throws IOException {
    byte[] whole = "stores=acme\n# \u00fc".getBytes(StandardCharsets.UTF_8);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertEquals(file + ", line 2: this isn't UTF-8; save the file as UTF-8.", refusal());
  }

  @Test
  void file_unusable_isSaid() throws IOException {
    Files.createDirectory(file);
    assertEquals(file + ": this is a folder, not a file.", refusal());

    Files.delete(file);
    Files.createSymbolicLink(file, file.resolveSibling("nothing"));
    assertEquals(file + ": it links to something that isn't there.", refusal());

    Files.delete(file);
    Files.writeString(file, "stores=\nledger.url=C:\\users\n");
    assertEquals(
        file + ", line 2: four hexadecimal digits must follow \\u; write \\\\ for a \\.",
        refusal());

    Files.writeString(file, "sto\u200bres=acme\n");
    assertEquals(file + ", line 1: an invisible character (U+200B) stands in the key.", refusal());
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(SettingException.class, () -> Settings.read(file, Map.of())).getMessage());
  }
}
