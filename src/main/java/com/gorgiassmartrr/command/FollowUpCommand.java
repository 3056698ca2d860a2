package com.gorgiassmartrr.command;

import picocli.CommandLine.Parameters;

/** A command about one follow-up of one press. */
abstract class FollowUpCommand extends PressCommand {
  @Parameters(paramLabel = "NAME", description = "what the follow-up is called, such as slack")
  private String name = "";

  /** Has something done with the follow-up, and returns what the server says. */
  final String decideOnFollowUp(String decision) throws InterruptedException {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new CommandException(
          2, "'" + name + "' is no follow-up's name: those are like slack or tag-ticket.");
    }
    return decide("follow-ups/" + name + "/" + decision, "");
  }
}
