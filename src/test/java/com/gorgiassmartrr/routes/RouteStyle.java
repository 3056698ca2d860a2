package com.gorgiassmartrr.routes;

import com.gorgiassmartrr.routes.RouteFile.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * How the route files that are shipped are written, so that a person reads each in a minute and
 * Kaoto saves it unchanged. What protects is the server's own check.
 */
final class RouteStyle {
  /** The file that settings are declared in, in violations. */
  static final String SETTINGS_FILE = "application.properties";

  /** The file that lists the routes, in violations. */
  static final String ROUTES_PAGE = "src/docs/routes.md";

  private static final String SUFFIX = ".camel.yaml";
  private static final String POLICY_FILE = "error-policy" + SUFFIX;
  private static final Set<String> CONNECTOR_FILES =
      Set.of("connect" + SUFFIX, "gorgias" + SUFFIX, "receiver" + SUFFIX, "smartrr" + SUFFIX);
  private static final String ACTIONS = "actions/";
  private static final String FOLLOW_UPS = "follow-ups/";

  private static final Set<String> COMPONENTS =
      Set.of("caffeine-cache", "direct", "https", "platform-http", "scheduler");
  private static final Set<String> CALLS = Set.of("http", "https");
  private static final Set<String> KEYWORDS =
      Set.of(
          "bean",
          "choice",
          "doCatch",
          "doTry",
          "filter",
          "from",
          "log",
          "marshal",
          "onException",
          "onWhen",
          "otherwise",
          "process",
          "removeHeader",
          "removeHeaders",
          "removeVariable",
          "route",
          "routeConfiguration",
          "setBody",
          "setHeader",
          "setVariable",
          "split",
          "stop",
          "to",
          "toD",
          "unmarshal",
          "validate",
          "when");
  private static final Set<String> LANGUAGES = Set.of("constant", "simple");
  private static final Set<String> DATA_FORMATS = Set.of("json");

  /** Languages whose name is no step's option, and so is a short form when it is a step's field. */
  private static final Set<String> SHORT_FORMS =
      Set.of(
          "constant",
          "csimple",
          "exchangeProperty",
          "groovy",
          "java",
          "joor",
          "jq",
          "js",
          "jsonpath",
          "mvel",
          "ognl",
          "python",
          "simple",
          "spel",
          "tokenize",
          "xpath",
          "xquery");

  private static final List<String> FIRST_FIELDS = List.of("id", "description");
  private static final List<String> LAST_FIELDS =
      List.of("from", "uri", "parameters", "expression", "when", "otherwise", "doCatch", "steps");
  private static final List<String> POLICY_FIELDS =
      List.of("id", "description", "note", "onException");
  private static final List<String> BEAN_FIELDS = List.of("name", "type", "properties");
  private static final List<String> ENTITY_ORDER = List.of("routeConfiguration", "route", "beans");

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern EDITORS_ID = Pattern.compile(".*-\\d{3,}");
  private static final int LONGEST_COLUMN = 80;
  private static final int LONGEST_ROUTE_DESCRIPTION = 60;

  /** Where Camel's message history cuts "route/step". */
  private static final int LONGEST_PATH = 30;

  /** The names of calls and of actions are given by what they do, and leave less for the step. */
  private static final int LONGEST_PATH_OF_CALL = 48;

  private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");
  private static final Pattern TOLD = Pattern.compile("\\$settings\\.([a-z][a-z0-9-]*)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");
  private static final Pattern ADDRESS =
      Pattern.compile("://|\\blocalhost\\b|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b");
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?i:bearer|basic) \\w|(?=[\\w+=-]*\\d)(?=[\\w+=-]*[A-Za-z])[A-Za-z0-9+=_-]{24,}");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)authorization|.*(token|secret|password|api-?key)");
  private static final Pattern VALUE = Pattern.compile("\\$\\{|\\{\\{");
  private static final Pattern TUNED_NAME =
      Pattern.compile("(?i).*(redeliver|delay|timeout|period|interval|retries|attempts|backoff).*");
  private static final Pattern AMOUNT = Pattern.compile("\\d+(\\.\\d+)?\\s*[a-z]*");
  private static final Pattern CODE = Pattern.compile("\\$\\{(bean|ref|type|script|groovy)[:.]");

  private final Map<String, RouteFile> files = new TreeMap<>();
  private final Set<String> settings;
  private final Set<String> literals;
  private final @Nullable String routesPage;

  /** A rule; its words are what a file does that keeps it. */
  enum Rule {
    FILE_NAMES("is named after its first route"),
    IDS("gives every route and step an id"),
    DESCRIPTIONS("says of every route and step what it is for"),
    CANONICAL("is written in the long form"),
    COMMENTS("has comments only at its beginning"),
    LAYOUT("is laid out as Kaoto saves it"),
    SETTINGS("uses declared settings, and every setting is used"),
    LITERALS("holds no address, token or number of its own"),
    CALL_POLICIES("names the error policy of every call"),
    SCRUBBING("lets no header through to a partner"),
    DIRECT("has no route that nobody calls"),
    ALLOWED("uses only what a reader is expected to know"),
    POLICIES("has error policies only in their own file"),
    LISTED("is in the tables of routes.md");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The style of these files together.
   *
   * @param texts the route files by their path in the folder {@code routes}
   * @param settings the keys of {@code application.properties}
   * @param literals what stands between quotation marks in the server's Java code
   * @param routesPage the text of {@code routes.md}
   */
  RouteStyle(
      Map<String, String> texts,
      Set<String> settings,
      Set<String> literals,
      @Nullable String routesPage) {
    texts.forEach((path, text) -> files.put(path, RouteFile.read(path, text)));
    this.settings = settings;
    this.literals = literals;
    this.routesPage = routesPage;
  }

  /** Every violation of a rule: its file, the id, what is wrong, and what to write instead. */
  List<String> violations(Rule rule) {
    Findings findings = new Findings();
    switch (rule) {
      case SETTINGS -> checkSettings(findings);
      case DIRECT -> checkDirect(findings);
      case LISTED -> checkListed(findings);
      case IDS -> checkIds(findings);
      default -> files.values().forEach(file -> check(rule, file, findings));
    }
    return findings.all;
  }

  private void check(Rule rule, RouteFile file, Findings findings) {
    switch (rule) {
      case FILE_NAMES -> checkFileName(file, findings);
      case DESCRIPTIONS -> file.parts().forEach(part -> checkDescription(file, part, findings));
      case CANONICAL -> checkCanonical(file, findings);
      case COMMENTS -> checkComments(file, findings);
      case LAYOUT -> checkLayout(file, findings);
      case LITERALS -> checkLiterals(file, findings);
      case CALL_POLICIES -> checkCallPolicies(file, findings);
      case SCRUBBING -> checkScrubbing(file, findings);
      case ALLOWED -> checkAllowed(file, findings);
      case POLICIES -> checkPolicies(file, findings);
      default -> throw new IllegalArgumentException("It is a rule for all files: " + rule.name());
    }
  }

  private static void checkFileName(RouteFile file, Findings findings) {
    String path = file.path();
    if (!path.endsWith(SUFFIX)) {
      findings.add(path, "the file", "would not be loaded", "name it *" + SUFFIX);
      return;
    }
    if (holdsMany(file)) {
      return;
    }
    String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
    String expected =
        path.startsWith(ACTIONS)
            ? "action-" + name
            : path.startsWith(FOLLOW_UPS)
                ? "follow-up-" + name
                : path.equals("follow-up" + SUFFIX) ? "follow-up-due" : name;
    String first = file.parts("route").stream().map(Part::id).findFirst().orElse("");
    if (!first.equals(expected)) {
      findings.add(
          path, first, "the first route's id is not the file's name", "name the id " + expected);
    }
  }

  private void checkIds(Findings findings) {
    for (RouteFile file : files.values()) {
      for (Part part : file.parts()) {
        String id = part.id();
        if (id.isEmpty()) {
          findings.add(
              file.path(), part.label(), "has no id", "write one, it is in every log line");
          continue;
        }
        if (!ID.matcher(id).matches()) {
          findings.add(file.path(), id, "the id is not kebab-case", "write it like lookup-answer");
        }
        if (EDITORS_ID.matcher(id).matches()) {
          findings.add(file.path(), id, "the id is an editor's", "write what the step does");
        }
      }
      checkIdLengths(file, findings);
    }
  }

  private static void checkIdLengths(RouteFile file, Findings findings) {
    boolean call =
        CONNECTOR_FILES.contains(file.path())
            || file.path().startsWith(ACTIONS)
            || file.path().startsWith(FOLLOW_UPS);
    int longest = call ? LONGEST_PATH_OF_CALL : LONGEST_PATH;
    Set<String> routes = file.parts("route").stream().map(Part::id).collect(Collectors.toSet());
    for (Part part : file.parts()) {
      String path = part.owner() + "/" + part.id();
      if (routes.contains(part.owner())
          && !part.kind().equals("route")
          && path.length() > longest) {
        findings.add(
            file.path(),
            part.id(),
            "logs show " + path + ", " + path.length() + " characters",
            "shorten the ids to " + longest + " together");
      }
    }
  }

  private static void checkDescription(RouteFile file, Part part, Findings findings) {
    if (part.kind().equals("onWhen")) {
      return;
    }
    String description = part.field("description");
    if (description.isBlank()) {
      findings.add(file.path(), part.label(), "has no description", "write what it is for");
      return;
    }
    if (description.endsWith(".")) {
      findings.add(file.path(), part.label(), "the description ends with a full stop", "drop it");
    }
    if (!Character.isUpperCase(description.charAt(0))) {
      findings.add(
          file.path(), part.label(), "the description begins small", "begin with a capital");
    }
    boolean entity = part.kind().equals("route") || part.kind().equals("routeConfiguration");
    int words = description.trim().split("\\s+").length;
    if (entity && description.length() > LONGEST_ROUTE_DESCRIPTION) {
      findings.add(
          file.path(),
          part.label(),
          "the description has " + description.length() + " characters",
          "write at most " + LONGEST_ROUTE_DESCRIPTION);
    } else if (!entity && (words < 2 || words > 6)) {
      findings.add(
          file.path(),
          part.label(),
          "the description has " + words + " words",
          "write 2 to 6, it is Kaoto's label");
    }
  }

  private static void checkCanonical(RouteFile file, Findings findings) {
    file.oddities()
        .forEach(odd -> findings.add(file.path(), odd.where(), odd.problem(), odd.instead()));
    for (Part part : file.parts()) {
      String uri = part.field("uri");
      if ((part.kind().equals("from") || part.kind().equals("to"))
          && !uri.matches("[a-z][a-z0-9-]*")) {
        findings.add(
            file.path(),
            part.label(),
            "the uri is '" + uri + "'",
            "write the component's name only and the rest below 'parameters:'");
      }
      if (uri.equals("direct") && part.parameter("name").isEmpty()) {
        findings.add(
            file.path(), part.label(), "names no route", "write 'parameters:', below it 'name:'");
      }
      for (String field : part.fields().keySet()) {
        if (SHORT_FORMS.contains(field)) {
          findings.add(
              file.path(),
              part.label(),
              "has '" + field + ":' as its field",
              "write 'expression:', below it '" + field + ":', below it 'expression:'");
        }
      }
      if (part.fields().containsKey("expression")) {
        checkExpression(file, part, findings);
      }
    }
  }

  private static void checkExpression(RouteFile file, Part part, Findings findings) {
    Map<String, Object> expression = part.map("expression");
    boolean isLong =
        expression.size() == 1
            && expression.values().stream()
                .allMatch(language -> RouteFile.map(language).get("expression") instanceof String);
    if (!isLong) {
      findings.add(
          file.path(),
          part.label(),
          "the expression is a short form",
          "write 'expression:', below it the language, below it 'expression:'");
    }
  }

  private static void checkComments(RouteFile file, Findings findings) {
    boolean begun = false;
    for (Event event : events(file.text())) {
      if (event instanceof MappingStartEvent) {
        begun = true;
      } else if (begun
          && event instanceof CommentEvent comment
          && comment.getCommentType() != CommentType.BLANK_LINE) {
        findings.add(
            file.path(),
            "line " + line(event),
            "is a comment that Kaoto drops:" + comment.getValue(),
            "write it as a description, or above the first line");
      }
    }
  }

  private static void checkLayout(RouteFile file, Findings findings) {
    String path = file.path();
    List<String> ordered =
        file.entities().stream()
            .sorted((a, b) -> ENTITY_ORDER.indexOf(a) - ENTITY_ORDER.indexOf(b))
            .toList();
    if (!ordered.equals(file.entities())) {
      findings.add(
          path, "the file", "has " + file.entities(), "write them in the order " + ENTITY_ORDER);
    }
    for (Part part : file.parts()) {
      checkFieldOrder(path, part.label(), part.fields(), FIRST_FIELDS, findings);
    }
    for (Map<String, Object> bean : file.beans()) {
      checkFieldOrder(path, "bean " + bean.get("name"), bean, BEAN_FIELDS, findings);
    }
    int number = 0;
    for (String line : file.text().lines().toList()) {
      number++;
      String content = line.strip().replaceFirst("^(- )?[\\w-]+: ", "");
      if (line.length() > LONGEST_COLUMN && !line.startsWith("#") && content.contains(" ")) {
        findings.add(
            path,
            "line " + number,
            "is longer than " + LONGEST_COLUMN + " columns, Kaoto would fold it",
            "shorten it or write a block with '|'");
      }
    }
    for (Event event : events(file.text())) {
      if (event instanceof ScalarEvent scalar) {
        checkQuotes(path, scalar, findings);
      }
    }
  }

  private static void checkFieldOrder(
      String path,
      String label,
      Map<String, Object> fields,
      List<String> first,
      Findings findings) {
    List<String> actual = List.copyOf(fields.keySet());
    List<String> expected = new ArrayList<>(first);
    expected.retainAll(actual);
    actual.stream()
        .filter(field -> !first.contains(field) && !LAST_FIELDS.contains(field))
        .forEach(expected::add);
    LAST_FIELDS.stream().filter(actual::contains).forEach(expected::add);
    if (!actual.equals(expected)) {
      findings.add(path, label, "has its fields in the order " + actual, "write " + expected);
    }
  }

  private static void checkQuotes(String path, ScalarEvent scalar, Findings findings) {
    String value = scalar.getValue();
    String where = "line " + line(scalar);
    if (scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED && !value.contains("\"")) {
      findings.add(path, where, "has single quotes", "write double ones, as Kaoto does");
    } else if (isQuoted(scalar) && isTextWithoutQuotes(value)) {
      findings.add(path, where, "has quotes that YAML doesn't need", "write " + value);
    } else if (scalar.getScalarStyle() == ScalarStyle.FOLDED && !value.strip().contains(" ")) {
      findings.add(path, where, "is a folded block without a blank", "write it in one line");
    }
  }

  private static boolean isQuoted(ScalarEvent scalar) {
    return scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED
        || scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED;
  }

  private static boolean isTextWithoutQuotes(String value) {
    if (value.matches("(?i)y|n|yes|no|on|off|null|~|[\\d:.,_+-]*")) {
      return false;
    }
    try {
      Object plain = new Load(LoadSettings.builder().build()).loadFromString("key: " + value);
      return plain instanceof Map<?, ?> map && value.equals(map.get("key"));
    } catch (YamlEngineException e) {
      return false;
    }
  }

  private void checkSettings(Findings findings) {
    Set<String> used = new TreeSet<>(literals);
    for (RouteFile file : files.values()) {
      Matcher matcher = PLACEHOLDER.matcher(file.text());
      while (matcher.find()) {
        checkSetting(file, "{{" + matcher.group(1) + "}}", matcher.group(1), used, findings);
      }
      for (Map<String, Object> bean : file.beans()) {
        checkSettingsOfFollowUp(file, bean, used, findings);
      }
    }
    settings.stream()
        .filter(key -> !key.startsWith("camel.") && !used.contains(key))
        .forEach(key -> findings.add(SETTINGS_FILE, key, "is used nowhere", "remove it"));
  }

  private void checkSetting(
      RouteFile file, String where, String key, Set<String> used, Findings findings) {
    used.add(key);
    if (!settings.contains(key)) {
      findings.add(
          file.path(),
          where,
          "is not declared",
          "declare it with its default and a comment in " + SETTINGS_FILE);
    }
  }

  /** A follow-up names settings in its bean, and is told those that begin with its name. */
  private void checkSettingsOfFollowUp(
      RouteFile file, Map<String, Object> bean, Set<String> used, Findings findings) {
    if (!file.path().startsWith(FOLLOW_UPS)) {
      return;
    }
    Map<String, Object> properties = RouteFile.map(bean.get("properties"));
    Matcher named = SETTING.matcher(properties.get("enabledBy") + " " + properties.get("write"));
    while (named.find()) {
      checkSetting(file, named.group(), named.group(), used, findings);
    }
    String sends = String.valueOf(properties.get("sends"));
    Matcher told = TOLD.matcher(sends);
    while (told.find()) {
      String key = bean.get("name") + "." + told.group(1);
      checkSetting(file, key, key, used, findings);
    }
  }

  private static void checkLiterals(RouteFile file, Findings findings) {
    file.parts().forEach(part -> checkLiterals(file, part, findings));
    for (Map<String, Object> bean : file.beans()) {
      checkLiterals(file, new Part("bean", String.valueOf(bean.get("name")), bean), findings);
    }
  }

  private static void checkLiterals(RouteFile file, Part part, Findings findings) {
    part.fields().forEach((name, value) -> checkLiteral(file, part, name, value, findings));
    String expression =
        part.map("expression").values().stream()
            .map(language -> String.valueOf(RouteFile.map(language).get("expression")))
            .findFirst()
            .orElse("{{}}");
    if (SECRET_NAME.matcher(part.field("name")).matches() && !VALUE.matcher(expression).find()) {
      findings.add(
          file.path(),
          part.label(),
          "sets " + part.field("name") + " to a literal",
          "leave it to the bean that knows the store");
    }
  }

  private static void checkLiteral(
      RouteFile file, Part part, String name, Object value, Findings findings) {
    if (value instanceof Map<?, ?>) {
      if (!name.equals("from") && !name.equals("otherwise") && !name.equals("onWhen")) {
        RouteFile.map(value)
            .forEach((inner, field) -> checkLiteral(file, part, inner, field, findings));
      }
      return;
    }
    if (!(value instanceof String text)
        || name.equals("description")
        || name.equals("note")
        || name.equals("id")) {
      return;
    }
    if (ADDRESS.matcher(text).find()) {
      findings.add(file.path(), part.label(), name + " holds an address", "write {{...}}");
    }
    if (TOKEN.matcher(PLACEHOLDER.matcher(text).replaceAll("")).find()) {
      findings.add(
          file.path(), part.label(), name + " may hold a token", "set it in the environment");
    }
    if (TUNED_NAME.matcher(name).matches() && AMOUNT.matcher(text).matches() && !text.equals("0")) {
      findings.add(
          file.path(),
          part.label(),
          name + " is the number " + text,
          "write {{...}} and declare it in " + SETTINGS_FILE);
    }
  }

  private void checkCallPolicies(RouteFile file, Findings findings) {
    Set<String> policies =
        files.values().stream()
            .flatMap(each -> each.parts("routeConfiguration").stream())
            .map(Part::id)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Part route : file.parts("route")) {
      String policy = route.field("routeConfigurationId");
      boolean calls =
          file.parts().stream()
              .anyMatch(
                  part ->
                      part.owner().equals(route.id())
                          && part.kind().equals("to")
                          && CALLS.contains(part.field("uri")));
      if (calls && policy.isEmpty()) {
        findings.add(
            file.path(),
            route.id(),
            "calls a partner without an error policy; the caller's does not count",
            "write 'routeConfigurationId:' with one of " + policies);
      }
    }
  }

  private static void checkScrubbing(RouteFile file, Findings findings) {
    if (!CONNECTOR_FILES.contains(file.path())) {
      file.parts("to").stream()
          .filter(step -> CALLS.contains(step.field("uri")))
          .forEach(
              step ->
                  findings.add(
                      file.path(),
                      step.label(),
                      "calls a partner outside of " + new TreeSet<>(CONNECTOR_FILES),
                      "call a route of these by direct"));
      return;
    }
    for (Part route : file.parts("route")) {
      if (route.id().endsWith("-read") || route.id().endsWith("-write")) {
        continue;
      }
      Part first =
          file.parts().stream()
              .filter(part -> part.owner().equals(route.id()))
              .dropWhile(part -> part.kind().equals("route") || part.kind().equals("from"))
              .findFirst()
              .orElse(route);
      if (!first.kind().equals("removeHeaders")
          || !first.field("pattern").equals("*")
          || !first.field("excludePattern").equals("CamelRedelivery*")) {
        findings.add(
            file.path(),
            route.id(),
            "does not begin without headers",
            "begin with removeHeaders, pattern \"*\", excludePattern CamelRedelivery* (without"
                + " which a repeated call never ends)");
      }
    }
  }

  private void checkDirect(Findings findings) {
    Set<String> called = new TreeSet<>();
    for (RouteFile file : files.values()) {
      file.parts("to").stream()
          .filter(step -> step.field("uri").equals("direct"))
          .forEach(step -> called.add(step.parameter("name")));
    }
    for (RouteFile file : files.values()) {
      for (Part route : file.parts("route")) {
        if (file.from(route).field("uri").equals("direct")) {
          checkDirectRoute(file, route, called, findings);
        }
      }
    }
  }

  private void checkDirectRoute(RouteFile file, Part route, Set<String> called, Findings findings) {
    String name = file.from(route).parameter("name");
    if (!name.equals(route.id())) {
      findings.add(
          file.path(), route.id(), "is called by '" + name + "'", "name it as the route's id");
    }
    boolean button = file.path().startsWith(ACTIONS) && route.id().startsWith("action-");
    boolean followUp = file.path().startsWith(FOLLOW_UPS) && route.id().startsWith("follow-up-");
    if (!button
        && !followUp
        && !called.contains(name)
        && !literals.contains(name)
        && !literals.contains("direct:" + name)) {
      findings.add(file.path(), route.id(), "is called by nobody", "call it or remove it");
    }
  }

  private static void checkAllowed(RouteFile file, Findings findings) {
    file.parts().forEach(part -> checkAllowed(file, part, findings));
    for (Map<String, Object> bean : file.beans()) {
      if (!BEAN_FIELDS.containsAll(bean.keySet())) {
        findings.add(
            file.path(),
            "bean " + bean.get("name"),
            "has the fields " + bean.keySet(),
            "write only " + BEAN_FIELDS);
      }
    }
  }

  private static void checkAllowed(RouteFile file, Part part, Findings findings) {
    String path = file.path();
    Set<String> keywords = new TreeSet<>(KEYWORDS);
    if (!keywords.contains(part.kind())) {
      findings.add(path, part.label(), "uses " + part.kind(), "use one of " + keywords);
    }
    String uri = part.field("uri");
    if (!uri.isEmpty() && !COMPONENTS.contains(uri)) {
      findings.add(path, part.label(), "uses " + uri, "use one of " + new TreeSet<>(COMPONENTS));
    }
    for (Map.Entry<String, Object> language : part.map("expression").entrySet()) {
      if (!LANGUAGES.contains(language.getKey())) {
        findings.add(
            path,
            part.label(),
            "is written in " + language.getKey(),
            "use one of " + new TreeSet<>(LANGUAGES));
      }
      Object expression = RouteFile.map(language.getValue()).get("expression");
      if (CODE.matcher(String.valueOf(expression)).find()) {
        findings.add(
            path, part.label(), "runs code in an expression", "call a bean in a step of its own");
      }
    }
    if (part.kind().equals("marshal") || part.kind().equals("unmarshal")) {
      Set<String> formats = new LinkedHashSet<>(part.fields().keySet());
      formats.removeAll(Set.of("id", "description", "note"));
      if (!DATA_FORMATS.containsAll(formats)) {
        findings.add(
            path, part.label(), "uses " + formats, "use one of " + new TreeSet<>(DATA_FORMATS));
      }
    }
  }

  private static void checkPolicies(RouteFile file, Findings findings) {
    boolean policyFile = file.path().equals(POLICY_FILE);
    for (Part policy : file.parts("routeConfiguration")) {
      if (policy.id().isEmpty()) {
        findings.add(
            file.path(),
            "routeConfiguration",
            "has no id, and so would hold for every route",
            "write an id, and name it by routeConfigurationId");
      }
      Set<String> fields = new TreeSet<>(policy.fields().keySet());
      fields.removeAll(POLICY_FIELDS);
      if (!fields.isEmpty()) {
        findings.add(file.path(), policy.label(), "has " + fields, "write only " + POLICY_FIELDS);
      }
      if (!policyFile) {
        findings.add(
            file.path(), policy.label(), "is an error policy", "move it to " + POLICY_FILE);
      }
    }
    for (Part part : file.parts()) {
      boolean own = part.kind().equals("route") && part.fields().containsKey("errorHandler");
      if (own) {
        findings.add(
            file.path(),
            part.label(),
            "handles errors itself",
            "name a policy by routeConfigurationId");
      }
    }
    if (policyFile && !file.parts("route").isEmpty()) {
      findings.add(file.path(), "the file", "holds a route", "move it to a file of its own");
    }
  }

  private void checkListed(Findings findings) {
    if (routesPage == null) {
      return;
    }
    List<String> listed = MarkdownTables.firstColumn(routesPage, "route");
    Set<String> routes = new TreeSet<>();
    for (RouteFile file : files.values()) {
      for (Part route : file.parts("route")) {
        routes.add(route.id());
        if (!listed.contains(route.id())) {
          findings.add(
              file.path(),
              route.id(),
              "is not in a table '| route | what it does |' of " + ROUTES_PAGE,
              "add a row that begins with `" + route.id() + "`");
        }
      }
    }
    Set<String> seen = new TreeSet<>();
    for (String id : listed) {
      if (!routes.contains(id)) {
        findings.add(ROUTES_PAGE, id, "is no route", "remove its row");
      } else if (!seen.add(id)) {
        findings.add(ROUTES_PAGE, id, "is listed twice", "remove a row");
      }
    }
  }

  private static boolean holdsMany(RouteFile file) {
    return file.path().equals(POLICY_FILE) || CONNECTOR_FILES.contains(file.path());
  }

  /** The file's tokens with its comments; none when it isn't YAML, which another rule says. */
  private static List<Event> events(String text) {
    List<Event> events = new ArrayList<>();
    LoadSettings settings = LoadSettings.builder().setParseComments(true).build();
    try {
      new Parse(settings).parseString(text).forEach(events::add);
    } catch (YamlEngineException e) {
      return List.of();
    }
    return events;
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static final class Findings {
    private final List<String> all = new ArrayList<>();

    void add(String file, String id, String problem, String instead) {
      all.add(file + ": " + id + ": " + problem + ". Instead: " + instead);
    }
  }
}
