package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.permit.EditedRoutes;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However the pages of lookups are edited, Gorgias gets a JSON object, and nobody with
 * subscriptions is taken for somebody without.
 */
final class EditedLookupTest {
  private static final String PAGE = "lookup.camel.yaml";
  private static final String FAULT = "The subscriptions can't be shown because of a fault here.";

  private static TestServer server(EditedRoutes routes) throws Exception {
    return TestServer.startUnhurried("camel.main.routes-include-pattern", routes.pattern());
  }

  /** A step as it stands in the page, to the next one or to the route's end. */
  private static String step(String id) throws IOException {
    String page = Files.readString(Path.of("routes", PAGE));
    int begin = page.lastIndexOf("        - ", page.indexOf("            id: " + id + "\n"));
    int next = page.indexOf("\n        - ", begin);
    int route = page.indexOf("\n- route:", begin);
    int end = next < 0 || (route >= 0 && route < next) ? route : next;
    return end < 0 ? page.substring(begin) : page.substring(begin, end + 1);
  }

  private static String again(String step) {
    return step.replaceAll("( +)id: ", "$1id: again-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lookup-who",
        "lookup-missed",
        "lookup-answer",
        "lookup-lists",
        "lookup-each",
        "lookup-names",
        "lookup-join",
      })
  void page_withoutAStep_saysThatNothingCanBeShown(String id) throws Exception {
    try (TestServer server = server(new EditedRoutes().with(PAGE, step(id), ""))) {
      JsonNode answer = server.widget("mara@example.com");

      assertEquals(FAULT, answer.path("notice").asText(), answer::toString);
    }
  }

  @Test
  void page_withoutAStep_isToldWhichInTheLog() throws Exception {
    try (TestServer server = server(new EditedRoutes().with(PAGE, step("lookup-each"), ""))) {
      List<String> lines =
          LogLines.during(SmartrrGuard.class, () -> server.widget("mara@example.com"));

      assertEquals(1, lines.size(), lines::toString);
      assertTrue(
          lines
              .get(0)
              .contains(
                  "the route lookup-read makes a mistake: no step before this one reads the"
                      + " subscriptions"),
          lines::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lookup-cache", "lookup-allowed"})
  void page_withoutTheCacheOrTheGuard_asksSmartrr(String id) throws Exception {
    try (TestServer server = server(new EditedRoutes().with(PAGE, step(id), ""))) {
      assertEquals(4, server.widget("mara@example.com").path("subscriptions").size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lookup-who",
        "lookup-cache",
        "lookup-missed",
        "lookup-answer",
        "lookup-allowed",
        "lookup-lists",
        "lookup-each",
        "lookup-names",
        "lookup-join",
        "lookup-sign",
        "lookup-shape",
      })
  void page_withAStepTwice_readsOnce(String id) throws Exception {
    EditedRoutes routes = new EditedRoutes().with(PAGE, step(id), step(id) + again(step(id)));
    try (TestServer server = server(routes)) {
      JsonNode answer = server.widget("mara@example.com");

      if (id.equals("lookup-shape")) {
        // What is shaped already isn't what the shape is for.
        assertTrue(answer.isObject(), answer::toString);
      } else {
        assertEquals(4, answer.path("subscriptions").size(), answer::toString);
      }
      assertEquals(
          1, server.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
      assertEquals(1, server.smartrr.requests().count(RequestMatch.path("/vendor/customer/")));
    }
  }
}
