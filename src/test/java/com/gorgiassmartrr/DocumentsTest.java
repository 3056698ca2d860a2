package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README and the pages of {@code src/docs} lead to each other. */
final class DocumentsTest {
  private static final Path README = Path.of("README.md");
  private static final Path FOLDER = Path.of("src/docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern DECISION = Pattern.compile("### D\\d+\\. .+[^.]");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]*`");

  @Test
  void links_ofEveryPage_leadSomewhere() {
    List<String> dead = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(CODE.matcher(text(page)).replaceAll(""));
      while (link.find()) {
        found++;
        if (!leadsSomewhere(page, link.group(1))) {
          dead.add(page + ": " + link.group(1));
        }
      }
    }

    assertEquals(List.of(), dead);
    assertTrue(found > 50, "Only " + found + " links were found");
  }

  @Test
  void readme_namesEveryPage() {
    String readme = text(README);

    assertEquals(
        List.of(),
        pages().stream()
            .filter(page -> !page.equals(README))
            .map(page -> page.toString().replace('\\', '/'))
            .filter(page -> !readme.contains("](" + page + ")"))
            .toList());
  }

  @Test
  void decisions_haveEachANumberOfTheirOwn() {
    List<String> entries =
        text(FOLDER.resolve("decisions.md"))
            .lines()
            .filter(line -> line.startsWith("### "))
            .toList();

    assertEquals(
        List.of(), entries.stream().filter(entry -> !DECISION.matcher(entry).matches()).toList());
    assertEquals(
        entries.size(),
        entries.stream().map(entry -> entry.split("\\. ", 2)[0]).distinct().count());
    assertTrue(entries.size() > 100, "Only " + entries.size() + " entries were found");
  }

  private static boolean leadsSomewhere(Path page, String link) {
    if (link.startsWith("https://")) {
      return true;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.isRegularFile(target)
        && (hash < 0 || anchors(text(target)).contains(link.substring(hash + 1)));
  }

  /** A page's headings as GitHub makes anchors of them. */
  private static Set<String> anchors(String page) {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(page.replaceAll("(?ms)^```.*?^```$", ""));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static List<Path> pages() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return Stream.concat(
              Stream.of(README), files.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
