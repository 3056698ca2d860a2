package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists presses: those that are parked, or those that are searched for. */
@Command(
    name = "list",
    description = "list the parked presses, or those searched for, newest first")
final class PressList extends Subcommand {
  @Option(names = "--store", paramLabel = "NAME", description = "of this store only")
  private @Nullable String store;

  @Option(names = "--ticket", paramLabel = "NUMBER", description = "pressed on this ticket")
  private @Nullable String ticket;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "about this subscriber")
  private @Nullable String email;

  @Option(names = "--subscription", paramLabel = "ID", description = "about this subscription")
  private @Nullable String subscription;

  @Option(names = "--action", paramLabel = "NAME", description = "such as skip")
  private @Nullable String action;

  @ArgGroup private @Nullable Ending ending;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "this many at most, 500 at the utmost; usually 50")
  private int limit = 50;

  /** Which outcomes; parked where nothing else is asked for. */
  static final class Ending {
    @Option(
        names = "--outcome",
        paramLabel = "WORD",
        description = "accepted, applied, refused, parked or dismissed")
    private @Nullable String outcome;

    @Option(names = "--all", description = "whatever their outcome")
    @SuppressWarnings("UnusedVariable") // That there is an ending is enough.
    private boolean all;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> search = new LinkedHashMap<>();
    put(search, "ticket", ticket);
    put(search, "email", email);
    put(search, "subscription", subscription);
    put(search, "action", action);
    if (ending != null) {
      put(search, "outcome", ending.outcome);
    } else if (search.isEmpty()) {
      search.put("outcome", "parked");
    }
    put(search, "store", store);
    search.put("limit", Integer.toString(limit));
    JsonNode presses = new ManagementServer(settings()).get("/presses", search);
    if (presses.isEmpty()) {
      out().println("parked".equals(search.get("outcome")) ? "No press is parked." : "None found.");
      return 0;
    }
    Table table =
        new Table()
            .row("REFERENCE", "PRESSED", "OUTCOME", "STORE", "ACTION", "SUBSCRIBER", "TICKET", "");
    for (JsonNode press : presses) {
      table.row(
          press.path("reference").asText(),
          Times.text(press.path("pressed_at")),
          press.path("outcome").asText(),
          press.path("store").asText(),
          press.path("action").asText(),
          press.path("email").asText(),
          press.path("ticket_id").asText(),
          press.path("message").asText());
    }
    table.print(out());
    if (presses.size() == limit) {
      out().println("There may be more: raise --limit, or search for less.");
    }
    return 0;
  }

  private static void put(Map<String, String> search, String name, @Nullable String value) {
    if (value != null) {
      search.put(name, value);
    }
  }
}
