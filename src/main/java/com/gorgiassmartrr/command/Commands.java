package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.Settings;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The commands of the program. Each is a class of its own, named in {@code subcommands}; all but
 * the server's are a {@link Subcommand}.
 */
@Command(
    name = "java -jar gorgias-smartrr.jar",
    synopsisSubcommandLabel = "[command]",
    commandListHeading = "Commands; without one, run:%n",
    subcommands = {
      Run.class,
      Connect.class,
      Check.class,
      Disconnect.class,
      Health.class,
      Presses.class,
      Routes.class,
      WebhookAddress.class
    },
    footer =
        "Settings are read from the environment and from application.properties in this folder.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:done", "1:failed; a sentence says why", "2:not a command, or wrong options"})
public final class Commands {
  private final Supplier<Settings> settings;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "print this and do nothing")
  @SuppressWarnings("UnusedVariable") // Read by picocli.
  private boolean help;

  private Commands(Supplier<Settings> settings) {
    this.settings = settings;
  }

  /** Runs the command that the arguments name, and returns the exit status. */
  public static int execute(String... arguments) {
    CommandLine line = line(Settings::read);
    try {
      return line.execute(arguments);
    } catch (Throwable e) {
      // Such an error would end this thread alone, and others could keep the process alive.
      return fail(e, line);
    }
  }

  /** The parser of the commands, which read these settings. */
  static CommandLine line(Supplier<Settings> settings) {
    return new CommandLine(new Commands(settings))
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, arguments) -> explain(e))
        .setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
  }

  Settings settings() {
    return settings.get();
  }

  /** How a command is used, and last, where it is seen, what was wrong. */
  private static int explain(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.usage(command.getErr());
    command.getErr().println(e.getMessage());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int fail(Throwable e, CommandLine command) {
    if (e instanceof CommandException refused) {
      command.getErr().println(Printable.of(refused.sentence()));
      return refused.status();
    }
    String sentence = StartFailure.sentence(e);
    if (sentence != null) {
      command.getErr().println(sentence);
    } else {
      LoggerFactory.getLogger(Commands.class).error("The command failed", e);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
