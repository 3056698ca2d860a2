package com.gorgiassmartrr.permit;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Paths of Smartrr that this server never calls, because a GET on them does harm: {@code .../ccpa}
 * deletes a customer's data, and {@code /vendor/smartrr-api-token} answers with every token of the
 * shop in clear.
 */
public final class HarmfulReads {
  /** The reason against each path, by the name that stands in the path. */
  private static final Map<String, String> WHY =
      Map.of(
          "ccpa", "it deletes a customer's data, even by GET",
          "smartrr-api-token", "it answers with every token of the shop");

  private static final Pattern NAMES =
      Pattern.compile("(?:^|/)(ccpa|smartrr-api-token)(?![a-z0-9-])");

  private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final int MOST_ENCODINGS = 5;

  private HarmfulReads() {}

  /** Why this server never calls a path, however the path is spelled; null: it may be called. */
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
