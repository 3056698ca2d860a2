package com.gorgiassmartrr.route;

import com.gorgiassmartrr.route.RouteOutline.Name;
import com.gorgiassmartrr.store.SettingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateConsumerException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mistake in a route file, told with the file and the line: Camel tells many without. */
public final class RouteMistake {
  private static final Logger LOG = LoggerFactory.getLogger(RouteMistake.class);

  /** Where a mistake is, as Camel's reader of YAML writes it. */
  private static final Pattern LINE = Pattern.compile("\\bline[: ]+(\\d+)");

  /** How Camel begins to say what is wrong with a route. */
  private static final Pattern OF_ROUTE =
      Pattern.compile("^Failed to (?:create|start) route: .*? because: ", Pattern.DOTALL);

  /** How Camel names the step that it fails at. */
  private static final Pattern AT_STEP =
      Pattern.compile(" at: >>> (.*?) <<< in route", Pattern.DOTALL);

  private static final Pattern NO_SETTING =
      Pattern.compile("^Property with key \\[(.*?)] not found");
  private static final Pattern NO_COMPONENT =
      Pattern.compile("No endpoint could be found for: ([\\w-]+)[:?]");
  private static final Pattern NO_PARAMETER =
      Pattern.compile("endpoint: ([\\w-]+):.*Unknown parameters=\\[\\{(.*?)=");

  private RouteMistake() {}

  /**
   * What a failed start says of the route files.
   *
   * @param files those that were loaded
   * @return null when it isn't about them
   */
  public static @Nullable SettingException of(Collection<Resource> files, Throwable failure) {
    List<String> said = new ArrayList<>();
    String route = null;
    boolean isAboutDoor = false;
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      if (cause instanceof SettingException wrong) {
        return wrong;
      } else if (cause instanceof Error) {
        return null;
      } else if (cause instanceof FailedToCreateRouteException notMade) {
        route = notMade.getRouteId();
      } else if (cause instanceof FailedToStartRouteException notStarted) {
        route = notStarted.getRouteId();
      }
      isAboutDoor |= cause instanceof FailedToCreateConsumerException;
      said.add(String.valueOf(cause.getMessage()));
    }
    String root = OF_ROUTE.matcher(said.get(said.size() - 1)).replaceFirst("");
    String place = placeOfFile(files, String.join("\n", said), root);
    if (place == null && route != null) {
      place = placeOfRoute(files, route, root);
    }
    if (place == null && isAboutDoor) {
      place = placeOfWord(files, root);
    }
    if (place == null) {
      return null;
    }
    LOG.debug("{}: what Camel says of it", place, failure);
    return new SettingException(place + ": " + sentence(failure));
  }

  /** What is wrong with a file that can't be loaded. */
  static String inFile(Resource file, Throwable failure) {
    LOG.debug("{}: what Camel says of it", RouteOutline.name(file), failure);
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      all.append(cause.getMessage()).append('\n');
    }
    Matcher line = LINE.matcher(all);
    String place =
        line.find()
            ? RouteOutline.name(file) + ", line " + line.group(1)
            : Objects.requireNonNullElse(
                placeOfWord(List.of(file), String.valueOf(root(failure).getMessage())),
                RouteOutline.name(file));
    return place + ": " + sentence(failure);
  }

  /** What is wrong with a route that can't be made. */
  static String inRoute(RouteDefinition route, Throwable failure) {
    LOG.debug("{}: what Camel says of it", route.getRouteId(), failure);
    String place = RouteSteps.place(route.getLocation(), route.getLineNumber());
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      Matcher at = AT_STEP.matcher(String.valueOf(cause.getMessage()));
      if (at.find()) {
        place = placeOfStep(route, at.group(1), place);
        break;
      } else if (cause instanceof ResolveEndpointFailedException
          || cause instanceof NoSuchEndpointException) {
        place = RouteSteps.beginning(route).place();
      }
    }
    return place
        + ": "
        + sentence(failure).replaceFirst("\\.$", "")
        + " (route '"
        + route.getRouteId()
        + "').";
  }

  private static String placeOfStep(RouteDefinition route, String step, String otherwise) {
    return RouteSteps.of(route).stream()
        .filter(one -> step.equals(one.toString()) || step.equalsIgnoreCase(one.getLabel()))
        .map(RouteSteps::place)
        .findFirst()
        .orElse(otherwise);
  }

  /** What is wrong and, where that is known, what to write. */
  private static String sentence(Throwable failure) {
    Throwable root = root(failure);
    String said = OF_ROUTE.matcher(String.valueOf(root.getMessage())).replaceFirst("");
    if (root instanceof NoSuchBeanException missing) {
      return "there is no bean '"
          + missing.getName()
          + "'; write one of the server's, or add it below 'beans:'.";
    }
    if (root instanceof PropertyBindingException wrong) {
      return "there is no property '"
          + wrong.getPropertyName()
          + "' that could be set to this value; write one that the bean has, and a value of its"
          + " kind.";
    }
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      return "there is no class "
          + said.replace('/', '.')
          + "; write its full name, and put its jar into the folder lib.";
    }
    Matcher setting = NO_SETTING.matcher(said);
    if (setting.find()) {
      return "there is no setting '"
          + setting.group(1)
          + "'; declare it in application.properties, or write one that is.";
    }
    Matcher component = NO_COMPONENT.matcher(said);
    if (component.find()) {
      return "there is no component '"
          + component.group(1)
          + "'; write one that is there, or put its jar into the folder lib.";
    }
    Matcher parameter = NO_PARAMETER.matcher(said);
    if (parameter.find()) {
      return "the component '"
          + parameter.group(1)
          + "' takes no parameter '"
          + parameter.group(2)
          + "'; write one that it takes.";
    }
    return said.lines().findFirst().orElse("").replaceFirst("\\.*$", "") + ".";
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      root = cause;
    }
    return root;
  }

  /** The file that is named, with the line that is named, or that holds a word of the cause. */
  private static @Nullable String placeOfFile(Collection<Resource> files, String all, String root) {
    for (Resource file : files) {
      if (all.contains(file.getLocation())) {
        Matcher line = LINE.matcher(all);
        return line.find()
            ? RouteOutline.name(file) + ", line " + line.group(1)
            : Objects.requireNonNullElse(placeOfWord(List.of(file), root), RouteOutline.name(file));
      }
    }
    return null;
  }

  /** The line of a route's file that holds a word of the cause, or else the route's own. */
  private static @Nullable String placeOfRoute(
      Collection<Resource> files, String route, String root) {
    for (Resource file : files) {
      Name name = RouteOutline.of(file).find(RouteOutline.ROUTE, route);
      if (name != null) {
        String place = placeOfWord(List.of(file), root);
        return (place == null ? name.place() : place) + ", route '" + route + "'";
      }
    }
    return null;
  }

  /** The first line that holds a telling word of what was said. */
  private static @Nullable String placeOfWord(Collection<Resource> files, String said) {
    List<String> words =
        Pattern.compile("[^\\s'\"()\\[\\],=]{6,}")
            .matcher(said)
            .results()
            .map(word -> word.group().replaceFirst("[:.;]+$", ""))
            .filter(word -> word.matches(".*[/.A-Z-].*"))
            .toList();
    for (Resource file : files) {
      List<String> lines = RouteOutline.text(file).lines().toList();
      for (String word : words) {
        for (int i = 0; i < lines.size(); i++) {
          if (holds(lines.get(i), word)) {
            return RouteOutline.name(file) + ", line " + (i + 1);
          }
        }
      }
    }
    return null;
  }

  private static boolean holds(String text, String name) {
    return Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])").matcher(text).find();
  }

  private static @Nullable Throwable next(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }
}
