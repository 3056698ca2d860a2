package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.smartrr.Money;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import com.schibsted.spt.data.jslt.impl.Scope;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One version of {@code widget.jslt}, compiled. Running it always ends: it is given up after a
 * number of steps, at a depth of calls, or at a size of the result.
 *
 * <p>Beside JSLT's own functions there are {@code money(minorUnits, currency, quantity)}, such as
 * {@code "48.00 USD"}, where the quantity may be left out, and {@code day(timestamp, zone)}, such
 * as {@code "2026-12-03"}, in the shop's time zone or, where that is null, UTC.
 */
final class ShapeVersion {
  /** A subscriber with 200 subscriptions takes about 20,000. */
  private static final int MOST_STEPS = 2_000_000;

  private static final int DEEPEST_CALL = 400;
  private static final int DEEPEST_RESULT = 200;

  /** The number of values and characters of the largest result. Gorgias would take less. */
  private static final int LARGEST_RESULT = 4_000_000;

  private static final int LONGEST_LIST = 200_000;

  private static final JsonNode ONE = JsonNodeFactory.instance.numberNode(1);

  private static final List<Function> FUNCTIONS =
      List.of(function("money", 3, ShapeVersion::money), function("day", 2, ShapeVersion::day));

  /** How JSLT's own messages begin that tell the value beside the function. */
  private static final Pattern FUNCTION_NAME = Pattern.compile("^([a-z][a-z0-9-]{1,30})\\(");

  private final ExpressionImpl expression;
  private final String text;

  private ShapeVersion(ExpressionImpl expression, String text) {
    this.expression = expression;
    this.text = text;
  }

  /**
   * Compiles a text.
   *
   * @param file named in what is said of a mistake
   * @throws IllegalArgumentException when it has a mistake; the message says where
   */
  static ShapeVersion compile(String file, String text) {
    try {
      Expression compiled =
          new Parser(new StringReader(text)).withSource(file).withFunctions(FUNCTIONS).compile();
      return new ShapeVersion((ExpressionImpl) compiled, text);
    } catch (JsltException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("it is nested too deeply", e);
    }
  }

  /** The text that was compiled. */
  String text() {
    return text;
  }

  /**
   * Shapes a document.
   *
   * @throws IllegalStateException when that can't be done; the message carries no data
   */
  ObjectNode shape(JsonNode document) {
    JsonNode result;
    try {
      result = expression.apply(new Bounded(expression.getStackFrameSize()), document);
    } catch (JsltException e) {
      throw new IllegalStateException(withoutData(e), e);
    } catch (StackOverflowError e) {
      throw new IllegalStateException("it calls itself without an end, or is nested too deeply");
    } catch (Exceeded e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException("it fails with " + e.getClass().getSimpleName(), e);
    }
    if (result.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(result instanceof ObjectNode object)) {
      throw new IllegalStateException(
          "the result must be an object, but is of the type " + result.getNodeType());
    }
    new Size().clean(object, 0);
    return object;
  }

  /** JSLT's messages quote the value that didn't fit, which may be anybody's name. */
  private String withoutData(JsltException e) {
    Matcher name = FUNCTION_NAME.matcher(String.valueOf(e.getMessageWithoutLocation()));
    String function = name.find() && isNamed(name.group()) ? name.group() + ")" : "";
    String where =
        e.getLine() > 0
            ? "line " + e.getLine() + ": "
            : function.isEmpty() ? "" : "line " + linesOf(name.group()) + ": ";
    return where
        + (function.isEmpty() ? "an expression" : function)
        + " doesn't take what this subscriber has there";
  }

  private boolean isNamed(String call) {
    return text.contains(call);
  }

  /** The lines in which a function is called. JSLT doesn't say which of the calls failed. */
  private String linesOf(String call) {
    List<String> lines = text.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains(call))
        .mapToObj(i -> Integer.toString(i + 1))
        .collect(Collectors.joining(" or "));
  }

  /** A bound was exceeded. */
  private static final class Exceeded extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Exceeded(String message) {
      super(message);
    }
  }

  /** JSLT's variables, through which every call of a function and nearly every loop goes. */
  private static final class Bounded extends Scope {
    private int steps;
    private int depth;

    Bounded(int frameSize) {
      super(frameSize);
    }

    @Override
    public void enterFunction(int frameSize) {
      step();
      if (++depth > DEEPEST_CALL) {
        throw new Exceeded("a function calls itself without an end");
      }
      super.enterFunction(frameSize);
    }

    @Override
    public void leaveFunction() {
      depth--;
      super.leaveFunction();
    }

    @Override
    public JsonNode getValue(int slot) {
      step();
      return super.getValue(slot);
    }

    @Override
    public void setValue(int slot, JsonNode value) {
      step();
      if (value.size() > LONGEST_LIST
          || (value.isTextual() && value.textValue().length() > LARGEST_RESULT)) {
        throw new Exceeded("a value in it grows too large");
      }
      super.setValue(slot, value);
    }

    private void step() {
      if (++steps > MOST_STEPS) {
        throw new Exceeded("it takes too many steps: " + MOST_STEPS + " weren't enough");
      }
    }
  }

  /** How large a result is, with what stands in it more than once counted as often. */
  private static final class Size {
    private int size;

    /** Gorgias's sidebar fails on a key of this name, whatever it holds. */
    void clean(JsonNode node, int depth) {
      size += 1 + (node.isTextual() ? node.textValue().length() : 0);
      if (size > LARGEST_RESULT || depth > DEEPEST_RESULT) {
        throw new Exceeded("its result grows too large");
      }
      if (node instanceof ObjectNode object) {
        object.remove("admin_graphql_api_id");
      }
      node.forEach(child -> clean(child, depth + 1));
    }
  }

  /**
   * The work of a function, given its arguments. An argument that was left out is a missing node.
   */
  private interface Body {
    JsonNode of(JsonNode first, JsonNode second, JsonNode third);
  }

  private static Function function(String name, int most, Body body) {
    return new Function() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public int getMinArguments() {
        return 2;
      }

      @Override
      public int getMaxArguments() {
        return most;
      }

      @Override
      public JsonNode call(JsonNode input, JsonNode[] arguments) {
        return body.of(arguments[0], arguments[1], arguments.length > 2 ? arguments[2] : ONE);
      }
    };
  }

  private static JsonNode money(JsonNode minorUnits, JsonNode currency, JsonNode quantity) {
    String amount = Money.format(minorUnits, currency, quantity);
    return amount == null ? NullNode.instance : TextNode.valueOf(amount);
  }

  private static JsonNode day(JsonNode timestamp, JsonNode zone, JsonNode unused) {
    LocalDate day = ShopTime.in(zone.isTextual() ? zone.asText() : "").day(timestamp.asText());
    return day == null ? NullNode.instance : TextNode.valueOf(day.toString());
  }
}
