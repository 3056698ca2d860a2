package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.gorgiassmartrr.jslt.Jslt;
import com.gorgiassmartrr.jslt.JsltMistake;
import com.schibsted.spt.data.jslt.Function;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A property of an action that is computed: a text in JSLT, compiled once. */
final class Formula {
  private final String property;
  private final String text;
  private final @Nullable Jslt jslt;
  private final String mistake;

  /**
   * A formula.
   *
   * @param property its name in the file
   * @param functions those that it may use beside JSLT's own
   * @param variables the names of those that it may use
   */
  Formula(String property, String text, Collection<Function> functions, Set<String> variables) {
    this.property = property;
    this.text = text.strip();
    Jslt compiled = null;
    String wrong = "";
    if (!this.text.isEmpty()) {
      try {
        compiled = Jslt.compileStrictly(text, functions, variables);
      } catch (JsltMistake e) {
        wrong = at(e.line()) + e.getMessage();
      }
    }
    this.jslt = compiled;
    this.mistake = wrong;
  }

  /** The text, as it stands in the file. */
  String text() {
    return text;
  }

  /** Whether the action has no such formula. */
  boolean isBlank() {
    return text.isEmpty();
  }

  /** What is wrong with it as JSLT, after its name and its line; empty: nothing. */
  String mistake() {
    return mistake;
  }

  /**
   * Its value; null where it isn't there, and a missing node where a function can't tell.
   *
   * @throws com.gorgiassmartrr.jslt.JsltFailure when it can't be computed
   */
  JsonNode value(JsonNode input, Map<String, JsonNode> variables) {
    return isBlank() ? NullNode.instance : compiled().run(input, variables);
  }

  /**
   * The keys of a variable that it names, and the lines in which they stand; an empty one where the
   * variable stands by itself.
   */
  Map<String, Integer> keysOf(String variable) {
    return jslt == null ? Map.of() : jslt.keysOf(variable);
  }

  /** The keys of the input that it names. */
  Set<String> keysOfInput() {
    return jslt == null ? Set.of() : jslt.keysOfInput();
  }

  /** How a sentence begins about a mistake in the line in which a text stands first. */
  String at(String part) {
    int found = text.indexOf(part);
    return at(found < 0 ? 0 : (int) text.substring(0, found).lines().count());
  }

  /** How a sentence begins about a mistake in a line of the formula; 0: the line isn't known. */
  String at(int line) {
    return property + (line > 1 ? ", line " + line : "") + ": ";
  }

  private Jslt compiled() {
    return Objects.requireNonNull(jslt, mistake);
  }
}
