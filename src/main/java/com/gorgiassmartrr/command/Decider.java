package com.gorgiassmartrr.command;

import picocli.CommandLine.Option;

/** The option that says who decides on a press. */
final class Decider {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "who decides so, for the record; usually the account on this machine")
  private String name = System.getProperty("user.name", "");

  String name() {
    return name;
  }
}
