package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.jslt.Jslt;
import com.gorgiassmartrr.jslt.JsltFunction;
import com.gorgiassmartrr.smartrr.Money;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.schibsted.spt.data.jslt.Function;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * One version of {@code widget.jslt}, compiled.
 *
 * <p>Beside JSLT's own functions there are {@code money(minorUnits, currency, quantity)}, such as
 * {@code "48.00 USD"}, where the quantity may be left out, and {@code day(timestamp, zone)}, such
 * as {@code "2026-12-03"}, in the shop's time zone or, where that is null, UTC.
 */
final class ShapeVersion {
  private static final JsonNode ONE = JsonNodeFactory.instance.numberNode(1);

  private static final List<Function> FUNCTIONS =
      List.of(
          JsltFunction.of("money", 2, 3, ShapeVersion::money),
          JsltFunction.of("day", 2, ShapeVersion::day));

  private final Jslt jslt;

  private ShapeVersion(Jslt jslt) {
    this.jslt = jslt;
  }

  /**
   * Compiles a text.
   *
   * @param file named in what is said of a mistake
   * @throws IllegalArgumentException when it has a mistake; the message says where
   */
  static ShapeVersion compile(String file, String text) {
    return new ShapeVersion(Jslt.compile(file, text, FUNCTIONS));
  }

  /** The text that was compiled. */
  String text() {
    return jslt.text();
  }

  /**
   * Shapes a document.
   *
   * @throws IllegalStateException when that can't be done; the message carries no data
   */
  ObjectNode shape(JsonNode document) {
    JsonNode result = jslt.run(document, Map.of());
    if (result.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(result instanceof ObjectNode object)) {
      throw new IllegalStateException(
          "the result must be an object, but is of the type " + result.getNodeType());
    }
    clean(object);
    return object;
  }

  /** Removes a key at which Gorgias's sidebar fails, whatever the key holds. */
  private static void clean(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("admin_graphql_api_id");
    }
    node.forEach(ShapeVersion::clean);
  }

  private static JsonNode money(JsonNode[] arguments) {
    JsonNode quantity = arguments.length > 2 ? arguments[2] : ONE;
    String amount = Money.format(arguments[0], arguments[1], quantity);
    return amount == null ? NullNode.instance : TextNode.valueOf(amount);
  }

  private static JsonNode day(JsonNode[] arguments) {
    JsonNode zone = arguments[1];
    LocalDate day = ShopTime.in(zone.isTextual() ? zone.asText() : "").day(arguments[0].asText());
    return day == null ? NullNode.instance : TextNode.valueOf(day.toString());
  }
}
