package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers API requests about messages, internal notes among them. */
final class MessageApi {
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

  private final GorgiasDesk desk;
  private final ApiRows rows;
  private final GorgiasBehaviour behaviour;

  MessageApi(GorgiasDesk desk, ApiRows rows, GorgiasBehaviour behaviour) {
    this.desk = desk;
    this.rows = rows;
    this.behaviour = behaviour;
  }

  Answer all(Request request) {
    return ApiRows.only(
        "GET",
        request,
        () ->
            rows.page(
                request,
                Table.MESSAGE,
                Set.of("ticket_id"),
                ApiRows.fieldIs(request, "ticket_id")));
  }

  /** The messages of a ticket, and one of them. */
  Answer ofTicket(Request request, long ticketId, List<String> path) {
    if (desk.ticket(ticketId) == null || path.size() > 4) {
      throw ApiException.notFound();
    }
    if (path.size() == 3) {
      return switch (request.method()) {
        case "GET" ->
            rows.page(
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
    long id = ApiRows.id(path.get(3));
    ObjectNode row = rows.require(Table.MESSAGE, id);
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
        ? ApiRows.longOf(message.path("sender").path("id"))
        : null;
  }

  private ObjectNode message(Request request, boolean create) {
    String message = create ? "Failed to create message" : "Failed to update message";
    ObjectNode body = ApiRows.body(request, message);
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
        ? desk.findUser(ApiRows.longOf(sender.path("id")), ApiRows.textOf(sender.path("email")))
        : desk.findUser(userId, null);
  }

  private @Nullable ObjectNode sender(JsonNode sender) {
    Long id = ApiRows.longOf(sender.path("id"));
    return id != null ? desk.customer(id) : desk.customer(sender.path("email").asText(""));
  }

  private static ObjectNode reference(ObjectNode person) {
    ObjectNode reference = Json.object();
    for (String field : List.of("id", "email", "name", "firstname", "lastname", "meta")) {
      reference.set(field, person.path(field).deepCopy());
    }
    return reference;
  }
}
