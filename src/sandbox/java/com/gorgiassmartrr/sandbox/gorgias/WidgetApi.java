package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.List;
import java.util.Set;

/** Answers API requests about widgets. */
final class WidgetApi {
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
  private final ApiRows rows;

  WidgetApi(GorgiasDesk desk, ApiRows rows) {
    this.desk = desk;
    this.rows = rows;
  }

  Answer all(Request request) {
    return switch (request.method()) {
      case "GET" ->
          rows.page(
              request,
              Table.WIDGET,
              Set.of("integration_id", "app_id"),
              ApiRows.fieldIs(request, "integration_id").and(ApiRows.fieldIs(request, "app_id")));
      case "POST" -> {
        ObjectNode row = Json.object().put("context", "ticket").putNull("integration_id");
        row.putNull("app_id").put("order", 0).putNull("deactivated_datetime");
        row.setAll(widget(request, true));
        yield new Answer(201, desk.insert(Table.WIDGET, row, request.userId()));
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  Answer one(Request request, long id) {
    ObjectNode row = rows.require(Table.WIDGET, id);
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
    ObjectNode body = ApiRows.body(request, message);
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
}
