package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadRoutesTest {
  private static final String FEED = "/vendor/order/formatted?filterLike[emailOrName]=";
  private static final String FEED_ENCODED = "/vendor/order/formatted?filterLike%5BemailOrName%5D=";

  private final SimulatorFixture fixture = new SimulatorFixture();
  private final SmartrrSimulator simulator = fixture.simulator;
  private final Caller caller = fixture.caller;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void feed_annIsAsked_findsJoannToo() throws Exception {
    Set<String> emails = new HashSet<>();
    for (JsonNode row : caller.json(FEED_ENCODED + "ann%40example.com").path("data")) {
      emails.add(row.at("/custRel/email").asText());
    }
    assertEquals(Set.of("ann@example.com", "joann@example.com"), emails);
  }

  @Test
  void feed_percentAndUnderscore_areWildcards() throws Exception {
    assertNotEquals(0, caller.json(FEED_ENCODED + "m_ra%25.com").path("totalCount").asInt());
    assertEquals(0, caller.json(FEED_ENCODED + "m_mara").path("totalCount").asInt());
  }

  @Test
  void feed_rowsOfOneSubscription_repeatIt() throws Exception {
    JsonNode rows = caller.json(FEED_ENCODED + "otto%40example.com").path("data");
    assertEquals(4, rows.size());
    for (JsonNode row : rows) {
      assertEquals(1, row.path("sts").size());
      assertEquals(SmartrrPeople.OTTO_COFFEE, row.at("/sts/0/id").asText());
    }
  }

  @Test
  void feed_oneOrderOfTwoSubscriptions_hasBoth() throws Exception {
    int most = 0;
    for (JsonNode row : caller.json(FEED_ENCODED + "mara").path("data")) {
      most = Math.max(most, row.path("sts").size());
    }
    assertEquals(2, most);
  }

  @Test
  void feed_importedSubscriber_isNotFound() throws Exception {
    assertEquals(0, caller.json(FEED_ENCODED + "imported").path("totalCount").asInt());
    String people = "/vendor/customer-relationship?filterEquals%5Bemail%5D=imported%40example.com";
    assertEquals(SmartrrPeople.INES, caller.json(people).at("/data/0/id").asText());
  }

  @Test
  void feed_singlePurchases_haveNoSubscription() throws Exception {
    JsonNode rows = caller.json(FEED_ENCODED + "single").path("data");
    assertFalse(rows.isEmpty());
    for (JsonNode row : rows) {
      assertTrue(row.path("sts").isEmpty());
    }
  }

  @Test
  void feed_unencodedBrackets_areUnderstood() throws Exception {
    String raw = RawHttp.get(simulator, FEED + "kenji@example.com", simulator.token());
    assertTrue(raw.startsWith("HTTP/1.1 200"), raw);
    assertTrue(raw.contains(SmartrrPeople.KENJI), raw);
  }

  @Test
  void feed_cancelled_hasADayOnlyAndTheStateHasAll() throws Exception {
    String day = null;
    for (JsonNode row : caller.json(FEED_ENCODED + "mara").path("data")) {
      for (JsonNode state : row.path("sts")) {
        if (state.path("id").asText().equals(SmartrrPeople.MARA_SOCKS)) {
          day = state.path("cancelledAt").asText();
        }
      }
    }
    assertEquals("2026-10-24", day);
    JsonNode state = stateOf(SmartrrPeople.MARA_SOCKS);
    assertEquals("2026-10-24T09:30:00.000Z", state.path("cancelledAt").asText());
    assertTrue(state.path("nextBillingDate").isNull());
  }

  @Test
  void state_active_isBilledAtTwoInTheAfternoon() throws Exception {
    JsonNode state = stateOf(SmartrrPeople.MARA_COFFEE);
    assertEquals("2026-12-03T14:00:00.000Z", state.path("nextBillingDate").asText());
    assertEquals("6000", state.path("totalFromLineItems").asText());
    assertEquals(2, state.path("stLineItems").size());
    assertFalse(state.toString().contains("purchasableName"));
    assertTrue(state.toString().contains(Secrets.MARK));
  }

  @Test
  void state_pausedWithoutStatus_leavesItOut() throws Exception {
    simulator.world().quirks().pausedWithoutStatus(true);
    assertFalse(stateOf(SmartrrPeople.MARA_TEA).has("purchaseStateStatus"));
  }

  @Test
  void statesOfPerson_withAndWithoutSlash_areTheSame() throws Exception {
    String path = "/vendor/customer/" + SmartrrPeople.DORA + "/purchase-state";
    assertEquals(12, caller.json(path).path("totalCount").asInt());
    assertEquals(12, caller.json(path + "/").path("totalCount").asInt());
    String paused = "/?filterEquals%5BpurchaseStateStatus%5D=PAUSED";
    assertEquals(3, caller.json(path + paused).path("totalCount").asInt());
  }

  @Test
  void states_filterIn_takesSeveralValues() throws Exception {
    String filter = "filterIn%5BpurchaseStateStatus%5D%5B%5D=";
    JsonNode found =
        caller.json("/vendor/purchase-state?" + filter + "FAILED&" + filter + "CANCELLED");
    assertEquals(2, found.path("totalCount").asInt());
  }

  @Test
  void states_unknownParameter_changesNothing() throws Exception {
    JsonNode plain = caller.json("/vendor/purchase-state?pageSize=250");
    assertEquals(plain, caller.json("/vendor/purchase-state?pageSize=250&include=stLineItems"));
  }

  @Test
  void states_orderBy_sortsByTheFirstPropertyFirst() throws Exception {
    String order = "orderBy%5BpurchaseStateStatus%5D=DESC&orderBy%5BnextBillingDate%5D=ASC";
    JsonNode rows = caller.json("/vendor/purchase-state?pageSize=250&" + order).path("data");
    assertEquals("PAUSED", rows.at("/0/purchaseStateStatus").asText());
    JsonNode last = rows.get(rows.size() - 1);
    assertEquals(SmartrrPeople.TAM_MUG, last.path("id").asText());
  }

  @Test
  void states_filterAfterAndBefore_cutTheDates() throws Exception {
    String filter =
        "filterAfter%5BnextBillingDate%5D=2026-12-03&filterBefore%5BnextBillingDate%5D=2026-12-04";
    for (JsonNode row : caller.json("/vendor/purchase-state?" + filter).path("data")) {
      assertEquals("2026-12-03T14:00:00.000Z", row.path("nextBillingDate").asText());
    }
    assertEquals(
        400, caller.get("/vendor/purchase-state?filterEquals%5Bno.such%5D=1").statusCode());
  }

  @Test
  void orders_filterEquals_isNotOffered() throws Exception {
    int all = caller.json("/vendor/order").path("totalCount").asInt();
    String filtered = "/vendor/order?filterEquals%5BshopifyOrderLabel%5D=%231001";
    assertEquals(all, caller.json(filtered).path("totalCount").asInt());
    String like = "/vendor/order?filterLike%5BshopifyOrderLabel%5D=%231001";
    assertEquals(1, caller.json(like).path("totalCount").asInt());
  }

  @Test
  void pages_countedFromZero_giveEveryRowOnce() throws Exception {
    assertEquals(12, idsOfPages(0, 5));
  }

  @Test
  void pages_countedFromOne_giveEveryRowOnce() throws Exception {
    simulator.world().quirks().pageBase(PageBase.ONE_AND_ZERO_IS_ONE);
    assertEquals(12, idsOfPages(0, 5));
    assertEquals(dozen("pageSize=5&pageNumber=0"), dozen("pageSize=5&pageNumber=1"));
    simulator.world().quirks().pageBase(PageBase.ONE_AND_ZERO_IS_REFUSED);
    assertEquals(12, idsOfPages(1, 5));
    String zero = "/vendor/purchase-state?pageNumber=0";
    assertEquals(400, caller.get(zero).statusCode());
  }

  @Test
  void lines_always_nameProductAndSubscription() throws Exception {
    JsonNode lines = caller.json("/vendor/purchase-state-line-item?pageSize=250");
    for (JsonNode line : lines.path("data")) {
      assertTrue(line.at("/vnt/purchasable/purchasableName").isTextual());
      assertTrue(line.at("/cps/custRel/id").isTextual());
    }
    String one = "/vendor/purchase-state-line-item?filterEquals%5Bcps.id%5D=";
    assertEquals(2, caller.json(one + SmartrrPeople.MARA_COFFEE).path("totalCount").asInt());
  }

  @Test
  void catalogue_always_isJoinedByIds() throws Exception {
    JsonNode state = stateOf(SmartrrPeople.MARA_COFFEE);
    JsonNode programs = caller.json("/vendor/selling-plan-group?cache=true");
    assertTrue(programs.isArray());
    assertEquals(
        state.path("sellingPlanId").asText(), programs.at("/0/sellingPlans/0/shopifyId").asText());
    assertTrue(caller.json("/vendor/cancellation-reasons").at("/0/text/en-US").isTextual());
    assertEquals(7, caller.json("/vendor/purchasable").path("totalCount").asInt());
  }

  @Test
  void history_failedCharge_isAnEventAndABill() throws Exception {
    String path = "/vendor/purchase-state/" + gid(SmartrrPeople.OTTO_COFFEE);
    assertEquals(
        "FAILED_BILLING_ATTEMPT", caller.json(path + "/events").at("/0/eventType").asText());
    assertEquals("failed", caller.json(path + "/bills").at("/data/0/status").asText());
    assertEquals(4, caller.json(path + "/orders").path("totalCount").asInt());
  }

  @Test
  void token_missingOrWeak_isRefused() throws Exception {
    String path = "/vendor/purchase-state";
    assertEquals(401, caller.send("GET", path, null, null).statusCode());
    assertEquals(401, caller.send("GET", path, null, "wrong").statusCode());
    String weak = simulator.readOnlyToken();
    assertEquals(200, caller.send("GET", path, null, weak).statusCode());
    HttpResponse<String> skip = caller.send("PUT", SimulatorFixture.coffee("skip"), "{}", weak);
    assertEquals(403, skip.statusCode());
    assertEquals(
        403, Json.parse(skip.body().getBytes(StandardCharsets.UTF_8)).path("status").asInt());
  }

  @Test
  void paths_unknown_giveAPageOutsideAndJsonInside() throws Exception {
    HttpResponse<String> outside = caller.get("/subscriptions");
    assertEquals(200, outside.statusCode());
    assertTrue(outside.headers().firstValue("content-type").orElse("").startsWith("text/html"));
    assertEquals(404, caller.get("/vendor/nothing").statusCode());
  }

  @Test
  void world_reset_keepsTheIdsAndForgetsTheRest() throws Exception {
    JsonNode before = stateOf(SmartrrPeople.MARA_COFFEE);
    simulator.world().addSubscriber("new@example.com", "New", "Comer");
    caller.put(SimulatorFixture.coffee("cancel"), null);
    simulator.reset();
    assertEquals(before, stateOf(SmartrrPeople.MARA_COFFEE));
    assertEquals(0, simulator.requests().count(RequestMatch.method("PUT")));
  }

  @Test
  void requests_always_areKeptWithoutTheToken() throws Exception {
    caller.get(FEED_ENCODED + "a%2Bb%40example.com");
    RecordedRequest last = simulator.requests().list().get(0);
    assertEquals(List.of("a+b@example.com"), last.query().get("filterLike[emailOrName]"));
    assertEquals("/vendor/order/formatted", last.path());
    assertEquals("***", last.headers().get("x-smartrr-access-token"));
    assertEquals(1, simulator.requests().mostInFlight());
  }

  private JsonNode stateOf(String id) throws Exception {
    return caller.json("/vendor/purchase-state/" + gid(id));
  }

  private String gid(String id) {
    return Caller.encoded(simulator.world().subscription(id).shopifyId());
  }

  private JsonNode dozen(String query) throws Exception {
    String path = "/vendor/customer/" + SmartrrPeople.DORA + "/purchase-state/?" + query;
    return caller.json(path).path("data");
  }

  private int idsOfPages(int first, int size) throws Exception {
    Set<String> ids = new HashSet<>();
    for (int page = first; page < first + 5; page++) {
      dozen("pageSize=" + size + "&pageNumber=" + page)
          .forEach(row -> ids.add(row.path("id").asText()));
    }
    return ids.size();
  }
}
