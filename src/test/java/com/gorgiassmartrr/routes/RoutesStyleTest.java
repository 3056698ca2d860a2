package com.gorgiassmartrr.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.gorgiassmartrr.routes.RouteStyle.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every route file keeps every rule of {@link RouteStyle}. */
final class RoutesStyleTest {
  private final Map<String, String> routes = ProjectFiles.routes();
  private final RouteStyle style =
      new RouteStyle(
          routes,
          ProjectFiles.settings().keySet(),
          ProjectFiles.literals(),
          ProjectFiles.document("routes.md"));

  private final Map<Rule, List<String>> violations = new EnumMap<>(Rule.class);

  @TestFactory
  Stream<DynamicContainer> file_keepsTheRules() {
    List<String> files = new ArrayList<>(routes.keySet());
    files.add(RouteStyle.SETTINGS_FILE);
    files.add(RouteStyle.ROUTES_PAGE);
    return files.stream().map(file -> DynamicContainer.dynamicContainer(file, rules(file)));
  }

  private Stream<DynamicTest> rules(String file) {
    return Arrays.stream(Rule.values())
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    file + " " + rule, () -> assertEquals("", violations(file, rule))));
  }

  private String violations(String file, Rule rule) {
    return violations.computeIfAbsent(rule, style::violations).stream()
        .filter(violation -> violation.startsWith(file + ":"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void folder_isNotEmpty() {
    assertFalse(routes.isEmpty());
  }
}
