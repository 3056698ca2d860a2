package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.LocalDate;
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
  })
  void billing_onADay_isThatDayInTheShop(String zone, LocalDate day, String other, String moment) {
    assertEquals(moment, ShopTime.in(zone).billingOn(day, other));
    assertEquals(day, ShopTime.in(zone).day(moment));
  }
}
