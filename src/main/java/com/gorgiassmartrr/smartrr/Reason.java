package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** No reason: nothing was chosen of those that were offered. */
  public static final Reason NONE = new Reason("", "");

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

  /**
   * The one of these reasons that a button sent, by its text or by its id; {@link #NONE} where it
   * sent the whole list, of which nothing was chosen.
   */
  public static Optional<Reason> chosen(List<Reason> reasons, String sent) {
    Optional<Reason> same =
        reasons.stream()
            .filter(reason -> reason.id.equals(sent) || reason.text.equals(sent))
            .findFirst();
    if (same.isPresent()) {
      return same;
    }
    return isList(reasons, sent)
        ? Optional.of(NONE)
        : reasons.stream()
            .filter(reason -> looksLike(reason.id, sent) || looksLike(reason.text, sent))
            .findFirst();
  }

  /** A button's list may be older than the reasons; nobody writes two of them with a semicolon. */
  private static boolean isList(List<Reason> reasons, String sent) {
    String[] choices = sent.split(";");
    return choices.length > 1
        && Arrays.stream(choices)
                .filter(choice -> reasons.stream().anyMatch(one -> looksLike(one.text, choice)))
                .count()
            > 1;
  }

  /** Whether two texts look the same: with other spaces, or with characters that nobody sees. */
  public static boolean looksLike(String one, String other) {
    return seen(one).equals(seen(other));
  }

  private static String seen(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll("\\p{Cf}+", "")
        .replaceAll("[\\s\\p{Z}]+", " ")
        .strip();
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
