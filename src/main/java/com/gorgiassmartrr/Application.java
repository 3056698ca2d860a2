package com.gorgiassmartrr;

import com.gorgiassmartrr.command.Commands;
import com.gorgiassmartrr.command.Run;
import java.nio.file.Path;

/** The program's entry point: runs the command that the first argument names. */
public final class Application {
  private Application() {}

  /** Runs a command; exits with 0, with 1 when it failed, with 2 when it isn't one. */
  public static void main(String[] args) {
    OwnLibraries.use(Path.of("lib"));
    // The server starts without the parser of commands: loading that takes longer than it helps.
    if (args.length == 0 || (args.length == 1 && args[0].equals("run"))) {
      new Run().run();
    } else {
      // What a command prints is for whoever gave it; its log is for trouble only.
      System.setProperty("log.target", "System.err");
      System.setProperty("log.level", "WARN");
      System.exit(Commands.execute(args));
    }
  }
}
