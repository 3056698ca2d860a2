package com.gorgiassmartrr.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Helps with the ledger's texts: makes them storable, and makes ids, references and the text of
 * parameters.
 */
final class Texts {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** 32 characters that aren't mistaken for each other when read aloud or off a screen. */
  private static final String REFERENCE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

  private static final int BITS_OF_A_CHARACTER = 5;
  private static final int REFERENCE_LENGTH = 8;

  /** How many characters at the beginning of a reference tell when it was made. */
  private static final int TIME_LENGTH = 3;

  /**
   * How many bits of the time are dropped: references of the same 2^20 ms, about a quarter of an
   * hour, begin alike, and the beginnings recur after a year.
   */
  private static final int TIME_BITS = 20;

  private Texts() {}

  /** The text with U+FFFD for what PostgreSQL and UTF-8 can't hold: NUL and half surrogates. */
  static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(point -> isStorable(point) ? point : 0xFFFD)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  private static boolean isStorable(int point) {
    return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }

  /** A new random UUID of version 7. Such ids sort by time, which keeps their index compact. */
  static String newId(Instant now) {
    long high = now.toEpochMilli() << 16 | 0x7000L | RANDOM.nextInt(1 << 12);
    long low = RANDOM.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }

  /**
   * A new random reference. References begin with the time, which keeps their index compact, too.
   */
  static String newReference(Instant now) {
    var reference = new StringBuilder(REFERENCE_LENGTH);
    long time = now.toEpochMilli() >>> TIME_BITS;
    for (int i = 0; i < REFERENCE_LENGTH; i++) {
      long value =
          i < TIME_LENGTH
              ? time >>> (BITS_OF_A_CHARACTER * (TIME_LENGTH - 1 - i))
              : RANDOM.nextInt(REFERENCE_CHARACTERS.length());
      reference.append(
          REFERENCE_CHARACTERS.charAt((int) (value & (REFERENCE_CHARACTERS.length() - 1))));
    }
    return reference.toString();
  }

  static String json(SortedMap<String, String> parameters) {
    try {
      return JSON.writeValueAsString(parameters);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts is always JSON", e);
    }
  }

  static SortedMap<String, String> parameters(String json) {
    try {
      return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The parameters of a press aren't JSON", e);
    }
  }
}
