package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Cuts a list into pages that are linked by cursors. */
final class ListPage {
  private static final Set<String> PAGING = Set.of("cursor", "limit", "order_by");

  private ListPage() {}

  static JsonNode of(List<ObjectNode> all, Request request, String path, Set<String> parameters) {
    String message = "Failed to list " + path;
    Map<String, List<String>> problems = new LinkedHashMap<>();
    for (String name : request.query().keySet()) {
      if (!PAGING.contains(name) && !parameters.contains(name)) {
        problems.put(name, List.of("Unknown field."));
      }
    }
    String limitText = request.query().getOrDefault("limit", "30");
    int limit = limitText.matches("\\d{1,4}") ? Integer.parseInt(limitText) : 0;
    if (limit < 1 || limit > 100) {
      problems.put("limit", List.of("Must be between 1 and 100."));
    }
    String order = request.query().getOrDefault("order_by", "created_datetime:desc");
    if (!order.matches("[a-z_]+(:(asc|desc))?")) {
      problems.put("order_by", List.of("Not a valid choice."));
    }
    String cursor = request.query().get("cursor");
    if (cursor != null && !cursor.matches("[ab]\\d{1,18}")) {
      problems.put("cursor", List.of("Invalid cursor."));
    }
    if (!problems.isEmpty()) {
      throw ApiException.invalid(message, problems);
    }
    boolean ascending = order.toLowerCase(Locale.ROOT).endsWith("asc");
    List<ObjectNode> sorted =
        all.stream()
            .sorted((a, b) -> Long.compare(idOf(a), idOf(b)) * (ascending ? 1 : -1))
            .toList();
    // A cursor names a row, so that rows added meanwhile neither repeat nor hide others.
    int start = 0;
    if (cursor != null) {
      long id = Long.parseLong(cursor.substring(1));
      int position = 0;
      while (position < sorted.size() && isBefore(sorted.get(position), id, ascending)) {
        position++;
      }
      boolean found = position < sorted.size() && idOf(sorted.get(position)) == id;
      boolean after = cursor.startsWith("a");
      start = after ? position + (found ? 1 : 0) : Math.max(0, position - limit);
    }
    int end = Math.min(sorted.size(), start + limit);
    ObjectNode page = Json.object();
    ArrayNode data = page.putArray("data");
    sorted.subList(start, end).forEach(data::add);
    ObjectNode meta = page.putObject("meta");
    meta.put("next_cursor", end < sorted.size() ? "a" + idOf(sorted.get(end - 1)) : null);
    meta.put("prev_cursor", start > 0 && start < end ? "b" + idOf(sorted.get(start)) : null);
    page.put("object", "list");
    page.put("uri", "/api/" + path);
    return page;
  }

  private static boolean isBefore(ObjectNode row, long id, boolean ascending) {
    return ascending ? idOf(row) < id : idOf(row) > id;
  }

  private static long idOf(ObjectNode row) {
    return row.get("id").longValue();
  }
}
