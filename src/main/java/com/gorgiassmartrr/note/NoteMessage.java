package com.gorgiassmartrr.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A note as Gorgias takes it: an internal message with the note's words, and with the mark by which
 * it is found again. Whatever the words are, they are text and never HTML.
 */
final class NoteMessage {
  private static final String META = "gorgias_smartrr_reference";

  private NoteMessage() {}

  /**
   * Makes one.
   *
   * @param mark by which it is found again
   * @param sender the e-mail address of the Gorgias user who writes it
   * @param lines the words, without empty lines
   */
  static ObjectNode of(String mark, String sender, List<String> lines) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("channel", "internal-note");
    message.put("via", "api");
    message.put("from_agent", true);
    message.put("public", false);
    message.putObject("sender").put("email", sender);
    message.put("body_text", text(mark, lines));
    message.put("body_html", html(mark, lines));
    message.put("external_id", externalId(mark));
    message.putObject("meta").put(META, mark);
    return message;
  }

  /** Any one of the three marks is enough: Gorgias promises to keep none of them. */
  static boolean isOf(JsonNode message, String mark) {
    return message.path("channel").asText("").equals("internal-note")
        && (message.path("external_id").asText("").equals(externalId(mark))
            || message.path("meta").path(META).asText("").equals(mark)
            || message.path("body_text").asText("").contains(marker(mark)));
  }

  static String text(String mark, List<String> lines) {
    return String.join("\n", lines) + "\n" + marker(mark);
  }

  static String html(String mark, List<String> lines) {
    String rest =
        lines.stream()
            .skip(1)
            .map(line -> "<div>" + escaped(line) + "</div>")
            .collect(Collectors.joining());
    return "<div><b>"
        + escaped(lines.get(0))
        + "</b></div>"
        + rest
        + "<div>"
        + escaped(marker(mark))
        + "</div>";
  }

  /** The line by which it is found again. */
  static String marker(String mark) {
    return "[ref " + mark + "]";
  }

  private static String externalId(String mark) {
    return "gorgias-smartrr-" + mark.replace('/', '-');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
