package com.gorgiassmartrr.press;

import com.gorgiassmartrr.file.Invisible;
import java.text.Bidi;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a person typed or pasted into a field, as the eye sees it.
 *
 * <p>A text that is pasted from a page or a chat brings along invisible characters, spaces and
 * hyphens that don't break a line, and digits of other alphabets and widths.
 */
final class PastedText {
  private static final int DELETE = 0x7F;
  private static final int ARABIC_LETTER_MARK = 0x61C;
  private static final int RIGHT_TO_LEFT_MARK = 0x200F;
  private static final int LEFT_TO_RIGHT_EMBEDDING = 0x202A;
  private static final int RIGHT_TO_LEFT_OVERRIDE = 0x202E;
  private static final int LEFT_TO_RIGHT_ISOLATE = 0x2066;
  private static final int POP_ISOLATE = 0x2069;
  private static final int FULL_WIDTH_FIRST = 0xFF01;
  private static final int FULL_WIDTH_LAST = 0xFF5E;
  private static final int FULL_WIDTH_OFFSET = FULL_WIDTH_FIRST - '!';

  /**
   * Characters that look like a hyphen although Unicode doesn't count them among the dashes: minus
   * signs, bullets, bars.
   */
  private static final int[] HYPHENS = {
    0x2D7, 0x2043, 0x207B, 0x208B, 0x2212, 0x2500, 0x2796, 0x30FC, 0xFF70
  };

  private final int[] points;

  /** Whether the invisible characters leave the visible ones in their order. */
  private final boolean isInOrder;

  private final int first;
  private final int end;

  private PastedText(String text) {
    points = text.codePoints().toArray();
    isInOrder = Arrays.stream(points).noneMatch(PastedText::isAboutDirection) || isInOrder(text);
    int from = 0;
    int to = points.length;
    while (from < to && isMargin(points[from])) {
      from++;
    }
    while (to > from && isMargin(points[to - 1])) {
      to--;
    }
    first = from;
    end = to;
  }

  /**
   * The text as the eye sees it, in plain characters, for values that must have a form, such as a
   * date or an id. A character that changes the order in which the eye sees the others is kept, so
   * that such a text is refused for its form.
   */
  static String asSeen(String text) {
    if (isPlain(text, '!')) {
      return text;
    }
    PastedText pasted = new PastedText(text);
    return joined(pasted.inner().filter(point -> !pasted.isDropped(point)).map(PastedText::plain));
  }

  /** The text as people read it, on one line and without controls. */
  static String onOneLine(String text) {
    if (isPlain(text, ' ')) {
      return text.strip();
    }
    return joined(new PastedText(text).inner()).replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  /** The text without its invisible characters, to be shown. */
  static String shown(String text) {
    return joined(asSeen(text).codePoints().filter(point -> !Invisible.is(point)));
  }

  /**
   * The position, counted from 1, of the first invisible character; 0: there is none. Invisible
   * characters before and behind the text don't count, unless they change the order in which the
   * eye sees the text.
   */
  static int firstInvisible(String text) {
    PastedText pasted = new PastedText(text);
    return IntStream.range(pasted.first, pasted.end)
        .filter(at -> Invisible.is(pasted.points[at]))
        .map(at -> at + 1)
        .findFirst()
        .orElse(0);
  }

  /** Whether every character is a visible one of ASCII, from the given one on. */
  private static boolean isPlain(String text, char first) {
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (character < first || character >= DELETE) {
        return false;
      }
    }
    return true;
  }

  private IntStream inner() {
    return Arrays.stream(points, first, end);
  }

  private static String joined(IntStream points) {
    return points
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Whether a text is shown in the order in which it stands, as fields of forms show it. */
  private static boolean isInOrder(String text) {
    Bidi bidi = new Bidi(text, Bidi.DIRECTION_LEFT_TO_RIGHT);
    byte[] levels = new byte[text.length()];
    Integer[] order = new Integer[text.length()];
    for (int at = 0; at < text.length(); at++) {
      levels[at] = (byte) bidi.getLevelAt(at);
      order[at] = at;
    }
    Bidi.reorderVisually(levels, 0, order, 0, order.length);
    int[] visible =
        Arrays.stream(order)
            .mapToInt(Integer::intValue)
            .filter(at -> !Invisible.is(text.charAt(at)))
            .toArray();
    return IntStream.range(1, visible.length).allMatch(i -> visible[i - 1] < visible[i]);
  }

  /** Whether a character means nothing before or behind a text. */
  private boolean isMargin(int point) {
    // Tags and variation selectors turn the symbol before them into another one, such as a flag.
    return Invisible.isBlank(point)
        && !isTag(point)
        && !Invisible.isVariation(point)
        && !changesOrder(point);
  }

  /** Whether a text looks the same without this character. */
  private boolean isDropped(int point) {
    return Invisible.isVariation(point)
        || (Character.getType(point) == Character.FORMAT
            && Invisible.is(point)
            && !changesOrder(point));
  }

  private boolean changesOrder(int point) {
    return !isInOrder && isAboutDirection(point);
  }

  /** Whether the eye may see the characters beside this one in another order than they stand in. */
  private static boolean isAboutDirection(int point) {
    return point == ARABIC_LETTER_MARK
        || point == RIGHT_TO_LEFT_MARK
        || (point >= LEFT_TO_RIGHT_EMBEDDING && point <= RIGHT_TO_LEFT_OVERRIDE)
        || (point >= LEFT_TO_RIGHT_ISOLATE && point <= POP_ISOLATE);
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
        if (Arrays.stream(HYPHENS).anyMatch(hyphen -> hyphen == point)) {
          yield '-';
        }
        yield point >= FULL_WIDTH_FIRST && point <= FULL_WIDTH_LAST
            ? point - FULL_WIDTH_OFFSET
            : point;
      }
    };
  }
}
