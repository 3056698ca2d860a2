package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;

/** An error in the shape in which Smartrr answers one. */
public final class SmartrrError {
  private SmartrrError() {}

  /** The error of a status, with one sentence that says why. */
  public static ObjectNode of(int status, String sentence) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("message", sentence).put("status", status);
    error.putObject("error").put("code", code(status)).put("message", sentence);
    return error;
  }

  /** The status in capitals, such as {@code NOT_FOUND}. */
  private static String code(int status) {
    String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
    return reason.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_");
  }
}
