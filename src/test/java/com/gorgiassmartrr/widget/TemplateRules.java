package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Gorgias asks of a widget template, and what we ask of ours so that no button goes astray.
 */
final class TemplateRules {
  private static final Set<String> VALUES =
      Set.of(
          "age",
          "array",
          "boolean",
          "date",
          "email",
          "percent",
          "points",
          "rating",
          "sentiment",
          "text",
          "url");

  private static final Set<String> NODE_KEYS =
      Set.of("type", "path", "title", "order", "widgets", "meta");

  private static final Set<String> PARAMETER_KEYS =
      Set.of("key", "value", "type", "label", "editable", "mandatory");

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern ROW = Pattern.compile("\\$listIndex");

  private final List<String> violations = new ArrayList<>();

  private TemplateRules() {}

  /** What is wrong with a template; empty when nothing is. */
  static List<String> violations(JsonNode template) {
    TemplateRules rules = new TemplateRules();
    rules.require(template.path("type").asText().equals("wrapper"), "the root is no wrapper");
    rules.require(Set.of("type", "widgets").equals(keys(template)), "the root has other keys");
    rules.require(template.path("widgets").size() == 1, "there isn't one outermost card");
    rules.children(template, "root", 0);
    return rules.violations;
  }

  private void children(JsonNode parent, String at, int lists) {
    Set<String> paths = new HashSet<>();
    int order = 0;
    for (JsonNode child : parent.path("widgets")) {
      String path = child.path("path").asText();
      String where = at + "/" + path;
      require(paths.add(path), where + ": stands twice");
      require(child.path("order").asInt(-1) == order++, where + ": order isn't its position");
      node(child, where, lists);
    }
  }

  private void node(JsonNode node, String at, int lists) {
    String type = node.path("type").asText();
    require(NODE_KEYS.containsAll(keys(node)), at + ": unknown keys");
    require(node.path("title").isTextual(), at + ": no title");
    require(
        node.path("path").asText().matches("([A-Za-z][A-Za-z0-9_]*)?"),
        at + ": the path isn't one key");
    switch (type) {
      case "card" -> card(node, at, lists);
      case "list" -> list(node, at, lists);
      default -> {
        require(VALUES.contains(type), at + ": unknown type " + type);
        require(!node.path("path").asText().isEmpty(), at + ": a value without a path");
        require(!node.has("widgets") && !node.has("meta"), at + ": a value has children");
      }
    }
  }

  private void card(JsonNode card, String at, int lists) {
    JsonNode meta = card.path("meta");
    require(meta.path("displayCard").asBoolean(), at + ": isn't displayed");
    require(
        Set.of("links", "buttons").equals(keys(meta.path("custom"))), at + ": custom isn't whole");
    for (JsonNode button : meta.path("custom").path("buttons")) {
      button(button, at, lists);
    }
    require(card.path("widgets").isArray(), at + ": a card without widgets");
    children(card, at, lists);
  }

  private void list(JsonNode list, String at, int lists) {
    require(list.path("widgets").size() == 1, at + ": a list has one child, which is its row");
    JsonNode row = list.path("widgets").path(0);
    require(row.path("type").asText().equals("card"), at + ": the row is no card");
    require(row.path("path").asText("x").isEmpty(), at + ": the row has a path");
    require(list.path("meta").path("orderBy").asText("x").isEmpty(), at + ": the list is sorted");
    require(list.path("meta").path("limit").asText().matches("\\d*"), at + ": no limit");
    children(list, at, lists + 1);
  }

  private void button(JsonNode button, String at, int lists) {
    require(!button.path("label").asText().isBlank(), at + ": a button without words");
    require(lists == 1, at + ": a button in " + lists + " lists");
    JsonNode action = button.path("action");
    require(action.path("method").asText().equals("POST"), at + ": a button that doesn't post");
    URI url = URI.create(action.path("url").asText());
    require(url.isAbsolute() && url.getQuery() == null, at + ": " + url);
    require(url.getPath().matches("/gorgias/[a-z0-9-]+/actions/[a-z][a-z0-9-]*"), at + ": " + url);
    require(action.path("headers").isArray() && action.path("headers").isEmpty(), at + ": headers");
    require(action.path("params").isArray() && action.path("params").isEmpty(), at + ": params");
    JsonNode body = action.path("body");
    require(body.path("contentType").asText().equals(FORM), at + ": no form");
    require(body.path("application/json").isEmpty(), at + ": agents can't fill JSON in");
    Set<String> sent = new HashSet<>();
    for (JsonNode parameter : body.path(FORM)) {
      String key = parameter.path("key").asText();
      require(sent.add(key), at + ": sends " + key + " twice");
      parameter(parameter, at + "?" + key);
    }
    require(
        sent.containsAll(
            Set.of("subscription_id", "customer_id", "press_token", "ticket_id", "agent")),
        at + ": sends only " + sent);
  }

  private void parameter(JsonNode parameter, String at) {
    require(PARAMETER_KEYS.equals(keys(parameter)), at + ": other keys");
    String value = parameter.path("value").asText();
    boolean editable = parameter.path("editable").asBoolean();
    if (parameter.path("type").asText().equals("dropdown")) {
      require(editable, at + ": a dropdown that can't be chosen");
      require(!value.isBlank() && !value.contains("{{"), at + ": no choices");
      Set<String> choices = new HashSet<>();
      for (String choice : value.split(";", -1)) {
        require(!choice.isBlank() && choices.add(choice.trim()), at + ": choices " + value);
      }
    } else {
      require(parameter.path("type").asText().equals("text"), at + ": unknown type");
    }
    if (editable) {
      require(!parameter.path("label").asText().isBlank(), at + ": nothing says what to fill in");
    } else {
      require(!parameter.path("mandatory").asBoolean(), at + ": nobody can fill it in");
      require(value.matches("\\{\\{[^{}]+}}"), at + ": " + value + " isn't one template");
      Matcher rows = ROW.matcher(value);
      if (value.contains("integrations")) {
        require(
            value.startsWith("{{ticket.customer.integrations[$integrationId].") && rows.find(),
            at + ": " + value);
        require(!rows.find(), at + ": more than one row in " + value);
      }
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      violations.add(otherwise);
    }
  }

  private static Set<String> keys(JsonNode node) {
    Set<String> keys = new HashSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
