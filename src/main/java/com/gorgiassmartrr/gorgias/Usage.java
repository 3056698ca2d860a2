package com.gorgiassmartrr.gorgias;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of an account's limit is used, as Gorgias says with each answer.
 *
 * @param used how full the bucket is, with the request that was answered
 * @param limit how much the bucket holds
 */
public record Usage(int used, int limit) {
  /** The header that says it, such as {@code 10/40}. */
  public static final String HEADER = "X-Gorgias-Account-Api-Call-Limit";

  private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,6})\\s*/\\s*([1-9]\\d{0,5})\\s*");

  /** Reads the header; null when it is missing or something else. */
  public static @Nullable Usage parse(@Nullable Object header) {
    Matcher matcher = FORM.matcher(header == null ? "" : header.toString());
    return matcher.matches()
        ? new Usage(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : null;
  }
}
