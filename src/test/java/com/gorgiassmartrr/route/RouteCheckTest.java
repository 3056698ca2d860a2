package com.gorgiassmartrr.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Server;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check says of route files, before any of them is used. */
final class RouteCheckTest {
  private static final String SKIP = "routes/actions/skip.camel.yaml";
  private static final String SMARTRR = "routes/smartrr.camel.yaml";
  private static final String GORGIAS = "routes/gorgias.camel.yaml";
  private static final String LOOKUP = "routes/lookup.camel.yaml";
  private static final String PRESS = "routes/press.camel.yaml";
  private static final String POLICY = "routes/error-policy.camel.yaml";
  private static final String OWN = "routes/own.camel.yaml";

  private static final String CALL_ELSEWHERE =
      """
      - to:
          id: own-call
          uri: https
          parameters:
            httpMethod: POST
            httpUri: "{{public.url}}"
      """;

  private final Map<String, String> files = new TreeMap<>();

  @BeforeEach
  void read() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("routes"))) {
      for (Path file : all.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
        files.put(file.toString().replace('\\', '/'), Files.readString(file));
      }
    }
  }

  /**
   * One shipped file with one thing changed, and what is said of it.
   *
   * @param at a text at whose line the sentence points; empty: it names no line
   */
  private record Spoiled(String file, String good, String bad, String at, String said) {
    @Override
    public String toString() {
      return said;
    }
  }

  static List<Spoiled> spoiled() {
    List<Spoiled> all = new ArrayList<>();
    all.addAll(unreadable());
    all.addAll(unknown());
    all.addAll(doors());
    all.addAll(calls());
    return all;
  }

  private static List<Spoiled> unreadable() {
    return List.of(
        new Spoiled(
            SKIP,
            "        - setVariable:",
            "\t- setVariable:",
            "\t- setVariable:",
            "this isn't YAML: found character '\\t(TAB)' that cannot start any token. (Do not use"
                + " \\t(TAB) for indentation)."),
        new Spoiled(
            SKIP,
            "- route:",
            "route:",
            "- beans:",
            "this isn't YAML: expected <block end>, but found '-'."),
        new Spoiled(
            SKIP,
            "        - setVariable:",
            "        - setVariabel:",
            "setVariabel",
            "Unknown node id: setVariabel."),
        new Spoiled(
            SKIP,
            "        legal:",
            "        leggal:",
            "leggal",
            "there is no property 'leggal' that could be set to this value; write one that the"
                + " bean has, and a value of its kind."),
        new Spoiled(
            SKIP,
            "action.Action",
            "action.Actoin",
            "action.Actoin",
            "there is no class com.gorgiassmartrr.action.Actoin; write its full name, and put its"
                + " jar into the folder lib."));
  }

  private static List<Spoiled> unknown() {
    return List.of(
        new Spoiled(
            SKIP,
            "      uri: direct",
            "      uri: dircet",
            "      uri: dircet",
            "there is no component 'dircet'; write one that is there, or put its jar into the"
                + " folder lib (route 'action-skip')."),
        new Spoiled(
            SKIP,
            "name: smartrr-change",
            "name: smartrr-chnage",
            "- to:",
            "there is no route that begins with direct:smartrr-chnage; write"
                + " direct:smartrr-change, or add that route."),
        new Spoiled(
            SKIP,
            "name: smartrr-change",
            "name: smartrr-change\n              nmae: x",
            "- to:",
            "the component 'direct' takes no parameter 'nmae'; write one that it takes (route"
                + " 'action-skip')."),
        new Spoiled(
            SKIP,
            "routeConfigurationId: once",
            "routeConfigurationId: onec",
            "onec",
            "there is no routeConfiguration 'onec'; write once."),
        new Spoiled(
            LOOKUP,
            "ref: widgetShape",
            "ref: widgetShpae",
            "        - process:\n            id: lookup-shape",
            "there is no bean 'widgetShpae'; write one of the server's, or add it below 'beans:'"
                + " (route 'lookup-read')."),
        new Spoiled(
            SMARTRR,
            "${variable.search}&pageSize={{smartrr.page-size.orders}}",
            "${variable.search}&pageSize={{smartrr.pagesize}}",
            "        - setHeader:\n            id: orders-query",
            "there is no setting 'smartrr.pagesize'; declare it in application.properties, or"
                + " write one that is (route 'smartrr-find-orders')."),
        new Spoiled(
            GORGIAS,
            "${variable.size}",
            "${variable.size",
            "        - setHeader:\n            id: messages-query",
            "expected symbol functionEnd but was eol (route 'gorgias-find-messages')."),
        new Spoiled(
            SKIP,
            "legal: .status == \"ACTIVE\"",
            "legal: .status == \"ACTVE\"",
            "        legal:",
            "the action skip: legal: ACTVE is none of Smartrr's statuses; write one of ACTIVE,"
                + " PAUSED, CANCELLED, EXPIRED, FAILED, UNKNOWN."),
        new Spoiled(
            SKIP,
            "{\"date\": $seen.next_billing_date}",
            "{\n            \"date\": $seen.next_billing\n          }",
            "            \"date\":",
            "the action skip: sends: write $seen.status or $seen.next_billing_date; nothing else is"
                + " known of what the agent saw."),
        new Spoiled(
            SKIP,
            ".type == \"SKIP\"\n",
            ".type == \"SKIP\"\n            and test(.order_date \"^2\")\n",
            "            and test(",
            "the action skip: event: this is not JSLT: \"^2\" can't stand there; write what is"
                + " missing before it, such as a comma, or leave it out."),
        new Spoiled(
            SKIP,
            "wanted: .status == \"ACTIVE\" and",
            "wanted: def again(x) again($x) again(1) and",
            "        wanted:",
            "the action skip: wanted: the function again calls itself, and might never end; write it"
                + " without that."),
        new Spoiled(
            "routes/follow-ups/slack.camel.yaml",
            "            \"text\": plain(",
            "            \"text\": palin(",
            "            \"text\":",
            "the follow-up slack: sends: there is no function palin; write one of JSLT's, or"
                + " day-in-words, time-in-words."),
        new Spoiled(
            SKIP,
            "    - name: skip",
            "    - name: skipp",
            "    - name: skipp",
            "the action skipp: there is no route action-skipp."),
        new Spoiled(
            SKIP,
            "id: skip-change",
            "id: skip-in-smartrr",
            "id: skip-in-smartrr\n            description: Change",
            "the step 'skip-in-smartrr' stands in line 15, too; each needs a name of its own."),
        new Spoiled(
            SKIP,
            "name: action-skip",
            "name: action-pause",
            "      uri: direct",
            "the route 'action-skip' begins with direct:action-pause, and so does the route"
                + " 'action-pause' (routes/actions/pause.camel.yaml, line 9); only one may: give"
                + " one another name."));
  }

  private static List<Spoiled> doors() {
    return List.of(
        new Spoiled(
            PRESS,
            "path: /gorgias/{store}/actions",
            "path: /hook/{store}/actions",
            "      uri: platform-http",
            "No front door can stand at /hook/{store}/actions/{action}: use a path below"
                + " /gorgias/{store}/, which the store's secret guards."),
        new Spoiled(
            PRESS,
            "        httpMethodRestrict: POST\n",
            "",
            "      uri: platform-http",
            "the door of the route 'press' takes every verb; write below its parameters"
                + " httpMethodRestrict: POST, or GET,POST."));
  }

  private static List<Spoiled> calls() {
    String call = "        - to:\n            id: read-call";
    String url = "httpUri: \"{{smartrr.url}}\"";
    String change = "Make a change to one subscription at Smartrr\n    routeConfigurationId: ";
    return List.of(
        new Spoiled(
            SMARTRR,
            change + "once",
            change + "read-repeated",
            "    routeConfigurationId: read-repeated\n    from:\n      id: change-asked",
            "the route 'smartrr-change' makes a write, and its error policy"
                + " (routes/error-policy.camel.yaml, line 7) would send it again; write"
                + " routeConfigurationId: once."),
        new Spoiled(
            POLICY,
            "          id: once-failure\n",
            "          id: once-failure\n          retryWhile:\n            simple: \"true\"\n",
            "      - onException:\n          id: once-failure",
            "this policy repeats what failed, and holds for routes with a write (action-cancel,"
                + " action-pause, action-set-next-billing-date, …), which would be sent again;"
                + " write maximumRedeliveries: 0."),
        new Spoiled(
            SKIP,
            "    routeConfigurationId: once\n",
            """
                routeConfigurationId: once
                errorHandler:
                  defaultErrorHandler:
                    redeliveryPolicy:
                      maximumRedeliveries: 3
            """,
            "    routeConfigurationId: once",
            "the route 'action-skip' makes a write, and its error policy"
                + " (routes/actions/skip.camel.yaml, line 3, errorHandler) would send it again;"
                + " write routeConfigurationId: once."),
        new Spoiled(
            SMARTRR, url, "httpUri: https://evil.example", call, unconfigured("evil.example")),
        new Spoiled(
            SMARTRR,
            url,
            "httpUri: \"{{x:evil.example}}\"",
            call,
            unconfigured("{{x:evil.example}}")),
        new Spoiled(
            SMARTRR,
            url,
            "httpUri: \"{{smartrr.urll}}\"",
            call,
            "there is no setting 'smartrr.urll'; declare it in application.properties, with the"
                + " address that is to be called."),
        new Spoiled(
            SMARTRR,
            url,
            url + "\n              responseTimeout: \"600000\"",
            call,
            "a call can't set responseTimeout for itself; leave it out: camel.component.https.* in"
                + " application.properties bounds all calls."),
        new Spoiled(
            SMARTRR,
            "uri: https",
            "uri: http",
            call,
            "nothing bounds the time and the size of a call by 'http'; write uri: https, which"
                + " takes addresses that begin with http://, too."),
        new Spoiled(
            SMARTRR,
            "/vendor/selling-plan-group",
            "/vendor/customer/${variable.customer}/cc%2570A",
            "cc%2570A",
            "'/vendor/customer/${variable.customer}/cc%2570A' is a path of Smartrr's that is never"
                + " called: it deletes a customer's data, even by GET; take it out."),
        new Spoiled(
            SMARTRR,
            "/vendor/selling-plan-group",
            "/vendor/Smartrr%2Dapi-token",
            "Smartrr%2Dapi-token",
            "'/vendor/Smartrr%2Dapi-token' is a path of Smartrr's that is never called: it answers"
                + " with every token of the shop; take it out."),
        new Spoiled(
            SMARTRR,
            "/vendor/selling-plan-group",
            "/vendor/purchase-state/BULK/skip",
            "BULK",
            "'/vendor/purchase-state/BULK/skip' is a path of Smartrr's that is never called: it"
                + " changes every subscription at once; take it out."));
  }

  private static String unconfigured(String address) {
    return "'"
        + address
        + "' names a host that isn't configured; write a setting in its place, as {{smartrr.url}},"
        + " and declare that in application.properties.";
  }

  @Test
  void files_asShipped_haveNoMistake() {
    RouteCheck.Result result = check();

    assertEquals(List.of(), result.mistakes());
    assertEquals(List.of(), result.remarks());
    assertEquals(files.size(), result.files());
  }

  @ParameterizedTest
  @MethodSource("spoiled")
  void file_withAMistake_isToldWithItsLine(Spoiled spoiled) {
    edit(spoiled.file(), spoiled.good(), spoiled.bad());

    assertEquals(
        spoiled.file() + ", line " + line(spoiled.file(), spoiled.at()) + ": " + spoiled.said(),
        mistakes().get(0));
  }

  /** The step is where a person looks, and no other line. */
  private int line(String file, String at) {
    String text = text(file);
    int start = text.indexOf(at);
    assertTrue(start >= 0, at);
    return (int) text.substring(0, start).lines().count()
        + (start == 0 || text.charAt(start - 1) == '\n' ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- to:\n    id: own-call\n",
        "- toD:\n    id: own-call\n",
        "- wireTap:\n    id: own-call\n",
        "- doTry:\n    steps:\n      - to:\n          id: own-call\n",
        "- doTry:\n    steps: []\n    doFinally:\n      steps:\n      - to:\n          id: own-call\n",
        "- circuitBreaker:\n    onFallback:\n      steps:\n        - to:\n            id: own-call\n",
        "- choice:\n    otherwise:\n      steps:\n        - to:\n            id: own-call\n",
        "- multicast:\n    steps:\n      - to:\n          id: own-call\n"
      })
  void call_wherever_isFound(String step) {
    int column = step.indexOf("id: own-call") - step.lastIndexOf('\n', step.indexOf("id: own")) - 1;
    files.put(OWN, own(step + " ".repeat(column) + "uri: https://evil.example/x\n"));

    String first = mistakes().get(0);
    assertTrue(first.startsWith(OWN + ", line "), first);
    assertTrue(first.endsWith(unconfigured("evil.example/x")), first);
  }

  /**
   * A file of an integrator's own, and what is said of it.
   *
   * @param at the line, counted from 1
   */
  private record Own(String text, int at, String said) {
    @Override
    public String toString() {
      return said;
    }
  }

  static List<Own> own() {
    String route = "- route:\n    id: own\n    from: {uri: direct:own, steps: [{to: %s}]}\n";
    String toWrite = route.formatted("direct:smartrr-change");
    String leads = "the route 'own' leads to a write, by the route 'smartrr-change', and its error";
    return List.of(
        new Own(
            "- errorHandler:\n    deadLetterChannel: {deadLetterUri: log:x}\n",
            1,
            "this would handle the errors of all routes, the server's own among them; write a"
                + " routeConfiguration with an id, and name it by routeConfigurationId."),
        new Own(
            "- routeConfiguration:\n    onException: []\n",
            1,
            "a routeConfiguration without an id holds for every route that names none; write an"
                + " id, and name it by routeConfigurationId."),
        new Own(
            "- rest:\n    get:\n      - {path: x, to: direct:own}\n",
            1,
            "nothing guards a door of 'rest'; write a route with uri: platform-http."),
        new Own("kind: Integration\n", 1, "this isn't a list; begin with '- route:'."),
        new Own(
            "- onException: {exception: [java.io.IOException], redeliveryPolicy: {maximumRedeliveries: 1}}\n"
                + toWrite,
            2,
            leads
                + " policy (routes/own.camel.yaml) would send it again; write"
                + " routeConfigurationId: once."),
        new Own(
            toWrite.replace("    from", "    routeConfigurationId: read*\n    from"),
            3,
            leads
                + " policy (routes/error-policy.camel.yaml, line 7) would send it again; write"
                + " routeConfigurationId: once."),
        new Own(
            route
                .replace("to:", "toD:")
                .formatted("'direct:action-${variable.action}'")
                .replace("    from", "    routeConfigurationId: read-repeated\n    from"),
            3,
            "the route 'own' leads to a write, by the route 'action-cancel', and its error policy"
                + " (routes/error-policy.camel.yaml, line 7) would send it again; write"
                + " routeConfigurationId: once."),
        new Own(
            "- interceptFrom:\n    steps: [{to: https://evil.example}]\n"
                + route.formatted("log:x"),
            2,
            unconfigured("evil.example")),
        new Own(
            "- routeTemplate:\n    id: own\n    from: {uri: direct:x, steps: [{to: https:evil.example}]}\n",
            3,
            unconfigured("evil.example")),
        new Own(route.formatted("'https:${header.host}'"), 3, unconfigured("${header.host}")),
        new Own(
            route.formatted("'https:{{proxy.url}}'"),
            3,
            "the setting 'proxy.url' is empty; set it to the address that is to be called."),
        new Own(
            route.formatted("'{{public.url}}'"),
            3,
            "nothing bounds the time and the size of a call by 'http'; write uri: https, which"
                + " takes addresses that begin with http://, too."),
        new Own(
            route
                .replace(
                    "direct:own", "'platform-http:/gorgias/{store}/widget?httpMethodRestrict=PUT'")
                .formatted("log:x"),
            3,
            "the route 'own' begins with platform-http:/gorgias/{store}/widget, and so does the"
                + " route 'lookup' (routes/lookup.camel.yaml, line 12); only one may: give one"
                + " another name."));
  }

  @ParameterizedTest
  @MethodSource("own")
  void ownFile_withWhatEndangersOthers_isToldWithItsLine(Own own) {
    files.put(OWN, own.text());

    assertEquals(OWN + ", line " + own.at() + ": " + own.said(), mistakes().get(0));
  }

  @Test
  void policy_ofWrites_mayNotRepeat() {
    String text = text(POLICY);
    int last = text.lastIndexOf("maximumRedeliveries: 0");
    files.put(
        POLICY, text.substring(0, last) + "maximumRedeliveries: \"{{smartrr.read.retries}}\"\n");

    assertEquals(
        List.of(
            POLICY
                + ", line 48: this policy repeats what failed, and holds for routes with a write"
                + " (action-cancel, action-pause, action-set-next-billing-date, …), which would be"
                + " sent again; write maximumRedeliveries: 0."),
        mistakes());
  }

  @Test
  void address_inAHeader_isToldToo() {
    files.put(
        OWN,
        own(
            """
            - setHeader:
                id: own-address
                name: CamelHttpUri
                expression:
                  simple:
                    expression: https://evil.example
            """));

    assertEquals(List.of(OWN + ", line 9: " + unconfigured("evil.example")), mistakes());
  }

  @Test
  void component_ofTheIntegratorsChoice_isTaken() {
    files.put(
        OWN,
        own(
            """
            - to:
                id: own-log
                uri: log
                parameters:
                  loggerName: own
            """
                + CALL_ELSEWHERE));

    assertEquals(List.of(), mistakes());
  }

  @Test
  void write_atNoPartner_mayBeRepeated() {
    files.put(OWN, repeated(own(CALL_ELSEWHERE)));

    assertEquals(List.of(), mistakes());
  }

  @Test
  void route_thatLeadsToAWrite_mayNotBeRepeated() {
    files.put(
        OWN,
        repeated(
            own(
                """
                - to:
                    id: own-call
                    uri: direct
                    parameters:
                      name: smartrr-change
                """)));

    assertEquals(
        List.of(
            OWN
                + ", line 3: the route 'own' leads to a write, by the route 'smartrr-change', and"
                + " its error policy (routes/error-policy.camel.yaml, line 7) would send it again;"
                + " write routeConfigurationId: once."),
        mistakes());
  }

  /** A route file with these steps. */
  private static String own(String steps) {
    return """
        - route:
            id: own
            from:
              id: own-asked
              uri: direct
              parameters:
                name: own
              steps:
        """
        + steps.indent(8);
  }

  private static String repeated(String file) {
    return file.replace("    from:", "    routeConfigurationId: read-repeated\n    from:");
  }

  @Test
  void file_withTwoMistakesAndAnotherWithOne_areAllTold() {
    edit(SKIP, "name: smartrr-change", "name: nobody");
    edit(LOOKUP, "ref: widgetShape", "ref: nothing");
    edit(LOOKUP, "ref: pressTokens", "ref: nothing");
    edit(PRESS, "ref: pressCheck", "ref: nothing");

    List<String> mistakes = mistakes();
    assertEquals(3, mistakes.size(), mistakes::toString);
  }

  @Test
  void file_withAByteTooMany_isToldWithItsSize() {
    files.put(SMARTRR, text(SMARTRR) + "#".repeat(10_000_000));

    assertEquals(
        List.of(
            SMARTRR
                + ": it has 11 MB, and a route file may have 1 MB; take out what isn't a route, or"
                + " cut it up."),
        mistakes());
  }

  @Test
  void file_halfWritten_isTold() {
    String whole = text(SKIP);
    for (int end = 0; end < whole.indexOf("        sends:"); end += 97) {
      files.put(SKIP, whole.substring(0, end));

      List<String> mistakes = mistakes();
      assertTrue(
          mistakes.stream().anyMatch(mistake -> mistake.startsWith(SKIP)), end + ": " + mistakes);
    }
  }

  @Test
  void file_thatIsNoList_isTold() {
    files.put(SKIP, "a: b\n");

    assertEquals(List.of(SKIP + ", line 1: this isn't a list; begin with '- route:'."), mistakes());
  }

  @Test
  void file_copied_isToldOnce() {
    files.put("routes/actions/skip copy.camel.yaml", text(SKIP));

    assertEquals(
        List.of(
            SKIP
                + ", line 4: the route 'action-skip' stands in routes/actions/skip copy.camel.yaml,"
                + " line 4, too; each needs a name of its own. Where a file was copied, remove"
                + " one."),
        mistakes());
  }

  @Test
  void routes_thatTheServerNeeds_areMissed() {
    files.remove("routes/follow-ups/note.camel.yaml");

    assertTrue(
        mistakes()
            .contains(
                "There is no route that begins with direct:follow-up-note; it comes with"
                    + " routes/follow-ups/note.camel.yaml: put that file back, or see whether"
                    + " camel.main.routes-include-pattern names it."));
  }

  @Test
  void check_again_leavesNothingBehind() {
    int threads = Thread.activeCount();
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), mistakes());
    }
    assertTrue(Thread.activeCount() <= threads + 1, "threads are left");
  }

  private void edit(String file, String good, String bad) {
    String text = text(file);
    assertTrue(text.contains(good), "nothing is spoiled: " + good);
    files.put(file, text.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad)));
  }

  private String text(String file) {
    return Objects.requireNonNull(files.get(file));
  }

  private List<String> mistakes() {
    return check().mistakes();
  }

  private RouteCheck.Result check() {
    List<Resource> all = new ArrayList<>();
    files.forEach(
        (name, text) ->
            all.add(
                ResourceHelper.fromBytes("file:" + name, text.getBytes(StandardCharsets.UTF_8))));
    return new RouteCheck(
            Settings.read(Path.of("application.properties"), Map.of()), Server.beans())
        .check(all);
  }
}
