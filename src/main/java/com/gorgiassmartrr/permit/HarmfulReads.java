package com.gorgiassmartrr.permit;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Smartrr's paths that are never asked for, though GET is enough: {@code .../ccpa} deletes a
 * customer's data, and {@code /vendor/smartrr-api-token} tells every token of the shop in clear.
 */
final class HarmfulReads {
  private static final Pattern NAMES = Pattern.compile("/(ccpa|smartrr-api-token)(?![a-z0-9-])");
  private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final int MOST_ENCODINGS = 5;

  private HarmfulReads() {}

  /** Whether a path names one, however it is spelled. */
  static boolean isOne(String path) {
    String plain = path;
    for (int times = 0; times < MOST_ENCODINGS && plain.indexOf('%') >= 0; times++) {
      plain = ENCODED.matcher(plain).replaceAll(HarmfulReads::decoded);
    }
    return NAMES.matcher(plain.toLowerCase(Locale.ROOT)).find();
  }

  private static String decoded(MatchResult one) {
    return Matcher.quoteReplacement(Character.toString(Integer.parseInt(one.group(1), 16)));
  }
}
