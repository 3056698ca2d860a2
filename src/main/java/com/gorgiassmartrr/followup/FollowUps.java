package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.takeover.TakeoverComponent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The follow-ups of a server: every {@link FollowUp} bean that has a route {@code follow-up-NAME}.
 * They are looked up when {@link #refresh} says so, and each time before it first does.
 */
public final class FollowUps {
  /** What a follow-up's route is called, before its name. */
  public static final String ROUTE_PREFIX = "follow-up-";

  /**
   * The id of the route that starts the follow-ups that are due. It begins like the id of a
   * follow-up's route, and isn't one.
   */
  static final String DUE_ROUTE = "follow-up-due";

  /**
   * The name of the follow-up that writes the note on the ticket, exactly once. The server can't do
   * without it.
   */
  public static final String NOTE = "note";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private final CamelContext context;
  private final Targets targets;
  private volatile @Nullable SortedMap<String, FollowUp> inForce;

  /** Those of a context, which may have been started or not. */
  public FollowUps(CamelContext context, Settings settings, Stores stores) {
    this(context, new Targets(settings, stores));
  }

  FollowUps(CamelContext context, Targets targets) {
    this.context = context;
    this.targets = targets;
  }

  /** Whether a follow-up can have this name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The follow-up of that name; null: there is none, or none with a route. */
  @Nullable FollowUp find(String name) {
    return all().get(name);
  }

  /**
   * Takes up the beans and the routes that there are now. What is added or removed later counts
   * once this is called again.
   */
  public void refresh() {
    inForce = read();
  }

  /**
   * The words of a note, by the follow-up {@link #NOTE}.
   *
   * @param mark by which it is known
   * @param told what it tells
   * @throws IllegalStateException where they can't be made; the message holds no data
   */
  public NoteWords words(String mark, JsonNode told) {
    FollowUp note = find(NOTE);
    if (note == null) {
      throw new IllegalStateException("There is no follow-up " + NOTE + " any more");
    }
    return NoteWords.of(note.body(mark, told, JsonNodeFactory.instance.objectNode()));
  }

  /** Whether a version of its route answers; while one takes another's place its id may be new. */
  private boolean hasRoute(String name) {
    TakeoverComponent versions = TakeoverComponent.of(context);
    return versions == null
        ? context.getRoute(ROUTE_PREFIX + name) != null
        : versions.latest(ROUTE_PREFIX + name) != null;
  }

  /** All of them by name. */
  SortedMap<String, FollowUp> all() {
    SortedMap<String, FollowUp> known = inForce;
    return known == null ? read() : known;
  }

  private SortedMap<String, FollowUp> read() {
    SortedMap<String, FollowUp> all = new TreeMap<>();
    context
        .getRegistry()
        .findByTypeWithName(FollowUp.class)
        .forEach(
            (name, followUp) -> {
              if (hasRoute(name)) {
                all.put(name, followUp);
              }
            });
    return Collections.unmodifiableSortedMap(all);
  }

  /**
   * Makes sure that every follow-up of a context that isn't served says what the server must know
   * of it.
   *
   * @throws SettingException naming the first that doesn't, and its file
   */
  public static void check(CamelContext context, Settings settings) {
    new FollowUps(context, new Targets(settings, new Stores(List.of()))).check();
  }

  /**
   * Makes sure that every follow-up says what the server must know of it.
   *
   * @throws SettingException naming the first that doesn't, and its file
   */
  public void check() {
    Map<String, FollowUp> beans = context.getRegistry().findByTypeWithName(FollowUp.class);
    for (Map.Entry<String, FollowUp> one : new TreeMap<>(beans).entrySet()) {
      String name = one.getKey();
      RouteDefinition route = model().getRouteDefinition(ROUTE_PREFIX + name);
      String problem =
          route == null
              ? "there is no route " + ROUTE_PREFIX + name
              : isName(name) && !name.equals("due")
                  ? problem(name, one.getValue())
                  : "'" + name + "' can't be its name; use lower-case letters, digits and hyphens";
      if (problem != null) {
        throw new SettingException(fileOf(route) + "the follow-up " + name + ": " + problem + ".");
      }
      targets.check(one.getValue());
    }
    for (RouteDefinition route : model().getRouteDefinitions()) {
      String id = String.valueOf(route.getId());
      String name = id.startsWith(ROUTE_PREFIX) ? id.substring(ROUTE_PREFIX.length()) : "";
      if (!name.isEmpty() && !id.equals(DUE_ROUTE) && !beans.containsKey(name)) {
        throw new SettingException(
            fileOf(route) + "the follow-up " + name + ": there is no bean " + name + " below it.");
      }
    }
  }

  /**
   * Makes sure that each store's settings hold a valid address, where a follow-up writes to one.
   *
   * @throws SettingException naming the first that isn't one
   */
  public void checkAddresses() {
    context.getRegistry().findByTypeWithName(FollowUp.class).values().forEach(targets::check);
  }

  private static @Nullable String problem(String name, FollowUp followUp) {
    String problem = followUp.problem();
    return problem == null && name.equals(NOTE) ? NoteWords.problem(followUp) : problem;
  }

  private ModelCamelContext model() {
    return (ModelCamelContext) context;
  }

  private static String fileOf(@Nullable RouteDefinition route) {
    Resource file = route == null ? null : route.getResource();
    return file == null ? "" : file.getLocation().replaceFirst("^file:", "") + ": ";
  }
}
