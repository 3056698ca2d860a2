package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.store.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes what connect made. */
@Command(
    name = "disconnect",
    description = {
      "remove what connect made, in Gorgias and here",
      "What is gone already is fine. The fields are needed only where the store's settings are"
          + " gone."
    })
final class Disconnect extends ConnectionCommand {
  @Mixin private FormOptions options = new FormOptions();

  /** Returns 0 when nothing is left, else 1. */
  @Override
  public Integer call() {
    Settings settings = storeSettings();
    Form form = options.form(store(), settings);
    Report report =
        tell(
            out(),
            settings,
            new FileKeeper(settings),
            (connection, to) -> connection.disconnect(form, to));
    return report.isRight() ? 0 : 1;
  }
}
