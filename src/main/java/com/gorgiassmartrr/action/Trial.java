package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Functions.Known;
import com.gorgiassmartrr.jslt.JsltFailure;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs an action's formulas on subscriptions that are made up, to learn what they do. */
final class Trial {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern EVENT_TYPE = Pattern.compile("\"([A-Z][A-Z_]*)\"");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** What the agent saw: the state before. */
  private static final String SEEN = "2026-12-03T14:00:00.000Z";

  private static final List<SeenState> STATES =
      Action.STATUSES.stream()
          .flatMap(status -> Stream.of(new SeenState(status, SEEN), new SeenState(status, "")))
          .toList();

  private Trial() {}

  /** A subscription in each status, with the next order that the agent saw and without one. */
  static List<SeenState> states() {
    return STATES;
  }

  /**
   * The value of a formula about a subscription.
   *
   * @param onlyMandatory whether the agent left empty what may be
   * @throws JsltFailure when it can't be computed
   */
  static JsonNode value(Action action, Formula formula, SeenState now, boolean onlyMandatory) {
    return value(formula, now.json(), now, variables(action, onlyMandatory));
  }

  /**
   * The value of a formula about an event.
   *
   * @throws JsltFailure when it can't be computed
   */
  static JsonNode ofEvent(Action action, String type) {
    ObjectNode event = JSON.objectNode().put("type", type).putNull("order_date");
    return value(action.event(), event, new SeenState("", ""), variables(action, false));
  }

  private static JsonNode value(
      Formula formula, JsonNode input, SeenState now, Map<String, JsonNode> variables) {
    SeenState seen = new SeenState("ACTIVE", SEEN);
    Known known = new Known(ShopTime.UTC, now, seen, SubscriptionEvents.UNKNOWN, NOW, false);
    return Functions.knowing(known, () -> formula.value(input, variables));
  }

  private static Map<String, JsonNode> variables(Action action, boolean onlyMandatory) {
    ObjectNode fields = JSON.objectNode();
    for (Action.Field field : action.getFields()) {
      if (!onlyMandatory || field.isMandatory()) {
        fields.set(
            field.getName(),
            switch (field.getType()) {
              case "date" -> JSON.textNode("2026-11-26T14:00:00.000Z");
              case "number" -> field.json(field.getMin());
              default -> JSON.textNode("1");
            });
      }
    }
    return variables(fields);
  }

  private static Map<String, JsonNode> variables(ObjectNode fields) {
    return Map.of("fields", fields, "seen", new SeenState("ACTIVE", SEEN).json());
  }

  /** The types of events that an action's formula takes, of those that it names. */
  static Set<String> eventTypes(Action action) {
    Set<String> types = new TreeSet<>();
    Matcher named = EVENT_TYPE.matcher(action.event().text());
    while (named.find()) {
      try {
        if (ofEvent(action, named.group(1)).booleanValue()) {
          types.add(named.group(1));
        }
      } catch (JsltFailure e) {
        // A formula that fails on an event of this type alone doesn't take it.
      }
    }
    return Set.copyOf(types);
  }

  /**
   * Smartrr's names of the agent's fields, and of {@code seen}. Each field is given a value of its
   * own, by which it is found in what is sent.
   */
  static Map<String, String> smartrrNames(Action action) {
    Map<JsonNode, String> names = new HashMap<>();
    ObjectNode fields = JSON.objectNode();
    for (Action.Field field : action.getFields()) {
      int i = names.size();
      JsonNode value =
          switch (field.getType()) {
            case "date" -> JSON.textNode("20" + (i + 30) + "-01-01T00:00:00.000Z");
            case "number" -> JSON.numberNode(7_000_000L + i);
            default -> JSON.textNode("field " + i);
          };
      fields.set(field.getName(), value);
      names.put(value, field.getName());
    }
    names.put(JSON.textNode(SEEN), "seen");
    SeenState seen = new SeenState("ACTIVE", SEEN);
    Map<String, String> found = new HashMap<>();
    try {
      value(action.sends(), seen.json(), seen, variables(fields))
          .properties()
          .forEach(
              one -> {
                String name = names.get(one.getValue());
                if (name != null) {
                  found.put(name, one.getKey());
                }
              });
    } catch (JsltFailure e) {
      // What can't be computed names nothing.
    }
    return Map.copyOf(found);
  }
}
