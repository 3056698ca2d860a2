package com.gorgiassmartrr.store;

import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.file.PropertiesFile;
import com.gorgiassmartrr.file.UnreadableFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.util.TimeUtils;

/**
 * The settings, by key; what is missing or can't be right is said with the key's name.
 *
 * <p>They stand in {@code application.properties}; the environment wins over the file, each key in
 * capitals and with {@code _} for {@code .} and {@code -}.
 */
public final class Settings {
  /**
   * The quotation marks in which people put a value, by themselves or after an explanation that
   * shows them.
   */
  private static final List<String> QUOTES =
      List.of("\"\"", "''", "``", "\u201c\u201d", "\u2018\u2019");

  private final Properties file;
  private final Map<String, String> environment;
  private final List<String> remarks;

  private Settings(Properties file, Map<String, String> environment, List<String> remarks) {
    this.file = file;
    this.environment = environment;
    this.remarks = remarks;
  }

  /** No settings at all. */
  public static Settings none() {
    return new Settings(new Properties(), Map.of(), List.of());
  }

  /**
   * Reads the server's settings: the file in the working directory; the environment, which wins
   * over the file; and {@code -D} before {@code -jar}, which wins over both for settings that the
   * file names and for settings of stores.
   */
  public static Settings read() {
    Settings settings = read(Path.of("application.properties"), System.getenv());
    // Camel takes its own keys from -D, and the server must go by the same value.
    Map<String, String> given = new HashMap<>();
    for (String key : System.getProperties().stringPropertyNames()) {
      if (settings.file.containsKey(key) || key.startsWith("store.")) {
        given.put(key, System.getProperty(key));
      }
    }
    return settings.with(given);
  }

  /** Reads the settings from a file, which needn't be there, and from an environment. */
  public static Settings read(Path path, Map<String, String> environment) {
    Properties file = new Properties();
    List<String> remarks = List.of();
    try {
      PropertiesFile read = PropertiesFile.read(path);
      file.putAll(read.values());
      remarks = read.remarks();
    } catch (UnreadableFile e) {
      if (!e.isGone() || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new SettingException(String.valueOf(e.getMessage()));
      }
    }
    return new Settings(file, Map.copyOf(environment), remarks);
  }

  /** These settings, but for those that are given. */
  public Settings with(Map<String, String> others) {
    Properties merged = new Properties(file);
    merged.putAll(others);
    Map<String, String> rest = new HashMap<>(environment);
    others.keySet().forEach(key -> rest.remove(environmentName(key)));
    return new Settings(merged, rest, remarks);
  }

  /** These settings and those that are given, which win over all but the environment. */
  public Settings over(Map<String, String> others) {
    // Not a copy: there may be a thousand stores, and each one's settings are read so.
    Properties merged = new Properties(file);
    merged.putAll(others);
    return new Settings(merged, environment, remarks);
  }

  /** Whether the environment sets a key. */
  public boolean isInEnvironment(String key) {
    return environment.containsKey(environmentName(key));
  }

  /** Every setting that the file names, with the value that is in force. */
  public Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    file.stringPropertyNames().forEach(key -> all.put(key, value(key).orElse("")));
    return all;
  }

  /** The likely mistakes in the file, which can be read all the same: a sentence each. */
  List<String> remarks() {
    return remarks;
  }

  /** The names of the environment's variables. */
  Set<String> environmentNames() {
    return environment.keySet();
  }

  /** The value of a variable of the environment, such as {@code NO_PROXY}, which may be empty. */
  public Optional<String> variable(String name) {
    return Optional.of(Invisible.strip(environment.getOrDefault(name, "")))
        .filter(value -> !value.isEmpty());
  }

  /**
   * The value of a key that may be missing or empty. An address in place of a port counts as
   * missing: a container platform puts such variables into the environment by itself.
   *
   * @throws SettingException when the value stands in quotation marks, which no shell has removed
   */
  public Optional<String> find(String key) {
    Optional<String> value = value(key);
    value.ifPresent(found -> checkQuotes(key, found));
    return value;
  }

  /**
   * Whether a value is written without quotation marks around it.
   *
   * @throws SettingException when it isn't; its message doesn't hold the value
   */
  static void checkQuotes(String key, String value) {
    for (String quotes : QUOTES) {
      if (value.length() > 1
          && value.charAt(0) == quotes.charAt(0)
          && value.charAt(value.length() - 1) == quotes.charAt(1)) {
        throw new SettingException(
            key
                + " ("
                + environmentName(key)
                + ") begins and ends with a quotation mark, which would be part of the value; write"
                + " it without. (An environment file of Docker's takes values as they stand.)");
      }
    }
  }

  private Optional<String> value(String key) {
    String set = environment.get(environmentName(key));
    if (set != null && key.endsWith(".port") && set.contains("://")) {
      set = null;
    }
    return Optional.ofNullable(set != null ? set : file.getProperty(key))
        .map(Invisible::strip)
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
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
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
