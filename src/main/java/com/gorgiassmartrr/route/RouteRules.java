package com.gorgiassmartrr.route;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.file.Spelling;
import com.gorgiassmartrr.route.RouteSteps.Call;
import com.gorgiassmartrr.server.DoorPaths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * How routes hang together: what each begins with, which routes it calls, which policy it names.
 */
final class RouteRules {
  private static final String DIRECT = "direct:";
  private static final String DOOR = "platform-http:";
  private static final String VERBS = "[A-Z]+(,[A-Z]+)*";

  private final ModelCamelContext context;
  private final Map<String, RouteOutline> files = new HashMap<>();
  private final Map<String, RouteDefinition> begun = new HashMap<>();
  private final List<String> mistakes = new ArrayList<>();

  private RouteRules(ModelCamelContext context, Collection<RouteOutline> outlines) {
    this.context = context;
    outlines.forEach(outline -> files.put(outline.file(), outline));
  }

  /** What breaks a rule, a sentence each. */
  static List<String> mistakes(ModelCamelContext context, Collection<RouteOutline> outlines) {
    RouteRules rules = new RouteRules(context, outlines);
    rules.checkBeginnings();
    rules.checkNeeded();
    for (RouteDefinition route : context.getRouteDefinitions()) {
      rules.checkPolicy(route);
      rules.checkCalls(route);
    }
    return rules.mistakes;
  }

  /** The doors that are rarely meant to be missing, a sentence each. */
  static List<String> remarks(ModelCamelContext context) {
    Set<String> begun = new HashSet<>();
    context.getRouteDefinitions().forEach(route -> begun.add(beginning(context, route)));
    List<String> remarks = new ArrayList<>();
    NeededRoutes.WANTED.forEach(
        (file, begins) ->
            begins.stream()
                .filter(begin -> !begun.contains(begin))
                .forEach(begin -> remarks.add(missing(begin, file))));
    return remarks;
  }

  private void checkBeginnings() {
    for (RouteDefinition route : context.getRouteDefinitions()) {
      String begin = beginning(context, route);
      String place = RouteSteps.beginning(route).place();
      RouteDefinition other = begun.putIfAbsent(begin, route);
      if (other != null && (begin.startsWith(DIRECT) || begin.startsWith(DOOR))) {
        mistakes.add(
            place
                + ": "
                + RouteSteps.name(route)
                + " begins with "
                + begin
                + ", and so does "
                + RouteSteps.name(other)
                + " ("
                + RouteSteps.beginning(other).place()
                + "); only one may: give one another name.");
      }
      if (begin.startsWith(DOOR)) {
        checkDoor(route, begin.substring(DOOR.length()), place);
      } else if (begin.startsWith("rest")) {
        mistakes.add(place + ": nothing guards a door of 'rest'; write uri: platform-http.");
      }
    }
  }

  private void checkDoor(RouteDefinition route, String path, String place) {
    String problem = DoorPaths.problem(path);
    if (problem != null) {
      mistakes.add(place + ": " + problem);
    }
    String uri = resolved(context, route.getInput().getEndpointUri());
    String verbs = String.valueOf(RouteSteps.parameters(uri).get("httpMethodRestrict"));
    if (!verbs.matches(VERBS)) {
      mistakes.add(
          place
              + ": the door of "
              + RouteSteps.name(route)
              + " takes every verb; write below its parameters httpMethodRestrict: POST, or"
              + " GET,POST.");
    }
  }

  private void checkNeeded() {
    if (context.getRouteDefinitions().stream().noneMatch(RouteRules::isAction)) {
      mistakes.add(
          "There is no action: no route file has a route action-NAME with its bean. Put the files"
              + " of routes/actions back. (To show no buttons, hide them in routes/widget.yaml.)");
    }
    NeededRoutes.ALL.forEach(
        (file, begins) ->
            begins.stream()
                .filter(begin -> !begun.containsKey(begin))
                .findFirst()
                .ifPresent(begin -> mistakes.add(missing(begin, file))));
  }

  private static String missing(String begin, String file) {
    return "There is no route that begins with "
        + begin
        + "; it comes with routes/"
        + file
        + ": put that file back, or see whether "
        + RouteFiles.SETTING
        + " names it.";
  }

  static boolean isAction(RouteDefinition route) {
    return Objects.requireNonNullElse(route.getRouteId(), "").startsWith(Actions.ROUTE_PREFIX);
  }

  private void checkPolicy(RouteDefinition route) {
    Set<String> policies = new HashSet<>();
    for (RouteConfigurationDefinition policy : context.getRouteConfigurationDefinitions()) {
      policies.add(Objects.requireNonNullElse(policy.getId(), ""));
    }
    String named = Objects.requireNonNullElse(route.getRouteConfigurationId(), "");
    for (String policy : named.split(",")) {
      String id = policy.trim();
      if (!id.isEmpty() && !id.contains("*") && !policies.contains(id)) {
        mistakes.add(
            policyPlace(files, route)
                + ": there is no routeConfiguration '"
                + id
                + "'; write "
                + Spelling.meant(id, policies).orElse("one of routes/error-policy.camel.yaml")
                + ".");
      }
    }
  }

  /** Where a route names its policy, or else where it begins. */
  static String policyPlace(Map<String, RouteOutline> files, RouteDefinition route) {
    String location = Objects.requireNonNullElse(route.getLocation(), "");
    RouteOutline outline = files.get(RouteOutline.name(location));
    int line = outline == null ? 0 : outline.policyLine(route.getRouteId());
    return RouteSteps.place(route.getLocation(), line > 0 ? line : route.getLineNumber());
  }

  private void checkCalls(RouteDefinition route) {
    for (Call call : RouteSteps.calls(route)) {
      String called = RouteSteps.plain(resolved(context, call.uri()));
      boolean isKnown =
          called.startsWith(DIRECT) && !called.contains("${") && !called.contains("{{");
      if (isKnown && !begun.containsKey(called)) {
        mistakes.add(
            call.place()
                + ": there is no route that begins with "
                + called
                + "; write "
                + Spelling.meant(called, begun.keySet()).orElse("the name of one that is there")
                + ", or add that route.");
      }
    }
  }

  /** What a route begins with, in the one form that its spellings share. */
  static String beginning(ModelCamelContext context, RouteDefinition route) {
    String uri = RouteSteps.plain(resolved(context, route.getInput().getEndpointUri()));
    return uri.startsWith(DIRECT) ? uri : uri.replaceFirst("\\?.*", "");
  }

  /** A text with its settings in place; as it is where one isn't there, which is told elsewhere. */
  static String resolved(ModelCamelContext context, @Nullable String text) {
    String plain = Objects.requireNonNullElse(text, "");
    try {
      return context.resolvePropertyPlaceholders(plain);
    } catch (IllegalArgumentException e) {
      return plain;
    }
  }
}
