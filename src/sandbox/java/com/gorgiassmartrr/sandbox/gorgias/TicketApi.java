package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Answers API requests about tickets, but for their messages. */
final class TicketApi {
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

  private final GorgiasDesk desk;

  TicketApi(GorgiasDesk desk) {
    this.desk = desk;
  }

  Answer all(Request request) {
    return ApiRows.only(
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
                  .filter(ApiRows.fieldIs(request, "external_id"))
                  .toList();
          return new Answer(
              200,
              ListPage.of(
                  rows,
                  request,
                  "tickets",
                  Set.of("customer_id", "external_id", "view_id", "ticket_ids", "trashed")));
        });
  }

  Answer one(Request request, long id) {
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
    ObjectNode body = ApiRows.body(request, message);
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
      ObjectNode user =
          desk.findUser(
              ApiRows.longOf(assignee.path("id")), ApiRows.textOf(assignee.path("email")));
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
}
