package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.reload.RouteReload;
import com.gorgiassmartrr.reload.RouteReload.FileState;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the files are that are edited live, as the operator's page shows it. */
public final class RoutesPage {
  private final RouteReload reload;
  private final List<Other> others;

  /**
   * A file that isn't a route file.
   *
   * @param problem what is wrong with it; null or empty while nothing is
   */
  public record Other(String file, Supplier<@Nullable String> problem) {}

  /** A page of the route files, and of others behind them. */
  public RoutesPage(RouteReload reload, List<Other> others) {
    this.reload = reload;
    this.others = List.copyOf(others);
  }

  /** How each file is now. */
  JsonNode now() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report
        .put("problem", reload.problem())
        .put("taken", reload.taken())
        .put("refused", reload.refused());
    ArrayNode rows = report.putArray("files");
    for (FileState file : reload.files()) {
      rows.addObject()
          .put("file", file.file())
          .put("since", file.since() == null ? null : file.since().toString())
          .put("mistake", file.mistake());
    }
    for (Other file : others) {
      String problem = file.problem().get();
      rows.addObject()
          .put("file", file.file())
          .putNull("since")
          .put("mistake", problem == null ? "" : problem);
    }
    return report;
  }
}
