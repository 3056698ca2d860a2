package com.gorgiassmartrr.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;

/** Shipped route files by themselves: no server, and a stand-in in the place of each bean. */
public abstract class PageSupport extends CamelTestSupport {
  private final Map<String, String> settings;
  private final List<String> files;

  /** What was done, in its order; stand-ins note their names in it. */
  protected final List<String> done = new ArrayList<>();

  /**
   * A page with the error policies that it names.
   *
   * @param settings what it needs beside those of the policies
   * @param files in {@code routes/}, without their ending
   */
  protected PageSupport(Map<String, String> settings, String... files) {
    this.settings = settings;
    this.files = List.of(files);
  }

  @Override
  public final void configureTest(TestExecutionConfiguration configuration) {
    configuration.withUseAdviceWith(true);
  }

  @Override
  protected final RoutesBuilder[] createRouteBuilders() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("smartrr.read.retries", "1");
    properties.setProperty("smartrr.read.retry-delay", "1");
    properties.putAll(settings);
    context().getPropertiesComponent().setOverrideProperties(properties);
    List<RoutesBuilder> builders = new ArrayList<>(builders("error-policy"));
    for (String file : files) {
      builders.addAll(builders(file));
    }
    return builders.toArray(RoutesBuilder[]::new);
  }

  private List<RoutesBuilder> builders(String file) throws Exception {
    Path path = Path.of("routes", file + ".camel.yaml");
    return List.copyOf(
        PluginHelper.getRoutesLoader(context())
            .findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context(), "file:" + path)));
  }
}
