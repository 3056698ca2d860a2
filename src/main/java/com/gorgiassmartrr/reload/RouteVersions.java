package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.takeover.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumerAware;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The versions of routes that stand side by side while one takes another's place.
 *
 * <p>The new version of a route {@code R} begins as its stand-in {@code R~next}, which answers from
 * its start on. The old one goes when nothing is under way in it, however long that takes; it is
 * never stopped by force, which would fail the calls of all routes. Then the new version is made
 * once more, as {@code R}, and the stand-in goes as the old one did. A route that begins with
 * something else, such as a clock, can't have a stand-in: it pauses, drains and is replaced.
 */
final class RouteVersions {
  private static final String STAND_IN = "~next";

  /**
   * How long a route may take to stop. It never takes that long, because nothing is under way in
   * it.
   */
  private static final int SECONDS_TO_STOP = 5;

  private final ModelCamelContext context;
  private final Runnable switched;
  private final AtomicLong doors = new AtomicLong();

  /** By the route that was edited. */
  private final Map<String, Edit> edits = new HashMap<>();

  /** Makes the definition of a route. */
  interface Maker {
    RouteDefinition make() throws Exception;
  }

  /** An edit of a route that isn't carried through yet. */
  private static final class Edit {
    /** Those that stand, the latest one last, by their ids. */
    private final List<String> standing = new ArrayList<>();

    /** Makes the version that is to stay; null: the route was removed. */
    private @Nullable Maker maker;

    /** Whether the only one that stands is to be paused and replaced. */
    private boolean isToPause;
  }

  /**
   * The routes of a context, which runs.
   *
   * @param switched is run whenever another version of a route has begun to answer
   */
  RouteVersions(ModelCamelContext context, Runnable switched) {
    this.context = context;
    this.switched = switched;
  }

  /**
   * Has a new version of a route begin; or keeps in mind that it must, where it can't stand beside
   * the old one.
   *
   * @return the id under which it runs; null: it will
   */
  @Nullable String begin(String route, Maker maker) throws Exception {
    RouteDefinition made = maker.make();
    Route old = context.getRoute(route);
    Edit edit = edits.get(route);
    if (old == null && edit == null) {
      add(route, made);
      return route;
    }
    if (!canStandBeside(made) || (edit == null && standing(Objects.requireNonNull(old)) == null)) {
      return null;
    }
    String id = freeId(route);
    made.setId(id);
    made.setNodePrefixId(id.substring(route.length() + 1) + "~");
    setApart(made);
    add(id, made);
    return id;
  }

  /** Has a route run; one that doesn't start is gone again. */
  private void add(String id, RouteDefinition made) throws Exception {
    try {
      context.addRouteDefinition(made);
    } catch (Exception e) {
      try {
        context.getRouteController().stopRoute(id, SECONDS_TO_STOP, TimeUnit.SECONDS, true);
        context.removeRoute(id);
        context.removeRouteDefinition(made);
      } catch (Exception again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private String freeId(String route) {
    String id = route + STAND_IN;
    for (int i = 2; context.getRoute(id) != null; i++) {
      id = route + STAND_IN + i;
    }
    return id;
  }

  /**
   * Gives a door a parameter that doors ignore: without it, two doors of one address would be the
   * same endpoint.
   */
  private void setApart(RouteDefinition made) {
    FromDefinition from = made.getInput();
    String uri = from.getEndpointUri();
    if (uri.startsWith("platform-http:")) {
      from.setUri(
          uri + (uri.contains("?") ? "&" : "?") + "requestTimeout=" + doors.incrementAndGet());
    }
  }

  private static boolean canStandBeside(RouteDefinition made) {
    String uri = made.getInput().getEndpointUri();
    return uri.startsWith("direct:") || uri.startsWith("platform-http:");
  }

  /**
   * Takes a version that has begun back: the one before it answers again.
   *
   * @param id of a version that began a moment ago
   */
  void takeBack(String id) {
    standBack(id);
    remove(id);
  }

  /**
   * Keeps a version that has begun: it takes the route's place for good.
   *
   * @param id under which it runs; null: it couldn't begin yet
   */
  void keep(String route, @Nullable String id, Maker maker) {
    if (route.equals(id)) {
      return;
    }
    Edit edit = edit(route);
    edit.maker = maker;
    edit.isToPause = id == null;
    if (id != null) {
      edit.standing.add(id);
    }
  }

  /** Has a route go as soon as nobody needs it any more. */
  void remove(String route) {
    Edit edit = edit(route);
    edit.maker = null;
    edit.isToPause = false;
  }

  private Edit edit(String route) {
    return edits.computeIfAbsent(
        route,
        id -> {
          Edit edit = new Edit();
          edit.standing.add(id);
          return edit;
        });
  }

  /** Whether no route has more than one version. */
  boolean isSettled() {
    return edits.isEmpty();
  }

  /** Goes on with what can be gone on with, without waiting for anything. */
  void settle() throws Exception {
    Set<String> removed = new HashSet<>();
    for (Map.Entry<String, Edit> entry : Map.copyOf(edits).entrySet()) {
      Edit edit = entry.getValue();
      if (edit.maker == null) {
        removed.add(entry.getKey());
      } else if (replace(entry.getKey(), edit, edit.maker)) {
        edits.remove(entry.getKey());
      }
    }
    // Last: an old version of another route may still call it.
    if (removed.containsAll(edits.keySet())) {
      for (String route : removed) {
        if (isGone(Objects.requireNonNull(edits.get(route)))) {
          edits.remove(route);
        }
      }
    }
  }

  private boolean replace(String route, Edit edit, Maker maker) throws Exception {
    if (edit.isToPause) {
      if (!isGone(edit)) {
        return false;
      }
    } else {
      String latest = edit.standing.get(edit.standing.size() - 1);
      for (String id : List.copyOf(edit.standing)) {
        if (!id.equals(latest)) {
          standBack(id);
          if (isRemoved(id)) {
            edit.standing.remove(id);
          }
        }
      }
      if (edit.standing.equals(List.of(route))) {
        return true;
      }
      if (edit.standing.size() > 1) {
        return false;
      }
    }
    add(route, maker.make());
    edit.standing.add(route);
    edit.isToPause = false;
    switched.run();
    return edit.standing.size() == 1;
  }

  private boolean isGone(Edit edit) throws Exception {
    for (String id : List.copyOf(edit.standing)) {
      standBack(id);
      if (isRemoved(id)) {
        edit.standing.remove(id);
      }
    }
    return edit.standing.isEmpty();
  }

  private void standBack(String id) {
    Route route = context.getRoute(id);
    Standing its = route == null ? null : standing(route);
    if (its != null) {
      its.standBack();
    } else if (route != null) {
      ServiceHelper.suspendService(route.getConsumer());
    }
  }

  private boolean isRemoved(String id) throws Exception {
    Route route = context.getRoute(id);
    if (route == null) {
      return true;
    }
    Standing its = standing(route);
    boolean isIdle = (its == null || its.isIdle()) && context.getInflightRepository().size(id) == 0;
    return isIdle
        && context.getRouteController().stopRoute(id, SECONDS_TO_STOP, TimeUnit.SECONDS, true)
        && context.removeRoute(id);
  }

  private static @Nullable Standing standing(Route route) {
    Consumer consumer = route.getConsumer();
    if (consumer instanceof PlatformHttpConsumerAware door) {
      return door.getPlatformHttpConsumer() instanceof Standing standing ? standing : null;
    }
    return consumer instanceof Standing standing ? standing : null;
  }
}
