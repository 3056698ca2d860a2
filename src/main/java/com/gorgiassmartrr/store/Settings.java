package com.gorgiassmartrr.store;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.util.TimeUtils;

/** The settings, by key; what is missing or can't be right is said with the key's name. */
public final class Settings {
  private final Function<String, Optional<String>> values;

  public Settings(Function<String, Optional<String>> values) {
    this.values = values;
  }

  /** The value of a key that may be missing or empty. */
  public Optional<String> find(String key) {
    return values.apply(key).map(String::trim).filter(value -> !value.isEmpty());
  }

  /** The value of a key that must be there. */
  public String get(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new SettingException(
                    key
                        + " is missing: set it in the environment as "
                        + environmentName(key)
                        + " or in application.properties."));
  }

  /** A length of time, such as {@code 3500}, which is milliseconds, {@code 60s} or {@code 24h}. */
  public Duration duration(String key) {
    String value = get(key);
    try {
      Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(value));
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      // Said below, like a length that is zero or negative.
    }
    throw new SettingException(
        key + ": '" + value + "' is not a length of time; write it like 3500, 60s or 24h.");
  }

  /** A whole number of at least 1. */
  public int number(String key) {
    String value = get(key);
    if (value.matches("[1-9]\\d{0,8}")) {
      return Integer.parseInt(value);
    }
    throw new SettingException(key + ": '" + value + "' is not a whole number above 0.");
  }

  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
