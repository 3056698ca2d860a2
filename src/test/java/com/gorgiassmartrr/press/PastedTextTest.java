package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Bidi;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the eye sees of a text that was pasted. */
final class PastedTextTest {
  private static final String DATE = "2027-01-08";

  /** What pages and chats put around and into a text, and what turns it around. */
  private static final String DECORATIONS =
      "\u200B\u200C\u200D\u2060\uFEFF\u00AD\u200E\u200F\u061C\u00A0\u202F\u2007\u3000 \t\u0000\u0007"
          + "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFE0F\u034F\u3164\u2800";

  private static final String HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\uFF0D\uFE63\u00AD";

  /** Zeros of ASCII, full width, Persian, Devanagari and mathematics. */
  private static final int[] ZEROS = {'0', 0xFF10, 0x6F0, 0x966, 0x1D7CE};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u200B2027-01-08\u200B",
        "2027\u200B-01\u200D-08",
        "\u00A02027-01-08\u202F",
        "\uFEFF2027-01-08",
        "\u200F2027-01-08\u200E",
        "\u20662027-01-08\u2069",
        "\u20672027-01-08\u2069",
        "2027-\u200E01-08",
        "2027\u201101\u201108",
        "2027\u221201\u221208",
        "2027\u201301\u201308",
        "2027\u00AD-01\u00AD-08",
        "２０２７-０１-０８",
        "２０２７－０１－０８",
        "٢٠٢٧-٠١-٠٨",
        "२०२७-०१-०८",
        "\t2027-01-08\r\n"
      })
  void date_decorated_isTheDateThatTheEyeSees(String text) {
    assertEquals(DATE, PastedText.asSeen(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'2027\u00AD01\u00AD08', 5",
    "'2027-\u202E11-01\u202C', 6",
    "'\u202E80-10-7202', 1",
    "'2027-\u200F01-\u200F08', 6",
    "'\u200B2027-0\u00001-08', 8",
    "'\u200B2027-01-08\u200B', 0",
    "'\uFEFFtomorrow', 0"
  })
  void character_thatNobodySees_isNamedByItsPlace(String text, int position) {
    assertEquals(position, PastedText.firstInvisible(text));
  }

  /**
   * With a fixed seed. The order in which a text is shown is that of the JDK's own algorithm for
   * writing in both directions.
   */
  @Test
  void date_decoratedAnyhow_isThatDateOrNone() {
    Random random = new Random(8);
    int taken = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = decorated(random);
      String read = PastedText.asSeen(text);
      if (read.matches("\\d{4}-\\d\\d-\\d\\d")) {
        assertEquals(shown(text), read, () -> escaped(text));
        taken++;
      } else {
        assertTrue(PastedText.firstInvisible(text) > 0 || read.contains(" "), () -> escaped(text));
      }
    }
    assertTrue(taken > 5_000, "taken: " + taken);
  }

  private static String decorated(Random random) {
    StringBuilder text = new StringBuilder();
    int most = random.nextInt(4);
    for (int at = 0; at < DATE.length(); at++) {
      char character = DATE.charAt(at);
      for (int i = random.nextInt(12) < most ? 1 : 0; i > 0; i--) {
        text.append(DECORATIONS.charAt(random.nextInt(DECORATIONS.length())));
      }
      if (character == '-') {
        text.append(HYPHENS.charAt(random.nextInt(HYPHENS.length())));
      } else {
        text.appendCodePoint(ZEROS[random.nextInt(ZEROS.length)] + character - '0');
      }
    }
    return text + "\u200B".repeat(random.nextInt(2));
  }

  /** The text in the order of the screen, in plain digits and hyphens and without the rest. */
  private static String shown(String text) {
    Bidi bidi = new Bidi(text, Bidi.DIRECTION_LEFT_TO_RIGHT);
    Integer[] order = new Integer[text.length()];
    byte[] plainLevels = new byte[text.length()];
    for (int i = 0; i < text.length(); i++) {
      plainLevels[i] = (byte) bidi.getLevelAt(i);
      order[i] = i;
    }
    Bidi.reorderVisually(plainLevels, 0, order, 0, text.length());
    StringBuilder shown = new StringBuilder();
    for (int at : order) {
      char character = text.charAt(at);
      int point = Character.isHighSurrogate(character) ? text.codePointAt(at) : character;
      if (Character.isDigit(point)) {
        shown.append(Character.digit(point, 10));
      } else if (HYPHENS.indexOf(character) >= 0 && character != '\u00AD') {
        shown.append('-');
      }
    }
    return shown.toString();
  }

  private static String escaped(String text) {
    return text.codePoints()
        .mapToObj(
            point ->
                point < 0x7F && point > ' ' ? Character.toString(point) : "<%X>".formatted(point))
        .reduce("", String::concat);
  }

  @Test
  void text_onOneLine_keepsItsWordsAndLosesItsControls() {
    assertEquals(
        "Zu teuer 😀‍🔥",
        PastedText.onOneLine("\u200B Zu\u0000 teuer 😀‍🔥\r\n").replace("  ", " "));
    assertEquals("", PastedText.onOneLine("\u200B\u00A0\t"));
  }
}
