package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** A command about one press of the server that runs on this machine. */
abstract class PressCommand extends Subcommand {
  @Parameters(
      paramLabel = "REFERENCE",
      description = "what the press is called in its answer, its note and the log")
  private String reference = "";

  /** The press as the server tells it. */
  final JsonNode press() throws InterruptedException {
    return server().get(path(), Map.of());
  }

  /** Whether the press's subscription is at Smartrr what it was, in a sentence. */
  final String presentState() throws InterruptedException {
    return message(server().get(path() + "/state", Map.of()));
  }

  /** Has something done with the press in somebody's name, and returns what the server says. */
  final String decide(String decision, String by) throws InterruptedException {
    return message(server().post(path() + "/" + decision, Map.of("by", by)));
  }

  private static String message(JsonNode answer) {
    return Printable.of(answer.path("message").asText());
  }

  private ManagementServer server() {
    return new ManagementServer(settings());
  }

  private String path() {
    if (!reference.matches("[0-9A-Za-z]{8}")) {
      throw new CommandException(
          2, "'" + reference + "' is not a reference: those are eight letters and digits.");
    }
    return "/presses/" + reference;
  }
}
