package com.gorgiassmartrr.command;

/** Texts of others as a terminal may show them: on one line, and without commands to it. */
final class Printable {
  private Printable() {}

  static String of(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) || isFormat(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Such as what turns the direction of writing around. */
  private static boolean isFormat(int point) {
    return switch (Character.getType(point)) {
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
