package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks the simulator against a copy of Smartrr's own document, where one is named; none is kept
 * here.
 */
final class OpenApiConformanceTest {
  private static final String STATE =
      "/vendor/customer/{customerRelationshipId}/purchase-state/{customerPurchaseStateId}/";

  @Test
  void answers_ofEveryRouteInUse_fitTheDocument() {
    String file =
        Optional.ofNullable(System.getProperty("smartrr.openapi"))
            .or(() -> Optional.ofNullable(System.getenv("SMARTRR_OPENAPI")))
            .orElse("");
    assumeTrue(
        !file.isEmpty() && Files.isReadable(Path.of(file)),
        "no copy of Smartrr's OpenAPI document is named in the environment by SMARTRR_OPENAPI");
    assertAll(exchanges().map(exchange -> () -> check(exchange, Path.of(file))));
  }

  private static Stream<Exchange> exchanges() {
    return Stream.of(
        read("/vendor/order/formatted", "/vendor/order/formatted?pageSize=250"),
        read("/vendor/order", "/vendor/order?pageSize=250"),
        read("/vendor/purchase-state", "/vendor/purchase-state?pageSize=250"),
        read("/vendor/purchase-state/{shopifySubscriptionId}", "{gid}"),
        read("/vendor/purchase-state/{shopifySubscriptionId}/orders", "{gid}/orders"),
        read("/vendor/purchase-state/{shopifySubscriptionId}/bills", "{gid}/bills"),
        read("/vendor/purchase-state/{shopifySubscriptionId}/events", "{gid}/events"),
        read(
            "/vendor/customer/{customerRelationshipId}/purchase-state/",
            "/vendor/customer/" + SmartrrPeople.MARA + "/purchase-state/"),
        read(
            "/vendor/customer/:custRelId/orders",
            "/vendor/customer/" + SmartrrPeople.MARA + "/orders"),
        read("/vendor/customer-relationship", "/vendor/customer-relationship"),
        read("/vendor/customer-relationship/:customerShopifyId", "{shopper}"),
        read("/vendor/purchase-state-line-item", "/vendor/purchase-state-line-item"),
        read("/vendor/purchasable", "/vendor/purchasable"),
        read("/vendor/selling-plan-group", "/vendor/selling-plan-group"),
        read("/vendor/cancellation-reasons", "/vendor/cancellation-reasons"),
        read("/vendor/bill", "/vendor/bill?pageSize=250"),
        read("/vendor/webhook", "/vendor/webhook"),
        read("/vendor/smartrr-api-token", "/vendor/smartrr-api-token"),
        action("skip", "{}"),
        action("skip", "{\"date\":\"2026-12-03T14:00:00.000Z\"}"),
        action("unskip", "{\"date\":\"2027-01-03T14:00:00.000Z\"}"),
        action("pause", null),
        action("pause", "{\"unpauseDate\":\"2027-01-03T14:00:00.000Z\"}"),
        action("activate", "{\"nextBillingDate\":\"2027-01-03T14:00:00.000Z\"}"),
        action("activate", "{\"nextBillingDate\":null}"),
        action("cancel", null),
        action("cancel", "{\"reasonId\":\"{reason}\"}"),
        action("next-billing-date", "{\"date\":\"2027-01-03T14:00:00.000Z\"}"),
        action("selling-plan", "{\"sellingPlanId\":\"{plan}\"}"),
        new Exchange(
            "POST",
            "/vendor/webhook",
            "/vendor/webhook",
            "{\"eventType\":\"SUBSCRIPTION_SKIP\",\"url\":\"http://127.0.0.1:1/x\"}"),
        new Exchange(
            "POST",
            "/vendor/user-cancellation",
            "/vendor/user-cancellation",
            "{\"reasonText\":\"x\",\"action\":\"CANCEL\",\"stId\":\"{state}\","
                + "\"cancellationReasonId\":\"{reason}\"}"));
  }

  private static Exchange read(String template, String target) {
    return new Exchange("GET", template, target, null);
  }

  private static Exchange action(String action, @Nullable String body) {
    return new Exchange("PUT", STATE + action, SimulatorFixture.coffee(action), body);
  }

  private static void check(Exchange exchange, Path file) throws Exception {
    OpenApiDocument document = new OpenApiDocument(file);
    String method = exchange.method().toLowerCase(Locale.ROOT);
    try (SimulatorFixture fixture = new SimulatorFixture()) {
      // Unskip needs something skipped; every other exchange works on it as well.
      if (exchange.template().endsWith("/unskip")) {
        fixture.caller.put(
            SimulatorFixture.coffee("skip"), "{\"date\":\"2027-01-03T14:00:00.000Z\"}");
      }
      String body = exchange.body() == null ? null : fill(exchange.body(), fixture);
      if (body != null) {
        JsonNode sent = Json.parse(body.getBytes(StandardCharsets.UTF_8));
        JsonNode schema = document.bodySchema(method, exchange.template());
        assertEquals(List.of(), document.faults(sent, schema), exchange.name() + ": request");
      }
      HttpResponse<String> response =
          fixture.caller.send(
              exchange.method(), fill(exchange.target(), fixture), body, fixture.simulator.token());
      JsonNode answer = Caller.tree(response);
      JsonNode schema = document.answerSchema(method, exchange.template());
      assertTrue(schema.size() > 0, "The document has no schema");
      List<String> faults = document.faults(answer, schema);
      List<String> kinds = faults.stream().map(f -> f.replaceAll("\\d+", "n")).distinct().toList();
      assertEquals(List.of(), kinds, exchange.name());
    }
  }

  private static String fill(String text, SimulatorFixture fixture) {
    String shopper = fixture.simulator.world().subscriber(SmartrrPeople.MARA).shopifyId();
    return text.replace(
            "{gid}",
            "/vendor/purchase-state/"
                + Caller.encoded(
                    fixture.simulator.world().subscription(SmartrrPeople.OTTO_COFFEE).shopifyId()))
        .replace("{shopper}", "/vendor/customer-relationship/" + Caller.encoded(shopper))
        .replace("{reason}", fixture.simulator.world().catalog().reasons().get(0).id())
        .replace("{plan}", SmartrrCatalog.EVERY_SEASON.shopifyId())
        .replace("{state}", SmartrrPeople.MARA_COFFEE);
  }

  private record Exchange(String method, String template, String target, @Nullable String body) {
    String name() {
      return method + " " + template + (body == null ? "" : " " + body);
    }
  }
}
