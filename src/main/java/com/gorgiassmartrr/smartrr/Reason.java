package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One of a shop's reasons for cancelling.
 *
 * @param id what Smartrr is sent
 * @param text what an agent chooses; no two of a shop's are the same
 */
public record Reason(String id, String text) {
  private static final String LANGUAGE = "en-US";
  private static final int LONGEST = 100;

  /** The reasons that are in use, in the shop's order, of what Smartrr answers. */
  public static List<Reason> of(JsonNode answer) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : answer) {
      if (row.path("id").isTextual() && !row.path("isArchived").asBoolean(false)) {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparingInt(row -> row.path("uiIdx").asInt(Integer.MAX_VALUE)));
    Set<String> texts = new HashSet<>();
    return rows.stream()
        .map(
            row -> {
              String id = row.path("id").asText();
              String text = text(row);
              return new Reason(id, texts.add(text) ? text : text + " (" + id + ")");
            })
        .toList();
  }

  /** The one of these reasons that a button sent, by its text or by its id. */
  public static Optional<Reason> chosen(List<Reason> reasons, String sent) {
    return reasons.stream()
        .filter(reason -> reason.id.equals(sent) || reason.text.equals(sent))
        .findFirst();
  }

  private static String text(JsonNode row) {
    JsonNode text = row.path("text");
    if (text.isObject()) {
      text = text.has(LANGUAGE) ? text.path(LANGUAGE) : text.path(first(text));
    }
    String shown = harmless(text.asText(""));
    if (shown.isEmpty()) {
      shown = harmless(row.path("reasonType").asText("").toLowerCase(Locale.ROOT));
    }
    return shown.isEmpty() ? row.path("id").asText() : shown;
  }

  private static String first(JsonNode object) {
    return object.fieldNames().hasNext() ? object.fieldNames().next() : "";
  }

  /** Gorgias separates the choices by semicolons, and reads what stands in double braces. */
  private static String harmless(String text) {
    String line =
        text.replace(';', ',').replaceAll("[{}]", "").replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)).trim() + "…";
  }
}
