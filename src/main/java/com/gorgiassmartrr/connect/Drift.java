package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The differences between what Gorgias has and what a store is to have, one sentence each. What
 * Gorgias adds by itself, and what isn't ours to decide, such as names and further triggers, is no
 * difference.
 */
final class Drift {
  private static final int LONGEST = 80;

  private Drift() {}

  /** Tells, line by line, in what Gorgias differs from what a store is to have. */
  static void tell(Found found, Wanted wanted, String store, Steps steps) {
    ObjectNode integration = found.integration();
    if (integration == null) {
      steps.wrong(Part.INTEGRATION, "There is no HTTP integration of this store in Gorgias.");
      return;
    }
    String label = "The HTTP integration " + Found.label(integration);
    List<String> drift = ofIntegration(wanted, integration, store);
    drift.forEach(line -> steps.wrong(Part.INTEGRATION, label + ": " + line + "."));
    if (drift.isEmpty()) {
      steps.right(Part.INTEGRATION, label + " is as it is to be.");
    }
    for (ObjectNode surplus : found.surplus()) {
      steps.wrong(
          Part.INTEGRATION,
          "The HTTP integration "
              + Found.label(surplus)
              + " was made once too often: agents' tickets are asked for twice.");
    }
    tell(found.widgetsOf(Found.id(integration)), wanted, steps);
  }

  private static void tell(List<ObjectNode> widgets, Wanted wanted, Steps steps) {
    if (widgets.isEmpty()) {
      steps.wrong(Part.WIDGET, "There is no widget for the HTTP integration in Gorgias.");
      return;
    }
    List<String> drift = WidgetDrift.of(wanted, widgets.get(0));
    drift.forEach(line -> steps.wrong(Part.WIDGET, "The widget: " + line + "."));
    if (drift.isEmpty()) {
      steps.right(Part.WIDGET, "The widget is as it is to be.");
    }
    if (widgets.size() > 1) {
      steps.wrong(Part.WIDGET, "There are " + widgets.size() + " widgets where one is to be.");
    }
  }

  /** What {@link #tell} tells of what is wrong. */
  static List<String> lines(Found found, Wanted wanted, String store) {
    Steps steps = new Steps(step -> {});
    tell(found, wanted, store, steps);
    return steps.report().steps().stream()
        .filter(step -> step.status() == Status.WRONG)
        .map(Step::sentence)
        .toList();
  }

  /** What is different about the integration. */
  static List<String> ofIntegration(Wanted wanted, ObjectNode integration, String store) {
    List<String> lines = new ArrayList<>();
    if (!Found.isActive(integration)) {
      lines.add(
          "it is switched off since "
              + OneLine.of(integration.path("deactivated_datetime").asText(), LONGEST)
              + "; Gorgias does that by itself after 100 failed requests in a row");
    }
    JsonNode http = integration.path("http");
    addAddress(wanted, Found.url(integration), lines);
    for (String trigger : Wanted.TRIGGERS) {
      if (!http.path("triggers").path(trigger).asBoolean(false)) {
        lines.add("it isn't run by the trigger \u201c" + trigger.replace('-', ' ') + "\u201d");
      }
    }
    if (!http.path("method").asText("GET").equals("GET")) {
      lines.add("its method is " + OneLine.of(http.path("method").asText(), LONGEST));
    }
    for (String type : List.of("request_content_type", "response_content_type")) {
      if (!http.path(type).asText("application/json").equals("application/json")) {
        lines.add("its " + type.replace('_', ' ') + " isn't application/json");
      }
    }
    JsonNode headers = http.path("headers");
    if (headers.isObject() && !wanted.secret().matches(headers.path("x-store-secret").asText(""))) {
      lines.add("it doesn't send the store's secret");
    }
    if (!integration.path("description").asText("").contains(Wanted.mark(store))) {
      lines.add(
          "its description lacks " + Wanted.mark(store) + ", by which connect knows it again");
    }
    return lines;
  }

  private static void addAddress(Wanted wanted, String found, List<String> lines) {
    if (found.equals(wanted.url())) {
      return;
    }
    String origin = Found.origin(found);
    String mark = "&" + Wanted.FINGERPRINT + "=";
    if (!origin.equals(Found.origin(wanted.url()))) {
      lines.add(
          "it asks "
              + (origin.isEmpty() ? "something else" : OneLine.of(origin, LONGEST))
              + " in place of "
              + Found.origin(wanted.url()));
    } else if (!Objects.equals(Found.path(found), Found.path(wanted.url()))
        || !found.startsWith(wanted.url().substring(0, wanted.url().indexOf(mark)))) {
      lines.add("its address was changed");
    } else {
      lines.add("it sends another secret than the store has now");
    }
  }
}
