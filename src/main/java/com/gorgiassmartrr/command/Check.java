package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.Step;
import com.gorgiassmartrr.store.Settings;
import picocli.CommandLine.Command;

/** Finds out whether a store is still as connect left it. */
@Command(
    name = "check",
    description = "look whether a store is still as connect left it, and change nothing")
final class Check extends ConnectionCommand {
  /** Returns 0 when nothing is wrong, else 1. */
  @Override
  public Integer call() {
    Settings settings = storeSettings();
    Report report =
        tell(
            out(),
            settings,
            new FileKeeper(settings),
            (connection, to) -> connection.check(store(), to));
    long wrong = report.steps().stream().filter(step -> step.status() == Step.Status.WRONG).count();
    if (wrong > 0) {
      out().println(wrong == 1 ? "1 thing is wrong." : wrong + " things are wrong.");
      return 1;
    }
    out().println("Nothing is wrong.");
    return 0;
  }
}
