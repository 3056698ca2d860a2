package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.ConnectorContext;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.SettingsKeeper;
import com.gorgiassmartrr.connect.Step;
import com.gorgiassmartrr.sandbox.Sandbox;
import com.gorgiassmartrr.sandbox.SandboxFolder;
import com.gorgiassmartrr.store.Settings;
import java.io.PrintWriter;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** A command that works on a store's connection by itself, and tells what it does line by line. */
abstract class ConnectionCommand extends Subcommand {
  @Mixin private StoreOption store = new StoreOption();

  final String store() {
    return store.name();
  }

  /** The settings for the store; the sandbox's has some of its own. */
  final Settings storeSettings() {
    return store().equals(Sandbox.STORE) ? SandboxFolder.told(settings()) : settings();
  }

  /** Does the work, and returns what came of it. */
  static Report tell(
      PrintWriter out,
      Settings settings,
      SettingsKeeper keeper,
      BiFunction<Connection, Consumer<Step>, Report> work) {
    try (ConnectorContext context = new ConnectorContext(settings)) {
      Connection connection = new Connection(keeper, context.connectors());
      return work.apply(connection, step -> out.println(line(step)));
    }
  }

  private static String line(Step step) {
    String word =
        switch (step.status()) {
          case BEGUN -> "...";
          case DONE -> "done";
          case RIGHT -> "fine";
          case WARNING -> "mind";
          case WRONG -> "WRONG";
        };
    String link = step.link() == null ? "" : " " + step.link();
    return Printable.of("%-6s %s%s".formatted(word, step.sentence(), link));
  }
}
