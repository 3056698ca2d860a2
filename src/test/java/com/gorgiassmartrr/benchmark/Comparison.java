package com.gorgiassmartrr.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What two packages were measured to do, by turns: for each row the medians and their ratio, and
 * the same of what each turn measured against its peer, where there is one: a machine that is
 * slower for one turn is so for both.
 */
final class Comparison {
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?");

  /** The numbers of a row, turn by turn. */
  private final Map<String, List<List<Double>>> others = new LinkedHashMap<>();

  private final Map<String, List<List<Double>>> ours = new LinkedHashMap<>();

  /** The same as shares of the peer. */
  private final Map<String, List<List<Double>>> otherShares = new LinkedHashMap<>();

  private final Map<String, List<List<Double>>> ourShares = new LinkedHashMap<>();

  /** How a row's numbers were written last. */
  private final Map<String, String> written = new LinkedHashMap<>();

  /** Adds what the other package was measured to do in one turn. */
  void addOther(Table table) {
    add(others, table.measured());
    add(otherShares, table.ratios());
    written.putAll(table.measured());
  }

  /** Adds what this package was measured to do in one turn. */
  void addThis(Table table) {
    add(ours, table.measured());
    add(ourShares, table.ratios());
    written.putAll(table.measured());
  }

  private static void add(Map<String, List<List<Double>>> side, Map<String, String> turn) {
    turn.forEach(
        (row, written) ->
            side.computeIfAbsent(row, name -> new ArrayList<>()).add(numbers(written)));
  }

  private static List<Double> numbers(String measured) {
    return NUMBER
        .matcher(measured)
        .results()
        .map(match -> Double.parseDouble(match.group().replace(",", "")))
        .toList();
  }

  /** The rows that both have. */
  String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | row | other | this | this / other | the same of the peer's | turns |
            | - | - | - | - | - | - |
            """);
    ours.forEach(
        (row, turns) -> {
          List<Double> now = medians(turns);
          List<Double> before = medians(others.getOrDefault(row, List.of()));
          if (!now.isEmpty() && now.size() == before.size()) {
            text.append("| ")
                .append(
                    String.join(
                        " | ",
                        row,
                        with(row, before),
                        with(row, now),
                        ratios(now, before),
                        shares(row),
                        Integer.toString(turns.size())))
                .append(" |\n");
          }
        });
    return text.toString();
  }

  private String shares(String row) {
    List<Double> now = medians(ourShares.getOrDefault(row, List.of()));
    List<Double> before = medians(otherShares.getOrDefault(row, List.of()));
    return now.size() == before.size() ? ratios(now, before) : "";
  }

  /** The median of each of a row's numbers; none where the turns had different ones. */
  private static List<Double> medians(List<List<Double>> turns) {
    int count = turns.isEmpty() ? 0 : turns.get(0).size();
    if (turns.stream().anyMatch(turn -> turn.size() != count)) {
      return List.of();
    }
    return IntStream.range(0, count)
        .mapToObj(i -> Table.median(turns.stream().map(turn -> turn.get(i)).toList()))
        .toList();
  }

  private static String ratios(List<Double> now, List<Double> before) {
    return IntStream.range(0, now.size())
        .mapToObj(i -> Table.number(now.get(i) / before.get(i)))
        .collect(Collectors.joining(" and "));
  }

  /** The numbers as the row is written. */
  private String with(String row, List<Double> numbers) {
    Matcher matcher = NUMBER.matcher(written.getOrDefault(row, ""));
    StringBuilder text = new StringBuilder();
    for (int i = 0; matcher.find() && i < numbers.size(); i++) {
      matcher.appendReplacement(text, Table.number(numbers.get(i)));
    }
    return matcher.appendTail(text).toString();
  }
}
