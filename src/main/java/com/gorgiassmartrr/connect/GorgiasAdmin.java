package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.gorgias.GorgiasCalls.Reply;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The integrations and the widgets of one Gorgias account, one call a method. What brings no usable
 * answer is a {@link GorgiasFailure}.
 */
final class GorgiasAdmin {
  private static final String INTEGRATIONS = "/api/integrations";
  private static final String WIDGETS = "/api/widgets";
  private static final int MOST_PAGES = 50;
  private static final int MOST_WAITS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final GorgiasCalls calls;
  private final Store store;
  private final @Nullable Waiting waiting;
  private final Consumer<Duration> onWait;

  /**
   * The account of a store.
   *
   * @param waiting waits for as long as Gorgias asks for
   * @param onWait is told of such a wait before it begins
   */
  GorgiasAdmin(GorgiasCalls calls, Store store, Waiting waiting, Consumer<Duration> onWait) {
    this.calls = calls;
    this.store = store;
    this.waiting = waiting;
    this.onWait = onWait;
  }

  /** The account of a store, which isn't waited for. */
  GorgiasAdmin(GorgiasCalls calls, Store store) {
    this.calls = calls;
    this.store = store;
    this.waiting = null;
    this.onWait = length -> {};
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Waiting {
    void sleep(Duration length) throws InterruptedException;
  }

  JsonNode account() {
    return read("gorgias-read-account", Map.of());
  }

  List<ObjectNode> integrations() {
    return list("gorgias-list-integrations");
  }

  List<ObjectNode> widgets() {
    return list("gorgias-list-widgets");
  }

  JsonNode addIntegration(ObjectNode integration) {
    return write("POST", INTEGRATIONS, "gorgias-add-integration", Map.of(), integration);
  }

  void setIntegration(long id, ObjectNode integration) {
    write("PUT", INTEGRATIONS + "/" + id, "gorgias-set-integration", id(id), integration);
  }

  /** Deletes an integration; one that is gone already is as good. */
  void dropIntegration(long id) {
    drop(INTEGRATIONS, "gorgias-drop-integration", id);
  }

  JsonNode addWidget(ObjectNode widget) {
    return write("POST", WIDGETS, "gorgias-add-widget", Map.of(), widget);
  }

  void setWidget(long id, ObjectNode widget) {
    write("PUT", WIDGETS + "/" + id, "gorgias-set-widget", id(id), widget);
  }

  /** Deletes a widget; one that is gone already is as good. */
  void dropWidget(long id) {
    drop(WIDGETS, "gorgias-drop-widget", id);
  }

  private void drop(String path, String route, long id) {
    try {
      write("DELETE", path + "/" + id, route, id(id), null);
    } catch (GorgiasFailure e) {
      if (e.failure().status() != 404 && e.failure().status() != 410) {
        throw e;
      }
    }
  }

  private static Map<String, String> id(long id) {
    return Map.of("id", Long.toString(id));
  }

  private List<ObjectNode> list(String route) {
    List<ObjectNode> rows = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String next =
          cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      JsonNode answer = read(route, Map.of("cursor", next));
      JsonNode data = answer.isArray() ? answer : answer.path("data");
      if (!data.isArray()) {
        throw malformed("the list is none");
      }
      data.forEach(
          row -> {
            if (row instanceof ObjectNode object && object.path("id").canConvertToLong()) {
              rows.add(object);
            }
          });
      JsonNode following = answer.path("meta").path("next_cursor");
      cursor = following.isTextual() ? following.asText() : "";
      if (cursor.isEmpty()) {
        return rows;
      }
    }
    throw malformed("the list has no end");
  }

  private static GorgiasFailure malformed(String what) {
    return new GorgiasFailure(new PartnerFailure(Kind.MALFORMED, what), "");
  }

  private JsonNode read(String route, Map<String, String> variables) {
    return call(() -> calls.read(store, route, variables));
  }

  private JsonNode write(
      String verb,
      String path,
      String route,
      Map<String, String> variables,
      @Nullable JsonNode body) {
    GorgiasAccount account =
        Objects.requireNonNull(store.gorgias(), "connect names the account that it works on");
    Write write = Write.to(account.url(), verb, path);
    return call(
        () -> {
          try (Permit permit = Permit.grant(write)) {
            return calls.write(store, route, variables, body, permit);
          }
        });
  }

  /** Makes a call. Only after a 429 it is made again, because then Gorgias did nothing. */
  private JsonNode call(Supplier<Reply> once) {
    for (int waits = 0; ; waits++) {
      Reply reply = once.get();
      PartnerFailure failure = reply.failure();
      if (failure == null) {
        return reply.json();
      }
      if (waiting == null || failure.kind() != Kind.THROTTLED || waits == MOST_WAITS) {
        throw new GorgiasFailure(failure, reply.reason());
      }
      await(waiting, failure.retryAfter());
    }
  }

  private void await(Waiting waiting, Duration asked) {
    Duration length = asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
    length = length.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : length;
    onWait.accept(length);
    try {
      waiting.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GorgiasFailure(new PartnerFailure(Kind.THROTTLED, "interrupted while waiting"), "");
    }
  }
}
