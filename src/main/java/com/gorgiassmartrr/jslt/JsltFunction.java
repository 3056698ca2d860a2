package com.gorgiassmartrr.jslt;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;

/** A function that JSLT may call in the files that people edit, beside the language's own. */
public final class JsltFunction implements Function {
  private final String name;
  private final int least;
  private final int most;
  private final Body body;

  /** What a function gives for its arguments; one that isn't there is a missing node. */
  @FunctionalInterface
  public interface Body {
    JsonNode of(JsonNode[] arguments);
  }

  private JsltFunction(String name, int least, int most, Body body) {
    this.name = name;
    this.least = least;
    this.most = most;
    this.body = body;
  }

  /** A function of so many arguments. */
  public static JsltFunction of(String name, int count, Body body) {
    return new JsltFunction(name, count, count, body);
  }

  /** A function that can do without the last of its arguments. */
  public static JsltFunction of(String name, int least, int most, Body body) {
    return new JsltFunction(name, least, most, body);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public int getMinArguments() {
    return least;
  }

  @Override
  public int getMaxArguments() {
    return most;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] arguments) {
    return body.of(arguments);
  }
}
