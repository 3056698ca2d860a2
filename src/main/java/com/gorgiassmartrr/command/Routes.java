package com.gorgiassmartrr.command;

import picocli.CommandLine.Command;

/** The commands about route files; they need no server. */
@Command(
    name = "routes",
    description = "look at the route files",
    synopsisSubcommandLabel = "check",
    subcommands = RoutesCheck.class)
final class Routes {}
