package com.gorgiassmartrr.sandbox.smartrr;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decoding of raw request targets. */
final class QueryString {
  private QueryString() {}

  /**
   * The decoded parameters in the order of the query; brackets may come encoded or not. FACT: both
   * work.
   */
  static Map<String, List<String>> parse(String rawUri) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int mark = rawUri.indexOf('?');
    if (mark < 0) {
      return parameters;
    }
    for (String pair : rawUri.substring(mark + 1).split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!name.isEmpty()) {
        parameters.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  /** The path without the query, still encoded. */
  static String rawPath(String rawUri) {
    int mark = rawUri.indexOf('?');
    return mark < 0 ? rawUri : rawUri.substring(0, mark);
  }

  /** One path segment, decoded; unlike in a query, a plus is a plus. */
  static String decodeSegment(String segment) {
    return decode(segment.replace("+", "%2B"));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
