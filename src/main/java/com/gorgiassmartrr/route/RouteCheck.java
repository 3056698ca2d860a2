package com.gorgiassmartrr.route;

import com.gorgiassmartrr.press.Actions;
import com.gorgiassmartrr.route.RouteOutline.Name;
import com.gorgiassmartrr.store.SettingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what Camel takes in silence, though it can't be meant: see {@link #check}. */
public final class RouteCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RouteCheck.class);

  private static final String DIRECT = "direct:";
  private static final String DOOR = "platform-http:";

  /** How the routes that the server calls by itself begin, by the file that they come in. */
  private static final Map<String, List<String>> NEEDED = needed();

  /** Doors and clocks that a server can do without, though it is rarely meant. */
  private static final Map<String, String> WANTED =
      Map.of(
          DOOR + "/smartrr/{store}/webhooks/{key}",
          "smartrr-webhook.camel.yaml",
          DOOR + "/vendor/order/formatted",
          "drop-in.camel.yaml",
          "scheduler:follow-up-due",
          "follow-up.camel.yaml");

  private RouteCheck() {}

  private static Map<String, List<String>> needed() {
    Map<String, List<String>> needed = new LinkedHashMap<>();
    needed.put(
        "lookup.camel.yaml", List.of(DOOR + "/gorgias/{store}/widget", DIRECT + "lookup-read"));
    needed.put("press.camel.yaml", List.of(DOOR + "/gorgias/{store}/actions/{action}"));
    needed.put(
        "smartrr.camel.yaml",
        List.of(
            DIRECT + "smartrr-find-orders",
            DIRECT + "smartrr-find-customers",
            DIRECT + "smartrr-list-subscriptions",
            DIRECT + "smartrr-list-events",
            DIRECT + "smartrr-list-programs",
            DIRECT + "smartrr-list-products",
            DIRECT + "smartrr-list-reasons"));
    needed.put(
        "gorgias.camel.yaml",
        List.of(DIRECT + "gorgias-find-messages", DIRECT + "gorgias-add-note"));
    needed.put(
        "connect.camel.yaml",
        List.of(
            DIRECT + "gorgias-read-account",
            DIRECT + "gorgias-list-integrations",
            DIRECT + "gorgias-add-integration",
            DIRECT + "gorgias-set-integration",
            DIRECT + "gorgias-drop-integration",
            DIRECT + "gorgias-list-widgets",
            DIRECT + "gorgias-add-widget",
            DIRECT + "gorgias-set-widget",
            DIRECT + "gorgias-drop-widget"));
    return needed;
  }

  /**
   * Makes sure that no two routes, policies or beans have the same name: of two beans Camel takes
   * one in silence.
   *
   * @throws SettingException naming both files
   */
  static void checkNames(Collection<Resource> files) {
    Map<String, Name> known = new HashMap<>();
    for (Resource file : files) {
      for (Name name : RouteOutline.of(file)) {
        checkOnce(name, known);
      }
    }
  }

  private static void checkOnce(Name name, Map<String, Name> known) {
    Name other = known.putIfAbsent(name.kind() + " " + name.name(), name);
    if (other != null) {
      throw new SettingException(
          name.place()
              + ": the "
              + name.kind()
              + " '"
              + name.name()
              + "' stands in "
              + other.place()
              + ", too; each needs a name of its own. Where a file was copied, remove one.");
    }
  }

  /**
   * Makes sure that what the server and its routes call is there.
   *
   * @throws SettingException naming the first that isn't
   */
  public static void check(CamelContext context) {
    ModelCamelContext model = (ModelCamelContext) context;
    Map<String, RouteDefinition> begun = new HashMap<>();
    for (RouteDefinition route : model.getRouteDefinitions()) {
      String begin = plain(route.getInput().getEndpointUri());
      RouteDefinition other = begun.putIfAbsent(begin, route);
      if (other != null && begin.startsWith(DIRECT)) {
        throw new SettingException(
            place(route)
                + "it begins with "
                + begin
                + ", and so does the "
                + id(other)
                + "; only one may.");
      }
    }
    if (model.getRouteDefinitions().stream().noneMatch(RouteCheck::isAction)) {
      throw new SettingException(
          "There is no action: no route file has a route action-NAME with its bean. Put the files"
              + " of routes/actions back. (To show no buttons, hide them in routes/widget.yaml.)");
    }
    NEEDED.forEach((file, begins) -> begins.forEach(begin -> checkNeeded(begin, file, begun)));
    WANTED.forEach(
        (begin, file) -> {
          if (!begun.containsKey(begin)) {
            LOG.warn("{}", missing(begin, file));
          }
        });
    Set<String> policies = new HashSet<>();
    for (RouteConfigurationDefinition policy : model.getRouteConfigurationDefinitions()) {
      policies.add(Objects.requireNonNullElse(policy.getId(), ""));
    }
    for (RouteDefinition route : model.getRouteDefinitions()) {
      checkPolicies(route, policies);
      checkCalls(route, begun);
    }
  }

  private static boolean isAction(RouteDefinition route) {
    return Objects.requireNonNullElse(route.getRouteId(), "").startsWith(Actions.ROUTE_PREFIX);
  }

  private static void checkNeeded(String begin, String file, Map<String, RouteDefinition> begun) {
    if (!begun.containsKey(begin)) {
      throw new SettingException(missing(begin, file));
    }
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

  private static void checkPolicies(RouteDefinition route, Set<String> policies) {
    String named = Objects.requireNonNullElse(route.getRouteConfigurationId(), "");
    for (String policy : named.split(",")) {
      String id = policy.trim();
      if (!id.isEmpty() && !id.contains("*") && !policies.contains(id)) {
        throw new SettingException(
            place(route)
                + "there is no routeConfiguration '"
                + id
                + "'; those that are shipped stand in routes/error-policy.camel.yaml.");
      }
    }
  }

  private static void checkCalls(RouteDefinition route, Map<String, RouteDefinition> begun) {
    for (ToDefinition call :
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
      String called = plain(call.getEndpointUri());
      boolean isKnown =
          called.startsWith(DIRECT) && !called.contains("${") && !called.contains("{{");
      if (isKnown && !begun.containsKey(called)) {
        throw new SettingException(
            place(route) + "there is no route that begins with " + called + ", which it calls.");
      }
    }
  }

  /** An endpoint in the one form that its spellings share. */
  private static String plain(@Nullable String uri) {
    String plain = Objects.requireNonNullElse(uri, "").replaceFirst("\\?.*", "");
    if (plain.startsWith(DIRECT)) {
      return plain.replaceFirst("^direct:/*", DIRECT);
    }
    return plain.startsWith(DOOR) ? plain.replaceFirst("^platform-http:/*", DOOR + "/") : plain;
  }

  private static String place(RouteDefinition route) {
    Resource file = route.getResource();
    return (file == null ? "" : RouteOutline.name(file) + ": ") + "the " + id(route) + ": ";
  }

  private static String id(RouteDefinition route) {
    return "route '" + route.getRouteId() + "'";
  }
}
