package com.gorgiassmartrr.widget;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;

/**
 * Reads the actions from their files, without a server.
 *
 * <p>Camel's own loader reads them, in a context that is never started: they mean here what they
 * mean in the server.
 */
public final class ActionFiles {
  private ActionFiles() {}

  /**
   * The actions by name, in the order of their names.
   *
   * @throws LayoutException when a route file can't be read or has a mistake
   */
  public static SortedMap<String, Action> read(Settings settings) {
    DefaultCamelContext context = new DefaultCamelContext();
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    try (context) {
      Properties properties = new Properties();
      properties.putAll(settings.all());
      context.getPropertiesComponent().setOverrideProperties(properties);
      RoutesLoader loader = PluginHelper.getRoutesLoader(context);
      for (Resource file : new RouteFiles().find(context, settings)) {
        load(loader, file);
      }
      SortedMap<String, Action> actions = new TreeMap<>();
      for (Map.Entry<String, Action> found :
          context.getRegistry().findByTypeWithName(Action.class).entrySet()) {
        String name = found.getKey();
        if (Actions.isName(name)
            && context.getRouteDefinition(Actions.ROUTE_PREFIX + name) != null) {
          actions.put(name, found.getValue());
        }
      }
      return actions;
    } catch (SettingException e) {
      throw new LayoutException(RouteFiles.SETTING, 0, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("A Camel context can always be closed", e);
    }
  }

  private static void load(RoutesLoader loader, Resource file) {
    try {
      loader.loadRoutes(List.of(file));
    } catch (Exception e) {
      String location = file.getLocation();
      throw new LayoutException(
          location.startsWith("file:") ? location.substring("file:".length()) : location,
          0,
          "Camel can't load this file: " + firstLine(rootOf(e)));
    }
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("") + ".";
  }
}
