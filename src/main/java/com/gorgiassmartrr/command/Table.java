package com.gorgiassmartrr.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows whose columns stand below each other; the last column is as long as it is. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; all rows have the same number of columns. */
  Table row(String... columns) {
    rows.add(Stream.of(columns).map(Printable::of).toList());
    return this;
  }

  void print(PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size() - 1; column++) {
        line.append(row.get(column));
        line.append(" ".repeat(2 + width(column) - row.get(column).length()));
      }
      out.println(line.append(row.get(row.size() - 1)).toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
