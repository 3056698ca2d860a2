package com.gorgiassmartrr.sandbox.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.page.PageFiles;
import com.gorgiassmartrr.press.ParkedPressesMXBean;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasButtons;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasDesk;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.gorgias.IntegrationCall;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /sandbox}: a helpdesk with tickets, conversations and the customer's widgets.
 *
 * <p>It serves its own files and a small JSON API for them, from the same origin only. No handler
 * blocks.
 */
public final class SandboxPage {
  private static final String BASE = "/sandbox";
  private static final String API = BASE + "/api";
  private static final int MAX_BODY = 256 * 1024;
  private static final int MAX_TEXT = 10_000;

  /** A page of another origin cannot send it without asking first, and is never allowed to. */
  private static final String OWN_HEADER = "x-sandbox";

  private static final List<String> ASSETS =
      List.of("sandbox.css", "sandbox.js", "sidebar.js", "conversation.js", "parked.js");

  /** The others come with every message and would only make the answer grow. */
  private static final Set<String> SHOWN_EVENTS =
      Set.of(
          "action-executed",
          "ticket-assigned",
          "ticket-closed",
          "ticket-reopened",
          "ticket-tags-added");

  /** The sign that the page shows in place of a header's value, which may be a secret. */
  private static final String HIDDEN = "\u2026";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final GorgiasSimulator gorgias;
  private final GorgiasDesk desk;
  private final List<FaultSwitch> switches;
  private final ParkedPressesMXBean parked;
  private final Runnable startOver;

  private SandboxPage(
      GorgiasSimulator gorgias,
      List<FaultSwitch> switches,
      ParkedPressesMXBean parked,
      Runnable startOver) {
    this.gorgias = gorgias;
    this.desk = gorgias.desk();
    this.switches = List.copyOf(switches);
    this.parked = parked;
    this.startOver = startOver;
  }

  /**
   * Adds the page and what belongs to it to a router.
   *
   * @param parked the presses that a person must decide on; may block
   * @param startOver puts everything back to the start; may block
   */
  public static void mount(
      Router router,
      GorgiasSimulator gorgias,
      List<FaultSwitch> switches,
      ParkedPressesMXBean parked,
      Runnable startOver) {
    new SandboxPage(gorgias, switches, parked, startOver).addTo(router);
  }

  /** Returns switches for the faults of the simulated Gorgias API itself. */
  public static List<FaultSwitch> gorgiasSwitches(GorgiasSimulator gorgias) {
    return List.of(
        lasting(
            gorgias,
            "slow",
            "API is slow",
            "Each of its answers takes 2 seconds. Notes come later, in order.",
            Fault.slow(Duration.ofSeconds(2))),
        lasting(
            gorgias,
            "hangs",
            "API hangs",
            "It never answers. A note is looked for before it is written again.",
            Fault.of(Kind.HANG)),
        lasting(
            gorgias,
            "down",
            "API is down",
            "Every request gets 503. Notes come later, none twice.",
            Fault.of(Kind.DOWN)),
        lasting(
            gorgias,
            "limited",
            "API says “too many requests”",
            "Every request gets 429 with Retry-after: 2.",
            Fault.status(429, Duration.ofSeconds(2))),
        lasting(
            gorgias,
            "refuses",
            "API refuses the key",
            "Every request gets 401. Notes wait, and health turns red.",
            Fault.status(401)),
        lasting(
            gorgias,
            "unanswered",
            "API acts but never answers",
            "A note is written, and its sender hears nothing. It must not come twice.",
            Fault.of(Kind.TIMEOUT_AFTER_EFFECT)));
  }

  private static FaultSwitch lasting(
      GorgiasSimulator gorgias, String id, String label, String help, Fault fault) {
    return new FaultSwitch(
        "gorgias-" + id,
        "Gorgias",
        label,
        help,
        () -> fault.equals(gorgias.faults().lasting()),
        on -> {
          gorgias.faults().clear();
          if (on) {
            gorgias.faults().always(fault);
          }
        });
  }

  // ---------------------------------------------------------------- routes

  private void addTo(Router router) {
    router.route(BASE).handler(PageFiles::secure);
    router.route(BASE + "/*").handler(PageFiles::secure);

    PageFiles.offer(router, BASE, SandboxPage.class, "index.html");
    PageFiles.offerShared(router, BASE + "/assets");
    ASSETS.forEach(
        name -> PageFiles.offer(router, BASE + "/assets/" + name, SandboxPage.class, name));

    read(router, "/tickets", context -> tickets());
    read(router, "/tickets/:ticket", context -> ticket(ticketId(context)));
    read(router, "/customers", context -> customers());
    read(router, "/switches", context -> switchList());
    router
        .get(API + "/parked")
        .handler(context -> later(context, parked::list, list -> json(context, parse(list))));

    write(router, "/tickets", this::openTicket);
    write(router, "/tickets/:ticket/messages", this::addMessage);
    write(router, "/tickets/:ticket/refresh", this::refresh);
    write(router, "/tickets/:ticket/status", this::setStatus);
    write(router, "/tickets/:ticket/button-preview", this::previewButton);
    write(router, "/tickets/:ticket/buttons", this::pressButton);
    write(router, "/switches/:switch", this::setSwitch);
    write(router, "/parked/:reference/replay", (context, body) -> decide(context, parked::replay));
    write(
        router, "/parked/:reference/dismiss", (context, body) -> decide(context, parked::dismiss));
    write(router, "/start-over", this::startOver);

    router.route(BASE + "/*").handler(context -> problem(context, 404, "There is no such page."));
  }

  private interface Reader {
    JsonNode read(RoutingContext context);
  }

  private interface Writer {
    void write(RoutingContext context, ObjectNode body);
  }

  private static void read(Router router, String path, Reader reader) {
    router.get(API + path).handler(guarded(context -> json(context, reader.read(context))));
  }

  private void write(Router router, String path, Writer writer) {
    router
        .post(API + path)
        .handler(
            context -> {
              context.addHeadersEndHandler(written -> gorgias.keep());
              String type = String.valueOf(context.request().getHeader("content-type"));
              boolean json = type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?");
              if (!json || context.request().getHeader(OWN_HEADER) == null) {
                problem(context, 415, "Send application/json with the header " + OWN_HEADER + ".");
              } else {
                context.next();
              }
            });
    // A route of its own: a body handler may not follow another kind of handler on one route.
    router
        .post(API + path)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
        .handler(guarded(context -> writer.write(context, body(context))))
        .failureHandler(
            context -> {
              boolean tooLarge = context.statusCode() == 413;
              problem(
                  context,
                  tooLarge ? 413 : 500,
                  tooLarge ? "That is too long." : "Something went wrong in the sandbox.");
            });
  }

  private static Handler<RoutingContext> guarded(Handler<RoutingContext> handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (NoSuchTicketException e) {
        problem(context, 404, "There is no such ticket.");
      } catch (IllegalArgumentException e) {
        problem(context, 400, String.valueOf(e.getMessage()));
      }
    };
  }

  // ---------------------------------------------------------------- what the page reads

  private JsonNode tickets() {
    ArrayNode list = MAPPER.createArrayNode();
    for (ObjectNode ticket : desk.tickets()) {
      ObjectNode row = list.addObject();
      for (String field :
          List.of("id", "subject", "status", "channel", "excerpt", "last_message_datetime")) {
        row.set(field, ticket.path(field));
      }
      row.set("customer_name", ticket.path("customer").path("name"));
      row.set("customer_email", ticket.path("customer").path("email"));
      row.set("messages_count", ticket.path("messages_count"));
    }
    ObjectNode answer = MAPPER.createObjectNode();
    answer.set("tickets", list);
    answer.set("agent", desk.agentOnDuty());
    return answer;
  }

  private JsonNode ticket(long id) {
    ObjectNode ticket = required(id);
    ArrayNode events = MAPPER.createArrayNode();
    for (JsonNode event : ticket.path("events")) {
      if (SHOWN_EVENTS.contains(event.path("type").asText())) {
        events.add(withoutHeaders(event));
      }
    }
    ticket.set("events", events);
    ObjectNode answer = MAPPER.createObjectNode();
    answer.set("ticket", ticket);
    ArrayNode calls = answer.putArray("calls");
    for (IntegrationCall call : gorgias.calls()) {
      if (call.ticketId() == id) {
        calls.add(call.toJson());
      }
    }
    ArrayNode widgets = answer.putArray("widgets");
    List<ObjectNode> sorted = new ArrayList<>(desk.widgets());
    sorted.sort((a, b) -> Integer.compare(a.path("order").asInt(), b.path("order").asInt()));
    Map<Long, ObjectNode> integrations = new HashMap<>();
    desk.integrations().forEach(row -> integrations.put(row.path("id").longValue(), row));
    for (ObjectNode widget : sorted) {
      if (widget.path("deactivated_datetime").isTextual()) {
        continue;
      }
      JsonNode integrationId = widget.path("integration_id");
      ObjectNode integration = integrations.get(integrationId.longValue());
      JsonNode customer = ticket.path("customer");
      ObjectNode row = widgets.addObject();
      row.set("id", widget.path("id"));
      row.set("integration_id", integrationId);
      row.put("name", integration == null ? "Customer data" : integration.path("name").asText());
      row.put(
          "switched_off",
          integration != null && integration.path("deactivated_datetime").isTextual());
      row.set("template", withoutHeaders(widget.path("template")));
      JsonNode data =
          integration == null
              ? customer.get("data")
              : customer.path("integrations").get(integrationId.asText());
      row.set("data", data);
    }
    answer.put("integrations", integrations.size());
    return answer;
  }

  /** A copy in which the headers of buttons have no value, unless an agent fills it in. */
  private static JsonNode withoutHeaders(JsonNode node) {
    JsonNode copy = node.deepCopy();
    for (JsonNode holder : copy.findParents("headers")) {
      JsonNode headers = holder.path("headers");
      for (JsonNode header : headers) {
        if (header instanceof ObjectNode parameter && !header.path("editable").asBoolean()) {
          parameter.put("value", HIDDEN);
        }
      }
      if (headers instanceof ObjectNode sent) {
        List<String> names = new ArrayList<>();
        sent.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> sent.put(name, HIDDEN));
      }
    }
    return copy;
  }

  private JsonNode customers() {
    ArrayNode list = MAPPER.createArrayNode();
    for (ObjectNode customer : desk.customers()) {
      ObjectNode row = list.addObject();
      row.set("id", customer.path("id"));
      row.set("name", customer.path("name"));
      row.set("email", customer.path("email"));
    }
    return list;
  }

  private JsonNode switchList() {
    ArrayNode list = MAPPER.createArrayNode();
    for (FaultSwitch one : switches) {
      list.addObject()
          .put("id", one.id())
          .put("group", one.group())
          .put("label", one.label())
          .put("help", one.help())
          .put("on", one.isOn().getAsBoolean());
    }
    return list;
  }

  // ---------------------------------------------------------------- what the page does

  private void openTicket(RoutingContext context, ObjectNode body) {
    String subject = text(body, "subject");
    String message = text(body, "text");
    String email = body.path("email").asText("").strip();
    long id;
    if (body.path("customer_id").isIntegralNumber()) {
      id = desk.openTicket(body.path("customer_id").longValue(), subject, message);
    } else if (email.matches("[^\\s@]+@[^\\s@]+") && email.length() <= 254) {
      id = desk.openTicket(email, subject, message);
    } else {
      throw new IllegalArgumentException("Choose a customer or enter an e-mail address.");
    }
    json(context.response().setStatusCode(201), MAPPER.createObjectNode().put("id", id));
  }

  private void addMessage(RoutingContext context, ObjectNode body) {
    long ticketId = required(ticketId(context)).path("id").longValue();
    String text = text(body, "text");
    long id =
        switch (body.path("as").asText()) {
          case "note" -> desk.addNote(ticketId, text);
          case "agent" -> desk.addMessage(ticketId, true, text);
          case "customer" -> desk.addMessage(ticketId, false, text);
          default -> throw new IllegalArgumentException("Write as agent, note or customer.");
        };
    json(context.response().setStatusCode(201), MAPPER.createObjectNode().put("id", id));
  }

  private void refresh(RoutingContext context, ObjectNode body) {
    desk.touchTicket(required(ticketId(context)).path("id").longValue());
    json(context, MAPPER.createObjectNode());
  }

  private void setStatus(RoutingContext context, ObjectNode body) {
    String status = body.path("status").asText();
    if (!status.equals("open") && !status.equals("closed")) {
      throw new IllegalArgumentException("A ticket is open or closed.");
    }
    desk.setStatus(required(ticketId(context)).path("id").longValue(), status);
    json(context, MAPPER.createObjectNode());
  }

  private void previewButton(RoutingContext context, ObjectNode body) {
    json(context, withoutHeaders(gorgias.buttons().envelope(press(context, body))));
  }

  private void pressButton(RoutingContext context, ObjectNode body) {
    var unused =
        gorgias
            .buttons()
            .press(press(context, body))
            .whenComplete(
                (event, failure) -> {
                  if (failure == null) {
                    json(context, withoutHeaders(event));
                  } else {
                    Throwable cause =
                        failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    problem(context, 500, String.valueOf(cause.getMessage()));
                  }
                });
  }

  private GorgiasButtons.Press press(RoutingContext context, ObjectNode body) {
    Map<String, String> inputs = new HashMap<>();
    for (Map.Entry<String, JsonNode> input : body.path("inputs").properties()) {
      inputs.put(input.getKey(), input.getValue().asText());
    }
    return new GorgiasButtons.Press(
        required(ticketId(context)).path("id").longValue(),
        body.path("widget_id").longValue(),
        numbers(body.path("card")),
        numbers(body.path("rows")),
        body.path("button").intValue(),
        inputs,
        body.path("shown").isObject() ? body.path("shown") : null);
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.intValue()));
    return numbers;
  }

  private void setSwitch(RoutingContext context, ObjectNode body) {
    String id = context.pathParam("switch");
    for (FaultSwitch one : switches) {
      if (one.id().equals(id) && body.path("on").isBoolean()) {
        one.set().accept(body.path("on").booleanValue());
        json(context, switchList());
        return;
      }
    }
    throw new IllegalArgumentException("There is no such switch.");
  }

  private void decide(RoutingContext context, UnaryOperator<String> decision) {
    String reference = String.valueOf(context.pathParam("reference"));
    later(
        context,
        () -> decision.apply(reference),
        said -> json(context, MAPPER.createObjectNode().put("message", said)));
  }

  private void startOver(RoutingContext context, ObjectNode body) {
    later(
        context,
        () -> {
          startOver.run();
          return true;
        },
        done -> json(context, MAPPER.createObjectNode()));
  }

  // ---------------------------------------------------------------- shared

  /** Does what may block on a thread that may, one after the other, and then answers. */
  private static <T> void later(RoutingContext context, Callable<T> work, Consumer<T> answer) {
    var unused =
        context
            .vertx()
            .executeBlocking(work)
            .onSuccess(answer::accept)
            .onFailure(
                failure ->
                    problem(
                        context,
                        failure instanceof IllegalArgumentException ? 404 : 503,
                        String.valueOf(failure.getMessage())));
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class NoSuchTicketException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private ObjectNode required(long ticketId) {
    ObjectNode ticket = desk.ticket(ticketId);
    if (ticket == null) {
      throw new NoSuchTicketException();
    }
    return ticket;
  }

  private static long ticketId(RoutingContext context) {
    String id = String.valueOf(context.pathParam("ticket"));
    if (!id.matches("\\d{1,18}")) {
      throw new NoSuchTicketException();
    }
    return Long.parseLong(id);
  }

  private static String text(ObjectNode body, String field) {
    String text = body.path(field).asText("").strip();
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("Write something first.");
    }
    return text;
  }

  private static ObjectNode body(RoutingContext context) {
    Buffer buffer = context.body().buffer();
    try {
      JsonNode json = MAPPER.readTree(buffer == null ? new byte[0] : buffer.getBytes());
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("The request's body is no JSON.", e);
    }
    throw new IllegalArgumentException("The request's body is no JSON object.");
  }

  /** Answers JSON, or 304 where the page has it already: it asks every second or two. */
  private static void json(RoutingContext context, JsonNode value) {
    String text = write(value);
    HttpServerResponse response = context.response();
    String tag = "\"" + Integer.toHexString(text.hashCode()) + "-" + text.length() + "\"";
    response.putHeader("etag", tag);
    if (tag.equals(context.request().getHeader("if-none-match"))) {
      response.setStatusCode(304).end();
    } else {
      send(response, text);
    }
  }

  private static void json(HttpServerResponse response, JsonNode value) {
    send(response, write(value));
  }

  private static void problem(RoutingContext context, int status, String message) {
    ObjectNode body = MAPPER.createObjectNode().put("error", message);
    send(context.response().setStatusCode(status), write(body));
  }

  private static void send(HttpServerResponse response, String json) {
    if (!response.closed()) {
      response.putHeader("content-type", "application/json; charset=utf-8").end(json);
    }
  }

  private static String write(@Nullable JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
