package com.gorgiassmartrr.press;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a person typed or pasted into a field, as the eye sees it.
 *
 * <p>What is pasted from a page or a chat brings characters along that nobody sees, spaces and
 * hyphens that don't break a line, and digits of other alphabets and widths.
 */
final class PastedText {
  private static final int COMBINING_GRAPHEME_JOINER = 0x34F;
  private static final int ARABIC_LETTER_MARK = 0x61C;
  private static final int RIGHT_TO_LEFT_MARK = 0x200F;
  private static final int RIGHT_TO_LEFT_OVERRIDE = 0x202E;
  private static final int FULL_WIDTH_FIRST = 0xFF01;
  private static final int FULL_WIDTH_LAST = 0xFF5E;
  private static final int FULL_WIDTH_OFFSET = FULL_WIDTH_FIRST - '!';

  /** Letters and symbols that are drawn as nothing: Hangul's and Braille's blanks. */
  private static final int[] BLANKS = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0};

  /** What looks like a hyphen and is no dash by its kind: minus signs, bullets, bars. */
  private static final int[] HYPHENS = {
    0x2D7, 0x2043, 0x207B, 0x208B, 0x2212, 0x2500, 0x2796, 0x30FC, 0xFF70
  };

  private PastedText() {}

  /**
   * The text as the eye sees it, in plain characters: for what must have a form, as a date or an id.
   * What turns the order of its parts around stays in it, and so it has no such form.
   */
  static String asSeen(String text) {
    if (text.chars().allMatch(character -> character > ' ' && character < 0x7F)) {
      return text;
    }
    int[] inner = inner(text);
    return text(Arrays.stream(inner).filter(point -> !isDropped(point)).map(PastedText::plain));
  }

  /** The text as people read it, on one line and without controls. */
  static String onOneLine(String text) {
    return text(Arrays.stream(inner(text))).replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  /** The text without anything that nobody sees, to be shown. */
  static String shown(String text) {
    return text(asSeen(text).codePoints().filter(point -> !isInvisible(point)));
  }

  /**
   * At which position, counted from 1, the first character stands that nobody sees; 0: at none.
   * Those around the text don't count.
   */
  static int firstInvisible(String text) {
    int[] points = text.codePoints().toArray();
    int last = last(points);
    for (int i = first(points); i <= last; i++) {
      if (isInvisible(points[i])) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int[] inner(String text) {
    int[] points = text.codePoints().toArray();
    int first = first(points);
    return Arrays.copyOfRange(points, first, Math.max(first, last(points) + 1));
  }

  private static int first(int[] points) {
    int first = 0;
    while (first < points.length && isMargin(points[first])) {
      first++;
    }
    return first;
  }

  private static int last(int[] points) {
    int last = points.length - 1;
    while (last >= 0 && isMargin(points[last])) {
      last--;
    }
    return last;
  }

  private static String text(IntStream points) {
    return points
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Whether it says nothing before or behind a text. */
  private static boolean isMargin(int point) {
    return switch (Character.getType(point)) {
      case Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.CONTROL ->
          true;
      // Tags behind a symbol make it another one, such as a flag.
      case Character.FORMAT -> !turnsAllAround(point) && !isTag(point);
      default -> isIn(BLANKS, point);
    };
  }

  private static boolean isInvisible(int point) {
    int type = Character.getType(point);
    return type == Character.FORMAT
        || type == Character.CONTROL
        || isIn(BLANKS, point)
        || isVariation(point);
  }

  /** Whether a text is the same to the eye without it. */
  private static boolean isDropped(int point) {
    return isVariation(point)
        || (Character.getType(point) == Character.FORMAT && !isAboutDirection(point));
  }

  private static boolean turnsAllAround(int point) {
    return point == RIGHT_TO_LEFT_OVERRIDE || point == ARABIC_LETTER_MARK;
  }

  /** Digits and hyphens behind such a one may be seen in another order than they stand in. */
  private static boolean isAboutDirection(int point) {
    return point == ARABIC_LETTER_MARK
        || point == RIGHT_TO_LEFT_MARK
        || (point >= 0x202A && point <= RIGHT_TO_LEFT_OVERRIDE)
        || (point >= 0x2066 && point <= 0x2069);
  }

  private static boolean isVariation(int point) {
    return point == COMBINING_GRAPHEME_JOINER
        || (point >= 0xFE00 && point <= 0xFE0F)
        || (point >= 0xE0100 && point <= 0xE01EF);
  }

  private static boolean isTag(int point) {
    return point >= 0xE0020 && point <= 0xE007F;
  }

  private static int plain(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(point, 10);
      case Character.DASH_PUNCTUATION -> '-';
      case Character.SPACE_SEPARATOR -> ' ';
      default -> {
        if (isIn(HYPHENS, point)) {
          yield '-';
        }
        yield point >= FULL_WIDTH_FIRST && point <= FULL_WIDTH_LAST
            ? point - FULL_WIDTH_OFFSET
            : point;
      }
    };
  }

  private static boolean isIn(int[] points, int point) {
    return Arrays.stream(points).anyMatch(one -> one == point);
  }
}
