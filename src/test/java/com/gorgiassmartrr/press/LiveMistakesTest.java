package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.Callers;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.permit.EditedRoutes;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not be in a route file is saved into one of a server that runs, while look-ups come
 * without a pause: it is refused with file and line, or does no harm; and no look-up is lost.
 */
final class LiveMistakesTest {
  private static final String LOOKUP = "lookup.camel.yaml";
  private static final String PRESS = "press.camel.yaml";
  private static final String SKIP = "actions/skip.camel.yaml";
  private static final String SMARTRR = "smartrr.camel.yaml";
  private static final String SLACK = "follow-ups/slack.camel.yaml";
  private static final String CALL = "            description: Call Smartrr\n";
  private EditedRoutes routes;
  private PressDesk desk;
  private Callers callers;

  @BeforeEach
  void start() throws Exception {
    routes = new EditedRoutes();
    desk =
        PressDesk.startWithGorgias(
            "camel.main.routes-include-pattern", routes.pattern(),
            "action.answer-within", "6000",
            "lookup.timeout", "30000",
            "lookup.fresh", "20",
            "smartrr.timeout", "30000");
    callers = Callers.start(desk.server, 2);
  }

  @AfterEach
  void stop() {
    callers.close();
    desk.close();
  }

  /**
   * What is saved, and what is said of it.
   *
   * @param told holds the line
   */
  private record Mistake(String name, String file, UnaryOperator<String> edit, String told) {
    static Mistake of(String name, String file, String old, String now, String told) {
      return new Mistake(
          name,
          file,
          text -> {
            assertTrue(text.contains(old), file + " doesn't say: " + old);
            return text.replace(old, now);
          },
          told);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mistake> refused() {
    return Stream.of(
        Mistake.of(
            "a policy that repeats a write",
            SMARTRR,
            "Make a change to one subscription at Smartrr\n    routeConfigurationId: once",
            "Make a change to one subscription at Smartrr\n    routeConfigurationId: read-repeated",
            "would send it again; write routeConfigurationId: once"),
        Mistake.of(
            "a host that no setting names",
            SMARTRR,
            "httpUri: \"{{smartrr.url}}\"",
            "httpUri: https://evil.example",
            "evil.example"),
        Mistake.of(
            "a door at a path that nothing guards",
            LOOKUP,
            "path: /gorgias/{store}/widget",
            "path: /anything/widget",
            "lookup.camel.yaml, line 12: No front door can stand at /anything/widget"),
        Mistake.of(
            "a bean of a class that there isn't",
            SKIP,
            "type: com.gorgiassmartrr",
            "type: com.nobody",
            "skip.camel.yaml, line 29: there is no class com.nobody.action.Action"),
        Mistake.of(
            "a script that calls itself",
            SLACK,
            "          def plain(text)\n",
            "          def plain(text)\n            plain($text)\n          def plainer(text)\n",
            "itself"),
        Mistake.of("tabs", LOOKUP, "    id: lookup\n", "\tid: lookup\n", "lookup.camel.yaml, line"),
        new Mistake(
            "ten megabytes",
            LOOKUP,
            text -> "# and more\n".repeat(900_000) + text,
            "10 MB, and a route file may have 1 MB"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void mistake_saved_isRefusedInOneSentenceAndWhatWasGoodServesOn(Mistake mistake)
      throws Exception {
    save(mistake.file(), mistake.edit());
    Await.until("health to tell", () -> !problem().isEmpty());

    String said = problem();
    assertTrue(said.contains(mistake.told()), said);
    assertTrue(said.contains(mistake.file()), said);
    assertTrue(said.contains("the last good version stays in force"), said);
    assertEquals(PressState.APPLIED, pressed(desk.subscription()).state());
    callers.assertNothingIsLost();
  }

  static Stream<Mistake> harmless() {
    return Stream.of(
        new Mistake(
            "no mark as sent", PRESS, text -> without(text, "send-mark"), "Nothing was sent"),
        new Mistake(
            "marked as sent after the write",
            PRESS,
            text ->
                without(text, "send-mark")
                    .replace(
                        "        - process:\n            id: send-judge\n",
                        step(text, "send-mark")
                            + "        - process:\n            id: send-judge\n"),
            "Nothing was sent"),
        Mistake.of(
            "a step twice",
            SMARTRR,
            "            id: change-call\n" + CALL,
            "            id: change-call-too\n"
                + "            uri: https\n"
                + "            parameters:\n"
                + "              httpMethod: PUT\n"
                + "              httpUri: \"{{smartrr.url}}\"\n"
                + "        - to:\n"
                + "            id: change-call\n"
                + CALL,
            "was asked for again. That was stopped"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void mistake_thatNoCheckKnows_parksThePressAndSendsOnceAtMost(Mistake mistake) throws Exception {
    save(mistake.file(), mistake.edit());
    awaitInForce(mistake.name());
    SmartrrSubscription subscription = desk.subscription();

    Press press = pressed(subscription);

    assertEquals(PressState.PARKED, press.state(), press.end().message());
    assertTrue(press.end().message().contains(mistake.told()), press.end().message());
    assertTrue(desk.server.smartrr.requests().count(RequestMatch.writes()) <= 1);
    assertTrue(PressDesk.effects(subscription).size() <= 1);
    callers.assertNothingIsLost();
  }

  @Test
  void routeId_twice_isRefused() throws Exception {
    routes.withFile("other.camel.yaml", Files.readString(Path.of("routes", LOOKUP)));
    Await.until("health to tell", () -> !problem().isEmpty());

    assertTrue(problem().contains("other.camel.yaml"), problem());
    assertTrue(problem().contains("each needs a name of its own"), problem());
    callers.assertNothingIsLost();
  }

  private static String step(String text, String id) {
    int begin = text.indexOf("        - process:\n            id: " + id + "\n");
    int end = text.indexOf("        - ", begin + 1);
    assertTrue(begin > 0 && end > begin, id);
    return text.substring(begin, end);
  }

  private static String without(String text, String id) {
    return text.replace(step(text, id), "");
  }

  private void save(String file, UnaryOperator<String> edit) throws Exception {
    routes.withFile(file, edit.apply(Files.readString(Path.of("routes", file))));
  }

  private void awaitInForce(String what) {
    Await.until(
        what + " to be in force",
        () -> {
          JsonNode page = page("/console/api/routes");
          return page.path("taken").asInt() > 0;
        });
    Await.until(
        "every route to have one version",
        () ->
            desk.server.server.context().getRoutes().stream()
                .noneMatch(route -> route.getId().contains("~")));
  }

  private String problem() {
    try {
      HttpResponse<String> health = desk.server.health();
      return health.body().contains("\"route-files\"")
          ? health.body().replaceAll("\\\\+/", "/")
          : "";
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode page(String path) {
    try {
      return TestServer.json(desk.server.manage(desk.server.management(path).build()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Press pressed(SmartrrSubscription subscription) throws Exception {
    long ticket = desk.server.gorgias().desk().openTicket("pia@example.com", "My order", "Hello");
    String form = desk.form(subscription, ticket, "");
    return desk.ended(
        TestServer.json(desk.server.pressUntilCertain("skip", form).get())
            .path("reference")
            .asText());
  }
}
