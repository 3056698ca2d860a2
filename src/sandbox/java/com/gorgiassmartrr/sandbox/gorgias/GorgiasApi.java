package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries out and answers each API request, once its sender is known. */
final class GorgiasApi {
  private final GorgiasDesk desk;
  private final GorgiasBehaviour behaviour;
  private final GorgiasButtons buttons;
  private final String domain;
  private final ApiRows rows;
  private final IntegrationApi integrations;
  private final WidgetApi widgets;
  private final TicketApi tickets;
  private final MessageApi messages;
  private final TicketPartsApi parts;

  GorgiasApi(
      GorgiasDesk desk,
      GorgiasBehaviour behaviour,
      GorgiasTriggers triggers,
      GorgiasButtons buttons,
      String domain) {
    this.desk = desk;
    this.behaviour = behaviour;
    this.buttons = buttons;
    this.domain = domain;
    rows = new ApiRows(desk);
    integrations = new IntegrationApi(desk, rows, behaviour, triggers);
    widgets = new WidgetApi(desk, rows);
    tickets = new TicketApi(desk);
    messages = new MessageApi(desk, rows, behaviour);
    parts = new TicketPartsApi(desk);
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
      return ApiRows.only("GET", request, () -> new Answer(200, account()));
    }
    if (first.equals("tickets") && path.size() >= 3 && path.get(2).equals("messages")) {
      return messages.ofTicket(request, ApiRows.id(path.get(1)), path);
    }
    if (first.equals("tickets") && path.size() == 3 && path.get(2).equals("tags")) {
      return parts.tags(request, ApiRows.id(path.get(1)));
    }
    if (first.equals("tickets") && path.size() >= 3 && path.get(2).equals("custom-fields")) {
      long ticket = ApiRows.id(path.get(1));
      return switch (path.size()) {
        case 3 -> parts.fields(request, ticket);
        case 4 -> parts.field(request, ticket, ApiRows.id(path.get(3)));
        default -> throw ApiException.notFound();
      };
    }
    if (first.equals("customers") && path.size() == 3 && path.get(2).equals("data")) {
      return ApiRows.only("PUT", request, () -> putCustomerData(request, ApiRows.id(path.get(1))));
    }
    if (request.path().equals("actions/execute")) {
      return ApiRows.only("POST", request, () -> executeAction(request));
    }
    if (!one && !all) {
      throw ApiException.notFound();
    }
    long id = one ? ApiRows.id(path.get(1)) : 0;
    if (first.equals("integrations") || first.equals("widgets")) {
      requireRights(request);
    }
    return switch (first) {
      case "integrations" -> one ? integrations.one(request, id) : integrations.all(request);
      case "widgets" -> one ? widgets.one(request, id) : widgets.all(request);
      case "tickets" -> one ? tickets.one(request, id) : tickets.all(request);
      case "messages" -> all ? messages.all(request) : rows.one(request, Table.MESSAGE, id);
      case "events" -> one ? rows.one(request, Table.EVENT, id) : allEvents(request);
      case "users" -> one ? rows.one(request, Table.USER, id) : allUsers(request);
      case "customers" -> one ? rows.one(request, Table.CUSTOMER, id) : allCustomers(request);
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
    return ApiRows.only(
        "GET", request, () -> rows.page(request, Table.USER, Set.of("email"), emailIs(request)));
  }

  private Answer allCustomers(Request request) {
    return ApiRows.only(
        "GET",
        request,
        () ->
            rows.page(
                request,
                Table.CUSTOMER,
                Set.of("email", "external_id", "name"),
                emailIs(request)
                    .and(ApiRows.fieldIs(request, "external_id"))
                    .and(ApiRows.fieldIs(request, "name"))));
  }

  private Answer putCustomerData(Request request, long id) {
    String message = "Failed to update customer data";
    ObjectNode body = ApiRows.body(request, message);
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

  // ---------------------------------------------------------------- events and actions

  private Answer allEvents(Request request) {
    return ApiRows.only(
        "GET",
        request,
        () -> {
          String types = request.query().getOrDefault("types[]", request.query().get("types"));
          Set<String> wanted = types == null ? Set.of() : Set.of(types.split(","));
          Predicate<ObjectNode> filter =
              ApiRows.fieldIs(request, "object_type")
                  .and(ApiRows.fieldIs(request, "object_id"))
                  .and(row -> types == null || wanted.contains(row.path("type").asText()));
          return rows.page(
              request, Table.EVENT, Set.of("object_type", "object_id", "types", "types[]"), filter);
        });
  }

  /** FACT: the path and the body are what the browser sends. GUESS: the answer's shape. */
  private Answer executeAction(Request request) {
    ObjectNode body = ApiRows.body(request, "Failed to execute action");
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
}
