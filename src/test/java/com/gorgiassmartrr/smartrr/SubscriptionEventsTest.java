package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Smartrr's events tell, and what they leave open. */
final class SubscriptionEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String DEC = "2026-12-03T14:00:00.000Z";
  private static final String JAN = "2027-01-03T14:00:00.000Z";
  private static final String PAST = "2026-11-03T14:00:00.000Z";

  @Test
  void order_skippedAndBroughtBack_isAsItWasLast() throws Exception {
    SubscriptionEvents events =
        read(event("SKIP", "10:03", "API", DEC), event("UNSKIP", "10:02", "API", DEC));
    assertEquals(true, events.isSkipped(DEC, ShopTime.UTC));
    assertNull(events.isSkipped(JAN, ShopTime.UTC));
    // In whichever order Smartrr lists them.
    events = read(event("SKIP", "10:01", "API", DEC), event("UNSKIP", "10:02", "CUSTOMER", DEC));
    assertEquals(false, events.isSkipped(DEC, ShopTime.UTC));
  }

  @Test
  void order_skippedBeforeTheDatesChanged_isNotTold() throws Exception {
    SubscriptionEvents events =
        read(
            event("CHANGE_ORDER_DATE", "10:02", "CUSTOMER", JAN),
            event("SKIP", "10:01", "API", DEC));
    assertNull(events.isSkipped(DEC, ShopTime.UTC));
    assertEquals("", events.nextSkipped(NOW, ShopTime.UTC));
  }

  @Test
  void nextSkipped_ofSeveral_isTheEarliestToCome() throws Exception {
    SubscriptionEvents events =
        read(
            event("SKIP", "10:05", "API", JAN),
            event("UNSKIP", "10:04", "API", "2026-11-30T14:00:00.000Z"),
            event("SKIP", "10:03", "API", "2026-11-30T14:00:00.000Z"),
            event("SKIP", "10:02", "CUSTOMER", DEC),
            event("SKIP", "10:01", "API", PAST));
    assertEquals(DEC, events.nextSkipped(NOW, ShopTime.UTC));
  }

  @Test
  void change_madeByUs_isTold() throws Exception {
    SubscriptionEvents events =
        read(event("SKIP", "10:01", "API", DEC), event("PAUSE", "10:02", "CUSTOMER", ""));
    assertTrue(events.tell(is("SKIP"), NOW));
    assertFalse(events.tell(is("SKIP"), NOW.plusSeconds(90)));
    assertFalse(events.tell(is("PAUSE"), NOW));
    assertFalse(events.tell(is("UNSKIP"), NOW));
  }

  @Test
  void event_isToldWithItsTypeAndItsOrderAndAllThatSmartrrTells() throws Exception {
    List<JsonNode> told = new ArrayList<>();
    read(event("SKIP", "10:02", "API", DEC), event("PAUSE", "10:01", "API", ""))
        .tell(event -> !told.add(event), NOW);
    assertEquals(DEC, told.get(0).path("order_date").asText());
    assertEquals("1", told.get(0).path("id").asText());
    assertEquals("PAUSE", told.get(1).path("type").asText());
    assertTrue(told.get(1).path("order_date").isNull());
  }

  private static Predicate<JsonNode> is(String type) {
    return event -> event.path("type").asText().equals(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "\"busy\"",
        "[]",
        "[1, null, {}, []]",
        "{\"data\": 7}",
        "[{\"eventType\": \"SKIP\", \"createdBy\": \"API\", \"eventDate\": \"yesterday\"}]",
        "[{\"eventType\": \"SKIP\", \"createdBy\": \"API\"}]",
        "[{\"eventType\": 7, \"eventDate\": \"2026-11-22T10:01:00Z\", \"eventData\": []}]",
      })
  void answer_ofAnotherShape_tellsNothing(String answer) throws Exception {
    SubscriptionEvents events = SubscriptionEvents.of(new ObjectMapper().readTree(answer));
    assertNull(events.isSkipped(DEC, ShopTime.UTC));
    assertEquals("", events.nextSkipped(NOW, ShopTime.UTC));
    assertFalse(events.tell(event -> true, NOW));
  }

  private static SubscriptionEvents read(String... events) throws Exception {
    return SubscriptionEvents.of(new ObjectMapper().readTree("[" + String.join(",", events) + "]"));
  }

  private static String event(String type, String time, String creator, String order) {
    return String.format(
        "{\"id\": \"1\", \"eventType\": \"%s\", \"eventDate\": \"2026-11-22T%s:00.000Z\","
            + " \"createdBy\": \"%s\", \"eventData\": {\"orderDate\": \"%s\"}}",
        type, time, creator, order);
  }
}
