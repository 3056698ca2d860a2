package com.gorgiassmartrr.action;

import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.takeover.TakeoverComponent;
import com.gorgiassmartrr.takeover.TakeoverConsumer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The actions that there are: every {@link Action} bean that has a route {@code action-NAME}. A
 * bean and its route are handed out together, as one version of the action.
 */
public final class Actions {
  /** What an action's route is called, before its name. */
  public static final String ROUTE_PREFIX = "action-";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private final CamelContext context;

  /** The actions in force, by name; null: they are looked up each time. */
  private volatile @Nullable SortedMap<String, Version> inForce;

  /**
   * A version of an action.
   *
   * @param route null where a route can't have several versions
   * @param changes the changes of Smartrr's that its route names
   */
  private record Version(Action action, @Nullable TakeoverConsumer route, Set<String> changes) {}

  /** A version of an action that is kept as it is, with its route, until it is given back. */
  public static final class Held implements AutoCloseable {
    private final Version version;

    private Held(Version version) {
      this.version = version;
    }

    public Action action() {
      return version.action();
    }

    /**
     * The one change of Smartrr's that the route names, such as {@code skip}: what its permits are
     * for.
     *
     * @throws IllegalStateException where it names none, or several
     */
    public String change() {
      if (version.changes().size() != 1) {
        throw new IllegalStateException("The route of the action names " + version.changes());
      }
      return version.changes().iterator().next();
    }

    /** Has an exchange that calls the action's route come to that of this version. */
    public void bind(Exchange exchange) {
      if (version.route() != null) {
        version.route().bind(exchange);
      }
    }

    @Override
    public void close() {
      if (version.route() != null) {
        version.route().inUse().end();
      }
    }
  }

  public Actions(CamelContext context) {
    this.context = context;
  }

  /** The action of that name. */
  public Action named(String name) throws RefusedException {
    return version(name).action();
  }

  /** The action of that name, kept as it is until it is given back. */
  public Held hold(String name) throws RefusedException {
    while (true) {
      Version version = version(name);
      TakeoverConsumer route = version.route();
      if (route == null) {
        return new Held(version);
      }
      route.inUse().begin();
      if (route == version(name).route()) {
        return new Held(version);
      }
      route.inUse().end();
    }
  }

  private Version version(String name) throws RefusedException {
    Version version = isName(name) ? versions().get(name) : null;
    if (version == null) {
      throw new RefusedException(404, "There is no action named '" + name + "'.");
    }
    return version;
  }

  /**
   * Takes up the beans and the routes that there are now. What is added or removed later counts
   * once this is called again.
   */
  public void refresh() {
    inForce = read();
  }

  private SortedMap<String, Version> versions() {
    SortedMap<String, Version> known = inForce;
    return known == null ? read() : known;
  }

  private SortedMap<String, Version> read() {
    TakeoverComponent takeover = TakeoverComponent.of(context);
    SortedMap<String, Version> versions = new TreeMap<>();
    context
        .getRegistry()
        .findByTypeWithName(Action.class)
        .forEach(
            (name, action) -> {
              String route = ROUTE_PREFIX + name;
              TakeoverConsumer latest = takeover == null ? null : takeover.latest(route);
              if (isName(name) && (latest != null || context.getRoute(route) != null)) {
                String id = latest == null ? route : latest.getRouteId();
                versions.put(name, new Version(action, latest, changesOf(id)));
              }
            });
    return versions;
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
      RouteDefinition route = model().getRouteDefinition(ROUTE_PREFIX + action.getKey());
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
    for (RouteDefinition route : model().getRouteDefinitions()) {
      String id = String.valueOf(route.getId());
      String name = id.startsWith(ROUTE_PREFIX) ? id.substring(ROUTE_PREFIX.length()) : "";
      if (!name.isEmpty() && !beans.containsKey(name)) {
        throw new SettingException(
            fileOf(route) + "the action " + name + ": there is no bean " + name + " beside it.");
      }
    }
  }

  private @Nullable String problemOfRoute(String name) {
    Set<String> changes = changesOf(ROUTE_PREFIX + name);
    if (changes.size() == 1 && SmartrrChange.isChange(changes.iterator().next())) {
      return null;
    }
    return "its route must name one of Smartrr's changes, such as skip, as the constant of a step"
        + " setVariable with the name "
        + SmartrrChange.VARIABLE
        + (changes.isEmpty() ? "; it names none" : "; it names " + String.join(", ", changes));
  }

  private ModelCamelContext model() {
    return (ModelCamelContext) context;
  }

  private static String fileOf(@Nullable RouteDefinition route) {
    Resource file = route == null ? null : route.getResource();
    return file == null ? "" : file.getLocation().replaceFirst("^file:", "") + ": ";
  }

  /** The changes of Smartrr's that a route names. */
  private Set<String> changesOf(String routeId) {
    RouteDefinition route = model().getRouteDefinition(routeId);
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
  public String droppedIn(String smartrrName) throws RefusedException {
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
    versions().forEach((name, version) -> all.put(name, version.action()));
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
