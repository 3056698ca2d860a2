package com.gorgiassmartrr.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** How alike two words are, to tell somebody which one was meant. */
public final class Spelling {
  private static final int SOMEWHAT_LIKE = 4;

  private Spelling() {}

  /** The word that somebody may have meant who wrote another one; none where none is like it. */
  public static Optional<String> meant(String written, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(one, written)))
        .filter(one -> distance(one, written) <= Math.min(SOMEWHAT_LIKE, written.length() / 2));
  }

  /** How many letters must be put in, left out or changed to make the one of the other. */
  public static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
