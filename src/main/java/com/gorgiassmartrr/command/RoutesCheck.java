package com.gorgiassmartrr.command;

import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.route.RouteCheck;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.store.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what is wrong with the route files, as the server would at its start. */
@Command(
    name = "check",
    description = "say what is wrong with the route files, without running or calling anything")
final class RoutesCheck extends Subcommand {
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      description = "the folder of the route files; those that the settings name unless given")
  private @Nullable Path folder;

  /** Returns 0 when nothing is wrong, else 1. */
  @Override
  public Integer call() {
    RouteCheck.Result result = new RouteCheck(ofFolder(settings()), Server.beans()).check();
    result.mistakes().forEach(mistake -> out().println(Printable.of(mistake)));
    if (!result.mistakes().isEmpty()) {
      return 1;
    }
    result.remarks().forEach(remark -> err().println(Printable.of(remark)));
    out().println(result.files() + " route files, and nothing is wrong.");
    return 0;
  }

  private Settings ofFolder(Settings settings) {
    if (folder == null) {
      return settings;
    }
    if (!Files.isDirectory(folder)) {
      throw new CommandException(1, "There is no folder " + folder + ".");
    }
    return settings.with(Map.of(RouteFiles.SETTING, "file:" + folder + "/**/*.camel.yaml"));
  }
}
