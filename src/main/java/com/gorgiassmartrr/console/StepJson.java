package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.Step;
import java.util.List;
import java.util.Locale;

/** The steps of connecting, as the pages get them. */
final class StepJson {
  private StepJson() {}

  static ObjectNode of(Report report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("right", report.isRight())
            .put("changed", report.hasChanged());
    json.set("steps", of(report.steps()));
    return json;
  }

  static ArrayNode of(List<Step> steps) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Step step : steps) {
      list.addObject()
          .put("part", step.part().name().toLowerCase(Locale.ROOT))
          .put("status", step.status().name().toLowerCase(Locale.ROOT))
          .put("sentence", step.sentence())
          .put("link", step.link());
    }
    return list;
  }
}
