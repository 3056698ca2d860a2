package com.gorgiassmartrr.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Leaves a parked press as it is for good. */
@Command(name = "dismiss", description = "leave a parked press as it is, for good")
final class PressDismiss extends PressCommand {
  @Mixin private Decider decider = new Decider();

  @Override
  public Integer call() throws InterruptedException {
    out().println(decide("dismiss", decider.name()));
    return 0;
  }
}
