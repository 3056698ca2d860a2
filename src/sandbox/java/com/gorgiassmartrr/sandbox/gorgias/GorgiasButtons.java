package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.sandbox.gorgias.Template.Dialect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The action buttons of widgets: what the browser makes of a click, and the call that Gorgias's
 * server then makes.
 *
 * <p>FACT: the browser replaces {@code $listIndex}, {@code $integrationId} and {@code $appId}, then
 * resolves the templates; the server calls the address and leaves an {@code action-executed} event
 * on the ticket, headers and answer included. GUESS: the card's own fields can be used in addresses
 * and values; one try; every status outside 2xx is an error.
 */
public final class GorgiasButtons {
  private final GorgiasDesk desk;
  private final GorgiasBehaviour behaviour;
  private final OutgoingHttp http;
  private final Busy busy;

  GorgiasButtons(GorgiasDesk desk, GorgiasBehaviour behaviour, OutgoingHttp http, Busy busy) {
    this.desk = desk;
    this.behaviour = behaviour;
    this.http = http;
    this.busy = busy;
  }

  /**
   * A click on a button.
   *
   * @param ticketId the ticket beside which the widget stands
   * @param widgetId the widget
   * @param card the way to the card in the template: the position at each level, from the wrapper
   * @param rows the rendered row for each list on that way
   * @param button the button's position on the card
   * @param inputs what the agent typed or chose, by the parameter's key
   * @param shown the data that the widget shows, which may be older than what is stored by now:
   *     FACT, templates are resolved in the browser; null: what is stored
   */
  public record Press(
      long ticketId,
      long widgetId,
      List<Integer> card,
      List<Integer> rows,
      int button,
      Map<String, String> inputs,
      @Nullable JsonNode shown) {

    /** A click on a button of a widget that shows what is stored. */
    public Press(
        long ticketId,
        long widgetId,
        List<Integer> card,
        List<Integer> rows,
        int button,
        Map<String, String> inputs) {
      this(ticketId, widgetId, card, rows, button, inputs, null);
    }
  }

  /**
   * Presses a button and returns the {@code action-executed} event once the call has ended.
   *
   * @throws IllegalArgumentException where there is no such button, or a mandatory input is missing
   */
  public CompletableFuture<ObjectNode> press(Press press) {
    ObjectNode agent = desk.agentOnDuty();
    return execute(envelope(press, agent), agent.get("id").longValue());
  }

  /**
   * Presses the first button with this label on a widget of the ticket's customer.
   *
   * @param label the label as it is shown
   * @param row the rendered row of the list on which the button stands; 0 outside of lists
   * @throws IllegalArgumentException where there is no such button, or a mandatory input is missing
   */
  public CompletableFuture<ObjectNode> press(
      long ticketId, String label, int row, Map<String, String> inputs) {
    return press(find(ticketId, label, row, inputs));
  }

  /** Returns what the browser would post for a click, without posting it. */
  public ObjectNode envelope(Press press) {
    return envelope(press, desk.agentOnDuty());
  }

  // ---------------------------------------------------------------- the browser's part

  private Press find(long ticketId, String label, int row, Map<String, String> inputs) {
    for (ObjectNode widget : desk.widgets()) {
      List<Press> found = new ArrayList<>();
      long widgetId = widget.get("id").longValue();
      search(
          widget.path("template"),
          new Press(ticketId, widgetId, List.of(), List.of(), 0, inputs),
          row,
          found);
      for (Press press : found) {
        Place place = locate(press);
        JsonNode button = place.buttons().path(press.button());
        if (place.shown() && shownLabel(button, press).equals(label)) {
          return press;
        }
      }
    }
    throw new IllegalArgumentException("There is no button '" + label + "' here");
  }

  private String shownLabel(JsonNode button, Press press) {
    return Template.render(
        button.path("label").asText(), Dialect.BROWSER, context(press, locate(press), null));
  }

  private static void search(JsonNode node, Press at, int row, List<Press> found) {
    JsonNode buttons = node.path("meta").path("custom").path("buttons");
    for (int i = 0; i < buttons.size(); i++) {
      found.add(new Press(at.ticketId(), at.widgetId(), at.card(), at.rows(), i, at.inputs()));
    }
    JsonNode children = node.path("widgets");
    boolean list = node.path("type").asText().equals("list");
    for (int i = 0; i < (list ? Math.min(1, children.size()) : children.size()); i++) {
      List<Integer> card = new ArrayList<>(at.card());
      card.add(i);
      List<Integer> rows = new ArrayList<>(at.rows());
      if (list) {
        rows.add(row);
      }
      search(
          children.get(i),
          new Press(at.ticketId(), at.widgetId(), card, rows, 0, at.inputs()),
          row,
          found);
    }
  }

  /**
   * The place of a card.
   *
   * @param shown FACT: a card isn't shown where its data is no object or an empty one
   */
  private record Place(
      JsonNode buttons, JsonNode data, boolean shown, @Nullable Long integrationId) {}

  private Place locate(Press press) {
    ObjectNode widget = desk.row(GorgiasDesk.Table.WIDGET, press.widgetId());
    ObjectNode ticket = ticket(press, widget);
    if (widget == null || ticket == null) {
      throw new IllegalArgumentException("There is no such ticket or widget");
    }
    JsonNode integration = widget.path("integration_id");
    JsonNode data =
        integration.isIntegralNumber()
            ? ticket.path("customer").path("integrations").path(integration.asText())
            : ticket.path("customer").path("data");
    JsonNode node = widget.path("template");
    boolean shown = data.isObject();
    int list = 0;
    for (int index : press.card()) {
      boolean inList = node.path("type").asText().equals("list");
      if (inList) {
        int row = list < press.rows().size() ? press.rows().get(list) : 0;
        list++;
        data = sorted(data, node.path("meta").path("orderBy").asText("")).path(row);
      }
      node = node.path("widgets").path(index);
      String path = node.path("path").asText("");
      data = path.isEmpty() ? data : data.path(path);
      boolean card = node.path("type").asText().equals("card");
      shown &= !card || (data.isObject() && !data.isEmpty());
    }
    return new Place(
        node.path("meta").path("custom").path("buttons"),
        data,
        shown,
        integration.isIntegralNumber() ? integration.longValue() : null);
  }

  /** The ticket as the agent sees it. */
  private @Nullable ObjectNode ticket(Press press, @Nullable ObjectNode widget) {
    ObjectNode ticket = desk.ticket(press.ticketId());
    if (ticket == null || widget == null || press.shown() == null) {
      return ticket;
    }
    ObjectNode seen = ticket.deepCopy();
    JsonNode integration = widget.path("integration_id");
    if (integration.isIntegralNumber()
        && seen.path("customer").path("integrations") instanceof ObjectNode integrations) {
      integrations.set(integration.asText(), press.shown());
    }
    return seen;
  }

  private static JsonNode sorted(JsonNode rows, String orderBy) {
    if (orderBy.length() < 2 || !rows.isArray()) {
      return rows;
    }
    String key = orderBy.substring(1);
    Comparator<JsonNode> byKey =
        (a, b) -> {
          JsonNode left = a.path(key);
          JsonNode right = b.path(key);
          return left.isNumber() && right.isNumber()
              ? Double.compare(left.asDouble(), right.asDouble())
              : left.asText("").compareTo(right.asText(""));
        };
    List<JsonNode> list = new ArrayList<>();
    rows.forEach(list::add);
    list.sort(orderBy.charAt(0) == '-' ? byKey.reversed() : byKey);
    ArrayNode copy = Json.array();
    copy.addAll(list);
    return copy;
  }

  private ObjectNode context(Press press, Place place, @Nullable ObjectNode agent) {
    ObjectNode context = Json.object();
    if (place.data() instanceof ObjectNode own) {
      context.setAll(own);
    }
    ObjectNode ticket = ticket(press, desk.row(GorgiasDesk.Table.WIDGET, press.widgetId()));
    if (ticket != null) {
      context.set("ticket", ticket);
      context.set("customer", ticket.path("customer"));
      context.set("user", ticket.path("customer"));
    }
    context.set("current_user", agent == null ? desk.agentOnDuty() : agent);
    return context;
  }

  private ObjectNode envelope(Press press, ObjectNode agent) {
    Place place = locate(press);
    JsonNode button = place.buttons().path(press.button());
    if (!button.isObject() || !place.shown()) {
      throw new IllegalArgumentException("There is no such button on this card");
    }
    ObjectNode context = context(press, place, agent);
    JsonNode action = literals(button.path("action"), press, place);
    Resolver resolver = new Resolver(context, press.inputs());

    ObjectNode payload = Json.object();
    String method = action.path("method").asText("GET");
    payload.put("method", method);
    payload.put("url", resolver.text(action.path("url").asText()));
    payload.set("headers", resolver.parameters(action.path("headers")));
    payload.set("params", resolver.parameters(action.path("params")));
    JsonNode body = action.path("body");
    String contentType = body.path("contentType").asText("application/json");
    boolean form = contentType.equals("application/x-www-form-urlencoded");
    boolean bodyless = method.equals("GET");
    payload.set(
        "form", form && !bodyless ? resolver.parameters(body.path(contentType)) : Json.object());
    payload.set(
        "json", form || bodyless ? Json.object() : resolver.json(body.path("application/json")));
    payload.put("content_type", contentType);

    ObjectNode envelope = Json.object();
    envelope.put("action_name", "customHttpAction");
    envelope.put("action_label", resolver.text(button.path("label").asText()));
    envelope.put("action_id", newActionId());
    envelope.set("user_id", context.path("customer").path("id"));
    envelope.put("ticket_id", press.ticketId());
    envelope.put("integration_id", place.integrationId());
    envelope.putNull("app_id");
    envelope.set("payload", payload);
    return envelope;
  }

  /** Replaces the {@code $} words wherever they stand, before any template is read. */
  private static JsonNode literals(JsonNode action, Press press, Place place) {
    String text = Json.write(action);
    if (!press.rows().isEmpty()) {
      // GUESS: in a list within a list, the nearest row counts.
      text = text.replace("$listIndex", String.valueOf(press.rows().get(press.rows().size() - 1)));
    }
    if (place.integrationId() != null) {
      text = text.replace("$integrationId", place.integrationId().toString());
    }
    JsonNode replaced = Json.parse(text.replace("$appId", ""));
    return replaced == null ? action : replaced;
  }

  private record Resolver(ObjectNode context, Map<String, String> inputs) {
    String text(String template) {
      return Template.render(template, Dialect.BROWSER, context);
    }

    /** FACT: an empty mandatory parameter blocks the click. */
    ObjectNode parameters(JsonNode list) {
      ObjectNode resolved = Json.object();
      for (JsonNode parameter : list) {
        String key = parameter.path("key").asText();
        boolean dropdown = parameter.path("type").asText().equals("dropdown");
        boolean editable = parameter.path("editable").asBoolean() || dropdown;
        String given = editable ? inputs.get(key) : null;
        if (dropdown && given != null && !given.isBlank() && !choices(parameter).contains(given)) {
          throw new IllegalArgumentException("'" + given + "' can't be chosen");
        }
        String value = given;
        if (value == null) {
          value = dropdown ? "" : text(parameter.path("value").asText());
        }
        if (value.isBlank() && parameter.path("mandatory").asBoolean()) {
          String label = parameter.path("label").asText();
          throw new IllegalArgumentException(
              "'" + (label.isEmpty() ? key : label) + "' must be filled in");
        }
        if (!key.isEmpty()) {
          resolved.put(key, value);
        }
      }
      return resolved;
    }

    /** FACT: they stand in the value, with semicolons between them. */
    private static List<String> choices(JsonNode dropdown) {
      return Arrays.stream(dropdown.path("value").asText().split(";")).map(String::trim).toList();
    }

    /** FACT: the body is resolved as text; where that breaks the JSON, it is sent unresolved. */
    JsonNode json(JsonNode template) {
      JsonNode resolved = Json.parse(text(Json.write(template)));
      return resolved == null ? template : resolved;
    }
  }

  private static String newActionId() {
    return "action-" + UUID.randomUUID();
  }

  // ---------------------------------------------------------------- the server's part

  /** Starts the call of an action that a browser posted, and returns the action's id. */
  String start(ObjectNode envelope, long userId) {
    if (!envelope.path("action_id").isTextual()) {
      envelope.put("action_id", newActionId());
    }
    var unused = execute(envelope, userId);
    return envelope.path("action_id").asText();
  }

  private CompletableFuture<ObjectNode> execute(ObjectNode envelope, long userId) {
    JsonNode payload = envelope.path("payload");
    CompletableFuture<ObjectNode> done = new CompletableFuture<>();
    busy.begin();
    http.send(call(payload), behaviour.buttonTimeout())
        .onSuccess(
            answer -> {
              JsonNode json = Json.parse(answer.body());
              ObjectNode response = Json.object().put("status_code", answer.status());
              response.set("body", json == null ? TextNode.valueOf(answer.body()) : json);
              String message =
                  answer.ok() ? null : "The server answered with status " + answer.status() + ".";
              finish(envelope, userId, response, message, done);
            })
        .onFailure(
            failure -> finish(envelope, userId, null, String.valueOf(failure.getMessage()), done));
    return done;
  }

  private void finish(
      ObjectNode envelope,
      long userId,
      @Nullable ObjectNode response,
      @Nullable String message,
      CompletableFuture<ObjectNode> done) {
    ObjectNode data = Json.object();
    for (String field :
        List.of("action_id", "action_name", "action_label", "app_id", "integration_id")) {
      data.set(field, envelope.path(field));
    }
    ObjectNode payload = data.putObject("payload");
    payload.setAll((ObjectNode) envelope.get("payload"));
    payload.set("response", response);
    data.put("status", message == null ? "success" : "error");
    data.put("msg", message);
    ObjectNode event = desk.actionExecuted(envelope.path("ticket_id").asLong(), userId, data);
    busy.end();
    done.complete(event);
  }

  private static OutgoingHttp.Call call(JsonNode payload) {
    String method = payload.path("method").asText("GET");
    String url = payload.path("url").asText();
    String params = encoded(payload.path("params"));
    if (!params.isEmpty()) {
      url += (url.contains("?") ? "&" : "?") + params;
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    payload
        .path("headers")
        .properties()
        .forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue().asText())));
    if (method.equals("GET") || method.equals("HEAD")) {
      return new OutgoingHttp.Call(method, url, headers, null, null);
    }
    String contentType = payload.path("content_type").asText("application/json");
    String body =
        contentType.contains("urlencoded")
            ? encoded(payload.path("form"))
            : Json.write(payload.path("json"));
    return new OutgoingHttp.Call(method, url, headers, contentType, body);
  }

  private static String encoded(JsonNode fields) {
    List<String> pairs = new ArrayList<>();
    fields
        .properties()
        .forEach(
            field ->
                pairs.add(
                    URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                        + "="
                        + URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8)));
    return String.join("&", pairs);
  }
}
