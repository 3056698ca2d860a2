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
    return new SettingException(
        place + ": " + root.lines().findFirst().orElse("").replaceFirst("\\.*$", "") + ".");
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
      for (Name name : RouteOutline.of(file)) {
        if (name.kind().equals(RouteOutline.ROUTE) && name.name().equals(route)) {
          String place = placeOfWord(List.of(file), root);
          return (place == null ? name.place() : place) + ", route '" + route + "'";
        }
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
