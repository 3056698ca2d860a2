package com.gorgiassmartrr.route;

import com.gorgiassmartrr.route.RouteOutline.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether each route, policy, bean and step has a name of its own, over all files. */
final class RouteNames {
  private final Map<String, Name> known = new HashMap<>();
  private final Set<String> copies = new HashSet<>();
  private final List<String> mistakes = new ArrayList<>();

  private RouteNames() {}

  /**
   * The names that stand twice, a sentence each: of two beans Camel takes one in silence. Of a
   * copied file only the first name is told.
   */
  static List<String> mistakes(Collection<RouteOutline> files) {
    RouteNames names = new RouteNames();
    // A copy is known by its route: that says more than its steps.
    for (boolean isStep : new boolean[] {false, true}) {
      for (RouteOutline file : files) {
        for (Name name : file.names()) {
          if (name.kind().equals(RouteOutline.STEP) == isStep) {
            names.look(name);
          }
        }
      }
    }
    return names.mistakes;
  }

  private void look(Name name) {
    Name other = known.putIfAbsent(name.kind() + " " + name.name(), name);
    if (other == null) {
      return;
    }
    boolean isOneFile = other.file().equals(name.file());
    if (isOneFile || copies.add(other.file() + "\n" + name.file())) {
      mistakes.add(
          name.place()
              + ": the "
              + name.kind()
              + " '"
              + name.name()
              + "' stands in "
              + (isOneFile ? "line " + other.line() : other.place())
              + ", too; each needs a name of its own."
              + (isOneFile ? "" : " Where a file was copied, remove one."));
    }
  }
}
