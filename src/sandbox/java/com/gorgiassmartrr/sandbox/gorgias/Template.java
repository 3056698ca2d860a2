package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text with {@code {{path | filter("argument")}}} expressions.
 *
 * <p>Gorgias has two dialects of it: the server's, for the calls of an integration ({@link
 * Dialect#SERVER}), and the browser's, for titles, links and buttons of widgets ({@link
 * Dialect#BROWSER}).
 */
final class Template {
  private final List<Part> parts;
  private final Dialect dialect;

  private Template(List<Part> parts, Dialect dialect) {
    this.parts = parts;
    this.dialect = dialect;
  }

  /** The program that renders, which decides how a value becomes text. */
  enum Dialect {
    /** Jinja-like, in Python; a mistake in the template is an error. */
    SERVER,
    /** JavaScript-like; a mistake in the template leaves the text as it is. */
    BROWSER
  }

  /** A filter with its literal arguments. */
  record Filter(String name, List<String> arguments) {
    String argument(String otherwise) {
      return arguments.isEmpty() ? otherwise : arguments.get(0);
    }
  }

  private record Part(String source, List<String> path, List<Filter> filters) {
    boolean isLiteral() {
      return path.isEmpty();
    }
  }

  /** Reads a template; throws {@link TemplateException} in the server's dialect only. */
  static Template parse(String text, Dialect dialect) {
    if (dialect == Dialect.SERVER && text.contains("{%")) {
      throw new TemplateException("statements ({% ... %}) are not simulated");
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int open = text.indexOf("{{", from);
      if (open < 0) {
        break;
      }
      parts.add(new Part(text.substring(from, open), List.of(), List.of()));
      Reader reader = new Reader(text, open + 2);
      try {
        Part part = reader.expression(open);
        parts.add(part);
        from = open + part.source().length();
      } catch (TemplateException e) {
        if (dialect == Dialect.SERVER) {
          throw e;
        }
        parts.add(new Part("{{", List.of(), List.of()));
        from = open + 2;
      }
    }
    parts.add(new Part(text.substring(from), List.of(), List.of()));
    return new Template(parts, dialect);
  }

  /** Parses and renders in one step. */
  static String render(String text, Dialect dialect, JsonNode context) {
    return parse(text, dialect).render(context, UnaryOperator.identity());
  }

  /** Renders with every substituted value passed through an encoder. */
  String render(JsonNode context, UnaryOperator<String> encode) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part.isLiteral()) {
        out.append(part.source());
      } else {
        out.append(encode.apply(show(find(context, part.path()), part.filters())));
      }
    }
    return out.toString();
  }

  /** Follows a path; a number counts from the end when it is negative. */
  static JsonNode find(JsonNode from, List<String> path) {
    JsonNode at = from;
    for (String step : path) {
      if (at.isArray()) {
        int index = step.matches("-?\\d{1,9}") ? Integer.parseInt(step) : Integer.MAX_VALUE;
        at = at.path(index < 0 ? at.size() + index : index);
      } else {
        at = at.path(step);
      }
    }
    return at;
  }

  private String show(JsonNode found, List<Filter> filters) {
    JsonNode value = found;
    for (Filter filter : filters) {
      value = TemplateFilters.apply(value, filter, dialect);
    }
    return dialect == Dialect.SERVER ? PythonText.str(value) : browserText(value);
  }

  private static String browserText(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isContainerNode()) {
      // FACT: objects are shown as JSON and cut; GUESS: the length.
      String json = Json.write(value);
      return json.length() > 500 ? json.substring(0, 500) + "…" : json;
    }
    return value.asText();
  }

  /** A recursive-descent reader of one expression. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text, int at) {
      this.text = text;
      this.at = at;
    }

    Part expression(int open) {
      List<String> path = new ArrayList<>();
      path.add(name());
      while (true) {
        if (accept(".")) {
          path.add(name());
        } else if (accept("[")) {
          path.add(literal());
          expect("]");
        } else {
          break;
        }
      }
      List<Filter> filters = new ArrayList<>();
      while (accept("|")) {
        String name = name();
        List<String> arguments = new ArrayList<>();
        if (accept("(") && !accept(")")) {
          do {
            arguments.add(literal());
          } while (accept(","));
          expect(")");
        }
        filters.add(new Filter(name, arguments));
      }
      expect("}}");
      return new Part(text.substring(open, at), path, filters);
    }

    private void blanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean accept(String token) {
      blanks();
      if (text.startsWith(token, at)) {
        at += token.length();
        return true;
      }
      return false;
    }

    private void expect(String token) {
      if (!accept(token)) {
        throw new TemplateException("expected '" + token + "' at position " + at);
      }
    }

    private String name() {
      blanks();
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at))
              || text.charAt(at) == '_'
              || text.charAt(at) == '$')) {
        at++;
      }
      if (from == at) {
        throw new TemplateException("expected a name at position " + at);
      }
      return text.substring(from, at);
    }

    private String literal() {
      blanks();
      char c = at < text.length() ? text.charAt(at) : ' ';
      if (c == '"' || c == '\'') {
        int end = text.indexOf(c, at + 1);
        if (end < 0) {
          throw new TemplateException("a string is not closed at position " + at);
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
      }
      if (c == '-') {
        at++;
        return "-" + name();
      }
      return name();
    }
  }
}
