package com.gorgiassmartrr.press;

import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.store.SettingException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The actions that there are: every {@link Action} bean that has a route {@code action-NAME}. They
 * are looked up anew each time, so that a new file is a new action.
 */
public final class Actions {
  /** What an action's route is called, before its name. */
  public static final String ROUTE_PREFIX = "action-";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private final CamelContext context;

  public Actions(CamelContext context) {
    this.context = context;
  }

  /** The action of that name. */
  Action named(String name) throws RefusedException {
    Action action =
        isName(name) ? context.getRegistry().lookupByNameAndType(name, Action.class) : null;
    if (action == null || context.getRoute(ROUTE_PREFIX + name) == null) {
      throw new RefusedException(404, "There is no action named '" + name + "'.");
    }
    return action;
  }

  /**
   * Makes sure that every action says what the server must know of it.
   *
   * @throws SettingException naming the first that doesn't, and its file
   */
  public void check() {
    Set<String> dropIns = new HashSet<>();
    Map<String, Action> beans = context.getRegistry().findByTypeWithName(Action.class);
    for (Map.Entry<String, Action> action : new TreeMap<>(beans).entrySet()) {
      Route route = context.getRoute(ROUTE_PREFIX + action.getKey());
      String problem =
          route == null
              ? "there is no route " + ROUTE_PREFIX + action.getKey()
              : action.getValue().problem();
      problem = problem == null ? problemOfRoute(action.getKey()) : problem;
      String dropIn = action.getValue().getDropIn();
      if (problem == null && !dropIn.isEmpty() && !dropIns.add(dropIn)) {
        problem = "dropIn: " + dropIn + " is another action's";
      }
      if (problem != null) {
        throw new SettingException(
            fileOf(route) + "the action " + action.getKey() + ": " + problem + ".");
      }
    }
    for (Route route : context.getRoutes()) {
      String name =
          route.getId().startsWith(ROUTE_PREFIX)
              ? route.getId().substring(ROUTE_PREFIX.length())
              : "";
      if (!name.isEmpty() && !beans.containsKey(name)) {
        throw new SettingException(
            fileOf(route) + "the action " + name + ": there is no bean " + name + " beside it.");
      }
    }
  }

  private @Nullable String problemOfRoute(String name) {
    Set<String> changes = changesOf(name);
    if (changes.size() == 1 && SmartrrChange.isChange(changes.iterator().next())) {
      return null;
    }
    return "its route must name one of Smartrr's changes, such as skip, as the constant of a step"
        + " setVariable with the name "
        + SmartrrChange.VARIABLE
        + (changes.isEmpty() ? "; it names none" : "; it names " + String.join(", ", changes));
  }

  private static String fileOf(@Nullable Route route) {
    Resource file = route == null ? null : route.getSourceResource();
    return file == null ? "" : file.getLocation().replaceFirst("^file:", "") + ": ";
  }

  /**
   * The one change of Smartrr's that an action's route names, such as {@code skip}: what its
   * permits are for.
   *
   * @throws IllegalStateException where it names none, or several
   */
  String changeOf(String name) {
    Set<String> changes = changesOf(name);
    if (changes.size() != 1) {
      throw new IllegalStateException("The route of the action " + name + " names " + changes);
    }
    return changes.iterator().next();
  }

  private Set<String> changesOf(String name) {
    RouteDefinition route = ((ModelCamelContext) context).getRouteDefinition(ROUTE_PREFIX + name);
    return route == null
        ? Set.of()
        : ProcessorDefinitionHelper.filterTypeInOutputs(
                route.getOutputs(), SetVariableDefinition.class)
            .stream()
            .filter(step -> SmartrrChange.VARIABLE.equals(step.getName()))
            .map(step -> step.getExpression().getExpression())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The name of the action that set-ups made by hand know by Smartrr's name. */
  String droppedIn(String smartrrName) throws RefusedException {
    for (Map.Entry<String, Action> action : all().entrySet()) {
      if (action.getValue().getDropIn().equals(smartrrName)) {
        return action.getKey();
      }
    }
    throw new RefusedException(
        404,
        "Of Smartrr's changes this server takes "
            + all().values().stream()
                .map(Action::getDropIn)
                .filter(name -> !name.isEmpty())
                .sorted()
                .collect(Collectors.joining(", "))
            + ", and passes no other on.");
  }

  /** All actions by name, in the order of their names. */
  public SortedMap<String, Action> all() {
    SortedMap<String, Action> all = new TreeMap<>();
    context
        .getRegistry()
        .findByTypeWithName(Action.class)
        .forEach(
            (name, action) -> {
              if (isName(name) && context.getRoute(ROUTE_PREFIX + name) != null) {
                all.put(name, action);
              }
            });
    return all;
  }

  /** Whether an action can have this name: it stands in addresses. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * The key of an action in the widget data, such as {@code set_next_billing_date}. No two actions
   * have the same, as no name has an underscore.
   */
  public static String key(String name) {
    return name.replace('-', '_');
  }
}
