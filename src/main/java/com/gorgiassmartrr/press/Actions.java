package com.gorgiassmartrr.press;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * The actions that there are: every {@link Action} bean that has a route {@code action-NAME}. They
 * are looked up anew each time, so that a new file is a new action.
 */
public final class Actions {
  private final CamelContext context;

  public Actions(CamelContext context) {
    this.context = context;
  }

  /** The action of that name. */
  Action named(String name) throws RefusedException {
    Action action =
        name.matches("[a-z][a-z0-9-]{0,60}")
            ? context.getRegistry().lookupByNameAndType(name, Action.class)
            : null;
    if (action == null || context.getRoute("action-" + name) == null) {
      throw new RefusedException(404, "There is no action named '" + name + "'.");
    }
    return action;
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

  /** The names of all actions. */
  public Set<String> names() {
    return all().keySet();
  }

  /** All actions by name. */
  public Map<String, Action> all() {
    return context.getRegistry().findByTypeWithName(Action.class);
  }
}
