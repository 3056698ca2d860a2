package com.gorgiassmartrr.command;

import picocli.CommandLine.Command;

/** The commands about presses; they ask the server that runs on this machine. */
@Command(
    name = "presses",
    description = "look at presses, and decide on those that are parked",
    synopsisSubcommandLabel =
        "(list|show|replay|dismiss|follow-ups|replay-follow-up|dismiss-follow-up)",
    subcommands = {
      PressList.class,
      PressShow.class,
      PressReplay.class,
      PressDismiss.class,
      FollowUpList.class,
      FollowUpReplay.class,
      FollowUpDismiss.class
    })
final class Presses {}
