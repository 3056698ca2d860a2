package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One page of a list.
 *
 * <p>FACT: the envelope, and that {@code pageSize=250} is taken. GUESS: 25 by default, 250 at most.
 */
final class Page {
  private static final int DEFAULT_SIZE = 25;
  private static final int MOST = 250;

  private Page() {}

  static ObjectNode of(Call call, PageBase base, List<ObjectNode> rows) {
    int size = Math.min(MOST, number(call, "pageSize", DEFAULT_SIZE));
    if (size < 1) {
      throw ApiException.badRequest("pageSize must be 1 or more.");
    }
    int first = base == PageBase.ZERO ? 0 : 1;
    int asked = number(call, "pageNumber", first);
    if (asked == 0 && base == PageBase.ONE_AND_ZERO_IS_REFUSED) {
      throw ApiException.badRequest("pageNumber begins with 1.");
    }
    int page = Math.max(first, asked);
    long from = Math.min(rows.size(), (long) (page - first) * size);
    long to = Math.min(rows.size(), from + size);
    ObjectNode envelope = Json.object();
    envelope
        .put("totalCount", rows.size())
        .put("totalPages", (rows.size() + size - 1) / size)
        .put("pageSize", size)
        .put("pageNumber", page);
    envelope.set("data", Json.array(rows.subList((int) from, (int) to)));
    return envelope;
  }

  private static int number(Call call, String name, int otherwise) {
    String text = call.queryValue(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(name + " is not a number: " + text);
    }
    throw ApiException.badRequest(name + " is below zero: " + text);
  }
}
