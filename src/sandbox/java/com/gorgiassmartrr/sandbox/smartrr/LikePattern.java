package com.gorgiassmartrr.sandbox.smartrr;

import java.util.Arrays;
import java.util.Locale;

/**
 * A text that is looked for anywhere in another, where {@code %} stands for any run of characters
 * and {@code _} for one.
 *
 * <p>FACT: the filter finds substrings. GUESS: that the wildcards work, that case does not count
 * and that a backslash takes a wildcard's meaning away, as in the databases that such filters
 * usually end in.
 */
final class LikePattern {
  private static final int ANY_RUN = -1;
  private static final int ANY_ONE = -2;

  private final int[] pattern;

  LikePattern(String text) {
    this.pattern = compile("%" + text.toLowerCase(Locale.ROOT) + "%");
  }

  /** Whether the value contains the text; takes time in proportion to both lengths at most. */
  boolean matches(String value) {
    int[] letters = value.toLowerCase(Locale.ROOT).codePoints().toArray();
    int at = 0;
    int want = 0;
    int runAt = -1;
    int resume = 0;
    while (at < letters.length) {
      if (want < pattern.length && pattern[want] == ANY_RUN) {
        runAt = want++;
        resume = at;
      } else if (want < pattern.length && fits(pattern[want], letters[at])) {
        want++;
        at++;
      } else {
        // The last run swallows one letter more; the first pattern element is a run, so there
        // always is one.
        want = runAt + 1;
        at = ++resume;
      }
    }
    while (want < pattern.length && pattern[want] == ANY_RUN) {
      want++;
    }
    return want == pattern.length;
  }

  private static boolean fits(int wanted, int letter) {
    return wanted == ANY_ONE || wanted == letter;
  }

  private static int[] compile(String text) {
    int[] letters = text.codePoints().toArray();
    int[] compiled = new int[letters.length];
    int length = 0;
    for (int i = 0; i < letters.length; i++) {
      boolean escaped = letters[i] == '\\' && i + 1 < letters.length - 1;
      compiled[length++] = escaped ? letters[++i] : meaning(letters[i]);
    }
    return Arrays.copyOf(compiled, length);
  }

  private static int meaning(int letter) {
    return switch (letter) {
      case '%' -> ANY_RUN;
      case '_' -> ANY_ONE;
      default -> letter;
    };
  }
}
