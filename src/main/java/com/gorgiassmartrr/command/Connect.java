package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.connect.PrintedSettings;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.store.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Connects a store, or sets right what has changed since. */
@Command(
    name = "connect",
    description = {
      "connect a store: one integration and one widget in Gorgias",
      "What is right already is left alone: do it again whenever something has changed, or when it"
          + " was interrupted. What is configured needn't be given again; what is missing is asked"
          + " for at a terminal."
    })
final class Connect extends ConnectionCommand {
  @Mixin private FormOptions options = new FormOptions();

  @Option(
      names = "--rotate-secret",
      description = "have Gorgias send a new secret; the old one is valid until it does")
  private boolean rotate;

  @Option(
      names = "--print",
      description =
          "keep nothing, but print the settings for the server's environment, secrets among them;"
              + " all else goes to standard error")
  private boolean print;

  /** Returns 0 when the store is connected, else 1. */
  @Override
  public Integer call() {
    Settings settings = storeSettings();
    return print ? printed(settings) : kept(settings);
  }

  private int kept(Settings settings) {
    FileKeeper keeper = new FileKeeper(settings);
    Form form = new Questions().complete(options.form(store(), settings), keeper.current(store()));
    Report report =
        tell(out(), settings, keeper, (connection, to) -> connection.connect(form, rotate, to));
    return report.isRight() ? 0 : 1;
  }

  private int printed(Settings settings) {
    PrintedSettings keeper = new PrintedSettings(settings);
    Form form = new Questions().complete(options.form(store(), settings), keeper.current(store()));
    Report report =
        tell(err(), settings, keeper, (connection, to) -> connection.connect(form, rotate, to));
    keeper
        .lines()
        .forEach((key, value) -> out().println(Settings.environmentName(key) + "=" + value));
    return report.isRight() ? 0 : 1;
  }
}
