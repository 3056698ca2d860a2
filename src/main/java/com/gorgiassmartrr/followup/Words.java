package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.jslt.JsltFunction;
import com.schibsted.spt.data.jslt.Function;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The functions that {@code sends} has beside JSLT's own, for dates as people read them: {@code
 * day-in-words("2026-12-03")} is {@code "3 Dec 2026"}, and {@code
 * time-in-words("2026-11-22T10:14:03Z")} is {@code "22 Nov 2026 10:14 UTC"}. What is no such text
 * stays as it is.
 */
final class Words {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int DAY_LENGTH = "2026-12-03".length();

  static final List<Function> FUNCTIONS =
      List.of(function("day-in-words", Words::day), function("time-in-words", Words::time));

  private Words() {}

  private static String day(String text) {
    String day = text.length() > DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text;
    return DAY.format(LocalDate.parse(day));
  }

  private static String time(String text) {
    return TIME.format(Instant.parse(text));
  }

  private static Function function(String name, UnaryOperator<String> words) {
    return JsltFunction.of(
        name,
        1,
        arguments -> {
          JsonNode argument = arguments[0];
          if (argument.isMissingNode()) {
            return NullNode.instance;
          }
          try {
            return argument.isTextual()
                ? TextNode.valueOf(words.apply(argument.textValue()))
                : argument;
          } catch (DateTimeException e) {
            return argument;
          }
        });
  }
}
