package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.sandbox.gorgias.Template.Dialect;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls the integrations that listen to a trigger and stores what they answer. */
final class GorgiasTriggers {
  private static final int MAX_CALLS = 500;

  private final Vertx vertx;
  private final Clock clock;
  private final GorgiasDesk desk;
  private final GorgiasBehaviour behaviour;
  private final OutgoingHttp http;
  private final Busy busy;
  private final Deque<IntegrationCall> calls = new ArrayDeque<>();
  private final Map<Long, Integer> failuresInARow = new HashMap<>();
  private long lastCallId = 90_000;

  GorgiasTriggers(
      Vertx vertx,
      Clock clock,
      GorgiasDesk desk,
      GorgiasBehaviour behaviour,
      OutgoingHttp http,
      Busy busy) {
    this.vertx = vertx;
    this.clock = clock;
    this.desk = desk;
    this.behaviour = behaviour;
    this.http = http;
    this.busy = busy;
  }

  /** Starts the calls for a trigger; GUESS: all at once, with the ticket as it is now. */
  void fire(Trigger trigger) {
    List<ObjectNode> listening =
        desk.integrations().stream()
            .filter(row -> !row.path("deactivated_datetime").isTextual())
            .filter(row -> row.path("http").path("triggers").path(trigger.type()).asBoolean())
            .toList();
    if (listening.isEmpty()) {
      return;
    }
    ObjectNode context = desk.context(trigger);
    if (context == null) {
      return;
    }
    for (ObjectNode integration : listening) {
      busy.begin();
      attempt(new Job(trigger, integration, context, desk.epoch()), 1);
    }
  }

  /** Forgets the failures that were counted against an integration. */
  void forgive(long integrationId) {
    synchronized (calls) {
      failuresInARow.remove(integrationId);
    }
  }

  List<IntegrationCall> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  void clear() {
    synchronized (calls) {
      calls.clear();
      failuresInARow.clear();
    }
  }

  private record Job(Trigger trigger, ObjectNode integration, ObjectNode context, long epoch) {
    long integrationId() {
      return integration.get("id").longValue();
    }

    long customerId() {
      return context.path("ticket").path("customer_id").longValue();
    }
  }

  private void attempt(Job job, int attempt) {
    OutgoingHttp.Call call;
    try {
      call = render(job.integration().path("http"), job.context());
    } catch (TemplateException e) {
      JsonNode http = job.integration().path("http");
      OutgoingHttp.Call unsent =
          new OutgoingHttp.Call(
              http.path("method").asText("GET"), http.path("url").asText(), List.of(), null, null);
      String error =
          "The following error occurred before we could send the request: " + e.getMessage();
      log(job, attempt, unsent, null, error, IntegrationCall.Effect.KEPT);
      count(job, false);
      busy.end();
      return;
    }
    http.send(call, behaviour.callTimeout())
        .onSuccess(answer -> answered(job, attempt, call, answer))
        .onFailure(failure -> failed(job, attempt, call, failure));
  }

  private void answered(Job job, int attempt, OutgoingHttp.Call call, OutgoingHttp.Answer answer) {
    JsonNode json = Json.parse(answer.body());
    boolean kept = !answer.ok() && !behaviour.storeErrorJson();
    IntegrationCall.Effect effect = IntegrationCall.Effect.KEPT;
    // GUESS: what is no JSON object cannot carry the type mark, so the previous data stay.
    if (json instanceof ObjectNode object && !kept) {
      desk.store(job.epoch(), job.customerId(), job.integrationId(), object);
      effect = IntegrationCall.Effect.STORED;
    }
    log(job, attempt, call, answer, null, effect);
    boolean clientError = answer.status() >= 400 && answer.status() < 500;
    if (answer.ok() || !clientError || behaviour.clientErrorsCount()) {
      count(job, answer.ok());
    }
    if (answer.status() >= 500 && behaviour.retryServerErrors()) {
      again(job, attempt);
    } else {
      busy.end();
    }
  }

  private void failed(Job job, int attempt, OutgoingHttp.Call call, Throwable failure) {
    boolean neverSent = failure instanceof OutgoingHttp.CallFailed unsent && unsent.neverSent();
    String prefix =
        neverSent
            ? "The following error occurred before we could send the request: "
            : "There was an error while making this request: ";
    log(job, attempt, call, null, prefix + failure.getMessage(), IntegrationCall.Effect.KEPT);
    count(job, false);
    if (neverSent) {
      busy.end();
    } else {
      again(job, attempt);
    }
  }

  private void again(Job job, int attempt) {
    if (attempt >= behaviour.tries()) {
      busy.end();
      return;
    }
    long pause = Math.max(1, behaviour.retryDelay().toMillis());
    vertx.setTimer(pause, fired -> attempt(job, attempt + 1));
  }

  /** Counts towards switching off; GUESS: each try counts, as "requests" do in the help page. */
  private void count(Job job, boolean success) {
    boolean off = false;
    synchronized (calls) {
      if (success) {
        failuresInARow.remove(job.integrationId());
      } else {
        int failures = failuresInARow.merge(job.integrationId(), 1, Integer::sum);
        off = failures >= behaviour.disableAfter();
      }
    }
    if (off && job.epoch() == desk.epoch()) {
      desk.deactivate(job.integrationId());
    }
  }

  private void log(
      Job job,
      int attempt,
      OutgoingHttp.Call call,
      OutgoingHttp.@Nullable Answer answer,
      @Nullable String error,
      IntegrationCall.Effect effect) {
    JsonNode body = null;
    if (answer != null) {
      JsonNode json = Json.parse(answer.body());
      body = json != null ? json : TextNode.valueOf(answer.body());
    }
    synchronized (calls) {
      if (job.epoch() != desk.epoch()) {
        return;
      }
      if (calls.size() == MAX_CALLS) {
        calls.removeFirst();
      }
      calls.addLast(
          new IntegrationCall(
              ++lastCallId,
              job.integrationId(),
              job.trigger().ticketId(),
              job.customerId(),
              job.trigger().type(),
              attempt,
              clock.instant(),
              call.method(),
              call.url(),
              call.body(),
              answer == null ? 0 : answer.status(),
              body,
              error,
              effect));
    }
    desk.changed();
  }

  // ---------------------------------------------------------------- rendering

  private OutgoingHttp.Call render(JsonNode http, JsonNode context) {
    UnaryOperator<String> encode =
        behaviour.encodeUrlValues() ? GorgiasTriggers::encode : UnaryOperator.identity();
    String url = Template.parse(http.path("url").asText(), Dialect.SERVER).render(context, encode);
    String method = http.path("method").asText("GET");
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    http.path("headers")
        .properties()
        .forEach(
            header ->
                headers.add(
                    Map.entry(
                        header.getKey(),
                        Template.render(header.getValue().asText(), Dialect.SERVER, context))));
    JsonNode form = http.path("form");
    boolean empty =
        Json.isMissing(form)
            || (form.isContainerNode() && form.isEmpty())
            || (form.isTextual() && form.textValue().isEmpty());
    boolean bodyless = method.equals("GET") || method.equals("HEAD");
    if (bodyless && form.isObject() && !empty) {
      // GUESS: a form of a GET goes into the query.
      String query = formEncoded(form, context);
      return new OutgoingHttp.Call(
          method, url + (url.contains("?") ? "&" : "?") + query, headers, null, null);
    }
    String contentType = http.path("request_content_type").asText("application/json");
    if (bodyless) {
      return new OutgoingHttp.Call(method, url, headers, null, null);
    }
    // FACT: an empty form makes an empty body.
    String body = "";
    if (!empty && form.isTextual()) {
      body = Template.render(form.textValue(), Dialect.SERVER, context);
    } else if (!empty && form.isObject() && contentType.contains("urlencoded")) {
      body = formEncoded(form, context);
    } else if (!empty) {
      // FACT: an array of keys and values is sent literally.
      body = Json.write(form.isArray() ? form : rendered(form, context));
    }
    return new OutgoingHttp.Call(method, url, headers, contentType, body);
  }

  private static JsonNode rendered(JsonNode value, JsonNode context) {
    if (value.isTextual()) {
      return TextNode.valueOf(Template.render(value.textValue(), Dialect.SERVER, context));
    }
    if (value.isObject()) {
      ObjectNode copy = Json.object();
      value
          .properties()
          .forEach(field -> copy.set(field.getKey(), rendered(field.getValue(), context)));
      return copy;
    }
    if (value.isArray()) {
      var copy = Json.array();
      value.forEach(item -> copy.add(rendered(item, context)));
      return copy;
    }
    return value;
  }

  private static String formEncoded(JsonNode form, JsonNode context) {
    List<String> pairs = new ArrayList<>();
    form.properties()
        .forEach(
            field ->
                pairs.add(
                    URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                        + "="
                        + URLEncoder.encode(
                            PythonText.str(rendered(field.getValue(), context)),
                            StandardCharsets.UTF_8)));
    return String.join("&", pairs);
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
