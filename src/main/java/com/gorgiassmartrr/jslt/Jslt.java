package com.gorgiassmartrr.jslt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.filters.DefaultJsonFilter;
import com.schibsted.spt.data.jslt.impl.ClasspathResourceResolver;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import com.schibsted.spt.data.jslt.impl.ParseContext;
import com.schibsted.spt.data.jslt.impl.PreparationContext;
import com.schibsted.spt.data.jslt.impl.Scope;
import com.schibsted.spt.data.jslt.parser.ParserImpl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text in JSLT, compiled. Running it always ends: it is given up after a number of steps, at a
 * depth of calls, or at a size of a value.
 */
public final class Jslt {
  /**
   * How many steps a run may take. The widget data of a subscriber with 200 subscriptions takes
   * about 20,000.
   */
  private static final int MOST_STEPS = 2_000_000;

  private static final int DEEPEST_CALL = 400;
  private static final int DEEPEST_RESULT = 200;

  /** The number of values and characters of the largest result. Gorgias would take less. */
  private static final int LARGEST_RESULT = 4_000_000;

  private static final int LONGEST_LIST = 200_000;

  /** How JSLT's own messages begin that tell the value beside the function. */
  private static final Pattern FUNCTION_NAME = Pattern.compile("^([a-z][a-z0-9-]{1,30})\\(");

  private final ExpressionImpl expression;
  private final String text;

  private final Outline.Names names;

  /** Where the values stand of the variables that it gets, by their names. */
  private final Map<String, Integer> slots;

  private Jslt(
      ExpressionImpl expression, String text, Outline.Names names, Map<String, Integer> slots) {
    this.expression = expression;
    this.text = text;
    this.names = names;
    this.slots = Map.copyOf(slots);
  }

  /**
   * Compiles a text.
   *
   * @param source named in what is said of a mistake
   * @param functions those that there are beside JSLT's own
   * @throws JsltMistake when it has a mistake; the message is JSLT's own
   */
  public static Jslt compile(String source, String text, Collection<Function> functions) {
    Outline outline = new Outline(text);
    // Prepares the text as the library's own parser does, which doesn't hand out what it learns of
    // it.
    PreparationContext prepared = new PreparationContext();
    try {
      Expression compiled =
          ParserImpl.compileExpression(
              new ParseContext(
                  functions,
                  source,
                  new ClasspathResourceResolver(),
                  new HashMap<>(),
                  new ArrayList<>(),
                  prepared,
                  new DefaultJsonFilter()),
              outline);
      return new Jslt(
          (ExpressionImpl) compiled, text, outline.names(), prepared.scope.getParameterSlots());
    } catch (JsltException e) {
      throw new JsltMistake(String.valueOf(e.getMessage()), e.getLine(), e);
    } catch (StackOverflowError e) {
      throw new JsltMistake("it is nested too deeply", 0, e);
    }
  }

  /**
   * Compiles a text in which no function may call itself, and which may name nothing but what it is
   * given. What is said of a mistake says what to write.
   *
   * @param functions those that there are beside JSLT's own
   * @param variables the names of those that {@link #run} gets
   * @throws JsltMistake when it has a mistake
   */
  public static Jslt compileStrictly(
      String text, Collection<Function> functions, Set<String> variables) {
    Map<String, Function> known = new TreeMap<>();
    BoundedRegex.FUNCTIONS.forEach(function -> known.put(function.getName(), function));
    functions.forEach(function -> known.put(function.getName(), function));
    Jslt jslt;
    try {
      jslt = compile("", text, known.values());
    } catch (JsltMistake e) {
      throw new JsltMistake(JsltWords.of(e, functions), JsltWords.line(e), e);
    }
    jslt.check(variables);
    return jslt;
  }

  private void check(Set<String> variables) {
    if (names.importLine() > 0) {
      throw new JsltMistake(
          "nothing can be imported here; write out what it is needed for", names.importLine());
    }
    names
        .recursions()
        .forEach(
            (name, line) -> {
              throw new JsltMistake(
                  "the function "
                      + name
                      + " calls itself, and might never end; write it without that",
                  line);
            });
    for (Outline.Use use : names.uses()) {
      if (slots.containsKey(use.variable()) && !variables.contains(use.variable())) {
        throw new JsltMistake(
            "there is no variable $"
                + use.variable()
                + (variables.isEmpty()
                    ? "; write it without variables"
                    : "; write $" + String.join(" or $", new TreeSet<>(variables))),
            use.line());
      }
    }
  }

  /**
   * The keys of a variable that are named, as {@code date} in {@code $fields.date}, and the lines
   * in which they stand first; an empty one where the variable stands by itself.
   */
  public Map<String, Integer> keysOf(String variable) {
    Map<String, Integer> keys = new TreeMap<>();
    for (Outline.Use use : names.uses()) {
      if (use.variable().equals(variable)) {
        keys.putIfAbsent(use.key(), use.line());
      }
    }
    return keys;
  }

  /** The keys of the input that are named, as {@code status} in {@code .status}. */
  public Set<String> keysOfInput() {
    return names.keysOfInput();
  }

  /** The text that was compiled. */
  public String text() {
    return text;
  }

  /**
   * Runs it.
   *
   * @param input what {@code .} stands for
   * @param variables what else it may name, by the names
   * @return a missing node where a function that was asked {@link #cantTell}
   * @throws JsltFailure when that can't be done; the message holds no data
   */
  public JsonNode run(JsonNode input, Map<String, JsonNode> variables) {
    try {
      Bounded scope = new Bounded(expression.getStackFrameSize());
      slots.forEach(
          (name, slot) -> {
            JsonNode value = variables.get(name);
            if (value != null) {
              scope.setValue(slot, value);
            }
          });
      JsonNode result = expression.apply(scope, input);
      new Size().add(result, 0);
      return result;
    } catch (JsltException e) {
      throw new JsltFailure(withoutData(e), e.getLine(), e);
    } catch (StackOverflowError e) {
      throw new JsltFailure("it calls itself without an end, or is nested too deeply", 0, null);
    } catch (CantTell e) {
      return MissingNode.getInstance();
    } catch (Exceeded e) {
      throw new JsltFailure(String.valueOf(e.getMessage()), 0, e);
    } catch (RuntimeException e) {
      throw new JsltFailure("it fails with " + e.getClass().getSimpleName(), 0, e);
    }
  }

  /** JSLT's messages quote the value that didn't fit, which may be anybody's name. */
  private String withoutData(JsltException e) {
    Matcher name = FUNCTION_NAME.matcher(String.valueOf(e.getMessageWithoutLocation()));
    String function = name.find() && text.contains(name.group()) ? name.group() + ")" : "";
    String where =
        e.getLine() > 0
            ? "line " + e.getLine() + ": "
            : function.isEmpty() ? "" : "line " + linesOf(name.group()) + ": ";
    return where
        + (function.isEmpty() ? "an expression" : function)
        + " doesn't take what it is given there";
  }

  /** The lines in which a text stands. JSLT doesn't say which of several calls failed. */
  private String linesOf(String part) {
    List<String> lines = text.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains(part))
        .mapToObj(i -> Integer.toString(i + 1))
        .collect(Collectors.joining(" or "));
  }

  /**
   * The exception that a function throws when it can't tell its answer. Then the whole text has no
   * value, whatever the answer was needed for; a null in its place would count as false.
   */
  public static RuntimeException cantTell() {
    return new CantTell();
  }

  private static final class CantTell extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CantTell() {
      super("a function can't tell", null, false, false);
    }
  }

  /** A bound was exceeded. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exceeded(String message) {
      super(message, null, false, false);
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

  /** The size of a result. A part that stands in it several times counts as often. */
  private static final class Size {
    private int size;

    void add(JsonNode node, int depth) {
      size += 1 + (node.isTextual() ? node.textValue().length() : 0);
      if (size > LARGEST_RESULT || depth > DEEPEST_RESULT) {
        throw new Exceeded("its result grows too large");
      }
      node.forEach(child -> add(child, depth + 1));
    }
  }
}
