package com.gorgiassmartrr.route;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.route.RouteOutline.Name;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a set of route files before any of them is used: whether Camel can load
 * them, and whether they keep what the server promises.
 *
 * <p>The files are loaded, all together, in a context of their own, where nothing runs and nothing
 * is called.
 */
public final class RouteCheck {
  /** How what is wrong with an action or a follow-up begins. */
  private static final Pattern OF_BEAN =
      Pattern.compile("^(?:.*?: )?(the (?:action|follow-up) ([a-z0-9-]+): .*)$", Pattern.DOTALL);

  /** The property that is wrong, and where its text has several lines, which of them. */
  private static final Pattern OF_PROPERTY =
      Pattern.compile(
          "(?<=^the (?:action|follow-up) [a-z0-9-]{1,99}: )([A-Za-z]+)(, line (\\d+))?");

  private final Settings settings;
  private final Map<String, Class<?>> beans;

  /** The outlines of the last check: most files say the same in the next one. */
  private Map<TextAt, RouteOutline> known = Map.of();

  private record TextAt(String location, String text) {}

  /**
   * A check of files that are to run in a server with these settings.
   *
   * @param beans what the server's beans are that a route may name, by their names
   */
  public RouteCheck(Settings settings, Map<String, Class<?>> beans) {
    this.settings = settings;
    this.beans = Map.copyOf(beans);
  }

  /**
   * What a check has found.
   *
   * @param files how many there are
   * @param mistakes a sentence each, with file and line; none: the files can be used
   * @param remarks what is rarely meant, a sentence each
   */
  public record Result(int files, List<String> mistakes, List<String> remarks) {
    private static Result mistaken(Collection<Resource> files, Collection<String> mistakes) {
      return new Result(files.size(), List.copyOf(mistakes), List.of());
    }
  }

  /** Checks the files that the settings name. */
  public Result check() {
    try (Scratch scratch = new Scratch(settings, beans)) {
      return check(new RouteFiles().all(scratch.context(), settings), scratch);
    } catch (SettingException e) {
      return Result.mistaken(List.of(), List.of(String.valueOf(e.getMessage())));
    }
  }

  /** Checks a set of files, which are all that there are. */
  public Result check(Collection<Resource> files) {
    try (Scratch scratch = new Scratch(settings, beans)) {
      return check(files, scratch);
    }
  }

  /**
   * Checks a set of files that were loaded into a context that hasn't been started. Whether each
   * route can be made shows only when the context is started.
   */
  public Result checkLoaded(DefaultCamelContext loaded, Collection<Resource> files) {
    return check(files, loaded, mistakes -> {}, mistakes -> {});
  }

  private Result check(Collection<Resource> files, Scratch scratch) {
    DefaultCamelContext context = scratch.context();
    return check(
        files,
        context,
        mistakes -> load(context, files, mistakes),
        mistakes -> make(context, mistakes));
  }

  private Result check(
      Collection<Resource> files,
      DefaultCamelContext context,
      Consumer<Set<String>> load,
      Consumer<Set<String>> make) {
    Set<String> mistakes = new LinkedHashSet<>();
    List<RouteOutline> outlines = outlines(files, mistakes);
    mistakes.addAll(RouteNames.mistakes(outlines));
    // What hangs together can't be judged while a part of it can't be read.
    if (!mistakes.isEmpty()) {
      return Result.mistaken(files, mistakes);
    }
    load.accept(mistakes);
    checkInputs(context, mistakes);
    if (!mistakes.isEmpty()) {
      return Result.mistaken(files, mistakes);
    }
    mistakes.addAll(RouteRules.mistakes(context, outlines));
    mistakes.addAll(PartnerRules.mistakes(context, settings, outlines));
    List<String> remarks = RouteRules.remarks(context);
    make.accept(mistakes);
    if (mistakes.isEmpty()) {
      checkBeans(() -> new Actions(context).check(), Actions.ROUTE_PREFIX, outlines, mistakes);
      checkBeans(
          () -> FollowUps.check(context, settings), FollowUps.ROUTE_PREFIX, outlines, mistakes);
    }
    return new Result(files.size(), List.copyOf(mistakes), remarks);
  }

  private List<RouteOutline> outlines(Collection<Resource> files, Set<String> mistakes) {
    List<RouteOutline> outlines = new ArrayList<>();
    Map<TextAt, RouteOutline> before = known;
    Map<TextAt, RouteOutline> now = new HashMap<>();
    for (Resource file : files) {
      try {
        TextAt text = new TextAt(file.getLocation(), RouteOutline.text(file));
        RouteFiles.checkSize(RouteOutline.name(file), text.text().length());
        RouteOutline outline = before.get(text);
        if (outline == null) {
          outline = RouteOutline.of(file);
        }
        now.put(text, outline);
        outlines.add(outline);
      } catch (SettingException e) {
        mistakes.add(String.valueOf(e.getMessage()));
      }
    }
    known = now;
    return outlines;
  }

  /** Policies first: a route takes up the one that it names when it is added. */
  private static void load(
      DefaultCamelContext context, Collection<Resource> files, Set<String> mistakes) {
    RoutesLoader loader = PluginHelper.getRoutesLoader(context);
    List<Loaded> loaded = new ArrayList<>();
    for (Resource file : files) {
      tried(file, mistakes, () -> loaded.add(new Loaded(file, loader.findRoutesBuilders(file))));
    }
    for (Loaded one : loaded) {
      for (RoutesBuilder builder : one.builders()) {
        if (builder instanceof RouteConfigurationsBuilder policies) {
          tried(one.file(), mistakes, () -> context.addRoutesConfigurations(policies));
        }
      }
    }
    for (Loaded one : loaded) {
      for (RoutesBuilder builder : one.builders()) {
        tried(one.file(), mistakes, () -> context.addRoutes(builder));
      }
    }
  }

  private static void checkInputs(DefaultCamelContext context, Set<String> mistakes) {
    for (RouteDefinition route : context.getRouteDefinitions()) {
      if (route.getInput() == null) {
        mistakes.add(
            RouteSteps.place(route.getLocation(), route.getLineNumber())
                + ": "
                + RouteSteps.name(route)
                + " begins with nothing; write 'from:' and below it 'uri:' and 'steps:'.");
      }
    }
  }

  private record Loaded(Resource file, Collection<RoutesBuilder> builders) {}

  @FunctionalInterface
  private interface Attempt {
    void run() throws Exception;
  }

  private static void tried(Resource file, Set<String> mistakes, Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception | LinkageError e) {
      mistakes.add(RouteMistake.inFile(file, e));
    }
  }

  /** Makes each route by itself, so that every route that can't be made is told. */
  private static void make(DefaultCamelContext context, Set<String> mistakes) {
    Set<String> places = new HashSet<>();
    mistakes.forEach(mistake -> places.add(placeOf(mistake)));
    context.start();
    for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
      try {
        context.startRouteDefinitions(List.of(route));
      } catch (Exception | LinkageError e) {
        String mistake = RouteMistake.inRoute(route, e);
        if (!places.contains(placeOf(mistake))) {
          mistakes.add(mistake);
        }
      }
    }
  }

  private static String placeOf(String mistake) {
    return mistake.replaceFirst("(?s): .*", "");
  }

  /**
   * Has the beans of actions or of follow-ups checked.
   *
   * @param check throws what is wrong with the first of them
   * @param prefix how their routes' names begin
   */
  private static void checkBeans(
      Runnable check, String prefix, List<RouteOutline> outlines, Set<String> mistakes) {
    try {
      check.run();
    } catch (SettingException e) {
      String said = String.valueOf(e.getMessage());
      Matcher bean = OF_BEAN.matcher(said);
      mistakes.add(bean.matches() ? placed(outlines, prefix, bean.group(2), bean.group(1)) : said);
    }
  }

  /** What is wrong with a bean, after the file and the line of the property that is wrong. */
  private static String placed(
      List<RouteOutline> outlines, String prefix, String name, String said) {
    Name place = place(outlines, prefix, name);
    if (place == null) {
      return said;
    }
    Matcher property = OF_PROPERTY.matcher(said);
    for (RouteOutline outline : outlines) {
      if (outline.file().equals(place.file()) && property.find()) {
        int first = outline.propertyLine(name, property.group(1));
        if (first > 0) {
          int further = property.group(3) == null ? 0 : Integer.parseInt(property.group(3)) - 1;
          return place.file() + ", line " + (first + further) + ": " + property.replaceFirst("$1");
        }
      }
    }
    return place.place() + ": " + said;
  }

  /** Where a bean stands, or else its route. */
  private static @Nullable Name place(List<RouteOutline> outlines, String prefix, String name) {
    Name route = null;
    for (RouteOutline outline : outlines) {
      Name bean = outline.find(RouteOutline.BEAN, name);
      if (bean != null) {
        return bean;
      }
      Name found = outline.find(RouteOutline.ROUTE, prefix + name);
      route = found == null ? route : found;
    }
    return route;
  }
}
