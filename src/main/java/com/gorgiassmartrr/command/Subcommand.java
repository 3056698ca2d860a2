package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does one thing and ends; {@link #call} returns its exit status. */
abstract class Subcommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // By picocli, before the call.
  private CommandSpec spec;

  /** The settings, which are read when they are asked for: help needs none. */
  final Settings settings() {
    return ((Commands) spec.root().userObject()).settings();
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
