package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * How Python writes a value as text.
 *
 * <p>FACT: values in an integration's templates arrive as {@code True}, {@code False}, {@code None}
 * and Python representations of lists and dictionaries.
 */
final class PythonText {
  private PythonText() {}

  /** Returns what {@code str(value)} gives: a string stays bare, anything else is represented. */
  static String str(JsonNode value) {
    if (value.isMissingNode()) {
      return "";
    }
    return value.isTextual() ? value.textValue() : repr(value);
  }

  /** Returns what {@code repr(value)} gives. */
  static String repr(JsonNode value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, JsonNode value) {
    if (value.isObject()) {
      out.append('{');
      Iterator<Map.Entry<String, JsonNode>> fields = value.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        quote(out, field.getKey());
        out.append(": ");
        append(out, field.getValue());
        out.append(fields.hasNext() ? ", " : "");
      }
      out.append('}');
    } else if (value.isArray()) {
      out.append('[');
      for (int i = 0; i < value.size(); i++) {
        out.append(i == 0 ? "" : ", ");
        append(out, value.get(i));
      }
      out.append(']');
    } else if (value.isTextual()) {
      quote(out, value.textValue());
    } else if (value.isBoolean()) {
      out.append(value.booleanValue() ? "True" : "False");
    } else if (value.isNull() || value.isMissingNode()) {
      out.append("None");
    } else {
      out.append(value.asText());
    }
  }

  private static void quote(StringBuilder out, String text) {
    char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(mark);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == mark) {
            out.append('\\').append(c);
          } else if (c < 0x20 || c == 0x7f) {
            out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append(mark);
  }
}
