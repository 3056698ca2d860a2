package com.gorgiassmartrr.route;

import org.apache.camel.CamelContext;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.spi.Resource;

/**
 * Loads route files as Camel does, but reads each once. Camel looks through all of them before it
 * loads one, for what may stand in a file beside routes, policies and beans, and makes their beans
 * at that look and once more as it loads them: twice the time, and every bean for nothing.
 */
public final class RouteLoader extends YamlRoutesBuilderLoader {
  private static final String NAME = "routeLoader";

  private RouteLoader() {}

  /** Has a context, which hasn't loaded a file yet, load its route files by this. */
  public static void bind(CamelContext context) {
    context.getRegistry().bind(NAME, new RouteLoader());
  }

  @Override
  public void preParseRoute(Resource file) {}
}
