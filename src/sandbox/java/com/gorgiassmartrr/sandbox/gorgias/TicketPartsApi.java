package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is asked about a ticket's tags and about the values of its fields. */
final class TicketPartsApi {
  /** GUESS: which fields an account has; one is enough to play with. */
  private static final Map<Long, String> FIELDS = Map.of(501L, "Subscription outcome");

  private static final String VALUES = "custom_fields";

  private final GorgiasDesk desk;

  TicketPartsApi(GorgiasDesk desk) {
    this.desk = desk;
  }

  /** FACT: POST adds, PUT sets, DELETE removes. GUESS: tags may be named by ids or by names. */
  Answer tags(Request request, long ticketId) {
    ObjectNode ticket = ticket(ticketId);
    if (request.method().equals("GET")) {
      return new Answer(200, ticket.path("tags"));
    }
    Set<String> names = names(request);
    UnaryOperator<Set<String>> change =
        switch (request.method()) {
          case "POST" -> before -> both(before, names);
          case "PUT" -> before -> names;
          case "DELETE" -> before -> without(before, names);
          default -> throw ApiException.methodNotAllowed();
        };
    desk.updateTicket(
        ticketId,
        row -> {
          Set<String> before = new TreeSet<>();
          row.path("tags").forEach(tag -> before.add(tag.path("name").asText()));
          ObjectNode fields = Json.object();
          ArrayNode tags = fields.putArray("tags");
          change.apply(before).forEach(name -> tags.addObject().put("name", name));
          return fields;
        },
        request.userId());
    // GUESS: no body.
    return new Answer(request.method().equals("POST") ? 201 : 202, null);
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new TreeSet<>(some);
    both.addAll(others);
    return both;
  }

  private static Set<String> without(Set<String> some, Set<String> others) {
    Set<String> rest = new TreeSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private static Set<String> names(Request request) {
    String message = "Failed to update ticket tags";
    ObjectNode body = ApiRows.body(request, message);
    Fields fields =
        Fields.of(body)
            .onlyKnown(Set.of("ids", "names"))
            .check("ids", JsonNode::isArray, "Not a valid list.")
            .check("names", JsonNode::isArray, "Not a valid list.");
    if (body.path("ids").isEmpty() && body.path("names").isEmpty()) {
      fields.problem("names", "Missing data for required field.");
    }
    Set<String> names = new TreeSet<>();
    body.path("ids").forEach(id -> names.add("tag " + id.asText()));
    for (JsonNode name : body.path("names")) {
      if (name.isTextual() && !name.textValue().isBlank()) {
        names.add(name.textValue());
      } else {
        fields.problem("names", "Not a valid string.");
      }
    }
    fields.orRefuse(message);
    return names;
  }

  /** The values of a ticket's fields, each with its field. */
  Answer fields(Request request, long ticketId) {
    ObjectNode ticket = ticket(ticketId);
    return ApiRows.only(
        "GET",
        request,
        () -> {
          ObjectNode page = Json.object();
          ArrayNode data = page.putArray("data");
          FIELDS.forEach(
              (id, label) -> {
                JsonNode value = ticket.path(VALUES).path(Long.toString(id));
                if (!value.isMissingNode()) {
                  data.add(row(id, value));
                }
              });
          return new Answer(200, page);
        });
  }

  /** FACT: the path, by PUT. GUESS: the body is the value itself, as the answer's shape. */
  Answer field(Request request, long ticketId, long fieldId) {
    ticket(ticketId);
    if (!FIELDS.containsKey(fieldId)) {
      throw ApiException.notFound();
    }
    if (!List.of("PUT", "DELETE").contains(request.method())) {
      throw ApiException.methodNotAllowed();
    }
    JsonNode value = request.method().equals("DELETE") ? null : value(request);
    desk.updateTicket(
        ticketId,
        row -> {
          ObjectNode fields = Json.object();
          ObjectNode values = fields.putObject(VALUES);
          if (row.path(VALUES) instanceof ObjectNode before) {
            values.setAll(before.deepCopy());
          }
          values.remove(Long.toString(fieldId));
          if (value != null) {
            values.set(Long.toString(fieldId), value);
          }
          return fields;
        },
        request.userId());
    return value == null ? new Answer(204, null) : new Answer(200, row(fieldId, value));
  }

  private static JsonNode value(Request request) {
    @Nullable JsonNode value = Json.parse(request.body());
    if (value == null || !value.isValueNode() || value.isNull()) {
      throw ApiException.invalid("Failed to update ticket field", "value", "Not a valid value.");
    }
    return value;
  }

  private static ObjectNode row(long id, JsonNode value) {
    ObjectNode row = Json.object();
    row.putObject("field").put("id", id).put("label", FIELDS.get(id));
    row.set("value", value);
    return row;
  }

  private ObjectNode ticket(long id) {
    ObjectNode ticket = desk.ticket(id);
    if (ticket == null) {
      throw ApiException.notFound();
    }
    return ticket;
  }
}
