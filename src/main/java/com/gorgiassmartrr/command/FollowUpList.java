package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lists the follow-ups that were given up. */
@Command(name = "follow-ups", description = "list the follow-ups that were given up, newest first")
final class FollowUpList extends Subcommand {
  @Override
  public Integer call() throws InterruptedException {
    JsonNode givenUp = new ManagementServer(settings()).get("/follow-ups", Map.of());
    if (givenUp.isEmpty()) {
      out().println("No follow-up was given up.");
      return 0;
    }
    Table table = new Table().row("REFERENCE", "FOLLOW-UP", "STORE", "SINCE", "TRIES", "");
    for (JsonNode one : givenUp) {
      table.row(
          one.path("reference").asText(),
          one.path("name").asText(),
          one.path("store").asText(),
          Times.text(one.path("since")),
          one.path("tries").asText(),
          one.path("why").asText());
    }
    table.print(out());
    return 0;
  }
}
