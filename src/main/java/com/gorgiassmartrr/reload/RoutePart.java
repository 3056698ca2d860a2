package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.followup.FollowUp;
import org.apache.camel.model.RouteDefinition;

/**
 * A part of a route file.
 *
 * @param name the route's id or the bean's name; what can't be told apart by a name has none
 * @param text what the file says there
 * @param type of a bean: its class
 * @param file where the file is
 * @param line in which the part begins, counted from 1
 */
record RoutePart(Kind kind, String name, String text, String type, String file, int line) {
  /** What a part is. */
  enum Kind {
    ROUTE,
    POLICY,
    BEAN,
    OTHER
  }

  /** Whether it is a bean that the server looks up each time, so that no route holds it. */
  boolean isLookedUp() {
    return kind == Kind.BEAN
        && (type.equals(Action.class.getName()) || type.equals(FollowUp.class.getName()));
  }

  /** Whether it is the part that a route was made of. */
  boolean makes(RouteDefinition route) {
    return kind == Kind.ROUTE && name.equals(route.getRouteId());
  }
}
