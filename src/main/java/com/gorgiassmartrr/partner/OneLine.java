package com.gorgiassmartrr.partner;

import java.util.regex.Pattern;

/** A text that somebody else wrote, made fit to stand on one line among our own. */
public final class OneLine {
  /**
   * The characters that would break a line or turn the rest of it around: line ends and other
   * controls, and overrides of the writing direction. Letters that are written from right to left
   * stay.
   */
  private static final Pattern UNRULY =
      Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+");

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s\"'<>(),;:\\[\\]]+@[^\\s\"'<>(),;:\\[\\]]+");
  private static final Pattern LONG_NUMBER = Pattern.compile("\\+?\\d[\\d ()./-]{5,}\\d");

  private OneLine() {}

  /**
   * A text in one line, without what may tell who somebody is: e-mail addresses, and numbers as
   * long as a telephone number.
   */
  public static String impersonal(String text, int longest) {
    String hidden = ADDRESS.matcher(text).replaceAll("(an e-mail address)");
    return of(LONG_NUMBER.matcher(hidden).replaceAll("(a number)"), longest);
  }

  /** A text on one line and of bounded length, cut between two characters. */
  public static String of(String text, int longest) {
    String line = (isPlain(text) ? text : UNRULY.matcher(text).replaceAll(" ")).strip();
    return line.codePointCount(0, line.length()) <= longest
        ? line
        : line.substring(0, line.offsetByCodePoints(0, longest - 1)).strip() + "\u2026";
  }

  /** Most texts are plain, and this test is much faster than the pattern. */
  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
        return false;
      }
    }
    return true;
  }
}
