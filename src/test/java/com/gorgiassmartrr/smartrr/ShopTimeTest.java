package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days as a shop counts them. */
final class ShopTimeTest {
  @ParameterizedTest
  @CsvSource({
    "America/New_York,    2026-12-03T14:00:00.000Z, 2026-12-03",
    "America/Los_Angeles, 2026-12-03T04:00:00.000Z, 2026-12-02",
    "Pacific/Auckland,    2026-12-03T14:00:00.000Z, 2026-12-04",
    "Pacific/Auckland,    2026-12-03,               2026-12-03",
    "nonsense,            2026-12-03T23:59:00.000Z, 2026-12-03",
    "'',                  2026-12-03T23:59:00.000Z, 2026-12-03",
    "'  ',                2026-12-03T23:59:00.000Z, 2026-12-03",
    "EST,                 2026-12-03T04:00:00.000Z, 2026-12-02",
    "PST,                 2026-12-03T04:00:00.000Z, 2026-12-02",
    "GMT-5,               2026-12-03T04:00:00.000Z, 2026-12-02",
    "' America/New York ', 2026-12-03T04:00:00.000Z, 2026-12-02",
    "Mars/Olympus,        2026-12-03T23:59:00.000Z, 2026-12-03",
    "America/Los_Angeles, 2026-12-03 at noon,       2026-12-03",
  })
  void day_ofADate_isTheShops(String zone, String date, LocalDate day) {
    assertEquals(day, ShopTime.in(zone).day(date));
  }

  @ParameterizedTest
  @CsvSource({"''", "soon", "2026-02-30", "some other text"})
  void day_ofNoDate_isNone(String text) {
    assertNull(ShopTime.UTC.day(text));
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York,    2026-12-03, 2026-11-22T14:00:00.000Z, 2026-12-03T14:00:00.000Z",
    "America/Los_Angeles, 2026-12-02, 2026-11-22T04:00:00.000Z, 2026-12-03T04:00:00.000Z",
    "Pacific/Auckland,    2026-12-04, 2026-11-22T14:00:00.000Z, 2026-12-03T14:00:00.000Z",
    "America/New_York,    2027-07-01, 2026-11-22T14:00:00.000Z, 2027-07-01T14:00:00.000Z",
    "America/New_York,    2026-12-03, '',                       2026-12-03T14:00:00.000Z",
    "America/New_York,    2026-12-03, 2026-11-22,               2026-12-03T14:00:00.000Z",
    "Europe/Dublin,       2027-03-28, 2026-12-10T23:30:00.000Z, 2027-03-28T22:30:00.000Z",
    "Africa/Cairo,        2027-04-30, 2026-12-10T21:30:00.000Z, 2027-04-30T20:30:00.000Z",
  })
  void billing_onADay_isThatDayInTheShop(String zone, LocalDate day, String other, String moment) {
    assertEquals(moment, ShopTime.in(zone).billingOn(day, other));
    assertEquals(day, ShopTime.in(zone).day(moment));
  }

  /** What is shown is what was asked for, on and around every day on which clocks are changed. */
  @Test
  void billing_atAnyTimeAroundAnyClockChange_isOnTheDayAskedFor() {
    Set<ZoneRules> seen = new HashSet<>();
    List<String> others = new ArrayList<>();
    for (int half = 0; half < 48; half++) {
      others.add("2026-12-10T%02d:%s:00.000Z".formatted(half / 2, half % 2 == 0 ? "00" : "30"));
    }
    int checked = 0;
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(id);
      if (!seen.add(zone.getRules())) {
        continue;
      }
      ShopTime shop = new ShopTime(zone);
      for (LocalDate changed : clockChanges(zone)) {
        for (int near = -1; near <= 1; near++) {
          LocalDate day = changed.plusDays(near);
          for (String other : others) {
            assertEquals(day, shop.day(shop.billingOn(day, other)), () -> id + " at " + other);
            checked++;
          }
        }
      }
    }
    assertTrue(checked > 50_000, "Only " + checked + " moments were checked");
  }

  private static List<LocalDate> clockChanges(ZoneId zone) {
    List<LocalDate> days = new ArrayList<>();
    Instant end = Instant.parse("2031-01-01T00:00:00Z");
    ZoneOffsetTransition next =
        zone.getRules().nextTransition(Instant.parse("2024-01-01T00:00:00Z"));
    while (next != null && next.getInstant().isBefore(end)) {
      days.add(next.getDateTimeBefore().toLocalDate());
      next = zone.getRules().nextTransition(next.getInstant());
    }
    return days;
  }

  /** Islands that went over to the other side of the date line left a whole day out. */
  @ParameterizedTest
  @CsvSource({"Pacific/Apia, 2011-12-30, 2011-12-31", "Pacific/Kwajalein, 1993-08-21, 1993-08-22"})
  void billing_onADayThatThereNeverWas_isOnTheNext(String zone, LocalDate day, LocalDate next) {
    for (int hour = 0; hour < 24; hour++) {
      ShopTime shop = ShopTime.in(zone);
      String other = "2011-01-10T%02d:00:00.000Z".formatted(hour);
      assertEquals(next, shop.day(shop.billingOn(day, other)), other);
      assertEquals(next, shop.day(shop.billingOn(next, other)), other);
      LocalDate before = day.minusDays(1);
      assertEquals(before, shop.day(shop.billingOn(before, other)), other);
    }
  }
}
