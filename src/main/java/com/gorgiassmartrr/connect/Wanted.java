package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.store.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a store is to have in Gorgias: one HTTP integration and one widget.
 *
 * <p>Gorgias shows neither the integration's header nor who made it. The address therefore carries
 * a fingerprint of the secret, and the description a mark. Names are their owner's to change.
 */
final class Wanted {
  static final List<String> TRIGGERS =
      List.of("ticket-created", "ticket-updated", "ticket-message-created");
  static final String FINGERPRINT = "connect";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String store;
  private final URI publicUrl;
  private final Secret secret;
  private final JsonNode template;

  /**
   * What this store is to have.
   *
   * @param publicUrl how Gorgias reaches the server
   * @param secret what the integration sends
   * @param template the widget's
   */
  Wanted(String store, URI publicUrl, Secret secret, JsonNode template) {
    this.store = store;
    this.publicUrl = publicUrl;
    this.secret = secret;
    this.template = template;
  }

  /** What an integration of a store has in its description, whatever it is named. */
  static String mark(String store) {
    return "[gorgias-smartrr:" + store + "]";
  }

  /** The path that an integration of a store asks for. */
  static String path(String store) {
    return "/gorgias/" + store + "/widget";
  }

  String url() {
    return publicUrl
        + path(store)
        + "?email={{ticket.customer.email}}&ticket_id={{ticket.id}}"
        + "&customer_id={{ticket.customer.id}}&"
        + FINGERPRINT
        + "="
        + fingerprint(secret);
  }

  Secret secret() {
    return secret;
  }

  JsonNode template() {
    return template;
  }

  /** The integration as it is sent, when there is none. */
  ObjectNode integration() {
    ObjectNode integration = JSON.objectNode();
    integration.put("name", name()).put("type", "http");
    return complete(integration, JSON.objectNode());
  }

  /** The integration as it is sent in place of this one. */
  ObjectNode integration(ObjectNode before) {
    ObjectNode integration = JSON.objectNode();
    integration.put("name", before.path("name").asText(name()));
    return complete(integration, before);
  }

  private String name() {
    return store.equals("default")
        ? "Smartrr subscriptions"
        : "Smartrr subscriptions (" + store + ")";
  }

  private ObjectNode complete(ObjectNode integration, ObjectNode before) {
    String description = before.path("description").asText("");
    integration.put(
        "description",
        description.contains(mark(store))
            ? description
            : "Subscriptions beside the ticket, kept by connect " + mark(store));
    integration.putNull("deactivated_datetime");
    ObjectNode http = integration.putObject("http");
    http.put("url", url()).put("method", "GET").putNull("form");
    http.putObject("headers").put("x-store-secret", secret.reveal());
    http.put("request_content_type", "application/json");
    http.put("response_content_type", "application/json");
    ObjectNode triggers = http.putObject("triggers");
    before
        .path("http")
        .path("triggers")
        .properties()
        .forEach(
            trigger -> {
              if (trigger.getValue().asBoolean(false)) {
                triggers.put(trigger.getKey(), true);
              }
            });
    TRIGGERS.forEach(trigger -> triggers.put(trigger, true));
    return integration;
  }

  /** The widget as it is sent, in place of one that is there or not. */
  ObjectNode widget(long integration, @Nullable ObjectNode before) {
    ObjectNode widget = JSON.objectNode();
    widget.put("type", "http").put("context", "ticket").put("integration_id", integration);
    widget.put("order", before == null ? 0 : before.path("order").asInt(0));
    widget.putNull("deactivated_datetime");
    widget.set("template", template);
    return widget;
  }

  /** Tells one secret from another, and nothing else of it. */
  static String fingerprint(Secret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal("connect fingerprint".getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
