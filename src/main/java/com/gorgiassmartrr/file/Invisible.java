package com.gorgiassmartrr.file;

/**
 * The characters that nobody sees, such as a zero-width space or a byte-order mark: they come along
 * with what is pasted.
 */
public final class Invisible {
  private static final int ARABIC_LETTER_MARK = 0x61C;

  private Invisible() {}

  /** Whether it is drawn as nothing and takes no place; a space takes one. */
  public static boolean is(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> true;
      // Arabic signs that stand above or below a number are to be seen.
      case Character.FORMAT ->
          point == ARABIC_LETTER_MARK
              || Character.UnicodeScript.of(point) != Character.UnicodeScript.ARABIC;
      default -> isVariation(point) || isEmpty(point);
    };
  }

  /** Letters and symbols that are drawn as nothing: Hangul's and Braille's blanks. */
  private static boolean isEmpty(int point) {
    return switch (point) {
      case 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0 -> true;
      default -> false;
    };
  }

  /** Whether it is drawn as nothing or is a space of any kind. */
  public static boolean isBlank(int point) {
    return Character.isSpaceChar(point) || is(point);
  }

  /** Whether it is drawn as nothing and says how the character before it is drawn. */
  public static boolean isVariation(int point) {
    return point == 0x34F
        || (point >= 0xFE00 && point <= 0xFE0F)
        || (point >= 0xE0100 && point <= 0xE01EF);
  }

  /** A text without spaces and invisible characters at its ends. */
  public static String strip(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isBlank(text.codePointAt(begin))) {
      begin += Character.charCount(text.codePointAt(begin));
    }
    while (end > begin && isBlank(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(begin, end);
  }

  /** The first blank but a plain space, such as {@code U+00A0}; else empty. */
  public static String in(String text) {
    return text.codePoints()
        .filter(point -> point != ' ' && isBlank(point))
        .mapToObj("U+%04X"::formatted)
        .findFirst()
        .orElse("");
  }
}
