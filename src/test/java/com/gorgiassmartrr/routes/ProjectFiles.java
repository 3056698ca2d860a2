package com.gorgiassmartrr.routes;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that are checked, as they are shipped. */
final class ProjectFiles {
  static final Path SETTINGS = Path.of("application.properties");
  private static final Path ROUTES = Path.of("routes");
  private static final Path DOCUMENTS = Path.of("src", "docs");
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  private ProjectFiles() {}

  /** The files of the folder {@code routes} by their path in it, without those of the widget. */
  static Map<String, String> routes() {
    Map<String, String> routes = new TreeMap<>();
    for (Path file : files(ROUTES)) {
      if (!file.startsWith(ROUTES.resolve("widget.jslt"))
          && !file.startsWith(ROUTES.resolve("widget.yaml"))) {
        routes.put(ROUTES.relativize(file).toString().replace('\\', '/'), text(file));
      }
    }
    return routes;
  }

  /** Every setting with its default. */
  static Map<String, String> settings() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(SETTINGS)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /** The text of a page of the documents, such as {@code routes.md}. */
  static String document(String name) {
    return text(DOCUMENTS.resolve(name));
  }

  /** What stands between quotation marks in the server's Java code. */
  static Set<String> literals() {
    Set<String> literals = new TreeSet<>();
    Matcher matcher = LITERAL.matcher(java());
    while (matcher.find()) {
      literals.add(matcher.group(1));
    }
    return literals;
  }

  /** The server's Java code. */
  static String java() {
    StringBuilder java = new StringBuilder();
    for (Path file : files(MAIN)) {
      java.append(text(file)).append('\n');
    }
    return java.toString();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Iterable<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
