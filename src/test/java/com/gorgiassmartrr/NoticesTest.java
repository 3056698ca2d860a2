package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code notices.md} has every sentence that an agent can read, and none that nobody says. */
final class NoticesTest {
  private static final Path CODE = Path.of("src/main/java/com/gorgiassmartrr");
  private static final Path NOTICES = Path.of("src/docs/notices.md");

  /** Who speaks to agents, and to whoever set their buttons up. */
  private static final List<String> SPEAKERS = List.of("press", "action", "server", "lookup");

  /** Who, of these packages, speaks to operators and integrators only. */
  private static final Set<String> NOT_TO_AGENTS =
      Set.of(
          "ActionCheck.java",
          "Methods.java",
          "PresentState.java",
          "OperatorReplies.java",
          "PressApi.java",
          "PressJson.java",
          "PressSearch.java",
          "PressWorker.java",
          "ProblemCheck.java",
          "RefusalLog.java",
          "ShapeVersion.java",
          "SmartrrGuard.java",
          "Triggers.java",
          "WidgetShape.java");

  /** Who says what is wrong with an action's file, beside what agents are told. */
  private static final Set<String> TO_INTEGRATORS_TOO = Set.of("Action.java", "Actions.java");

  /** What goes to the log, to the ledger's history, or nowhere. */
  private static final Pattern NOT_SAID =
      Pattern.compile(
          "LOG\\.|SettingException|Illegal\\w+Exception|PartnerFailure\\(|StepMissing\\.|[pP]ostpone|attern\\(");

  private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"");

  /** A statement's end, a literal, or one character of anything else. */
  private static final Pattern TOKEN =
      Pattern.compile("[;{}]|\"(?:\\\\.|[^\"\\\\])*\"|.", Pattern.DOTALL);

  private static final Pattern THREE_WORDS =
      Pattern.compile("[A-Za-z']{1,30}( [A-Za-z',;:]{1,30}){2}");

  @Test
  void everySentenceInTheCode_standsInNotices() throws IOException {
    String notices = words(Files.readString(NOTICES));
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (String speaker : SPEAKERS) {
      for (Path file : files(CODE.resolve(speaker), NoticesTest::speaksToAgents)) {
        for (String sentence : sentences(file)) {
          found++;
          if (!notices.contains(sentence)) {
            missing.add(file.getFileName() + ": " + sentence);
          }
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 60, "Only " + found + " sentences were found");
  }

  @Test
  void everySentenceInNotices_standsInTheCode() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(CODE, file -> true)) {
      all.append(joined(Files.readString(file))).append('\n');
    }
    for (Path file : files(Path.of("routes"), file -> true)) {
      all.append(Files.readString(file)).append('\n');
    }
    String code = words(all.toString());
    List<String> unsaid = new ArrayList<>();
    int found = 0;
    for (String line : Files.readAllLines(NOTICES)) {
      for (String clause : clauses(line)) {
        found++;
        if (!code.contains(clause)) {
          unsaid.add(clause);
        }
      }
    }
    assertEquals(List.of(), unsaid);
    assertTrue(found > 60, "Only " + found + " clauses were found");
  }

  private static boolean speaksToAgents(Path file) {
    return !NOT_TO_AGENTS.contains(file.getFileName().toString());
  }

  private static List<Path> files(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
    }
  }

  /** What a file says: of each statement, its texts of three words and more. */
  private static List<String> sentences(Path file) throws IOException {
    boolean refusalsOnly = TO_INTEGRATORS_TOO.contains(file.getFileName().toString());
    List<String> sentences = new ArrayList<>();
    for (String statement : statements(joined(Files.readString(file)))) {
      if (NOT_SAID.matcher(statement).find()
          || (refusalsOnly && !statement.contains("RefusedException("))) {
        continue;
      }
      Matcher literal = LITERAL.matcher(statement);
      while (literal.find()) {
        String text = words(literal.group(1));
        if (THREE_WORDS.matcher(text).find()) {
          sentences.add(text);
        }
      }
    }
    return sentences;
  }

  /** Code without comments, in which what stands in several literals stands in one. */
  private static String joined(String code) {
    return code.replaceAll("(?s)/\\*.*?\\*/", "")
        .replaceAll("(?m)^\\s*//.*$", "")
        .replaceAll("\"\\s*\\+\\s*\"", "")
        .replace("\\u2026", "\u2026")
        .replace("'\"'", "");
  }

  private static List<String> statements(String code) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    Matcher token = TOKEN.matcher(code);
    while (token.find()) {
      if (Set.of(";", "{", "}").contains(token.group())) {
        statements.add(statement.toString());
        statement.setLength(0);
      } else {
        statement.append(token.group());
      }
    }
    return statements;
  }

  /** The beginnings, of three words, of what a row of a table says. */
  private static List<String> clauses(String line) {
    List<String> clauses = new ArrayList<>();
    if (!line.startsWith("| ") || line.startsWith("| ---")) {
      return clauses;
    }
    String[] cells = line.substring(1).split("\\|", -1);
    String said = cells[0].matches("[\\d, ]+") ? cells[1] : cells[0];
    for (String clause : said.split("\\*[^*]*\\*|[.;:,/\u2026()]|\\d+")) {
      Matcher three = THREE_WORDS.matcher(words(clause).replaceFirst("^(and|Or) ", ""));
      if (three.lookingAt()) {
        clauses.add(three.group());
      }
    }
    return clauses;
  }

  private static String words(String text) {
    return text.replaceAll("[*`]", "").replaceAll("\\s+", " ").strip();
  }
}
