package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Answer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasApi.Request;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parts that requests about any table have in common: one row, a page of rows, the fields of a
 * body.
 */
final class ApiRows {
  private final GorgiasDesk desk;

  ApiRows(GorgiasDesk desk) {
    this.desk = desk;
  }

  /** One row. */
  Answer one(Request request, Table table, long id) {
    return only("GET", request, () -> new Answer(200, require(table, id)));
  }

  ObjectNode require(Table table, long id) {
    ObjectNode row = desk.row(table, id);
    if (row == null) {
      throw ApiException.notFound();
    }
    return row;
  }

  /** A page of the rows that are wanted. */
  Answer page(Request request, Table table, Set<String> parameters, Predicate<ObjectNode> filter) {
    return page(request, table, parameters, filter, row -> row);
  }

  /** A page of the rows that are wanted, as they may be read. */
  Answer page(
      Request request,
      Table table,
      Set<String> parameters,
      Predicate<ObjectNode> filter,
      UnaryOperator<ObjectNode> readable) {
    List<ObjectNode> rows = desk.rows(table, filter).stream().map(readable).toList();
    return new Answer(200, ListPage.of(rows, request, table.path(), parameters));
  }

  static ObjectNode body(Request request, String message) {
    JsonNode json = Json.parse(request.body());
    if (!(json instanceof ObjectNode object)) {
      throw ApiException.invalid(message, Map.of("_schema", List.of("Invalid input type.")));
    }
    return object;
  }

  static long id(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw ApiException.notFound();
    }
    return Long.parseLong(text);
  }

  static @Nullable Long longOf(JsonNode value) {
    return value.isIntegralNumber() ? value.longValue() : null;
  }

  static @Nullable String textOf(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  /** Answers a request whose method is right. */
  interface Reply {
    Answer get();
  }

  static Answer only(String method, Request request, Reply reply) {
    if (!request.method().equals(method)) {
      throw ApiException.methodNotAllowed();
    }
    return reply.get();
  }

  static Predicate<ObjectNode> fieldIs(Request request, String field) {
    String wanted = request.query().get(field);
    return row -> wanted == null || row.path(field).asText("").equals(wanted);
  }
}
