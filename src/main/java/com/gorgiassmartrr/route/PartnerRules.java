package com.gorgiassmartrr.route;

import com.gorgiassmartrr.permit.HarmfulReads;
import com.gorgiassmartrr.route.RouteOutline.Text;
import com.gorgiassmartrr.route.RouteSteps.Call;
import com.gorgiassmartrr.route.RouteSteps.Header;
import com.gorgiassmartrr.store.Settings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What a route may do at a partner: call no host but one that a setting names, in bounded time and
 * size, no path that is forbidden, and repeat no write.
 */
final class PartnerRules {
  private static final String DIRECT = "direct:";
  private static final String HTTPS = "https:";
  private static final Set<String> READS = Set.of("GET", "HEAD");

  /** The settings that name the hosts of Smartrr and Gorgias. */
  private static final Set<String> PARTNERS = Set.of("smartrr.url", "gorgias.host");

  /** Headers that take the place of the address that a call names. */
  private static final Set<String> ADDRESSES =
      Set.of(Exchange.HTTP_URI.toLowerCase(Locale.ROOT), "camelresthttpuri");

  /** What a call may set for itself; the rest, such as its time, is set for all of them. */
  private static final Set<String> OF_A_CALL =
      Set.of(
          "httpMethod",
          "httpUri",
          "bridgeEndpoint",
          "contentTypeCharset",
          "copyHeaders",
          "deleteWithBody",
          "disableStreamCache",
          "getWithBody",
          "ignoreResponseBody",
          "lazyStartProducer",
          "okStatusCodeRange",
          "skipControlHeaders",
          "skipRequestHeaders",
          "skipResponseHeaders",
          "throwExceptionOnFailure");

  private static final Pattern BY_SETTING = Pattern.compile("\\{\\{([\\w.-]+)}}(?:[/?].*)?");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?!(?:classpath|file):)\\b[A-Za-z][A-Za-z0-9+.-]*://(?!\\{\\{[\\w.-]+}})[^\\s/?&]*");
  private static final Pattern UNBOUNDED = Pattern.compile("^(http|rest|rest-api|rest-openapi):");
  private static final Pattern BULK = Pattern.compile("purchase-states?(/.*)?/bulk");
  private static final int MOST_NAMED = 3;

  private final ModelCamelContext context;
  private final Settings settings;
  private final Map<String, RouteOutline> files = new HashMap<>();
  private final Map<String, RouteDefinition> begun = new HashMap<>();
  private final List<String> mistakes = new ArrayList<>();

  private PartnerRules(
      ModelCamelContext context, Settings settings, Collection<RouteOutline> outlines) {
    this.context = context;
    this.settings = settings;
    outlines.forEach(outline -> files.put(outline.file(), outline));
    for (RouteDefinition route : context.getRouteDefinitions()) {
      begun.put(RouteRules.beginning(context, route), route);
    }
  }

  /** What breaks a rule, a sentence each. */
  static List<String> mistakes(
      ModelCamelContext context, Settings settings, Collection<RouteOutline> outlines) {
    PartnerRules rules = new PartnerRules(context, settings, outlines);
    for (RouteDefinition route : context.getRouteDefinitions()) {
      RouteSteps.calls(route).forEach(rules::checkHost);
      rules.checkHost(RouteSteps.beginning(route));
      RouteSteps.headers(route).forEach(rules::checkHeader);
    }
    for (RouteTemplateDefinition template : context.getRouteTemplateDefinitions()) {
      RouteSteps.calls(template.getRoute()).forEach(rules::checkHost);
      RouteSteps.headers(template.getRoute()).forEach(rules::checkHeader);
    }
    outlines.forEach(outline -> outline.texts().forEach(rules::checkPath));
    rules.checkRepeats();
    return rules.mistakes;
  }

  private void checkHost(Call call) {
    String uri = call.uri();
    if (uri.startsWith("platform-http:")) {
      return;
    }
    // An endpoint may be a setting as a whole.
    Matcher unbounded =
        UNBOUNDED.matcher(uri.startsWith("{{") ? RouteRules.resolved(context, uri) : uri);
    if (unbounded.find()) {
      mistakes.add(
          call.place()
              + ": nothing bounds the time and the size of a call by '"
              + unbounded.group(1)
              + "'; write uri: https, which takes addresses that begin with http://, too.");
      return;
    }
    if (!uri.startsWith(HTTPS)) {
      String rest = uri.replaceFirst("^[\\w-]+:(//)?", "");
      Matcher address = ADDRESS.matcher(decoded(rest));
      if (address.find()) {
        mistakes.add(call.place() + ": " + unconfigured(address.group()));
      }
      return;
    }
    String host = decoded(uri.replaceFirst("\\?.*", "")).replaceFirst("^https:/*", "");
    if (!checkSetting(host.replaceFirst("^https?:/+", ""), call.place())) {
      return;
    }
    for (String name : RouteSteps.parameters(uri).keySet()) {
      if (!OF_A_CALL.contains(name)) {
        mistakes.add(
            call.place()
                + ": a call can't set "
                + name
                + " for itself; leave it out: camel.component.https.* in application.properties"
                + " bounds all calls.");
      }
    }
  }

  /** Whether a setting that is there names the host; tells where none does. */
  private boolean checkSetting(String address, String place) {
    Matcher setting = BY_SETTING.matcher(address);
    if (!setting.matches()) {
      mistakes.add(place + ": " + unconfigured(address));
      return false;
    }
    if (!isDeclared(setting.group(1))) {
      mistakes.add(
          place
              + ": there is no setting '"
              + setting.group(1)
              + "'; declare it in application.properties, with the address that is to be called.");
      return false;
    }
    if (settings.find(setting.group(1)).isEmpty()) {
      mistakes.add(
          place
              + ": the setting '"
              + setting.group(1)
              + "' is empty; set it to the address that is to be called.");
      return false;
    }
    return true;
  }

  private boolean isDeclared(String key) {
    return settings.all().containsKey(key) || settings.find(key).isPresent();
  }

  private static String unconfigured(String address) {
    return "'"
        + address
        + "' names a host that isn't configured; write a setting in its place, as {{smartrr.url}},"
        + " and declare that in application.properties.";
  }

  private void checkHeader(Header header) {
    if (ADDRESSES.contains(header.name().toLowerCase(Locale.ROOT))) {
      checkSetting(header.value().replaceFirst("^https?://", ""), header.place());
    }
  }

  private void checkPath(Text text) {
    String path = decoded(text.value()).toLowerCase(Locale.ROOT);
    String problem = HarmfulReads.why(path);
    if (problem == null && BULK.matcher(path).find()) {
      problem = "it changes every subscription at once";
    }
    if (problem != null) {
      mistakes.add(
          text.place()
              + ": '"
              + text.value().strip()
              + "' is a path of Smartrr's that is never called: "
              + problem
              + "; take it out.");
    }
  }

  /** A text without percent-encoding, however often it was encoded. */
  private static String decoded(String text) {
    String decoded = text;
    for (int i = 0; i < 3; i++) {
      try {
        decoded = URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return decoded;
      }
    }
    return decoded;
  }

  /** A policy that repeats, by the routes with a write that it holds for. */
  private void checkRepeats() {
    Map<String, List<RouteDefinition>> repeated = new LinkedHashMap<>();
    for (RouteDefinition route : context.getRouteDefinitions()) {
      String place = repeating(route);
      if (place != null && writer(route, new HashSet<>()) != null) {
        repeated.computeIfAbsent(place, policy -> new ArrayList<>()).add(route);
      }
    }
    repeated.forEach(
        (place, routes) -> {
          if (routes.size() == 1) {
            mistakes.add(ofRoute(routes.get(0), place));
          } else {
            mistakes.add(ofPolicy(place, routes));
          }
        });
  }

  private String ofRoute(RouteDefinition route, String policy) {
    return RouteRules.policyPlace(files, route)
        + ": "
        + RouteSteps.name(route)
        + " "
        + doesWhat(route)
        + ", and its error policy ("
        + policy
        + ") would send it again; write routeConfigurationId: once.";
  }

  private String ofPolicy(String policy, List<RouteDefinition> routes) {
    String some =
        routes.stream()
            .limit(MOST_NAMED)
            .map(RouteDefinition::getRouteId)
            .collect(Collectors.joining(", "));
    return policy
        + ": this policy repeats what failed, and holds for routes with a write ("
        + some
        + (routes.size() > MOST_NAMED ? ", …" : "")
        + "), which would be sent again; write maximumRedeliveries: 0.";
  }

  private String doesWhat(RouteDefinition route) {
    RouteDefinition writer = Objects.requireNonNull(writer(route, new HashSet<>()));
    return writer == route ? "makes a write" : "leads to a write, by " + RouteSteps.name(writer);
  }

  /** Where the policy stands that repeats what fails in a route; null where none does. */
  private @Nullable String repeating(RouteDefinition route) {
    for (OnExceptionDefinition policy : RouteSteps.policies(route)) {
      if (policy.getRetryWhile() != null
          || policy.getRedeliveryPolicyRef() != null
          || repeats(policy.getRedeliveryPolicyType())) {
        return RouteSteps.place(policy);
      }
    }
    ErrorHandlerFactory own =
        route.isErrorHandlerFactorySet()
            ? route.getErrorHandlerFactory()
            : context.getCamelContextExtension().getErrorHandlerFactory();
    boolean isRepeating =
        own instanceof DefaultErrorHandlerDefinition handler
            && (handler.getRetryWhileRef() != null
                || handler.getRedeliveryPolicyRef() != null
                || repeats(handler.getRedeliveryPolicy()));
    return isRepeating
        ? RouteSteps.place(route.getLocation(), route.getLineNumber()) + ", errorHandler"
        : null;
  }

  private boolean repeats(@Nullable RedeliveryPolicyDefinition policy) {
    String most = policy == null ? null : policy.getMaximumRedeliveries();
    return most != null && !RouteRules.resolved(context, most).trim().matches("0+");
  }

  /** The route that makes the write that a route leads to, which may be itself; null: none. */
  private @Nullable RouteDefinition writer(RouteDefinition route, Set<String> seen) {
    if (!seen.add(route.getRouteId())) {
      return null;
    }
    if (isWrite(route)) {
      return route;
    }
    for (Call call : RouteSteps.calls(route)) {
      for (RouteDefinition called : called(call)) {
        RouteDefinition writer = writer(called, seen);
        if (writer != null) {
          return writer;
        }
      }
    }
    return null;
  }

  /** The routes that a call may lead to: several where its name is made while it runs. */
  private Collection<RouteDefinition> called(Call call) {
    String uri = RouteSteps.plain(RouteRules.resolved(context, call.uri()));
    int open = uri.indexOf("${");
    if (!uri.startsWith(DIRECT)) {
      return List.of();
    }
    if (open < 0) {
      RouteDefinition route = begun.get(uri);
      return route == null ? List.of() : List.of(route);
    }
    String start = uri.substring(0, open);
    return begun.entrySet().stream()
        .filter(route -> route.getKey().startsWith(start))
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean isWrite(RouteDefinition route) {
    if (RouteRules.isAction(route)) {
      return true;
    }
    Set<String> verbs = new TreeSet<>();
    for (Header header : RouteSteps.headers(route)) {
      if (header.name().equalsIgnoreCase(Exchange.HTTP_METHOD)) {
        verbs.add(header.isConstant() ? RouteRules.resolved(context, header.value()) : "any");
      }
    }
    boolean mayWrite = !READS.containsAll(verbs);
    List<String> calls =
        RouteSteps.calls(route).stream()
            .map(Call::uri)
            .filter(uri -> uri.startsWith(HTTPS) || uri.startsWith("http:"))
            .toList();
    if (calls.isEmpty()) {
      return mayWrite;
    }
    for (String uri : calls) {
      Object verb = RouteSteps.parameters(uri).get("httpMethod");
      boolean isRead =
          verb == null
              ? !verbs.isEmpty() && !mayWrite
              : READS.contains(RouteRules.resolved(context, verb.toString()));
      if (!isRead && isPartner(uri)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPartner(String uri) {
    Matcher setting = BY_SETTING.matcher(uri.replaceFirst("^https?:/*", ""));
    return !setting.matches() || PARTNERS.contains(setting.group(1));
  }
}
