package com.gorgiassmartrr.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.util.TimeUtils;

/**
 * The settings, by key; what is missing or can't be right is said with the key's name.
 *
 * <p>They stand in {@code application.properties}; the environment wins over the file, each key in
 * capitals and with {@code _} for {@code .} and {@code -}.
 */
public final class Settings {
  private final Properties file;
  private final Map<String, String> environment;

  private Settings(Properties file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /** No settings at all. */
  public static Settings none() {
    return new Settings(new Properties(), Map.of());
  }

  /**
   * Reads the settings of the working directory, of the process's environment, which wins over
   * those, and of {@code -D} before {@code -jar}, which wins over both for what the file names.
   */
  public static Settings read() {
    Settings settings = read(Path.of("application.properties"), System.getenv());
    // Camel takes its own keys from -D, and the server must go by the same value.
    Map<String, String> given = new HashMap<>();
    for (String key : settings.file.stringPropertyNames()) {
      String value = System.getProperty(key);
      if (value != null) {
        given.put(key, value);
      }
    }
    return settings.with(given);
  }

  /** Reads the settings from a file, which needn't be there, and from an environment. */
  public static Settings read(Path path, Map<String, String> environment) {
    Properties file = new Properties();
    if (Files.exists(path)) {
      try (var reader = Files.newBufferedReader(path)) {
        file.load(reader);
      } catch (IOException e) {
        throw new SettingException(path + " can't be read: " + e.getMessage());
      }
    }
    return new Settings(file, Map.copyOf(environment));
  }

  /** These settings, but for those that are given. */
  public Settings with(Map<String, String> others) {
    Properties merged = new Properties(file);
    merged.putAll(others);
    Map<String, String> rest = new HashMap<>(environment);
    others.keySet().forEach(key -> rest.remove(environmentName(key)));
    return new Settings(merged, rest);
  }

  /** These settings and those that are given, which win over all but the environment. */
  public Settings over(Map<String, String> others) {
    // Not a copy: there may be a thousand stores, and each one's settings are read so.
    Properties merged = new Properties(file);
    merged.putAll(others);
    return new Settings(merged, environment);
  }

  /** Whether the environment sets a key. */
  public boolean isInEnvironment(String key) {
    return environment.containsKey(environmentName(key));
  }

  /** A variable of the environment that isn't ours alone, such as {@code NO_PROXY}. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::trim).filter(v -> !v.isEmpty());
  }

  /** Every setting that the file names, with the value that is in force. */
  public Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    file.stringPropertyNames().forEach(key -> all.put(key, find(key).orElse("")));
    return all;
  }

  /**
   * The value of a key that may be missing or empty. An address where a port belongs is left out: a
   * container platform puts such variables into the environment by itself.
   */
  public Optional<String> find(String key) {
    String set = environment.get(environmentName(key));
    if (set != null && key.endsWith(".port") && set.contains("://")) {
      set = null;
    }
    return Optional.ofNullable(set != null ? set : file.getProperty(key))
        .map(String::trim)
        .filter(value -> !value.isEmpty());
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

  /** The name of the variable that sets a key in the environment. */
  public static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
