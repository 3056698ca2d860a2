package com.gorgiassmartrr.command;

import picocli.CommandLine.Command;

/** Has a follow-up tried again that was given up. */
@Command(name = "replay-follow-up", description = "have a follow-up tried again that was given up")
final class FollowUpReplay extends FollowUpCommand {
  @Override
  public Integer call() throws InterruptedException {
    out().println(decideOnFollowUp("replay"));
    return 0;
  }
}
