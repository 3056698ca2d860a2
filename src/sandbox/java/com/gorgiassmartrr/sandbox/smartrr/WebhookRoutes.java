package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The routes that register listeners. FACT: shapes and topics. */
final class WebhookRoutes {
  private static final String PATH = "/vendor/webhook";
  private static final Set<String> TOPICS =
      Set.of(
          "SUBSCRIPTION_CREATE",
          "SUBSCRIPTION_ACTIVATE",
          "SUBSCRIPTION_CANCEL",
          "SUBSCRIPTION_LINE_UPDATE",
          "SUBSCRIPTION_ITEM_OUT_OF_STOCK",
          "SUBSCRIPTION_PRODUCT_UNAVAILABLE",
          "SUBSCRIPTION_PAUSE",
          "SUBSCRIPTION_AUTO_RESUME",
          "SUBSCRIPTION_AUTO_CANCEL",
          "SUBSCRIPTION_SKIP",
          "SUBSCRIPTION_UNSKIP",
          "SUBSCRIPTION_GIFT",
          "SUBSCRIPTION_SET_NEXT_DATE",
          "SUBSCRIPTION_SEND_NOW",
          "SUBSCRIPTION_UPCOMING_ORDER",
          "SUBSCRIPTION_FAILED_PAYMENT",
          "SUBSCRIPTION_SUCCESSFUL_PAYMENT",
          "PAYMENT_METHOD_UPDATE",
          "PAYMENT_EXPIRED_NOTIFICATION",
          "BUNDLE_COMPLETE",
          "CUSTOMER_OTP_AUTH_CREATED",
          "CUSTOMER_MAGIC_LINK_AUTH_CREATED",
          "LOYALTY_POINTS_EARNED",
          "REFERRAL_CODE_GENERATED",
          "LOYALTY_BONUS_EARNED",
          "LOYALTY_POINTS_REDEEMED",
          "LOYALTY_TIER_ADVANCEMENT",
          "LOYALTY_TIER_DOWNGRADE",
          "SUCCESSFUL_REFERRAL");

  private final Webhooks webhooks;

  WebhookRoutes(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  void addTo(RouteTable table) {
    table.get(PATH, Scope.WEBHOOK, call -> list());
    table.post(PATH, Scope.WEBHOOK, this::create);
    table.put(PATH + "/{id}", Scope.WEBHOOK, this::change);
    table.delete(PATH + "/{id}", Scope.WEBHOOK, this::remove);
    table.delete(PATH, Scope.WEBHOOK, this::removeByUrl);
  }

  private Answer list() {
    ArrayNode rows = Json.array();
    webhooks.registrations().forEach(r -> rows.add(json(r)));
    return Answer.json(rows);
  }

  private Answer create(Call call) {
    JsonNode body = body(call);
    return Answer.json(
        json(webhooks.register(body.path("eventType").asText(), body.path("url").asText())));
  }

  private Answer change(Call call) {
    JsonNode body = body(call);
    String id = call.parameter("id");
    WebhookRegistration old =
        webhooks.registrations().stream()
            .filter(r -> r.id().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("The webhook"));
    WebhookRegistration changed =
        new WebhookRegistration(
            id, body.path("eventType").asText(), body.path("url").asText(), old.created());
    webhooks.replace(changed);
    return Answer.json(json(changed));
  }

  private Answer remove(Call call) {
    if (!webhooks.remove(call.parameter("id"))) {
      throw ApiException.notFound("The webhook");
    }
    return Answer.empty();
  }

  private Answer removeByUrl(Call call) {
    String url =
        call.queryValue("url").orElseThrow(() -> ApiException.badRequest("url is missing."));
    if (!webhooks.removeUrl(url)) {
      throw ApiException.notFound("The webhook");
    }
    return Answer.empty();
  }

  /** FACT: two fields and no others. */
  private static JsonNode body(Call call) {
    JsonNode body = call.object();
    if (!TOPICS.contains(body.path("eventType").asText(""))) {
      throw ApiException.badRequest("eventType is not a known one.");
    }
    if (!body.path("url").isTextual() || body.size() != 2) {
      throw ApiException.badRequest("The body must have eventType and url, and nothing else.");
    }
    return body;
  }

  private static ObjectNode json(WebhookRegistration registration) {
    return Json.stored(registration.id(), registration.created(), registration.created())
        .put("eventType", registration.topic())
        .put("url", registration.url());
  }
}
