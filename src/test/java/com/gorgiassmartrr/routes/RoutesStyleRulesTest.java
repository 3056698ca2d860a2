package com.gorgiassmartrr.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.routes.RouteStyle.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of {@link RouteStyle} can fail: files that keep all of them, spoiled one by one. */
final class RoutesStyleRulesTest {
  private static final String DOOR = "press.camel.yaml";
  private static final String ACTION = "actions/skip.camel.yaml";
  private static final String CALLS = "smartrr.camel.yaml";
  private static final String POLICY = "error-policy.camel.yaml";

  private static final Set<String> SETTINGS =
      Set.of("smartrr.url", "read.retries", "press.limit", "camel.main.name");
  private static final Set<String> LITERALS = Set.of("press.limit", "press-run");

  private static final String ROUTES_PAGE =
      """
      | setting | default |
      | --- | --- |
      | `press.limit` | 5 |

      | route | what it does |
      | --- | --- |
      | `press` | takes a press |
      | `press-run` | runs it |
      | `action-skip` | skips |
      | `smartrr-skip` | asks for it |
      | `smartrr-read` | makes the call |
      """;

  private static final Map<String, String> GOOD =
      Map.of(
          DOOR,
          """
          # A button was pressed.
          - route:
              id: press
              description: Take a press
              from:
                id: press-asked
                description: A button was pressed
                uri: platform-http
                parameters:
                  httpMethodRestrict: POST
                  path: /gorgias/{store}/press
                steps:
                  - setBody:
                      id: press-answer
                      description: Say thanks
                      expression:
                        constant:
                          expression: '{"status":"ok"}'
          - route:
              id: press-run
              description: Run a press
              from:
                id: press-due
                description: A press is due
                uri: direct
                parameters:
                  name: press-run
                steps:
                  - choice:
                      id: press-which
                      description: Which action is it
                      when:
                        - id: press-is-skip
                          description: It is Skip
                          expression:
                            simple:
                              expression: ${variable.action} == "skip"
                          steps:
                            - to:
                                id: press-skip
                                description: Skip it
                                uri: direct
                                parameters:
                                  name: action-skip
          """,
          ACTION,
          """
          - route:
              id: action-skip
              description: Skip one dated order
              from:
                id: skip-pressed
                description: A press of Skip
                uri: direct
                parameters:
                  name: action-skip
                steps:
                  - to:
                      id: skip-in-smartrr
                      description: Skip it in Smartrr
                      uri: direct
                      parameters:
                        name: smartrr-skip
          - beans:
              - name: skip
                type: java.util.Date
                properties:
                  time: "1"
          """,
          CALLS,
          """
          - route:
              id: smartrr-skip
              description: Skip an order
              routeConfigurationId: read-repeated
              from:
                id: skip-asked
                description: Which order to skip
                uri: direct
                parameters:
                  name: smartrr-skip
                steps:
                  - removeHeaders:
                      id: skip-scrub
                      description: Begin without headers
                      excludePattern: CamelRedelivery*
                      pattern: "*"
                  - setHeader:
                      id: skip-path
                      description: What is asked for
                      name: CamelHttpPath
                      expression:
                        simple:
                          expression: /vendor/order/${variable.order}
                  - to:
                      id: skip-read
                      description: Ask Smartrr
                      uri: direct
                      parameters:
                        name: smartrr-read
          - route:
              id: smartrr-read
              description: Make a read
              routeConfigurationId: read-repeated
              from:
                id: read-asked
                description: A read to be made
                uri: direct
                parameters:
                  name: smartrr-read
                steps:
                  - to:
                      id: read-call
                      description: Call Smartrr
                      uri: https
                      parameters:
                        httpUri: "{{smartrr.url}}"
                  - unmarshal:
                      id: read-json
                      description: Read the JSON
                      json:
                        library: Jackson
          """,
          POLICY,
          """
          - routeConfiguration:
              id: read-repeated
              description: A read that can be repeated
              onException:
                - onException:
                    id: read-repeated-any
                    description: Whatever went wrong
                    exception:
                      - java.lang.Exception
                    redeliveryPolicy:
                      maximumRedeliveries: "{{read.retries}}"
          """);

  /** One good file with one thing changed, and what is said of it. */
  private record Spoiled(Rule rule, String file, String good, String bad, String said) {
    List<String> violations() {
      assertTrue(file(GOOD).contains(good), "nothing is spoiled");
      Map<String, String> files = new HashMap<>(GOOD);
      files.put(file, file(GOOD).replace(good, bad));
      return new RouteStyle(files, SETTINGS, LITERALS, ROUTES_PAGE).violations(rule);
    }

    private String file(Map<String, String> files) {
      return files.getOrDefault(file, "");
    }

    @Override
    public String toString() {
      return rule.name() + ": " + said;
    }
  }

  static List<Spoiled> spoiled() {
    List<Spoiled> all = new ArrayList<>();
    Stream.of(
            new Spoiled(Rule.FILE_NAMES, DOOR, "id: press\n", "id: pressed\n", "name the id press"),
            new Spoiled(
                Rule.FILE_NAMES, ACTION, "id: action-skip", "id: skip", "name the id action-skip"),
            new Spoiled(Rule.FILE_NAMES, "press.yaml", "", "", "would not be loaded"),
            new Spoiled(
                Rule.IDS,
                DOOR,
                "            id: press-answer\n",
                "",
                "a setBody of 'press': has no id"),
            new Spoiled(
                Rule.IDS,
                DOOR,
                "- id: press-is-skip\n                ",
                "- ",
                "a when of 'press-run'"),
            new Spoiled(Rule.IDS, DOOR, "press-answer", "pressAnswer", "is not kebab-case"),
            new Spoiled(Rule.IDS, DOOR, "press-answer", "to-1234", "the id is an editor's"),
            new Spoiled(
                Rule.IDS, DOOR, "press-answer", "press-answer-after-answer", "shorten the ids"),
            new Spoiled(
                Rule.DESCRIPTIONS,
                DOOR,
                "description: Say thanks",
                "note: x",
                "has no description"),
            new Spoiled(Rule.DESCRIPTIONS, DOOR, "Say thanks", "Say thanks.", "a full stop"),
            new Spoiled(Rule.DESCRIPTIONS, DOOR, "Say thanks", "say thanks", "begins small"),
            new Spoiled(Rule.DESCRIPTIONS, DOOR, "Say thanks", "Thanks", "has 1 words"),
            new Spoiled(Rule.DESCRIPTIONS, DOOR, "Say thanks", "Say a b c d e f", "has 7 words"),
            new Spoiled(
                Rule.DESCRIPTIONS, DOOR, "Take a press", "Take " + "a press ".repeat(8), "at most"),
            new Spoiled(
                Rule.CANONICAL,
                DOOR,
                "- route:\n    id: press\n",
                "- from:\n    id: press\n",
                "from"),
            new Spoiled(
                Rule.CANONICAL, DOOR, "uri: direct\n", "uri: direct:press-run\n", "the uri"),
            new Spoiled(
                Rule.CANONICAL, DOOR, "name: press-run", "block: \"true\"", "names no route"),
            new Spoiled(
                Rule.CANONICAL,
                DOOR,
                "            expression:\n              constant:\n                expression: ",
                "            constant: ",
                "has 'constant:' as its field"),
            new Spoiled(
                Rule.CANONICAL,
                DOOR,
                "              constant:\n                expression: ",
                "              constant: ",
                "is a short form"),
            new Spoiled(
                Rule.CANONICAL,
                DOOR,
                "steps:\n        - setBody:",
                "steps:\n        - log: a\n        - setBody:",
                "is the short form 'log: a'"),
            new Spoiled(
                Rule.COMMENTS,
                DOOR,
                "            description: Say thanks\n",
                "            # Why.\n            description: Say thanks\n",
                "line 15"),
            new Spoiled(Rule.COMMENTS, DOOR, "Say thanks", "Say thanks # why", "that Kaoto drops"),
            new Spoiled(
                Rule.LAYOUT,
                DOOR,
                "            id: press-answer\n            description: Say thanks\n",
                "            description: Say thanks\n            id: press-answer\n",
                "write [id, description, expression]"),
            new Spoiled(
                Rule.LAYOUT,
                ACTION,
                "- name: skip\n      type: java.util.Date",
                "- type: java.util.Date\n      name: skip",
                "has its fields"),
            new Spoiled(Rule.LAYOUT, DOOR, "Say thanks", "Say " + "thanks ".repeat(12), "columns"),
            new Spoiled(Rule.LAYOUT, DOOR, "Say thanks", "\"Say thanks\"", "YAML doesn't need"),
            new Spoiled(Rule.LAYOUT, CALLS, "\"*\"", "'*'", "write double ones"),
            new Spoiled(
                Rule.LAYOUT,
                CALLS,
                "expression: /vendor/order/${variable.order}",
                "expression: >-\n                  /vendor/order/${variable.order}",
                "a folded block without a blank"),
            new Spoiled(
                Rule.LAYOUT,
                POLICY,
                "- routeConfiguration:",
                "- route:\n- routeConfiguration:",
                "order"),
            new Spoiled(
                Rule.SETTINGS, CALLS, "smartrr.url", "smartrr.address", "{{smartrr.address}}"),
            new Spoiled(
                Rule.SETTINGS, POLICY, "{{read.retries}}", "0", "read.retries: is used nowhere"),
            new Spoiled(
                Rule.LITERALS, CALLS, "{{smartrr.url}}", "https://a.example", "holds an address"),
            new Spoiled(Rule.LITERALS, CALLS, "/vendor/order", "10.0.0.1", "holds an address"),
            new Spoiled(
                Rule.LITERALS, CALLS, "/vendor/order", "Bearer abc", "expression may hold a token"),
            new Spoiled(
                Rule.LITERALS,
                CALLS,
                "/vendor/order",
                "sk3Xb9vT2mQ7pLw8ZrYd1Kc4",
                "expression may hold a token"),
            new Spoiled(
                Rule.LITERALS,
                DOOR,
                "expression:\n              constant:",
                "name: x-vendor-access-token\n            expression:\n              constant:",
                "to a literal"),
            new Spoiled(
                Rule.LITERALS,
                POLICY,
                "{{read.retries}}",
                "3",
                "maximumRedeliveries is the number 3"),
            new Spoiled(
                Rule.CALL_POLICIES,
                CALLS,
                "    description: Make a read\n    routeConfigurationId: read-repeated\n",
                "    description: Make a read\n",
                "without an error policy"),
            new Spoiled(
                Rule.SCRUBBING,
                CALLS,
                "            excludePattern: CamelRedelivery*\n",
                "",
                "smartrr-skip: does not begin without headers"),
            new Spoiled(
                Rule.SCRUBBING, DOOR, "uri: direct", "uri: https", "calls a partner outside of"),
            new Spoiled(
                Rule.LITERALS, ACTION, "time: \"1\"", "url: http://a.example", "a bean of 'skip'"),
            new Spoiled(
                Rule.ALLOWED, ACTION, "properties:", "script: x\n      properties:", "bean skip"),
            new Spoiled(
                Rule.POLICIES,
                POLICY,
                "    onException:\n",
                "    intercept: []\n    onException:\n",
                "has [intercept]"),
            new Spoiled(
                Rule.DIRECT, ACTION, "name: action-skip", "name: skip", "is called by 'skip'"),
            new Spoiled(
                Rule.DIRECT,
                ACTION,
                "name: smartrr-skip",
                "name: smartrr-read",
                "called by nobody"),
            new Spoiled(Rule.ALLOWED, DOOR, "- setBody:", "- script:", "uses script"),
            new Spoiled(Rule.ALLOWED, CALLS, "uri: https", "uri: file", "uses file"),
            new Spoiled(Rule.ALLOWED, DOOR, "constant:", "groovy:", "is written in groovy"),
            new Spoiled(
                Rule.ALLOWED, DOOR, "${variable.action}", "${bean:gate}", "code in an expression"),
            new Spoiled(Rule.ALLOWED, CALLS, "json:", "jaxb:", "uses [jaxb]"),
            new Spoiled(Rule.POLICIES, POLICY, "    id: read-repeated\n", "", "has no id"),
            new Spoiled(
                Rule.POLICIES,
                DOOR,
                "- route:\n    id: press\n",
                "- routeConfiguration:\n    id: own\n- route:\n    id: press\n",
                "move it to error-policy.camel.yaml"),
            new Spoiled(
                Rule.POLICIES,
                POLICY,
                "- routeConfiguration:",
                "- route: {}\n- routeConfiguration:",
                "holds a route"),
            new Spoiled(
                Rule.POLICIES,
                DOOR,
                "    description: Take a press\n",
                "    description: Take a press\n    errorHandler: {}\n",
                "handles errors itself"),
            new Spoiled(
                Rule.LISTED, DOOR, "id: press-run", "id: press-try", "press-try: is not in"),
            new Spoiled(
                Rule.LISTED, DOOR, "id: press-run", "id: press-try", "press-run: is no route"))
        .forEach(all::add);
    return all;
  }

  @ParameterizedTest
  @MethodSource("spoiled")
  void rule_spoiledFile_saysWhereAndWhatInstead(Spoiled spoiled) {
    List<String> violations = spoiled.violations();

    assertTrue(
        violations.stream()
            .anyMatch(
                violation ->
                    violation.contains(spoiled.said()) && violation.contains(". Instead: ")),
        violations::toString);
  }

  @ParameterizedTest
  @EnumSource
  void rule_goodFiles_saysNothing(Rule rule) {
    RouteStyle style = new RouteStyle(GOOD, SETTINGS, LITERALS, ROUTES_PAGE);

    assertEquals(List.of(), style.violations(rule));
  }

  @Test
  void rule_withoutSpoiledFile_isNone() {
    assertEquals(
        Set.copyOf(Arrays.asList(Rule.values())),
        spoiled().stream().map(Spoiled::rule).collect(Collectors.toSet()));
  }
}
