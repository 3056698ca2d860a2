package com.gorgiassmartrr.route;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** What a route does, step by step, and where each step stands. */
final class RouteSteps {
  private static final List<String> BY_EXPRESSION =
      List.of("enrich", "pollEnrich", "recipientList", "routingSlip", "dynamicRouter");

  private RouteSteps() {}

  /** An endpoint that a step calls, and where the step stands. */
  record Call(String uri, String place) {}

  /** A header that a step sets, and where the step stands. */
  record Header(String name, String value, boolean isConstant, String place) {}

  /** All steps, those of branches and of error policies, too. */
  static List<ProcessorDefinition<?>> of(RouteDefinition route) {
    List<ProcessorDefinition<?>> steps = new ArrayList<>();
    add(route.getOutputs(), steps);
    return steps;
  }

  private static void add(
      Collection<ProcessorDefinition<?>> outputs, List<ProcessorDefinition<?>> steps) {
    for (ProcessorDefinition<?> step : outputs) {
      steps.add(step);
      add(step.getOutputs(), steps);
      if (step instanceof TryDefinition attempt) {
        addTried(attempt, steps);
      }
      if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
        add(breaker.getOnFallback().getOutputs(), steps);
      }
    }
  }

  private static void addTried(TryDefinition attempt, List<ProcessorDefinition<?>> steps) {
    if (attempt.getCatchClauses() != null) {
      attempt.getCatchClauses().forEach(clause -> add(clause.getOutputs(), steps));
    }
    if (attempt.getFinallyClause() != null) {
      add(attempt.getFinallyClause().getOutputs(), steps);
    }
  }

  /** How a sentence names a route. */
  static String name(RouteDefinition route) {
    return route.getRouteId() == null
        ? "a route without an id"
        : "the route '" + route.getRouteId() + "'";
  }

  /** What a route begins with, as a call is told. */
  static Call beginning(RouteDefinition route) {
    FromDefinition from = route.getInput();
    String location = Objects.requireNonNullElse(from.getLocation(), route.getLocation());
    return new Call(plain(from.getEndpointUri()), place(location, from.getLineNumber()));
  }

  /** The error policies that hold for a route, wherever they stand. */
  static List<OnExceptionDefinition> policies(RouteDefinition route) {
    List<OnExceptionDefinition> policies = new ArrayList<>();
    for (ProcessorDefinition<?> output : route.getOutputs()) {
      if (output instanceof OnExceptionDefinition policy) {
        policies.add(policy);
      }
    }
    return policies;
  }

  /** The endpoints that a route calls, as far as they can be read. */
  static List<Call> calls(RouteDefinition route) {
    List<Call> calls = new ArrayList<>();
    for (ProcessorDefinition<?> step : of(route)) {
      String place = place(step);
      if (step instanceof EndpointRequiredDefinition call) {
        calls.add(new Call(plain(call.getEndpointUri()), place));
      } else if (step instanceof ToDynamicDefinition call) {
        calls.add(new Call(plain(call.getUri()), place));
      } else if (step instanceof ExpressionNode node
          && BY_EXPRESSION.contains(step.getShortName())) {
        for (String uri : text(node.getExpression()).split(",")) {
          calls.add(new Call(plain(uri.trim()), place));
        }
      }
    }
    return calls;
  }

  /** The headers that a route sets. */
  static List<Header> headers(RouteDefinition route) {
    List<Header> headers = new ArrayList<>();
    for (ProcessorDefinition<?> step : of(route)) {
      if (step instanceof SetHeaderDefinition header) {
        headers.add(header(header, place(step)));
      } else if (step instanceof SetHeadersDefinition many) {
        many.getHeaders().forEach(header -> headers.add(header(header, place(step))));
      }
    }
    return headers;
  }

  private static Header header(SetHeaderDefinition header, String place) {
    ExpressionDefinition expression = header.getExpression();
    String value = text(expression);
    boolean isConstant =
        expression != null
            && (expression.getLanguage().equals("constant") || !value.contains("${"));
    return new Header(Objects.requireNonNullElse(header.getName(), ""), value, isConstant, place);
  }

  private static String text(@Nullable ExpressionDefinition expression) {
    return expression == null ? "" : Objects.requireNonNullElse(expression.getExpression(), "");
  }

  /** An endpoint in the one form that the spellings of its kind share. */
  static String plain(@Nullable String uri) {
    String plain = Objects.requireNonNullElse(uri, "");
    if (plain.startsWith("direct:")) {
      return plain.replaceFirst("\\?.*", "").replaceFirst("^direct:/*", "direct:");
    }
    return plain.startsWith("platform-http:")
        ? plain.replaceFirst("^platform-http:/*", "platform-http:/")
        : plain;
  }

  /** What an endpoint is told behind the question mark. */
  static Map<String, Object> parameters(String uri) {
    int query = uri.indexOf('?');
    try {
      return query < 0 ? Map.of() : URISupport.parseQuery(uri.substring(query + 1));
    } catch (URISyntaxException e) {
      // Making the route tells it.
      return Map.of();
    }
  }

  /** Where a step stands. */
  static String place(ProcessorDefinition<?> step) {
    return place(step.getLocation(), step.getLineNumber());
  }

  /**
   * How a sentence names a place.
   *
   * @param line counted from 1; less: not known
   */
  static String place(@Nullable String location, int line) {
    String file = RouteOutline.name(Objects.requireNonNullElse(location, "a route file"));
    return line > 0 ? file + ", line " + line : file;
  }
}
