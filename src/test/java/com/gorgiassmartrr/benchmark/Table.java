package com.gorgiassmartrr.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was measured, beside what it is measured against. */
final class Table {
  private static final List<String> HEAD =
      List.of("row", "measured", "peer or limit", "ratio", "goal", "reached?");

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row whose goal was reached or not. */
  void add(String row, String measured, String peer, String ratio, String goal, boolean reached) {
    rows.add(List.of(row, measured, peer, ratio, goal, reached ? "yes" : "NO"));
  }

  /** Adds a row that has no goal. */
  void add(String row, String measured, String peer, String ratio) {
    rows.add(List.of(row, measured, peer, ratio, "", ""));
  }

  /** What was measured, by the row's name, in the order of the rows. */
  Map<String, String> measured() {
    return column(1);
  }

  /** What was measured as a share of the peer, by the row's name; empty where there is none. */
  Map<String, String> ratios() {
    return column(3);
  }

  private Map<String, String> column(int number) {
    Map<String, String> column = new LinkedHashMap<>();
    rows.forEach(row -> column.put(row.get(0), row.get(number)));
    return column;
  }

  /** The table in Markdown, its columns aligned. */
  String markdown() {
    List<Integer> widths =
        IntStream.range(0, HEAD.size())
            .mapToObj(
                column ->
                    Math.max(
                        HEAD.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(line(HEAD, widths));
    text.append(line(widths.stream().map("-"::repeat).toList(), widths));
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> cells.get(i) + " ".repeat(widths.get(i) - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Writes the table, and what must be known to read it, to a file. */
  void write(Path file, String about) throws IOException {
    Files.writeString(file, "# Benchmark\n\n" + markdown() + "\n" + about);
  }

  /** A number as people write it: whole above a hundred, else with one or two places. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "?";
    }
    int places = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + places + "f", value);
  }

  static String millis(double value) {
    return number(value) + " ms";
  }

  static String megabytes(double value) {
    return number(value) + " MB";
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
