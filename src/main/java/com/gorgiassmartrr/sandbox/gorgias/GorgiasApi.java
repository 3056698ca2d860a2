package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What each API request does and answers, once its sender is known. */
final class GorgiasApi {
  private static final Set<String> HTTP_FIELDS =
      Set.of(
          "url",
          "method",
          "request_content_type",
          "response_content_type",
          "headers",
          "form",
          "hmac_secret",
          "oauth2",
          "triggers");

  private static final Set<String> PAGING = Set.of("cursor", "limit", "order_by");

  private static final Set<String> MESSAGE_FIELDS =
      Set.of(
          "body_text",
          "body_html",
          "stripped_text",
          "stripped_html",
          "stripped_signature",
          "subject",
          "public",
          "message_id",
          "external_id",
          "integration_id",
          "created_datetime",
          "sent_datetime",
          "opened_datetime",
          "failed_datetime",
          "deleted_datetime",
          "imported",
          "source",
          "sender",
          "receiver",
          "attachments",
          "macros",
          "actions",
          "headers",
          "meta",
          "mention_ids",
          "last_sending_error",
          "channel",
          "via",
          "from_agent");

  private static final Set<String> TICKET_FIELDS =
      Set.of(
          "status",
          "priority",
          "tags",
          "assignee_user",
          "assignee_team",
          "meta",
          "external_id",
          "spam",
          "snooze_datetime",
          "trashed_datetime",
          "closed_datetime",
          "subject",
          "language",
          "is_unread",
          "customer",
          "channel",
          "via",
          "from_agent");

  private static final List<String> CHANNELS =
      List.of(
          "aircall",
          "api",
          "chat",
          "contact_form",
          "email",
          "facebook",
          "facebook-messenger",
          "help-center",
          "instagram-comment",
          "instagram-direct-message",
          "internal-note",
          "phone",
          "sms",
          "twitter",
          "whatsapp");

  private static final List<String> VIAS =
      List.of(
          "api",
          "app",
          "chat",
          "contact_form",
          "email",
          "form",
          "gorgias_chat",
          "helpdesk",
          "internal-note",
          "phone",
          "rule",
          "self_service",
          "shopify",
          "sms");

  private static final List<String> WIDGET_TYPES =
      List.of(
          "bigcommerce",
          "custom",
          "customer_external_data",
          "http",
          "klaviyo",
          "magento2",
          "recharge",
          "shopify",
          "smile",
          "standalone",
          "stripe",
          "woocommerce",
          "yotpo");

  private final GorgiasDesk desk;
  private final GorgiasBehaviour behaviour;
  private final GorgiasTriggers triggers;
  private final GorgiasButtons buttons;
  private final String domain;

  GorgiasApi(
      GorgiasDesk desk,
      GorgiasBehaviour behaviour,
      GorgiasTriggers triggers,
      GorgiasButtons buttons,
      String domain) {
    this.desk = desk;
    this.behaviour = behaviour;
    this.triggers = triggers;
    this.buttons = buttons;
    this.domain = domain;
  }

  /**
   * One request.
   *
   * @param method GET, POST, PUT or DELETE
   * @param path the path below {@code /api/}, without a slash at its ends
   * @param query the parameters of the query
   * @param body the body as text
   * @param userId the agent whose key was sent
   */
  record Request(String method, String path, Map<String, String> query, String body, long userId) {}

  /** One answer; no body where it is null. */
  record Answer(int status, @Nullable JsonNode body) {}

  /** Answers a request; throws {@link ApiException} for what is refused. */
  Answer handle(Request request) {
    List<String> path = Arrays.asList(request.path().split("/"));
    String first = path.get(0);
    boolean one = path.size() == 2;
    boolean all = path.size() == 1;
    if (all && first.equals("account")) {
      return only("GET", request, () -> new Answer(200, account()));
    }
    if (first.equals("tickets") && path.size() >= 3 && path.get(2).equals("messages")) {
      return ticketMessages(request, id(path.get(1)), path);
    }
    if (first.equals("customers") && path.size() == 3 && path.get(2).equals("data")) {
      return only("PUT", request, () -> putCustomerData(request, id(path.get(1))));
    }
    if (request.path().equals("actions/execute")) {
      return only("POST", request, () -> executeAction(request));
    }
    if (!one && !all) {
      throw ApiException.notFound();
    }
    long id = one ? id(path.get(1)) : 0;
    if (first.equals("integrations") || first.equals("widgets")) {
      requireRights(request);
    }
    return switch (first) {
      case "integrations" -> one ? oneIntegration(request, id) : allIntegrations(request);
      case "widgets" -> one ? oneWidget(request, id) : allWidgets(request);
      case "tickets" -> one ? oneTicket(request, id) : allTickets(request);
      case "messages" -> all ? allMessages(request) : readOne(request, Table.MESSAGE, id);
      case "events" -> one ? readOne(request, Table.EVENT, id) : allEvents(request);
      case "users" -> one ? readOne(request, Table.USER, id) : allUsers(request);
      case "customers" -> one ? readOne(request, Table.CUSTOMER, id) : allCustomers(request);
      default -> throw ApiException.notFound();
    };
  }

  private void requireRights(Request request) {
    boolean isRefused =
        switch (behaviour.rights()) {
          case ADMIN -> false;
          case READ -> !request.method().equals("GET");
          case NONE -> true;
        };
    if (isRefused) {
      throw ApiException.forbidden();
    }
  }

  private interface Reply {
    Answer get();
  }

  private static Answer only(String method, Request request, Reply reply) {
    if (!request.method().equals(method)) {
      throw ApiException.methodNotAllowed();
    }
    return reply.get();
  }

  // ---------------------------------------------------------------- account, users, customers

  private JsonNode account() {
    ObjectNode account = Json.object().put("domain", domain);
    account.put("created_datetime", "2024-01-01T00:00:00.000000+00:00");
    account.putNull("deactivated_datetime");
    account.putObject("status").put("status", "active");
    ObjectNode hours = account.putArray("settings").addObject();
    hours.put("id", 1).put("type", "business-hours");
    hours.putObject("data").put("timezone", "UTC");
    return account;
  }

  private Answer allUsers(Request request) {
    return only("GET", request, () -> page(request, Table.USER, Set.of("email"), emailIs(request)));
  }

  private Answer allCustomers(Request request) {
    return only(
        "GET",
        request,
        () ->
            page(
                request,
                Table.CUSTOMER,
                Set.of("email", "external_id", "name"),
                emailIs(request)
                    .and(fieldIs(request, "external_id"))
                    .and(fieldIs(request, "name"))));
  }

  private Answer putCustomerData(Request request, long id) {
    String message = "Failed to update customer data";
    ObjectNode body = body(request, message);
    Fields.of(body)
        .onlyKnown(Set.of("data", "version"))
        .required("data")
        .object("data")
        .orRefuse(message);
    if (!desk.setCustomerData(id, body.get("data"))) {
      throw ApiException.notFound();
    }
    return new Answer(202, null);
  }

  private static Predicate<ObjectNode> emailIs(Request request) {
    String email = request.query().get("email");
    return row -> email == null || row.path("email").asText("").equalsIgnoreCase(email);
  }

  private static Predicate<ObjectNode> fieldIs(Request request, String field) {
    String wanted = request.query().get(field);
    return row -> wanted == null || row.path(field).asText("").equals(wanted);
  }

  // ---------------------------------------------------------------- integrations

  private Answer allIntegrations(Request request) {
    return switch (request.method()) {
      case "GET" -> page(request, Table.INTEGRATION, Set.of("type"), fieldIs(request, "type"));
      case "POST" -> {
        ObjectNode fields = integration(request, null);
        yield new Answer(201, readable(desk.insert(Table.INTEGRATION, fields, request.userId())));
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private Answer oneIntegration(Request request, long id) {
    ObjectNode row = require(Table.INTEGRATION, id);
    return switch (request.method()) {
      case "GET" -> new Answer(200, readable(row));
      case "PUT" -> {
        ObjectNode updated =
            desk.update(Table.INTEGRATION, id, integration(request, row), request.userId());
        if (updated == null) {
          throw ApiException.notFound();
        }
        if (!updated.path("deactivated_datetime").isTextual()) {
          triggers.forgive(id);
        }
        yield new Answer(200, readable(updated));
      }
      case "DELETE" -> {
        desk.delete(Table.INTEGRATION, id, request.userId());
        yield new Answer(204, null);
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  /** Checks an integration's fields and completes them from what was stored before. */
  private ObjectNode integration(Request request, @Nullable ObjectNode before) {
    boolean create = before == null;
    String message = create ? "Failed to create integration" : "Failed to update integration";
    ObjectNode body = body(request, message);
    Fields fields =
        Fields.of(body)
            .onlyKnown(
                create
                    ? Set.of(
                        "name",
                        "type",
                        "description",
                        "deactivated_datetime",
                        "managed",
                        "business_hours_id",
                        "http")
                    : Set.of(
                        "name",
                        "description",
                        "deactivated_datetime",
                        "business_hours_id",
                        "http",
                        "type"))
            .text("name", "description", "deactivated_datetime")
            .bool("managed")
            .object("http")
            .oneOf("type", List.of("http"));
    Fields http =
        fields
            .inside("http")
            .onlyKnown(HTTP_FIELDS)
            .text("url", "hmac_secret")
            .check(
                "url", url -> url.asText().matches("(?i)https?://[^\\s/]+.*"), "Not a valid URL.")
            .oneOf("method", List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"))
            .oneOf(
                "request_content_type",
                List.of("application/json", "application/x-www-form-urlencoded"))
            .oneOf("response_content_type", List.of("application/json"))
            .object("headers", "triggers", "oauth2")
            .check(
                "form",
                form -> form.isContainerNode() || form.isTextual(),
                "Not a valid mapping type.")
            .check("headers", GorgiasApi::allText, "Not a valid mapping of strings.");
    http.inside("triggers").onlyKnown(Trigger.TYPES).bool(Trigger.TYPES.toArray(String[]::new));
    if (create) {
      fields.required("name", "type", "http");
      if (body.path("http").isObject()) {
        http.required("url", "method", "request_content_type", "response_content_type");
      }
    } else if (body.path("http").isObject()) {
      // FACT: the specification asks for the URL within http on an update, too.
      http.required("url");
    }
    fields.orRefuse(message);

    ObjectNode row = before == null ? defaults(request.userId()) : before.deepCopy();
    ObjectNode settings = (ObjectNode) row.get("http");
    if (body.get("http") instanceof ObjectNode given) {
      settings.setAll(given);
    }
    body.remove(List.of("http", "id"));
    row.setAll(body);
    row.remove(List.of("id", "created_datetime", "updated_datetime", "uri"));
    return row;
  }

  private static ObjectNode defaults(long userId) {
    ObjectNode row = Json.object();
    row.putNull("name").put("type", "http").putNull("description");
    row.putNull("deactivated_datetime").put("managed", false);
    row.putNull("application_id").putNull("business_hours_id");
    row.putObject("user").put("id", userId);
    ObjectNode http = row.putObject("http");
    http.putNull("headers").putNull("form").putNull("oauth2").putObject("triggers");
    return row;
  }

  private static boolean allText(JsonNode object) {
    for (JsonNode value : object) {
      if (!value.isTextual()) {
        return false;
      }
    }
    return true;
  }

  /** FACT: headers and the HMAC secret can be written but not read. */
  private ObjectNode readable(ObjectNode row) {
    ObjectNode http = (ObjectNode) row.get("http");
    http.remove("hmac_secret");
    if (!behaviour.showHeaders()) {
      http.remove("headers");
    }
    return row;
  }

  // ---------------------------------------------------------------- widgets

  private Answer allWidgets(Request request) {
    return switch (request.method()) {
      case "GET" ->
          page(
              request,
              Table.WIDGET,
              Set.of("integration_id", "app_id"),
              fieldIs(request, "integration_id").and(fieldIs(request, "app_id")));
      case "POST" -> {
        ObjectNode row = Json.object().put("context", "ticket").putNull("integration_id");
        row.putNull("app_id").put("order", 0).putNull("deactivated_datetime");
        row.setAll(widget(request, true));
        yield new Answer(201, desk.insert(Table.WIDGET, row, request.userId()));
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private Answer oneWidget(Request request, long id) {
    ObjectNode row = require(Table.WIDGET, id);
    return switch (request.method()) {
      case "GET" -> new Answer(200, row);
      case "PUT" -> {
        ObjectNode updated =
            desk.update(Table.WIDGET, id, widget(request, false), request.userId());
        if (updated == null) {
          throw ApiException.notFound();
        }
        yield new Answer(200, updated);
      }
      case "DELETE" -> {
        desk.delete(Table.WIDGET, id, request.userId());
        yield new Answer(204, null);
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private ObjectNode widget(Request request, boolean create) {
    String message = create ? "Failed to create widget" : "Failed to update widget";
    ObjectNode body = body(request, message);
    Fields fields =
        Fields.of(body)
            .onlyKnown(
                Set.of(
                    "template",
                    "type",
                    "context",
                    "integration_id",
                    "app_id",
                    "order",
                    "deactivated_datetime"))
            .object("template")
            .oneOf("type", WIDGET_TYPES)
            .oneOf("context", List.of("ticket", "customer", "user"))
            .check("integration_id", JsonNode::isIntegralNumber, "Not a valid integer.")
            .check("order", JsonNode::isIntegralNumber, "Not a valid integer.")
            .text("deactivated_datetime")
            // GUESS: the server checks the root's type and nothing below it.
            .check(
                "template",
                template -> template.path("type").asText().equals("wrapper"),
                "The root must be a wrapper.")
            .check(
                "integration_id",
                value -> desk.row(Table.INTEGRATION, value.asLong()) != null,
                "Integration not found.");
    if (create) {
      fields.required("template", "type");
    }
    fields.orRefuse(message);
    return body;
  }

  // ---------------------------------------------------------------- tickets and messages

  private Answer allTickets(Request request) {
    return only(
        "GET",
        request,
        () -> {
          String customer = request.query().get("customer_id");
          String ids = request.query().get("ticket_ids");
          Set<String> wanted = ids == null ? Set.of() : new TreeSet<>(List.of(ids.split(",")));
          List<ObjectNode> rows =
              desk.tickets().stream()
                  .filter(
                      row ->
                          customer == null
                              || row.path("customer").path("id").asText().equals(customer))
                  .filter(row -> ids == null || wanted.contains(row.path("id").asText()))
                  .filter(fieldIs(request, "external_id"))
                  .toList();
          return new Answer(
              200,
              Pages.of(
                  rows,
                  request,
                  "tickets",
                  Set.of("customer_id", "external_id", "view_id", "ticket_ids", "trashed")));
        });
  }

  private Answer oneTicket(Request request, long id) {
    ObjectNode ticket = desk.ticket(id);
    if (ticket == null) {
      throw ApiException.notFound();
    }
    return switch (request.method()) {
      case "GET" -> new Answer(200, ticket);
      case "PUT" -> {
        ObjectNode updated = desk.updateTicket(id, ticketFields(request), request.userId());
        if (updated == null) {
          throw ApiException.notFound();
        }
        yield new Answer(202, updated);
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private ObjectNode ticketFields(Request request) {
    String message = "Failed to update ticket";
    ObjectNode body = body(request, message);
    Fields fields =
        Fields.of(body)
            .onlyKnown(TICKET_FIELDS)
            .oneOf("status", List.of("open", "closed"))
            .oneOf("priority", List.of("critical", "high", "normal", "low"))
            .check("tags", JsonNode::isArray, "Not a valid list.")
            .object("meta", "assignee_user", "assignee_team", "customer")
            .text("subject", "external_id", "language", "snooze_datetime")
            .bool("spam", "is_unread");
    JsonNode assignee = body.path("assignee_user");
    if (assignee.isObject()) {
      ObjectNode user = desk.findUser(longOf(assignee.path("id")), textOf(assignee.path("email")));
      if (user == null) {
        fields.problem("assignee_user", "User not found.");
      } else {
        ObjectNode reference = Json.object();
        for (String field : List.of("id", "email", "name", "firstname", "lastname")) {
          reference.set(field, user.get(field));
        }
        body.set("assignee_user", reference);
      }
    }
    JsonNode customer = body.path("customer");
    if (customer.isObject()) {
      ObjectNode known =
          customer.path("id").isIntegralNumber()
              ? desk.customer(customer.path("id").longValue())
              : desk.customer(customer.path("email").asText(""));
      if (known == null) {
        fields.problem("customer", "Customer not found.");
      } else {
        body.set("customer_id", known.get("id"));
      }
    }
    fields.orRefuse(message);
    body.remove("customer");
    return body;
  }

  private Answer ticketMessages(Request request, long ticketId, List<String> path) {
    if (desk.ticket(ticketId) == null || path.size() > 4) {
      throw ApiException.notFound();
    }
    if (path.size() == 3) {
      return switch (request.method()) {
        case "GET" ->
            page(
                request,
                Table.MESSAGE,
                Set.of(),
                row -> row.get("ticket_id").longValue() == ticketId);
        case "POST" -> {
          ObjectNode fields = message(request, true);
          long id = desk.addMessage(ticketId, fields, senderOf(fields));
          yield new Answer(201, desk.row(Table.MESSAGE, id));
        }
        default -> throw ApiException.methodNotAllowed();
      };
    }
    long id = id(path.get(3));
    ObjectNode row = require(Table.MESSAGE, id);
    if (row.get("ticket_id").longValue() != ticketId) {
      throw ApiException.notFound();
    }
    return switch (request.method()) {
      case "GET" -> new Answer(200, row);
      case "PUT" -> new Answer(202, desk.updateMessage(ticketId, id, message(request, false)));
      case "DELETE" -> {
        desk.deleteMessage(ticketId, id);
        // FACT (weak): 200 without a body, not 204.
        yield new Answer(200, null);
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private @Nullable Long senderOf(ObjectNode message) {
    return message.path("from_agent").asBoolean()
        ? longOf(message.path("sender").path("id"))
        : null;
  }

  private ObjectNode message(Request request, boolean create) {
    String message = create ? "Failed to create message" : "Failed to update message";
    ObjectNode body = body(request, message);
    Fields fields =
        Fields.of(body)
            .onlyKnown(MESSAGE_FIELDS)
            .oneOf("channel", CHANNELS)
            .oneOf("via", VIAS)
            .bool("from_agent", "public", "imported")
            .text("body_text", "body_html", "subject", "external_id", "message_id")
            .object("sender", "receiver", "source", "meta", "headers")
            .check(
                "external_id",
                value -> value.asText().length() <= 255,
                "Longer than maximum length 255.");
    boolean note = body.path("channel").asText().equals("internal-note");
    if (create) {
      fields.required("channel", "from_agent");
      if (behaviour.noteNeedsVia()) {
        fields.required("via");
      }
      if (behaviour.noteNeedsSender()) {
        fields.required("sender");
      }
      if (Json.isMissing(body.get("body_text")) && Json.isMissing(body.get("body_html"))) {
        // GUESS: a message without any text is refused.
        fields.problem("body_text", "Missing data for required field.");
      }
    }
    if (note && body.path("from_agent").isBoolean() && !body.path("from_agent").booleanValue()) {
      // FACT: a note is always outgoing.
      fields.problem("from_agent", "An internal note must be sent from an agent.");
    }
    boolean fromAgent = body.path("from_agent").asBoolean();
    if (create || body.has("sender")) {
      JsonNode sender = body.path("sender");
      ObjectNode person = fromAgent ? agent(sender, request.userId()) : sender(sender);
      if (person == null) {
        fields.problem("sender", fromAgent ? "User not found." : "Customer not found.");
      } else {
        body.set("sender", reference(person));
      }
    }
    fields.orRefuse(message);
    if (!body.has("body_text") && body.path("body_html").isTextual()) {
      // GUESS: how the text is made from the HTML; only the page and templates read it.
      body.put("body_text", textOfHtml(body.get("body_html").textValue()));
    }
    return body;
  }

  private static String textOfHtml(String html) {
    return html.replaceAll("(?i)<br\\s*/?>|</(div|p|li)>", "\n")
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .strip();
  }

  /** GUESS: without a sender, it is the agent of the API key; an unknown one is refused. */
  private @Nullable ObjectNode agent(JsonNode sender, long userId) {
    return sender.isObject()
        ? desk.findUser(longOf(sender.path("id")), textOf(sender.path("email")))
        : desk.findUser(userId, null);
  }

  private @Nullable ObjectNode sender(JsonNode sender) {
    Long id = longOf(sender.path("id"));
    return id != null ? desk.customer(id) : desk.customer(sender.path("email").asText(""));
  }

  private static ObjectNode reference(ObjectNode person) {
    ObjectNode reference = Json.object();
    for (String field : List.of("id", "email", "name", "firstname", "lastname", "meta")) {
      reference.set(field, person.path(field).deepCopy());
    }
    return reference;
  }

  private Answer allMessages(Request request) {
    return only(
        "GET",
        request,
        () -> page(request, Table.MESSAGE, Set.of("ticket_id"), fieldIs(request, "ticket_id")));
  }

  // ---------------------------------------------------------------- events and actions

  private Answer allEvents(Request request) {
    return only(
        "GET",
        request,
        () -> {
          String types = request.query().getOrDefault("types[]", request.query().get("types"));
          Set<String> wanted = types == null ? Set.of() : Set.of(types.split(","));
          Predicate<ObjectNode> filter =
              fieldIs(request, "object_type")
                  .and(fieldIs(request, "object_id"))
                  .and(row -> types == null || wanted.contains(row.path("type").asText()));
          return page(
              request, Table.EVENT, Set.of("object_type", "object_id", "types", "types[]"), filter);
        });
  }

  /** FACT: the path and the body are what the browser sends. GUESS: the answer's shape. */
  private Answer executeAction(Request request) {
    ObjectNode body = body(request, "Failed to execute action");
    Fields.of(body)
        .required("action_label", "user_id", "ticket_id", "payload")
        .object("payload")
        .orRefuse("Failed to execute action");
    if (desk.ticket(body.path("ticket_id").asLong()) == null) {
      throw ApiException.notFound();
    }
    String actionId = buttons.start(body, request.userId());
    return new Answer(202, Json.object().put("action_id", actionId).put("status", "pending"));
  }

  // ---------------------------------------------------------------- shared

  private Answer readOne(Request request, Table table, long id) {
    return only("GET", request, () -> new Answer(200, require(table, id)));
  }

  private ObjectNode require(Table table, long id) {
    ObjectNode row = desk.row(table, id);
    if (row == null) {
      throw ApiException.notFound();
    }
    return row;
  }

  private Answer page(
      Request request, Table table, Set<String> parameters, Predicate<ObjectNode> filter) {
    List<ObjectNode> rows = desk.rows(table, filter);
    if (table == Table.INTEGRATION) {
      rows.forEach(this::readable);
    }
    return new Answer(200, Pages.of(rows, request, table.path(), parameters));
  }

  private static ObjectNode body(Request request, String message) {
    JsonNode json = Json.parse(request.body());
    if (!(json instanceof ObjectNode object)) {
      throw ApiException.invalid(message, Map.of("_schema", List.of("Invalid input type.")));
    }
    return object;
  }

  private static long id(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw ApiException.notFound();
    }
    return Long.parseLong(text);
  }

  private static @Nullable Long longOf(JsonNode value) {
    return value.isIntegralNumber() ? value.longValue() : null;
  }

  private static @Nullable String textOf(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  /** Cuts a list into pages that are linked by cursors. */
  private static final class Pages {
    private Pages() {}

    static JsonNode of(List<ObjectNode> all, Request request, String path, Set<String> parameters) {
      String message = "Failed to list " + path;
      Map<String, List<String>> problems = new LinkedHashMap<>();
      for (String name : request.query().keySet()) {
        if (!PAGING.contains(name) && !parameters.contains(name)) {
          problems.put(name, List.of("Unknown field."));
        }
      }
      String limitText = request.query().getOrDefault("limit", "30");
      int limit = limitText.matches("\\d{1,4}") ? Integer.parseInt(limitText) : 0;
      if (limit < 1 || limit > 100) {
        problems.put("limit", List.of("Must be between 1 and 100."));
      }
      String order = request.query().getOrDefault("order_by", "created_datetime:desc");
      if (!order.matches("[a-z_]+(:(asc|desc))?")) {
        problems.put("order_by", List.of("Not a valid choice."));
      }
      String cursor = request.query().get("cursor");
      if (cursor != null && !cursor.matches("[ab]\\d{1,18}")) {
        problems.put("cursor", List.of("Invalid cursor."));
      }
      if (!problems.isEmpty()) {
        throw ApiException.invalid(message, problems);
      }
      boolean ascending = order.toLowerCase(Locale.ROOT).endsWith("asc");
      List<ObjectNode> sorted =
          all.stream()
              .sorted((a, b) -> Long.compare(idOf(a), idOf(b)) * (ascending ? 1 : -1))
              .toList();
      // A cursor names a row, so that rows added meanwhile neither repeat nor hide others.
      int start = 0;
      if (cursor != null) {
        long id = Long.parseLong(cursor.substring(1));
        int position = 0;
        while (position < sorted.size() && isBefore(sorted.get(position), id, ascending)) {
          position++;
        }
        boolean found = position < sorted.size() && idOf(sorted.get(position)) == id;
        boolean after = cursor.startsWith("a");
        start = after ? position + (found ? 1 : 0) : Math.max(0, position - limit);
      }
      int end = Math.min(sorted.size(), start + limit);
      ObjectNode page = Json.object();
      ArrayNode data = page.putArray("data");
      sorted.subList(start, end).forEach(data::add);
      ObjectNode meta = page.putObject("meta");
      meta.put("next_cursor", end < sorted.size() ? "a" + idOf(sorted.get(end - 1)) : null);
      meta.put("prev_cursor", start > 0 && start < end ? "b" + idOf(sorted.get(start)) : null);
      page.put("object", "list");
      page.put("uri", "/api/" + path);
      return page;
    }

    private static boolean isBefore(ObjectNode row, long id, boolean ascending) {
      return ascending ? idOf(row) < id : idOf(row) > id;
    }

    private static long idOf(ObjectNode row) {
      return row.get("id").longValue();
    }
  }
}
