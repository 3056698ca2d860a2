package com.gorgiassmartrr.permit;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Smartrr's paths that are never asked for, though GET is enough: {@code .../ccpa} deletes a
 * customer's data, and {@code /vendor/smartrr-api-token} tells every token of the shop in clear.
 */
public final class HarmfulReads {
  /** Why each is never asked for, by the name that stands in its path. */
  private static final Map<String, String> WHY =
      Map.of(
          "ccpa", "it deletes a customer's data, even by GET",
          "smartrr-api-token", "it answers with every token of the shop");

  private static final Pattern NAMES =
      Pattern.compile("(?:^|/)(ccpa|smartrr-api-token)(?![a-z0-9-])");

  private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final int MOST_ENCODINGS = 5;

  private HarmfulReads() {}

  /** Why a path, however it is spelled, is never asked for; null: it isn't one of these. */
  public static @Nullable String why(String path) {
    String plain = path;
    for (int times = 0; times < MOST_ENCODINGS && plain.indexOf('%') >= 0; times++) {
      plain = ENCODED.matcher(plain).replaceAll(HarmfulReads::decoded);
    }
    Matcher name = NAMES.matcher(plain.toLowerCase(Locale.ROOT));
    return name.find() ? WHY.get(name.group(1)) : null;
  }

  private static String decoded(MatchResult one) {
    return Matcher.quoteReplacement(Character.toString(Integer.parseInt(one.group(1), 16)));
  }
}
