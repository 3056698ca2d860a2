package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.smartrr.Money;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BinaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shapes what was read of a subscriber into widget data, by {@code widget.jslt}: what that file
 * doesn't name never leaves.
 *
 * <p>The file may be saved while the server runs. A version that can't be read, or that fails on
 * the subscriber who was shaped last, is refused, and the last good one stays in force.
 *
 * <p>Beside JSLT's own functions there are {@code money(minorUnits, currency)}, such as {@code
 * "48.00 USD"}, and {@code day(timestamp, zone)}, such as {@code "2026-12-03"}, in the shop's time
 * zone or, where that is null, UTC.
 */
public final class WidgetShape implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(WidgetShape.class);
  private static final List<Function> FUNCTIONS =
      List.of(function("money", WidgetShape::money), function("day", WidgetShape::day));

  private final Path file;
  private final Runnable onChange;
  private volatile Expression shape;
  private volatile FileTime savedAt;
  private volatile @Nullable String problem;
  private volatile @Nullable JsonNode lastInput;

  /**
   * A shape that is read from a file.
   *
   * @param onChange runs after a good new version is in force
   * @throws IllegalArgumentException when the file can't be read or has a mistake
   */
  public WidgetShape(Path file, Runnable onChange) {
    this.file = file;
    this.onChange = onChange;
    try {
      this.savedAt = Files.getLastModifiedTime(file);
      this.shape = compile();
    } catch (IOException | JsltException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void process(Exchange exchange) {
    JsonNode input = exchange.getMessage().getBody(JsonNode.class);
    lastInput = input;
    exchange.getMessage().setBody(apply(shape, input));
  }

  /** Takes up a newly saved version, if it is a good one. */
  public void reload() {
    try {
      FileTime now = Files.getLastModifiedTime(file);
      if (now.equals(savedAt)) {
        return;
      }
      savedAt = now;
      Expression candidate = compile();
      JsonNode trial = lastInput;
      if (trial != null) {
        apply(candidate, trial);
      }
      shape = candidate;
      problem = null;
      LOG.info("{}: the new version is in force", file);
      onChange.run();
    } catch (IOException | RuntimeException e) {
      problem = file + ": " + e.getMessage();
      LOG.error("{}: the last good version stays in force: {}", file, e.getMessage());
    }
  }

  /** What is wrong with the version that was saved last; null when it is in force. */
  public @Nullable String problem() {
    return problem;
  }

  private Expression compile() throws IOException {
    try (var reader = new StringReader(TextFile.read(file))) {
      return new Parser(reader).withSource(file.toString()).withFunctions(FUNCTIONS).compile();
    }
  }

  private static ObjectNode apply(Expression shape, JsonNode input) {
    JsonNode output = shape.apply(input);
    if (output.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(output instanceof ObjectNode object)) {
      throw new JsltException("The result must be an object, but is: " + output.getNodeType());
    }
    withoutTrap(object);
    return object;
  }

  /** Gorgias's sidebar fails on a key of this name, whatever it holds. */
  private static void withoutTrap(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("admin_graphql_api_id");
    }
    node.forEach(WidgetShape::withoutTrap);
  }

  private static Function function(String name, BinaryOperator<JsonNode> body) {
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
        return 2;
      }

      @Override
      public JsonNode call(JsonNode input, JsonNode[] arguments) {
        return body.apply(arguments[0], arguments[1]);
      }
    };
  }

  private static JsonNode money(JsonNode minorUnits, JsonNode currency) {
    try {
      return currency.isTextual()
          ? TextNode.valueOf(Money.format(new BigDecimal(minorUnits.asText()), currency.asText()))
          : NullNode.instance;
    } catch (NumberFormatException e) {
      return NullNode.instance;
    }
  }

  private static JsonNode day(JsonNode timestamp, JsonNode zone) {
    LocalDate day = ShopTime.in(zone.isTextual() ? zone.asText() : "").day(timestamp.asText());
    return day == null ? NullNode.instance : TextNode.valueOf(day.toString());
  }
}
