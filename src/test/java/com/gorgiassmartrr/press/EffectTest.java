package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.press.Effect.Holds;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a state proves, disproves and leaves open. */
final class EffectTest {
  private static final SeenState SEEN = new SeenState("ACTIVE", "2026-12-03T14:00:00.000Z");
  private static final Instant BEFORE_BILLING = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant AFTER_BILLING = Instant.parse("2026-12-03T15:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "status=PAUSED,                  PAUSED, '',         YES",
    "status=PAUSED,                  ACTIVE, 2026-12-03, NO",
    "'status=ACTIVE, skipped={seen}', ACTIVE, 2026-12-10, YES",
    "'status=ACTIVE, skipped={seen}', ACTIVE, 2026-12-03, NO",
    "'status=ACTIVE, skipped={seen}', ACTIVE, 2026-11-25, UNKNOWN",
    "'status=ACTIVE, skipped={seen}', PAUSED, 2026-12-10, NO",
    "'status=ACTIVE, due={date}',     ACTIVE, 2026-11-26, YES",
    "'status=ACTIVE, due={date}',     ACTIVE, 2026-12-03, NO",
    "'status=ACTIVE, due={date}',     ACTIVE, 2026-11-24, UNKNOWN",
    "'status=ACTIVE, due={none}',     ACTIVE, 2026-12-03, UNKNOWN",
    "'status=ACTIVE, due={none}',     ACTIVE, 2026-11-26, YES",
    "nextBilling=later,               ACTIVE, 2026-12-04, YES",
    "nextBilling=later,               ACTIVE, '',         NO",
    "nextBilling=none,                ACTIVE, '',         YES",
    "nextBilling={date},              ACTIVE, 2026-11-26, YES",
    "nextBilling={none},              ACTIVE, 2026-11-26, UNKNOWN",
    "currency={money},                ACTIVE, 2026-11-26, YES",
    "'',                              ACTIVE, 2026-11-26, UNKNOWN",
  })
  void state_read_provesOrDisprovesOrLeavesOpen(
      String wanted, String status, String next, Holds holds) {
    assertEquals(
        holds,
        effect(wanted).holds(state(status, next), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  @Test
  void skip_andTheOrdersTimeHasCome_isOpen() {
    assertEquals(
        Holds.UNKNOWN,
        effect("skipped={seen}")
            .holds(state("ACTIVE", "2027-01-03"), SubscriptionEvents.UNKNOWN, AFTER_BILLING));
  }

  /** Somebody else may have moved it, by another number of days. */
  @Test
  void nextBilling_laterOrEarlier_isNotCertain() {
    for (String[] one : new String[][] {{"later", "2027-01-03"}, {"earlier", "2026-11-26"}}) {
      Effect effect = effect("nextBilling=" + one[0]);
      assertEquals(
          Holds.YES,
          effect.holds(state("ACTIVE", one[1]), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
      assertFalse(
          effect.isCertain(state("ACTIVE", one[1]), SubscriptionEvents.UNKNOWN, BEFORE_BILLING),
          one[0]);
    }
  }

  @Test
  void wanted_withoutAValue_asksForNothing() {
    assertTrue(effect("").asksForNothing());
    assertTrue(effect("nextBilling={none}").asksForNothing());
    assertFalse(effect("due={none}").asksForNothing());
    assertFalse(effect("status=ACTIVE, nextBilling={none}").asksForNothing());
  }

  @Test
  void days_inAFarZone_areTheShops() {
    SeenState seen = new SeenState("ACTIVE", "2026-12-03T04:00:00.000Z");
    Action action = new Action();
    action.setSends("date={date}");
    action.setWanted("nextBilling={date}");
    action.setDone("Moved from {before} to {after}.");
    Effect effect =
        new Effect(
            action, Map.of("date", "2026-12-09"), seen, ShopTime.in("America/Los_Angeles"), "");
    SeenState after = new SeenState("ACTIVE", "2026-12-10T04:00:00.000Z");
    assertEquals(Map.of("date", "2026-12-10T04:00:00.000Z"), effect.body());
    assertEquals("Moved from 2 Dec 2026 to 9 Dec 2026.", effect.done(seen, after));
    assertEquals(
        Holds.YES,
        effect.holds(
            state("ACTIVE", after.nextBilling()), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  @ParameterizedTest
  @CsvSource({
    "date={date},              'status=ACTIVE, nextBilling={date}', 2026-11-26T14:00:00.000Z, true",
    "date={date},              'status=ACTIVE, nextBilling={date}', 2026-11-26T09:00:00-05:00, true",
    "date={date},              'status=ACTIVE, nextBilling={date}', 2026-11-26, true",
    "date={date},              'status=ACTIVE, nextBilling={date}', 2026-11-27, false",
    "date={date} {},           'status=ACTIVE, due={date}', 2026-11-26, true",
    "'date={date}, at=noon',   nextBilling={date}, 2026-11-26, false",
    "'date={date}, to={money}', nextBilling={date}, 2026-11-26, false",
    "'date={date}, to={money}', 'nextBilling={date}, currency={money}', 2026-11-26, true",
    "to={money},               currency={money}, 2026-11-26, false",
    "date={date},              status=ACTIVE, 2026-11-26, false",
    "date={none},              nextBilling={none}, 2026-11-26, false",
    "date={date},              'status=PAUSED, nextBilling={date}', 2026-11-26, false",
    "date={date},              sentOn={date}, 2026-12-03, true",
  })
  void date_thatIsSoAlready_isKnownOnlyWhereNothingElseIsSent(
      String sends, String wanted, String next, boolean isSo) {
    Action action = dated();
    action.setSends(sends);
    action.setWanted(wanted);
    String already = effect(action, "2026-11-26").alreadySo(state("ACTIVE", next), BEFORE_BILLING);
    assertEquals(isSo, already != null, already);
  }

  @Test
  void date_atAnotherTimeOfTheSameDay_isAChange() {
    Action action = dated();
    action.setSends("date={date}");
    action.setWanted("nextBilling={date}");
    ObjectNode state = state("ACTIVE", "2026-11-26");
    assertNull(effect(action, "2026-11-26T18:00:00.000Z").alreadySo(state, BEFORE_BILLING));
    assertEquals(
        "The next order is on 26 Nov 2026 already.",
        effect(action, "2026-11-26T14:00:00.000Z").alreadySo(state, BEFORE_BILLING));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', 2026-12-03, false",
    "2026-11-26, '', false",
    "2026-11-26, 2026-11-26, false"
  })
  void pause_untilADateOrForGood_isCertainOnlyWhereBothAreForGood(
      String until, String next, boolean isCertain) {
    Action action = dated();
    action.setWanted("status=PAUSED");
    assertEquals(
        isCertain,
        effect(action, until)
            .isCertain(state("PAUSED", next), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  @ParameterizedTest
  @CsvSource({
    "later, 2026-12-03T14:00:00Z, NO",
    "earlier, 2026-12-03T14:00:00+00:00, NO",
    "later, 2026-12-03T09:00:01-05:00, YES",
    "earlier, 2026-12-03, NO",
    "later, 2026-12-03, NO",
    "later, 2026-12-04, YES"
  })
  void nextBilling_spelledOtherwise_isComparedByItsMoment(String wanted, String next, Holds holds) {
    ObjectNode state = state("ACTIVE", "").put("nextBillingDate", next);
    assertEquals(
        holds,
        effect("nextBilling=" + wanted).holds(state, SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  private static Action dated() {
    Action action = new Action();
    Action.Field date = new Action.Field();
    date.setName("date");
    date.setType("date");
    action.setFields(List.of(date));
    return action;
  }

  private static Effect effect(Action action, String date) {
    return new Effect(action, Map.of("date", date, "money", "USD"), SEEN, ShopTime.UTC, "");
  }

  private static Effect effect(String wanted) {
    Action action = new Action();
    action.setWanted(wanted);
    Map<String, String> parameters = new HashMap<>();
    parameters.put("date", "2026-11-26");
    parameters.put("money", "USD");
    return new Effect(action, parameters, SEEN, ShopTime.UTC, "");
  }

  private static ObjectNode state(String status, String next) {
    ObjectNode state = new ObjectMapper().createObjectNode();
    state.put("purchaseStateStatus", status).put("currency", "USD");
    state.put("sentOn", "2026-11-26T10:00:00Z");
    if (!next.isEmpty()) {
      state.put("nextBillingDate", next.length() == 10 ? next + "T14:00:00.000Z" : next);
    }
    return state;
  }
}
