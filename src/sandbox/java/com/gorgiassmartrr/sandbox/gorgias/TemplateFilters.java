package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filters of both template dialects.
 *
 * <p>FACT: the browser knows {@code datetime_format} and {@code fallback} and ignores others; the
 * server knows {@code tojson}. GUESS: the server's other filters are Jinja's, and an unknown one is
 * an error.
 */
final class TemplateFilters {
  private static final Pattern DATE_TOKEN =
      Pattern.compile("\\[([^\\]]*)\\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|ss|A|a");

  private TemplateFilters() {}

  static JsonNode apply(JsonNode value, Template.Filter filter, Template.Dialect dialect) {
    boolean server = dialect == Template.Dialect.SERVER;
    switch (filter.name()) {
      case "fallback", "default" -> {
        boolean emptyToo = !server || filter.name().equals("fallback");
        boolean empty = value.isNull() || (value.isTextual() && value.textValue().isEmpty());
        boolean absent = value.isMissingNode() || (emptyToo && empty);
        return absent ? TextNode.valueOf(filter.argument("")) : value;
      }
      case "datetime_format" -> {
        return dateTime(value, filter.argument("YYYY-MM-DD"));
      }
      default -> {
        return server ? serverOnly(value, filter) : value;
      }
    }
  }

  private static JsonNode serverOnly(JsonNode value, Template.Filter filter) {
    String text = PythonText.str(value);
    return TextNode.valueOf(
        switch (filter.name()) {
          case "tojson" -> value.isMissingNode() ? "null" : Json.write(value);
          case "lower" -> text.toLowerCase(Locale.ROOT);
          case "upper" -> text.toUpperCase(Locale.ROOT);
          case "trim" -> text.trim();
          case "string" -> text;
          case "length" -> String.valueOf(value.isContainerNode() ? value.size() : text.length());
          case "urlencode" -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
          default -> throw new TemplateException("No filter named '" + filter.name() + "'.");
        });
  }

  private static JsonNode dateTime(JsonNode value, String pattern) {
    LocalDateTime time = parse(value.asText(""));
    if (time == null) {
      return value;
    }
    StringBuilder out = new StringBuilder();
    Matcher tokens = DATE_TOKEN.matcher(pattern);
    int from = 0;
    while (tokens.find()) {
      out.append(pattern, from, tokens.start());
      from = tokens.end();
      String literal = tokens.group(1);
      out.append(literal != null ? literal : time.format(javaToken(tokens.group())));
    }
    return TextNode.valueOf(out.append(pattern.substring(from)).toString());
  }

  private static DateTimeFormatter javaToken(String token) {
    String java =
        switch (token) {
          case "YYYY" -> "uuuu";
          case "YY" -> "uu";
          case "DD" -> "dd";
          case "D" -> "d";
          case "dddd" -> "EEEE";
          case "ddd" -> "EEE";
          case "A", "a" -> "a";
          default -> token;
        };
    return DateTimeFormatter.ofPattern(java, Locale.ENGLISH);
  }

  private static @Nullable LocalDateTime parse(String text) {
    try {
      if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
        return LocalDate.parse(text).atStartOfDay();
      }
      if (text.matches("\\d{10,13}")) {
        long number = Long.parseLong(text);
        Instant instant =
            text.length() > 11 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      }
      return text.matches(".*(Z|[+-]\\d{2}:\\d{2})")
          ? OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
          : LocalDateTime.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
