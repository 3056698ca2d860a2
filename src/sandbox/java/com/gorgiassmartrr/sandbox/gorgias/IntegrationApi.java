package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers API requests about HTTP integrations. */
final class IntegrationApi {
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

  private final GorgiasDesk desk;
  private final ApiRows rows;
  private final GorgiasBehaviour behaviour;
  private final GorgiasTriggers triggers;

  IntegrationApi(
      GorgiasDesk desk, ApiRows rows, GorgiasBehaviour behaviour, GorgiasTriggers triggers) {
    this.desk = desk;
    this.rows = rows;
    this.behaviour = behaviour;
    this.triggers = triggers;
  }

  Answer all(Request request) {
    return switch (request.method()) {
      case "GET" ->
          rows.page(
              request,
              Table.INTEGRATION,
              Set.of("type"),
              ApiRows.fieldIs(request, "type"),
              this::readable);
      case "POST" -> {
        ObjectNode fields = integration(request, null);
        yield new Answer(201, readable(desk.insert(Table.INTEGRATION, fields, request.userId())));
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  Answer one(Request request, long id) {
    ObjectNode row = rows.require(Table.INTEGRATION, id);
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
    ObjectNode body = ApiRows.body(request, message);
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
            .check("headers", IntegrationApi::allText, "Not a valid mapping of strings.");
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
}
