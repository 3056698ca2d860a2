package com.gorgiassmartrr.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tables of a Markdown page. */
final class MarkdownTables {
  private static final Pattern FIRST_CELL = Pattern.compile("^\\|\\s*([^|]*?)\\s*\\|.*");

  private MarkdownTables() {}

  /**
   * The first column of every table whose first heading is this word, without backticks.
   *
   * @return nothing when there is no such table
   */
  static List<String> firstColumn(String markdown, String heading) {
    List<String> cells = new ArrayList<>();
    boolean inTable = false;
    boolean wanted = false;
    for (String line : markdown.lines().toList()) {
      Matcher row = FIRST_CELL.matcher(line.strip());
      if (!row.matches()) {
        inTable = false;
        continue;
      }
      String cell = row.group(1).replace("`", "");
      if (!inTable) {
        inTable = true;
        wanted = cell.equalsIgnoreCase(heading);
      } else if (wanted && !cell.matches("[-: ]+")) {
        cells.add(cell);
      }
    }
    return cells;
  }
}
