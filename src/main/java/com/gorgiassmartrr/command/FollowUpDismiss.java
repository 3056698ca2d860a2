package com.gorgiassmartrr.command;

import picocli.CommandLine.Command;

/** Leaves a follow-up undone for good that was given up. */
@Command(
    name = "dismiss-follow-up",
    description = "leave a follow-up undone, for good, that was given up")
final class FollowUpDismiss extends FollowUpCommand {
  @Override
  public Integer call() throws InterruptedException {
    out().println(decideOnFollowUp("dismiss"));
    return 0;
  }
}
