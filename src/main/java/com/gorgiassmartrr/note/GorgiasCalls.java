package com.gorgiassmartrr.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.Store;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Makes the calls to Gorgias that notes need, each by its connector route. */
final class GorgiasCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TICKET = Pattern.compile("[0-9]{1,18}");
  private static final int LONGEST_REASON = 300;

  private final CamelContext context;
  private final ProducerTemplate template;
  private final InstantSource clock;

  GorgiasCalls(CamelContext context, InstantSource clock) {
    this.context = context;
    this.template = context.createProducerTemplate();
    this.clock = clock;
  }

  /**
   * How a call ended.
   *
   * @param json the answer; missing where there is a failure
   * @param failure why there is no usable answer; null where there is one
   * @param reason what Gorgias said about a refusal; empty where it said nothing
   * @param usage how much of the account's limit is used; null where the answer didn't say
   */
  record Reply(
      JsonNode json, @Nullable PartnerFailure failure, String reason, @Nullable Usage usage) {}

  /** Whether it can be a ticket's id; nothing else is ever put into a path. */
  static boolean isTicketId(String text) {
    return TICKET.matcher(text).matches();
  }

  /**
   * Asks for a page of a ticket's messages, the newest first.
   *
   * @param cursor where the page begins; empty for the first one
   */
  Reply findMessages(Store store, String ticketId, String cursor) {
    String page =
        cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    return call(store, "gorgias-find-messages", ticketId, Map.of("page", page), null);
  }

  /** Writes a message on a ticket. */
  Reply addNote(Store store, String ticketId, ObjectNode message) {
    return call(store, "gorgias-add-note", ticketId, Map.of(), message);
  }

  private Reply call(
      Store store,
      String route,
      String ticketId,
      Map<String, String> variables,
      @Nullable ObjectNode body) {
    if (!isTicketId(ticketId)) {
      throw new IllegalArgumentException("Not a ticket's id");
    }
    Map<String, Object> all = new HashMap<>(variables);
    all.put("store", store.name());
    all.put("ticket", ticketId);
    Exchange exchange =
        template.send(
            context.getEndpoint("direct:" + route),
            call -> {
              all.forEach(call::setVariable);
              call.getMessage().setBody(body);
            });
    return reply(exchange);
  }

  private Reply reply(Exchange exchange) {
    Exception thrown = exchange.getException();
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
    return exchange.getMessage().getBody() instanceof JsonNode json && json.isObject()
        ? new Reply(json, null, "", usage)
        : new Reply(
            JSON.missingNode(),
            new PartnerFailure(PartnerFailure.Kind.MALFORMED, "the answer is not an object"),
            "",
            usage);
  }

  /**
   * Classifies a status. An account that doesn't exist answers 404 with a page for people; taken
   * for a ticket that is gone, it would cost every note.
   */
  private PartnerFailure failure(HttpOperationFailedException http) {
    String type = header(http, "content-type");
    return http.getStatusCode() == 404 && type != null && !type.contains("json")
        ? new PartnerFailure(PartnerFailure.Kind.CREDENTIALS, "there is no such Gorgias account")
        : PartnerFailure.of(http, clock);
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
      return NoteText.clean(
          error.path("msg").asText("")
              + (details.isObject() && !details.isEmpty() ? " " + details : ""),
          LONGEST_REASON);
    } catch (IOException e) {
      return "";
    }
  }
}
