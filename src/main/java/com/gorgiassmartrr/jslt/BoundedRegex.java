package com.gorgiassmartrr.jslt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * JSLT's functions that take regular expressions, which are given up where they take too long:
 * nothing interrupts a regular expression, and some take for ever.
 */
final class BoundedRegex {
  /**
   * How many characters an expression may look at: those of a text of 10,000, a hundred times each.
   */
  private static final int MOST_LOOKS = 1_000_000;

  private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  static final List<Function> FUNCTIONS =
      List.of(
          function("test", 2, BoundedRegex::test),
          function("capture", 2, BoundedRegex::capture),
          function("split", 2, BoundedRegex::split),
          function("replace", 3, BoundedRegex::replace));

  private BoundedRegex() {}

  /** A text that may be looked at so many times, and no more. */
  private static final class BoundedText implements CharSequence {
    private final CharSequence text;
    private final int[] looks;

    BoundedText(CharSequence text, int[] looks) {
      this.text = text;
      this.looks = looks;
    }

    @Override
    public char charAt(int index) {
      if (++looks[0] > MOST_LOOKS) {
        throw new Jslt.Exceeded("a regular expression in it takes too many steps");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new BoundedText(text.subSequence(start, end), looks);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  /** A function whose first argument isn't null where its work is done. */
  private static Function function(String name, int count, JsltFunction.Body work) {
    return JsltFunction.of(
        name,
        count,
        arguments -> {
          if (arguments[0].isNull()) {
            return name.equals("test") ? BooleanNode.FALSE : NullNode.instance;
          }
          try {
            return work.of(arguments);
          } catch (PatternSyntaxException e) {
            throw new JsltException(name + "() is given what is no regular expression", e);
          }
        });
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  private static Matcher matcher(JsonNode[] arguments) {
    return Pattern.compile(text(arguments[1]))
        .matcher(new BoundedText(text(arguments[0]), new int[1]));
  }

  private static JsonNode test(JsonNode[] arguments) {
    return BooleanNode.valueOf(matcher(arguments).find());
  }

  private static JsonNode capture(JsonNode[] arguments) {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    Matcher matcher = matcher(arguments);
    if (matcher.find()) {
      Matcher group = GROUP.matcher(text(arguments[1]));
      while (group.find()) {
        found.put(group.group(1), matcher.group(group.group(1)));
      }
    }
    return found;
  }

  private static JsonNode split(JsonNode[] arguments) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    for (String part :
        Pattern.compile(text(arguments[1]))
            .split(new BoundedText(text(arguments[0]), new int[1]))) {
      parts.add(part);
    }
    return parts;
  }

  private static JsonNode replace(JsonNode[] arguments) {
    Matcher matcher = matcher(arguments);
    return TextNode.valueOf(matcher.replaceAll(Matcher.quoteReplacement(text(arguments[2]))));
  }
}
