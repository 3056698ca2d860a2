package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulated API without the network: from a request to an answer. */
final class SmartrrApi {
  private static final Logger LOG = LoggerFactory.getLogger(SmartrrApi.class);

  private final SmartrrWorld world;
  private final List<AccessToken> tokens;
  private final List<Route> routes;
  private final Journal journal;
  private final AtomicInteger dangerousCalls = new AtomicInteger();

  SmartrrApi(
      SmartrrWorld world,
      List<AccessToken> tokens,
      SubscriberJson people,
      SubscriptionJson subscriptions,
      Webhooks webhooks,
      Journal journal) {
    this.world = world;
    this.journal = journal;
    this.tokens = List.copyOf(tokens);
    ActionRules rules = new ActionRules(world, webhooks);
    RouteTable table = new RouteTable();
    new ReadRoutes(world, people, subscriptions).addTo(table);
    ActionRoutes actions = new ActionRoutes(world, subscriptions, rules);
    actions.addTo(table);
    new LineRoutes(world, actions, rules).addTo(table);
    new WebhookRoutes(webhooks).addTo(table);
    new DangerousRoutes(world, subscriptions, rules).addTo(table);
    table.dangerous("GET", "/vendor/smartrr-api-token", null, call -> tokens());
    this.routes = table.routes();
  }

  int dangerousCalls() {
    return dangerousCalls.get();
  }

  void forgetDangerousCalls() {
    dangerousCalls.set(0);
  }

  /**
   * Answers a request, and makes the change that it asks for unless {@code pretend}.
   *
   * <p>GUESS: paths outside {@code /vendor} give a page with 200, unknown ones inside give 404 as
   * JSON.
   */
  Answer answer(RecordedRequest request, String token, Buffer body, boolean pretend) {
    List<String> segments = RouteTable.segments(QueryString.rawPath(request.rawUri()));
    if (segments.isEmpty() || !segments.get(0).equals("vendor")) {
      return Answer.page();
    }
    countDanger(request.method(), segments);
    try {
      AccessToken access = access(token);
      for (Route route : routes) {
        Optional<Map<String, String>> found = route.match(request.method(), segments);
        if (found.isPresent()) {
          Call call = new Call(found.get(), request.query(), body, pretend);
          return answer(request, route, access, call);
        }
      }
      throw ApiException.notFound("The route");
    } catch (ApiException e) {
      return e.answer();
    } catch (RuntimeException e) {
      // Without an answer the caller would hang, which is a fault that nobody switched on.
      LOG.error("The simulator failed on {} {}", request.method(), request.path(), e);
      return Answer.error(500, "INTERNAL", "The simulator failed: " + e);
    }
  }

  /** Counts tries as well: those without a good token, and bulk routes that are not simulated. */
  private void countDanger(String method, List<String> segments) {
    boolean bulk = segments.stream().anyMatch(segment -> segment.startsWith("bulk-"));
    if (bulk
        || routes.stream().anyMatch(r -> r.dangerous() && r.match(method, segments).isPresent())) {
      dangerousCalls.incrementAndGet();
    }
  }

  /** Writes a change down before it is answered, in the order in which changes are made. */
  private Answer answer(RecordedRequest request, Route route, AccessToken access, Call call) {
    if (route.scope() != null && !access.allows(route.scope(), route.level())) {
      throw ApiException.forbidden(route.scope());
    }
    synchronized (world) {
      Answer answer = route.handler().apply(call);
      if (!call.pretend() && (request.isWrite() || route.dangerous())) {
        journal.add(request);
      }
      return answer;
    }
  }

  private AccessToken access(String token) {
    return tokens.stream()
        .filter(t -> t.value().equals(token))
        .findFirst()
        .orElseThrow(ApiException::unauthorized);
  }

  /** FACT: all tokens of the shop, in clear. GUESS: that any token may ask. */
  private Answer tokens() {
    ArrayNode rows = Json.array();
    tokens.forEach(t -> rows.add(t.json()));
    ObjectNode node = Json.object();
    return Answer.json(node.set("tokens", rows));
  }
}
