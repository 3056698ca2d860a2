package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The filters and the order that a list is asked for.
 *
 * <p>FACT: the names and the brackets; that unknown parameters change nothing; that the order and
 * bill lists offer no {@code filterEquals}. GUESS: that a property which no row has is answered
 * with 400, that before and after are strict, and that where {@code filterEquals} is not offered it
 * changes nothing.
 */
final class ListQuery {
  private static final Pattern BRACKETS =
      Pattern.compile(
          "(filterLike|filterEquals|filterIn|filterBefore|filterAfter|orderBy)\\[([^\\]]+)\\](?:\\[\\d*\\])?");
  private static final String NAME_OR_EMAIL = "emailOrName";

  private final Map<String, List<String>> query;
  private final boolean exactOffered;
  private final boolean orders;

  private ListQuery(Map<String, List<String>> query, boolean exactOffered, boolean orders) {
    this.query = query;
    this.exactOffered = exactOffered;
    this.orders = orders;
  }

  static ListQuery of(Call call) {
    return new ListQuery(call.query(), true, false);
  }

  static ListQuery withoutEquals(Call call) {
    return new ListQuery(call.query(), false, false);
  }

  static ListQuery ofOrders(Call call) {
    return new ListQuery(call.query(), false, true);
  }

  List<ObjectNode> apply(List<ObjectNode> rows) {
    List<ObjectNode> result = rows;
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      Matcher brackets = BRACKETS.matcher(parameter.getKey());
      if (brackets.matches() && !brackets.group(1).equals("orderBy")) {
        result = apply(brackets.group(1), brackets.group(2), parameter.getValue(), rows, result);
      }
    }
    return ordered(rows, result);
  }

  /** The first property counts most, so it is sorted by last. */
  private List<ObjectNode> ordered(List<ObjectNode> all, List<ObjectNode> rows) {
    List<ObjectNode> result = rows;
    List<String> names = new ArrayList<>(query.keySet());
    Collections.reverse(names);
    for (String name : names) {
      Matcher brackets = BRACKETS.matcher(name);
      if (brackets.matches() && brackets.group(1).equals("orderBy")) {
        known(brackets.group(2), all);
        String direction = query.getOrDefault(name, List.of("ASC")).get(0);
        result = result.stream().sorted(order(brackets.group(2), direction)).toList();
      }
    }
    return result;
  }

  private List<ObjectNode> apply(
      String kind,
      String property,
      List<String> values,
      List<ObjectNode> all,
      List<ObjectNode> rows) {
    String value = values.get(0);
    if (kind.equals("filterLike")) {
      return like(property, new LikePattern(value), all, rows);
    }
    if (!exactOffered && (kind.equals("filterEquals") || kind.equals("filterIn"))) {
      return rows;
    }
    known(property, all);
    return switch (kind) {
      case "filterEquals" -> keep(rows, property, value::equals);
      case "filterIn" -> keep(rows, property, values::contains);
      case "filterBefore" -> keep(rows, property, text -> compareDates(text, value) < 0);
      case "filterAfter" -> keep(rows, property, text -> compareDates(text, value) > 0);
      default -> throw new IllegalStateException("Not a filter: " + kind);
    };
  }

  private List<ObjectNode> like(
      String property, LikePattern pattern, List<ObjectNode> all, List<ObjectNode> rows) {
    if (orders && property.equals(NAME_OR_EMAIL)) {
      return rows.stream().filter(row -> likeEmailOrName(row.path("custRel"), pattern)).toList();
    }
    known(property, all);
    return keep(rows, property, pattern::matches);
  }

  private static boolean likeEmailOrName(JsonNode person, LikePattern pattern) {
    String first = person.path("firstName").asText("");
    String last = person.path("lastName").asText("");
    return pattern.matches(person.path("email").asText("")) || pattern.matches(first + " " + last);
  }

  private static List<ObjectNode> keep(
      List<ObjectNode> rows, String property, Predicate<String> wanted) {
    return rows.stream().filter(row -> text(row, property).filter(wanted).isPresent()).toList();
  }

  private static Comparator<ObjectNode> order(String property, String direction) {
    Comparator<ObjectNode> ascending = Comparator.comparing(row -> text(row, property).orElse(""));
    return direction.equalsIgnoreCase("DESC") ? ascending.reversed() : ascending;
  }

  private static int compareDates(String text, String limit) {
    Instant wanted =
        Dates.parseDateOrDay(limit)
            .orElseThrow(() -> ApiException.badRequest("Not a date: " + limit));
    return Dates.parseDateOrDay(text).map(date -> date.compareTo(wanted)).orElse(0);
  }

  private static void known(String property, List<ObjectNode> rows) {
    if (!rows.isEmpty() && rows.stream().allMatch(row -> at(row, property).isMissingNode())) {
      throw ApiException.badRequest("Unknown property: " + property);
    }
  }

  private static Optional<String> text(ObjectNode row, String property) {
    JsonNode node = at(row, property);
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
  }

  private static JsonNode at(ObjectNode row, String property) {
    JsonNode node = row;
    for (String part : property.split("\\.")) {
      node = node.path(part);
    }
    return node;
  }
}
