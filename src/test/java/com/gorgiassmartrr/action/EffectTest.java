package com.gorgiassmartrr.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Effect.Holds;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a state proves, disproves and leaves open. */
final class EffectTest {
  private static final SeenState SEEN = new SeenState("ACTIVE", "2026-12-03T14:00:00.000Z");
  private static final Instant BEFORE_BILLING = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant AFTER_BILLING = Instant.parse("2026-12-03T15:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".status == 'PAUSED';                         PAUSED; '';         YES",
        ".status == 'PAUSED';                         ACTIVE; 2026-12-03; NO",
        "ACTIVE and skipped($seen.next_billing_date); ACTIVE; 2026-12-10; YES",
        "ACTIVE and skipped($seen.next_billing_date); ACTIVE; 2026-12-03; NO",
        "ACTIVE and skipped($seen.next_billing_date); ACTIVE; 2026-11-25; UNKNOWN",
        "ACTIVE and skipped($seen.next_billing_date); PAUSED; 2026-12-10; NO",
        "ACTIVE and skipped($seen.next_billing_date); PAUSED; 2026-11-25; NO",
        "not(skipped($seen.next_billing_date));       ACTIVE; 2026-11-25; UNKNOWN",
        "ACTIVE and due($fields.date);                ACTIVE; 2026-11-26; YES",
        "ACTIVE and due($fields.date);                ACTIVE; 2026-12-03; NO",
        "ACTIVE and due($fields.date);                ACTIVE; 2026-11-24; UNKNOWN",
        "ACTIVE and due($fields.none);                ACTIVE; 2026-12-03; UNKNOWN",
        "ACTIVE and due($fields.none);                ACTIVE; 2026-11-26; YES",
        "later(.next_billing_date, $seen.next_billing_date); ACTIVE; 2026-12-04; YES",
        "later(.next_billing_date, $seen.next_billing_date); ACTIVE; '';         NO",
        ".next_billing_date == null;                  ACTIVE; '';         YES",
        "same-day(.next_billing_date, $fields.date);  ACTIVE; 2026-11-26; YES",
        "if ($fields.none) same-day(.next_billing_date, $fields.none) else null; ACTIVE; 2026-11-26; UNKNOWN",
        ".currency == $fields.money;                  ACTIVE; 2026-11-26; YES",
        "same-id(.plan, '7');                         ACTIVE; 2026-11-26; YES",
        "same-id(.plan, '17');                        ACTIVE; 2026-11-26; NO",
        "number(.currency) == 1;                      ACTIVE; 2026-11-26; UNKNOWN",
        "'';                                          ACTIVE; 2026-11-26; UNKNOWN",
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
        effect("skipped($seen.next_billing_date)")
            .holds(state("ACTIVE", "2027-01-03"), SubscriptionEvents.UNKNOWN, AFTER_BILLING));
  }

  /** Somebody else may have moved it, by another number of days. */
  @Test
  void nextBilling_laterOrEarlier_isNotCertain() {
    for (String[] one : new String[][] {{"later", "2027-01-03"}, {"earlier", "2026-11-26"}}) {
      Effect effect = effect(one[0] + "(.next_billing_date, $seen.next_billing_date)");
      assertEquals(
          Holds.YES,
          effect.holds(state("ACTIVE", one[1]), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
      assertFalse(
          effect.isCertain(state("ACTIVE", one[1]), SubscriptionEvents.UNKNOWN, BEFORE_BILLING),
          one[0]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';                                         ''; true",
        "'';                                         .type == 'PAUSE'; true",
        "null;                                       ''; true",
        "null;                                       .type == 'PAUSE'; false",
        "due($fields.none);                          ''; false",
        ".status == 'PAUSED';                        ''; false",
      })
  void answer_isEnough_onlyWhereNothingElseTells(String wanted, String event, boolean isEnough) {
    Action action = withFields();
    action.setWanted(wanted.replace('\'', '"'));
    action.setEvent(event.replace('\'', '"'));
    assertEquals(
        isEnough,
        effect(action, "2026-11-26").isToldByAnswerOnly(state("ACTIVE", ""), BEFORE_BILLING));
  }

  @Test
  void days_inAFarZone_areTheShops() {
    SeenState seen = new SeenState("ACTIVE", "2026-12-03T04:00:00.000Z");
    Action action = withFields();
    action.setSends("{\"date\": $fields.date}");
    action.setWanted("same-day(.next_billing_date, $fields.date)");
    action.setDone("Moved from {before} to {after}.");
    Effect effect =
        new Effect(
            action, Map.of("date", "2026-12-09"), seen, ShopTime.in("America/Los_Angeles"), "");
    SeenState after = new SeenState("ACTIVE", "2026-12-10T04:00:00.000Z");
    assertEquals(
        Map.of("date", "2026-12-10T04:00:00.000Z"),
        effect.body(state("ACTIVE", "2026-12-03T04:00:00.000Z")));
    assertEquals("Moved from 2 Dec 2026 to 9 Dec 2026.", effect.done(seen, after));
    assertEquals(
        Holds.YES,
        effect.holds(
            state("ACTIVE", after.nextBilling()), SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2026-11-26T14:00:00.000Z;      2026-11-26; true",
        "2026-11-26T09:00:00-05:00;     2026-11-26; true",
        "2026-11-26;                    2026-11-26; true",
        "2026-11-27;                    2026-11-26; false",
        "2026-11-26;                    2026-11-26T18:00:00.000Z; false",
        "2026-11-26;                    2026-11-26T14:00:00.000Z; true",
        "2026-11-26;                    ''; false",
      })
  void date_thatIsSoAlready_isToldOnlyToTheMoment(String next, String date, boolean isSo) {
    Action action = withFields();
    action.setWanted(".status == \"ACTIVE\" and same-day(.next_billing_date, $fields.date)");
    action.setAlready("same-moment(.next_billing_date, $fields.date)");
    assertEquals(
        isSo ? "The next order is on 26 Nov 2026 already." : null,
        effect(action, date).alreadySo(state("ACTIVE", next), BEFORE_BILLING));
  }

  @Test
  void date_ofAnotherFieldThatIsSoAlready_isToldWithTheState() {
    Action action = withFields();
    action.setWanted("same-day(.sentOn, $fields.date)");
    action.setAlready("same-day(.sentOn, $fields.date)");
    assertEquals(
        "It was so already: active, next billing 3 Dec 2026.",
        effect(action, "2026-11-26").alreadySo(state("ACTIVE", "2026-12-03"), BEFORE_BILLING));
  }

  /** What isn't wanted isn't so already, whatever is said. */
  @Test
  void already_withoutWhatIsWanted_isNotSo() {
    Action action = withFields();
    action.setWanted(".status == \"PAUSED\" and same-day(.next_billing_date, $fields.date)");
    action.setAlready("true");
    assertNull(
        effect(action, "2026-11-26").alreadySo(state("ACTIVE", "2026-11-26"), BEFORE_BILLING));
  }

  @Test
  void sends_keepsTypesAndLeavesOutWhatIsEmpty() {
    Action action = withFields();
    action.setSends(
        """
        {
          "count": $fields.count,
          "half": $fields.count / 2,
          "to": {"name": $fields.money, "none": $fields.none},
          "list": [1, "a", true],
          "empty": $fields.none,
          "null": or-null($fields.none),
          "kept": or-null($fields.count),
          "currency": .currency
        }
        """);
    Map<String, Object> body = effect(action, "").body(state("ACTIVE", ""));
    assertEquals(
        "{\"count\":7,\"half\":3.5,\"to\":{\"name\":\"USD\"},\"list\":[1,\"a\",true],\"null\":null,"
            + "\"kept\":7,\"currency\":\"USD\"}",
        new ObjectMapper().valueToTree(body).toString());
  }

  @Test
  void sends_thatIsNullOrEmpty_isNoBodyOrAnEmptyOne() {
    Action action = withFields();
    action.setSends("if ($fields.none) {\"a\": $fields.none}");
    assertNull(effect(action, "").body(state("ACTIVE", "")));
    action.setSends("{\"a\": $fields.none}");
    assertEquals(Map.of(), effect(action, "").body(state("ACTIVE", "")));
  }

  @Test
  void sends_thatCantBeComputedForIt_cantBeSent() {
    Action action = withFields();
    action.setSends("{\"a\": number(.currency)}");
    assertFalse(effect(action, "").canBeSent(state("ACTIVE", "")));
    action.setSends(".currency");
    assertFalse(effect(action, "").canBeSent(state("ACTIVE", "")));
    action.setSends("{\"a\": .currency}");
    assertTrue(effect(action, "").canBeSent(state("ACTIVE", "")));
  }

  @Test
  void event_isToldByItsTypeAndItsOrder() throws Exception {
    Action action = withFields();
    action.setEvent(".type == \"SKIP\" and may-be-same-day(.order_date, $fields.date)");
    assertEquals(Set.of("SKIP"), action.eventTypes());
    Effect effect = effect(action, "2026-11-26");
    assertTrue(effect.isToldBy(events("SKIP", "2026-11-26T14:00:00.000Z"), BEFORE_BILLING));
    assertTrue(effect.isToldBy(events("SKIP", ""), BEFORE_BILLING));
    assertFalse(effect.isToldBy(events("SKIP", "2026-11-27T14:00:00.000Z"), BEFORE_BILLING));
    assertFalse(effect.isToldBy(events("PAUSE", ""), BEFORE_BILLING));
    assertTrue(effect(action, "").isToldBy(events("SKIP", "2026-11-27T14:00:00Z"), BEFORE_BILLING));
  }

  private static SubscriptionEvents events(String type, String order) throws Exception {
    return SubscriptionEvents.of(
        new ObjectMapper()
            .readTree(
                "[{\"eventType\":\"%s\",\"createdBy\":\"API\",\"eventDate\":\"%s\",\"eventData\":{\"orderDate\":\"%s\"}}]"
                    .formatted(type, BEFORE_BILLING, order)));
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
    Action action = withFields();
    action.setWanted(".status == \"PAUSED\"");
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
        effect(wanted + "(.next_billing_date, $seen.next_billing_date)")
            .holds(state, SubscriptionEvents.UNKNOWN, BEFORE_BILLING));
  }

  /** An action that asks for a date and more, none of which must be filled in. */
  private static Action withFields() {
    Action action = new Action();
    action.setFields(
        List.of(
            field("date", "date"),
            field("money", "text"),
            field("none", "text"),
            field("count", "number")));
    return action;
  }

  private static Action.Field field(String name, String type) {
    Action.Field field = new Action.Field();
    field.setName(name);
    field.setType(type);
    field.setMin("1");
    return field;
  }

  private static Effect effect(Action action, String date) {
    return new Effect(
        action, Map.of("date", date, "money", "USD", "count", "7"), SEEN, ShopTime.UTC, "");
  }

  /**
   * An effect; {@code ACTIVE} stands for the status, and single quotation marks for double ones.
   */
  private static Effect effect(String wanted) {
    Action action = withFields();
    action.setWanted(wanted.replaceFirst("^ACTIVE ", ".status == 'ACTIVE' ").replace('\'', '"'));
    return effect(action, "2026-11-26");
  }

  private static ObjectNode state(String status, String next) {
    ObjectNode state = new ObjectMapper().createObjectNode();
    state
        .put("purchaseStateStatus", status)
        .put("currency", "USD")
        .put("plan", "gid://shopify/SellingPlan/7");
    state.put("sentOn", "2026-11-26T10:00:00Z");
    if (!next.isEmpty()) {
      state.put("nextBillingDate", next.length() == 10 ? next + "T14:00:00.000Z" : next);
    }
    return state;
  }
}
