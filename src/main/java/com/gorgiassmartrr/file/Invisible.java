package com.gorgiassmartrr.file;

/** Characters that nobody sees, such as a no-break space, which come along with pasted text. */
public final class Invisible {
  private Invisible() {}

  /** A text without blanks and invisible characters at its ends. */
  public static String strip(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isBlank(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end);
  }

  /** The first invisible character but a plain blank, such as {@code U+00A0}; else empty. */
  public static String in(String text) {
    return text.chars()
        .filter(letter -> letter != ' ' && isBlank((char) letter))
        .mapToObj(letter -> "U+%04X".formatted(letter))
        .findFirst()
        .orElse("");
  }

  private static boolean isBlank(char letter) {
    return letter <= ' '
        || Character.isWhitespace(letter)
        || Character.isSpaceChar(letter)
        || Character.isISOControl(letter)
        || Character.getType(letter) == Character.FORMAT;
  }
}
