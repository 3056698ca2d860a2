package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ActionRoutesTest {
  private static final String DECEMBER = "2026-12-03T14:00:00.000Z";
  private static final String JANUARY = "2027-01-03T14:00:00.000Z";
  private static final String FEBRUARY = "2027-02-03T14:00:00.000Z";
  private static final String MARCH = "2027-03-03T14:00:00.000Z";

  private final SimulatorFixture fixture = new SimulatorFixture();
  private final SmartrrSimulator simulator = fixture.simulator;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void skip_withoutDateTwice_skipsTwoOrders() throws Exception {
    assertEquals(JANUARY, next(bare("skip", "{}")));
    assertEquals(FEBRUARY, next(bare("skip", "{}")));
    assertEquals(List.of("SKIP", "SKIP"), eventsOfTheApi());
  }

  @Test
  void skip_dateOfALaterOrder_leavesTheNextOneAndIsPassedOverThen() throws Exception {
    assertEquals(DECEMBER, next(bare("skip", date("date", JANUARY))));
    assertEquals(FEBRUARY, next(bare("skip", "{}")));
  }

  @Test
  void skip_sameDateTwice_isRefusedTheSecondTime() throws Exception {
    assertEquals(JANUARY, next(bare("skip", date("date", DECEMBER))));
    assertEquals(400, status("skip", date("date", DECEMBER)));
    assertEquals(JANUARY, String.valueOf(Dates.iso(fixture.coffee().nextBillingDate())));
  }

  @Test
  void skip_dateWithoutOrder_isRefused() throws Exception {
    assertEquals(400, status("skip", date("date", "2026-12-04T14:00:00.000Z")));
    assertEquals(400, status("skip", date("date", "2026-12-03")));
    assertEquals(400, status("skip", date("date", "soon")));
    assertEquals(400, status("skip", null));
  }

  @Test
  void skip_aDayWhereDaysAreTaken_skipsThatOrder() throws Exception {
    simulator.world().quirks().dayAsDate(true);
    assertEquals(JANUARY, next(bare("skip", date("date", "2026-12-03"))));
  }

  @Test
  void skip_always_fillsTheSkipArray() throws Exception {
    JsonNode skips = bare("skip", "{}").at("/schedule/skips");
    assertEquals(8, skips.size());
    assertTrue(skips.get(0).isNull());
    assertTrue(skips.get(7).path("userSkipped").asBoolean());
  }

  @Test
  void unskip_withoutDate_bringsTheEarliestBack() throws Exception {
    bare("skip", "{}");
    bare("skip", "{}");
    assertEquals(DECEMBER, next(bare("unskip", "{}")));
    assertEquals(DECEMBER, next(bare("unskip", date("date", JANUARY))));
    assertEquals(400, status("unskip", "{}"));
  }

  @Test
  void pause_withoutBody_wrapsAStateWithoutNextDate() throws Exception {
    JsonNode state = wrapped("pause", null);
    assertEquals("PAUSED", state.path("purchaseStateStatus").asText());
    assertTrue(state.path("nextBillingDate").isNull());
    assertTrue(state.path("pausedAt").isTextual());
    assertEquals(400, status("pause", null));
    assertEquals(400, status("skip", "{}"));
  }

  @Test
  void pause_withDate_isBilledAgainThen() throws Exception {
    assertEquals(FEBRUARY, next(wrapped("pause", date("unpauseDate", FEBRUARY))));
    assertEquals(400, status("pause", "{}"));
  }

  @Test
  void pause_twiceWhereThatIsTaken_succeeds() throws Exception {
    simulator.world().quirks().pauseTwice(true);
    wrapped("pause", null);
    assertEquals("PAUSED", wrapped("pause", null).path("purchaseStateStatus").asText());
  }

  @Test
  void activate_withoutDate_takesTheNextOfThePlan() throws Exception {
    wrapped("pause", null);
    JsonNode state = wrapped("activate", "{\"nextBillingDate\":null}");
    assertEquals("ACTIVE", state.path("purchaseStateStatus").asText());
    assertEquals(DECEMBER, next(state));
    assertTrue(state.path("pausedAt").isNull());
    assertEquals(400, status("activate", "{}"));
  }

  @Test
  void activate_cancelled_isRefusedUnlessSwitchedOn() throws Exception {
    String body = date("nextBillingDate", MARCH);
    assertEquals("CANCELLED", wrapped("cancel", null).path("purchaseStateStatus").asText());
    assertEquals(400, status("activate", body));
    simulator.world().quirks().activateCancelled(true);
    assertEquals(MARCH, next(wrapped("activate", body)));
    assertNull(fixture.coffee().cancelledAt());
  }

  @Test
  void cancel_withReason_wrapsACancelledState() throws Exception {
    String reason = simulator.world().catalog().reasons().get(0).id();
    JsonNode state = wrapped("cancel", "{\"reasonId\":\"" + reason + "\"}");
    assertTrue(state.path("nextBillingDate").isNull());
    assertNotNull(fixture.coffee().cancelledAt());
    assertEquals(400, status("cancel", "{}"));
    assertEquals(400, status("cancel", "{\"reasonId\":\"none\"}"));
  }

  @Test
  void cancel_twice_isNotedOnce() throws Exception {
    wrapped("cancel", null);
    wrapped("cancel", null);
    assertEquals(List.of("CANCEL"), eventsOfTheApi());
  }

  @Test
  void nextBillingDate_anyHour_movesToTheBillingTime() throws Exception {
    String body = date("date", "2026-12-20T00:00:00.000Z");
    assertEquals("2026-12-20T14:00:00.000Z", next(bare("next-billing-date", body)));
    assertEquals(400, status("next-billing-date", date("date", "2026-11-01T14:00:00.000Z")));
    assertEquals(400, status("next-billing-date", "{}"));
  }

  @Test
  void nextBillingDate_beyondTheCalendar_isAnswered() throws Exception {
    int status = status("next-billing-date", date("date", "+999999999-12-01T14:00:00.000Z"));
    assertTrue(status >= 400, "status " + status);
    simulator.world().reset();
    assertEquals(JANUARY, next(bare("skip", "{}")));
  }

  @Test
  void skip_byTheSubscriberInBetween_countsToo() throws Exception {
    fixture.coffee().skipNext();
    assertEquals(FEBRUARY, next(bare("skip", "{}")));
  }

  @Test
  void skip_manyAtOnce_losesNone() throws Exception {
    List<CompletableFuture<Integer>> presses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      presses.add(CompletableFuture.supplyAsync(this::skipOnce));
    }
    for (CompletableFuture<Integer> press : presses) {
      assertEquals(200, press.get(30, TimeUnit.SECONDS));
    }
    assertEquals(20, fixture.coffee().skippedDates().size());
  }

  @Test
  void nextBillingDate_sendNow_placesAnOrder() throws Exception {
    int before = simulator.world().ordersOf(fixture.coffee()).size();
    assertEquals(JANUARY, next(bare("next-billing-date?sendNow=true", "{}")));
    assertEquals(before + 1, simulator.world().ordersOf(fixture.coffee()).size());
  }

  @Test
  void sellingPlan_another_changesPlanAndKeepsTheDate() throws Exception {
    String plan = SmartrrCatalog.EVERY_SEASON.shopifyId();
    JsonNode state = bare("selling-plan", "{\"sellingPlanId\":\"" + plan + "\"}");
    assertEquals(plan, state.path("sellingPlanId").asText());
    assertEquals(DECEMBER, next(state));
    assertEquals(MARCH, next(bare("skip", "{}")));
    assertEquals(400, status("selling-plan", "{\"sellingPlanId\":\"1\"}"));
  }

  @Test
  void shippingPrice_asNumberOrText_isTheNewOne() throws Exception {
    assertEquals("450", bare("shipping-price", "{\"price\":450}").path("totalShipping").asText());
    assertEquals("7", bare("shipping-price", "{\"price\":\"7\"}").path("totalShipping").asText());
    assertEquals(400, status("shipping-price", "{\"price\":\"free\"}"));
    assertEquals(400, status("shipping-price", "{}"));
  }

  @Test
  void ids_badUnknownOrOfAnother_areRefused() throws Exception {
    String unknown = Ids.uuid("nobody");
    assertEquals(400, statusOf("nonsense", SmartrrPeople.MARA_COFFEE));
    assertEquals(400, statusOf(SmartrrPeople.MARA, "%7B%7Bid%7D%7D"));
    assertEquals(404, statusOf(SmartrrPeople.MARA, unknown));
    assertEquals(404, statusOf(SmartrrPeople.KENJI, SmartrrPeople.MARA_COFFEE));
    assertEquals(DECEMBER, String.valueOf(Dates.iso(fixture.coffee().nextBillingDate())));
  }

  @Test
  void userCancellation_complete_isAnswered() throws Exception {
    String body =
        "{\"reasonText\":\"too much\",\"action\":\"CANCEL\",\"stId\":\"%s\","
            .replace("%s", SmartrrPeople.MARA_COFFEE);
    String reason = simulator.world().catalog().reasons().get(0).id();
    String whole = body + "\"cancellationReasonId\":\"" + reason + "\"}";
    String path = "/vendor/user-cancellation";
    assertEquals(200, fixture.caller.send("POST", path, whole, simulator.token()).statusCode());
    assertEquals(400, fixture.caller.send("POST", path, "{}", simulator.token()).statusCode());
  }

  private JsonNode bare(String action, @Nullable String body) throws Exception {
    JsonNode state = Caller.tree(fixture.caller.put(SimulatorFixture.coffee(action), body));
    assertFalse(state.has("newCustomerPurchaseState"));
    return state;
  }

  private JsonNode wrapped(String action, @Nullable String body) throws Exception {
    JsonNode answer = Caller.tree(fixture.caller.put(SimulatorFixture.coffee(action), body));
    assertFalse(answer.has("purchaseStateStatus"));
    return answer.path("newCustomerPurchaseState");
  }

  private int status(String action, @Nullable String body) throws Exception {
    return fixture.caller.put(SimulatorFixture.coffee(action), body).statusCode();
  }

  private int skipOnce() {
    try {
      return status("skip", "{}");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int statusOf(String person, String subscription) throws Exception {
    String path = SimulatorFixture.action(person, subscription, "skip");
    return fixture.caller.put(path, "{}").statusCode();
  }

  private List<String> eventsOfTheApi() {
    List<String> types = new ArrayList<>();
    for (SubscriptionEvent event : fixture.coffee().events()) {
      if (event.createdBy().equals("API")) {
        types.add(event.type());
      }
    }
    return types;
  }

  private static String next(JsonNode state) {
    return state.path("nextBillingDate").asText();
  }

  private static String date(String field, String value) {
    return "{\"" + field + "\":\"" + value + "\"}";
  }
}
