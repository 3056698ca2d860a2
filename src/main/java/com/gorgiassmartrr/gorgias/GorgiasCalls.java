package com.gorgiassmartrr.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.partner.AnswerMemory;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreOfCall;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Makes the calls to Gorgias, each by its connector route, on the caller's own thread, once. */
public final class GorgiasCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_REASON = 300;

  private final CamelContext context;
  private final ProducerTemplate template;
  private final InstantSource clock;
  private final @Nullable Contacts contacts;

  /** Calls by the routes of a context. */
  public GorgiasCalls(CamelContext context, InstantSource clock) {
    this(context, clock, null);
  }

  /**
   * Calls by the routes of a context, of which is kept how they go.
   *
   * @param contacts is told how each call went; null for nobody
   */
  public GorgiasCalls(CamelContext context, InstantSource clock, @Nullable Contacts contacts) {
    this.contacts = contacts;
    this.context = context;
    this.template = context.createProducerTemplate();
    this.clock = clock;
  }

  /**
   * How a call ended.
   *
   * @param json the answer; missing where there is a failure
   * @param failure why there is no usable answer; null where there is one
   * @param reason what Gorgias said about a refusal, without personal data; empty where it said
   *     nothing
   * @param usage how much of the account's limit is used; null where the answer didn't say
   */
  public record Reply(
      JsonNode json, @Nullable PartnerFailure failure, String reason, @Nullable Usage usage) {}

  /**
   * Reads from the Gorgias of a store that needn't be served, by a connector route.
   *
   * @param route the route's id, which is also its direct name
   * @param variables what the route's path and query are made of, already percent-encoded
   */
  public Reply read(Store store, String route, Map<String, String> variables) {
    return call(store, route, variables, null, null);
  }

  /**
   * Has a connector route make one write at the Gorgias of a store that needn't be served.
   *
   * @param body what is sent; null for nothing
   */
  public Reply write(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable JsonNode body,
      Permit permit) {
    return ofWrite(route, permit, call(store, route, variables, body, permit));
  }

  /**
   * What a connector route brought that another route has called for a store that is served.
   *
   * @param thrown what it threw; null: it ended with an answer
   */
  public Reply heard(String store, Exchange call, @Nullable Exception thrown) {
    return told(store, reply(call, thrown));
  }

  /**
   * What a connector route brought that another route has called for one write.
   *
   * @param route the connector route's id
   * @param thrown what it threw; null: it ended with an answer
   */
  public Reply heard(
      String store, Exchange call, @Nullable Exception thrown, String route, Permit permit) {
    return told(store, ofWrite(route, permit, reply(call, thrown)));
  }

  private Reply told(String store, Reply reply) {
    PartnerFailure failure = reply.failure();
    if (contacts != null && failure == null) {
      contacts.answered(store);
    } else if (contacts != null && failure != null && !failure.isOurs()) {
      contacts.failed(store, failure);
    }
    return reply;
  }

  private static Reply ofWrite(String route, Permit permit, Reply reply) {
    PartnerFailure failure = PartnerFailure.ofWrite(route, permit, reply.failure());
    return new Reply(reply.json(), failure, reply.reason(), reply.usage());
  }

  private Reply call(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable JsonNode body,
      @Nullable Permit permit) {
    try (AnswerMemory.Share memory = AnswerMemory.ofHeap().share()) {
      return memory.during(
          () -> {
            Exchange call = send(store, route, variables, body, permit);
            return reply(call, call.getException());
          },
          true);
    }
  }

  private Exchange send(
      Store store,
      String route,
      Map<String, String> variables,
      @Nullable JsonNode body,
      @Nullable Permit permit) {
    return template.send(
        context.getEndpoint("direct:" + route),
        call -> {
          StoreOfCall.set(call, store);
          if (permit != null) {
            permit.putInto(call);
          }
          variables.forEach(call::setVariable);
          call.getMessage().setBody(body);
        });
  }

  private Reply reply(Exchange exchange, @Nullable Exception thrown) {
    if (thrown instanceof HttpOperationFailedException http) {
      return new Reply(
          JSON.missingNode(),
          failure(http),
          reason(http.getResponseBody()),
          Usage.parse(header(http, Usage.HEADER)));
    }
    Usage usage = Usage.parse(exchange.getMessage().getHeader(Usage.HEADER));
    if (thrown != null) {
      return new Reply(JSON.missingNode(), PartnerFailure.of(thrown, clock), "", usage);
    }
    return exchange.getMessage().getBody() instanceof JsonNode json && json.isContainerNode()
        ? new Reply(json, null, "", usage)
        : new Reply(
            JSON.missingNode(),
            new PartnerFailure(
                PartnerFailure.Kind.MALFORMED, "the answer is neither an object nor a list"),
            "",
            usage);
  }

  /**
   * Classifies a status. An account that doesn't exist answers 404 with a page for people; taken
   * for a ticket that is gone, it would cost every note.
   */
  private PartnerFailure failure(HttpOperationFailedException http) {
    String type = header(http, "content-type");
    boolean isPage = type != null && !type.contains("json");
    if (isPage && http.getStatusCode() == 404) {
      return new PartnerFailure(
          PartnerFailure.Kind.CREDENTIALS, "there is no such Gorgias account");
    }
    return PartnerFailure.of(http, clock);
  }

  private static @Nullable String header(HttpOperationFailedException http, String name) {
    Map<String, String> headers = http.getResponseHeaders();
    if (headers == null) {
      return null;
    }
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String reason(@Nullable String body) {
    try {
      JsonNode error = JSON.readTree(body == null ? "" : body).path("error");
      JsonNode details = error.path("data");
      return OneLine.impersonal(
          error.path("msg").asText("")
              + (details.isObject() && !details.isEmpty() ? " " + details : ""),
          LONGEST_REASON);
    } catch (IOException e) {
      return "";
    }
  }
}
