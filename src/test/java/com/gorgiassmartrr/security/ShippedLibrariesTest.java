package com.gorgiassmartrr.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries on the class path against the table of advisories in {@code security.md}. */
final class ShippedLibrariesTest {
  private static final Path PAGE = Path.of("src/docs/security.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.-]*)\\.jar");
  private static final Pattern ID = Pattern.compile("CVE-\\d{4}-\\d+");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  /** Stays behind on purpose: what it has unmended needs a test that shows it can't be reached. */
  private static final String HELD = "camel-";

  /** A row of the table: its libraries by the names of their jars. */
  private record Advisory(String ids, List<String> libraries, String mendedIn, String tests) {}

  @Test
  void library_withAPublishedAdvisory_isMendedOrCantBeReached() throws IOException {
    Map<String, String> shipped = shipped();
    List<Advisory> advisories = advisories();
    List<String> open = new ArrayList<>();
    for (Advisory advisory : advisories) {
      for (String library : advisory.libraries()) {
        assertTrue(shipped.containsKey(library), library + " isn't on the class path");
        if (library.startsWith(HELD)
            ? !TEST.matcher(advisory.tests()).find()
            : compare(shipped.getOrDefault(library, ""), advisory.mendedIn()) < 0) {
          open.add(advisory.ids() + ": " + library + " " + shipped.get(library));
        }
      }
    }
    assertTrue(advisories.size() >= 10, "the table has rows");
    assertEquals(List.of(), open);
  }

  @Test
  void test_namedInTheTable_isThere() throws IOException {
    int tests = 0;
    for (Advisory advisory : advisories()) {
      Matcher named = TEST.matcher(advisory.tests());
      for (; named.find(); tests++) {
        String method = " " + named.group(2) + "(";
        assertTrue(source(named.group(1)).contains(method), advisory.ids() + ": " + named.group());
      }
    }
    assertTrue(tests > 0, "the table names tests");
  }

  /** Modules of one library that are of several versions were never tried together by anybody. */
  @Test
  void modulesOfALibrary_areOfOneVersion() {
    Map<String, Set<String>> versions = new TreeMap<>();
    shipped()
        .forEach(
            (name, version) ->
                Stream.of("netty-", "vertx-", "camel-", "logback-", "httpcore5", "resilience4j-")
                    .filter(name::startsWith)
                    // Made beside Netty, with versions of its own.
                    .filter(family -> !name.startsWith("netty-tcnative"))
                    .forEach(
                        family ->
                            versions.computeIfAbsent(family, f -> new TreeSet<>()).add(version)));
    // Its annotations have a version of their own.
    for (String module : List.of("jackson-core", "jackson-databind")) {
      versions
          .computeIfAbsent("jackson-", f -> new TreeSet<>())
          .add(shipped().getOrDefault(module, "none"));
    }
    assertEquals(7, versions.size(), versions.toString());
    versions.forEach((family, found) -> assertEquals(1, found.size(), family + found));
  }

  @Test
  void versions_compared_areComparedByNumbers() {
    assertTrue(compare("4.1.9.Final", "4.1.133") < 0);
    assertTrue(compare("4.1.133.Final", "4.1.133") >= 0);
    assertTrue(compare("1.5.36", "1.5.4") > 0);
    assertTrue(compare("2.0", "1.9.9") > 0);
  }

  private static Map<String, String> shipped() {
    Map<String, String> shipped = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      Matcher jar = JAR.matcher(new File(entry).getName());
      if (jar.matches()) {
        shipped.put(jar.group(1), jar.group(2));
      }
    }
    assertFalse(shipped.isEmpty(), "the class path has jars");
    return shipped;
  }

  private static List<Advisory> advisories() throws IOException {
    List<Advisory> advisories = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 8 && ID.matcher(cells[1]).find()) {
        advisories.add(
            new Advisory(
                cells[1].trim(),
                Arrays.stream(cells[2].split(",")).map(String::trim).toList(),
                cells[4].trim(),
                cells[6]));
      }
    }
    return advisories;
  }

  private static String source(String test) {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path found =
          files
              .filter(file -> file.endsWith(test + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("There is no " + test));
      return Files.readString(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares versions number by number; words in them count nothing. */
  private static int compare(String one, String other) {
    List<Integer> left = numbers(one);
    List<Integer> right = numbers(other);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int difference =
          Integer.compare(i < left.size() ? left.get(i) : 0, i < right.size() ? right.get(i) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static List<Integer> numbers(String version) {
    return Arrays.stream(version.split("[.-]"))
        .filter(part -> part.matches("\\d+"))
        .map(Integer::valueOf)
        .toList();
  }
}
