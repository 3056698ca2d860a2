package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/** A whole answer, before it is written or spoiled. */
record Answer(int status, String contentType, Buffer body) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String PAGE =
      "<!doctype html><html><head><title>Shop</title></head><body><div id=\"app\"></div></body></html>";

  static Answer json(JsonNode node) {
    return new Answer(200, JSON, Buffer.buffer(Json.bytes(node)));
  }

  /** FACT: deletions have no body in the document. */
  static Answer empty() {
    return new Answer(200, JSON, Buffer.buffer());
  }

  /** FACT: every field of the error schema. GUESS: that every error has them all. */
  static Answer error(int status, String code, String message) {
    ObjectNode node = Json.object().put("message", message).put("status", status);
    node.set("error", Json.object().put("code", code).put("message", message));
    return new Answer(status, JSON, Buffer.buffer(Json.bytes(node)));
  }

  static Answer page() {
    return new Answer(200, HTML, Buffer.buffer(PAGE));
  }

  Answer with(Buffer otherBody) {
    return new Answer(status, contentType, otherBody);
  }
}
