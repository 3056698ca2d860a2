package com.gorgiassmartrr.file;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A file of settings in Java's form, one {@code key=value} a line. */
public final class PropertiesFile {
  private final Path file;
  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, Integer> lines = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();

  private PropertiesFile(Path file) {
    this.file = file;
  }

  /** Reads a file. */
  public static PropertiesFile read(Path file) throws UnreadableFile {
    PropertiesFile read = new PropertiesFile(file);
    read.take(TextFile.read(file));
    return read;
  }

  /** What is set, by key; of a key that stands twice the last value. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /** What is likely to be a mistake, though it can be read: a sentence each. */
  public List<String> remarks() {
    return Collections.unmodifiableList(remarks);
  }

  /** Takes what one key is given at a time: Java's reader of the whole doesn't tell lines. */
  private void take(String text) throws UnreadableFile {
    String[] physical = text.split("\n", -1);
    int at = 0;
    while (at < physical.length) {
      int first = at + 1;
      StringBuilder logical = new StringBuilder(physical[at]);
      boolean isComment = isComment(physical[at]);
      while (!isComment && goesOn(physical[at]) && at + 1 < physical.length) {
        at++;
        logical.append('\n').append(physical[at]);
      }
      at++;
      if (!isComment) {
        take(logical.toString(), first);
      }
    }
  }

  private void take(String logical, int line) throws UnreadableFile {
    Properties one = new Properties();
    try {
      one.load(new StringReader(logical));
    } catch (IllegalArgumentException e) {
      throw mistake(line, "four hexadecimal digits must follow \\u; write \\\\ for a \\.");
    } catch (IOException e) {
      throw new IllegalStateException("A text can be read", e);
    }
    for (String written : one.stringPropertyNames()) {
      String key = Invisible.strip(written);
      String hidden = Invisible.in(key);
      if (!hidden.isEmpty()) {
        throw mistake(line, "an invisible character (" + hidden + ") stands in the key.");
      }
      if (key.isEmpty()) {
        continue;
      }
      if (!isSeparated(logical)) {
        remark(line, "there is no '=' behind '" + key + "'.");
      }
      Integer before = lines.put(key, line);
      if (before != null) {
        remark(line, "'" + key + "' is set in line " + before + ", too; this one is in force.");
      }
      values.put(key, one.getProperty(written));
    }
  }

  private UnreadableFile mistake(int line, String sentence) {
    return new UnreadableFile(file.toString(), line, sentence, false);
  }

  private void remark(int line, String sentence) {
    remarks.add(file + ", line " + line + ": " + sentence);
  }

  private static boolean isComment(String line) {
    String begun = Invisible.strip(line);
    return begun.startsWith("#") || begun.startsWith("!");
  }

  /** Whether the next line belongs to this one. */
  private static boolean goesOn(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /** Whether {@code =} or {@code :} ends the key; Java takes a blank, too. */
  private static boolean isSeparated(String logical) {
    for (int i = 0; i < logical.length(); i++) {
      char letter = logical.charAt(i);
      if (letter == '\\') {
        i++;
      } else if (letter == '=' || letter == ':') {
        return true;
      } else if (Character.isWhitespace(letter)
          && !Invisible.strip(logical.substring(0, i)).isEmpty()) {
        String rest = logical.substring(i).stripLeading();
        return rest.startsWith("=") || rest.startsWith(":");
      }
    }
    return false;
  }
}
