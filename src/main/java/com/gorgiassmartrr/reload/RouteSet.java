package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.reload.RoutePart.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All route files of one moment, part by part. */
final class RouteSet {
  /** How a route names policies that it doesn't spell out. */
  private static final Pattern BY_PATTERN = Pattern.compile("routeConfigurationId:.*\\*");

  private final SortedMap<String, String> texts;

  /** The files that were taken apart so far: it is done once an edit asks for it. */
  private final Map<String, RouteParts> known = new TreeMap<>();

  private RouteSet(SortedMap<String, String> texts) {
    this.texts = texts;
  }

  /**
   * The files, which are without a mistake.
   *
   * @param texts what each says, by where it is
   */
  static RouteSet of(SortedMap<String, String> texts) {
    return new RouteSet(texts);
  }

  /** The files as they are after an edit; those that say the same aren't read again. */
  RouteSet next(SortedMap<String, String> now) {
    RouteSet set = new RouteSet(now);
    known.forEach(
        (file, parts) -> {
          if (Objects.equals(texts.get(file), now.get(file))) {
            set.known.put(file, parts);
          }
        });
    return set;
  }

  private List<RoutePart> all() {
    return texts.keySet().stream().flatMap(file -> parts(file).all().stream()).toList();
  }

  private RouteParts parts(String file) {
    return known.computeIfAbsent(
        file, name -> RouteParts.of(name, Objects.requireNonNull(texts.get(name))));
  }

  SortedMap<String, String> texts() {
    return texts;
  }

  /** A file with some of its parts alone. */
  String only(String file, Set<RoutePart> wanted) {
    return texts.containsKey(file) ? parts(file).only(wanted) : "";
  }

  /** The parts of a kind, by their names. */
  Map<String, RoutePart> named(Kind kind) {
    Map<String, RoutePart> named = new TreeMap<>();
    all().forEach(part -> put(kind, part, named));
    return named;
  }

  private static void put(Kind kind, RoutePart part, Map<String, RoutePart> named) {
    if (part.kind() == kind) {
      named.put(part.name(), part);
    }
  }

  /** The first part that differs from the set before and has no name to know it by. */
  @Nullable RoutePart firstUnnamedChange(RouteSet before) {
    List<String> known = new ArrayList<>(before.unnamed().stream().map(RoutePart::text).toList());
    for (RoutePart part : unnamed()) {
      if (!known.remove(part.text())) {
        return part;
      }
    }
    return null;
  }

  private List<RoutePart> unnamed() {
    return all().stream().filter(part -> part.kind() == Kind.OTHER).toList();
  }

  /** The files that say something else than in the set before, or that were or are not there. */
  List<String> changedFiles(RouteSet before) {
    Set<String> all = new HashSet<>(texts.keySet());
    all.addAll(before.texts.keySet());
    return all.stream()
        .filter(file -> !String.valueOf(texts.get(file)).equals(before.texts.get(file)))
        .sorted()
        .toList();
  }

  /**
   * What differs from the set before.
   *
   * @param changed parts that are new or say something else; routes that use them among these
   * @param removed parts of the set before whose names are gone
   */
  record Difference(Set<RoutePart> changed, Set<RoutePart> removed) {
    Map<String, RoutePart> changed(Kind kind) {
      Map<String, RoutePart> named = new TreeMap<>();
      changed.forEach(part -> put(kind, part, named));
      return named;
    }

    Map<String, RoutePart> removed(Kind kind) {
      Map<String, RoutePart> named = new TreeMap<>();
      removed.forEach(part -> put(kind, part, named));
      return named;
    }
  }

  Difference since(RouteSet before) {
    Set<RoutePart> changed = new HashSet<>();
    Set<RoutePart> removed = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (Kind kind : List.of(Kind.ROUTE, Kind.POLICY, Kind.BEAN)) {
      Map<String, RoutePart> then = before.named(kind);
      Map<String, RoutePart> now = named(kind);
      now.forEach(
          (name, part) -> {
            RoutePart old = then.get(name);
            if (old == null || !old.text().equals(part.text())) {
              changed.add(part);
              note(part, used);
            }
          });
      Map<String, RoutePart> gone = new HashMap<>(then);
      gone.keySet().removeAll(now.keySet());
      gone.values()
          .forEach(
              part -> {
                removed.add(part);
                note(part, used);
              });
    }
    named(Kind.ROUTE).values().stream()
        .filter(route -> used.stream().anyMatch(name -> names(route, name)))
        .forEach(changed::add);
    return new Difference(changed, removed);
  }

  /** A route takes its policy and its beans when it is made; some beans are looked up instead. */
  private static void note(RoutePart part, Set<String> used) {
    if (part.kind() == Kind.POLICY || (part.kind() == Kind.BEAN && !part.isLookedUp())) {
      used.add(part.name());
    }
  }

  private static boolean names(RoutePart route, String name) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-])")
            .matcher(route.text())
            .find()
        || BY_PATTERN.matcher(route.text()).find();
  }
}
