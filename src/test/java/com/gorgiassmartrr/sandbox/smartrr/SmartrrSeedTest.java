package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmartrrSeedTest {

  @ParameterizedTest
  @ValueSource(strings = {"2024-02-29T23:59:59Z", "2026-11-23T09:30:00Z", "2026-12-31T00:00:00Z"})
  void seed_anyDay_obeysTheInvariants(String now) {
    SmartrrWorld world = worldAt(now);
    for (SmartrrSubscription subscription : world.subscriptions()) {
      Instant next = subscription.nextBillingDate();
      if (subscription.status() == PurchaseStatus.ACTIVE) {
        assertNotNull(next);
        assertTrue(next.isAfter(world.now()), subscription.key());
        assertEquals(14, next.atZone(ZoneOffset.UTC).getHour());
      } else {
        assertNull(next, subscription.key());
      }
    }
  }

  @Test
  void seed_otherDay_hasTheSameIds() {
    List<String> ids = ids(worldAt("2026-11-23T09:30:00Z"));
    assertEquals(ids, ids(worldAt("2027-03-01T00:00:00Z")));
    assertTrue(ids.contains(SmartrrPeople.MARA_COFFEE));
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertTrue(ids.stream().allMatch(id -> id.charAt(14) == '4'));
  }

  @Test
  void seed_people_areThere() {
    SmartrrWorld world = worldAt("2026-11-23T09:30:00Z");
    assertEquals(12, world.subscriptionsOf(world.subscriber(SmartrrPeople.DORA)).size());
    assertTrue(world.ordersOf(world.subscriber(SmartrrPeople.INES)).isEmpty());
    assertTrue(world.subscriptionsOf(world.subscriber(SmartrrPeople.SOL)).isEmpty());
    assertEquals("JPY", world.subscriber(SmartrrPeople.KENJI).currency());
    assertEquals(7, world.ordersOf(world.subscription(SmartrrPeople.MARA_COFFEE)).size());
  }

  @Test
  void addedPeople_afterReset_getTheSameIdsAgain() {
    SmartrrWorld world = worldAt("2026-11-23T09:30:00Z");
    String first = addOne(world).id();
    world.reset();
    assertEquals(first, addOne(world).id());
  }

  @Test
  void months_endingOnTheThirtyFirst_doNotDrift() {
    BillingInterval month = new BillingInterval(BillingInterval.Unit.MONTH, 1);
    Instant anchor = Instant.parse("2026-01-31T14:00:00Z");
    assertEquals(Instant.parse("2026-02-28T14:00:00Z"), month.after(anchor, 1));
    assertEquals(Instant.parse("2026-03-31T14:00:00Z"), month.after(anchor, 2));
    assertTrue(Duration.between(anchor, month.after(anchor, -1)).isNegative());
  }

  private static SmartrrSubscription addOne(SmartrrWorld world) {
    SmartrrSubscriber person = world.addSubscriber("zoe@example.com", "Zoe", "Zander");
    SmartrrSubscription subscription =
        world.addSubscription(
            person,
            SmartrrCatalog.EVERY_MONTH.shopifyId(),
            SmartrrLine.of(SmartrrCatalog.MUG, 1, 1200));
    world.addOrder(person, subscription);
    return subscription;
  }

  private static List<String> ids(SmartrrWorld world) {
    return world.subscriptions().stream().map(SmartrrSubscription::id).toList();
  }

  private static SmartrrWorld worldAt(String now) {
    return new SmartrrWorld(Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
  }
}
