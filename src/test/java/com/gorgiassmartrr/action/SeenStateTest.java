package com.gorgiassmartrr.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.smartrr.ShopTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a subscription has changed, and how that is said. */
final class SeenStateTest {
  private static final ShopTime SHOP = ShopTime.in("America/New_York");
  private static final SeenState SEEN = new SeenState("ACTIVE", "2026-12-10T14:00:00.000Z");

  private static final List<DateTimeFormatter> SPELLINGS =
      List.of(
          spelling("uuuu-MM-dd'T'HH:mm:ss.SSS", "+HH:MM", "Z"),
          spelling("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", "+HH:MM", "Z"),
          spelling("uuuu-MM-dd'T'HH:mm:ss.SSS", "+HH:MM", "+00:00"),
          spelling("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", "+HHMM", "+0000"),
          spelling("uuuu-MM-dd'T'HH:mm:ss.SSS", "+HHMM", "+0000"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-12-10T14:00:00Z",
        "2026-12-10T14:00:00+00:00",
        "2026-12-10T14:00:00.000000Z",
        "2026-12-10T09:00:00-05:00",
        "2026-12-10T23:30:00.000+0930",
        "2026-12-10T15:00+01",
        "2026-12-10 14:00:00",
        "2026-12-10"
      })
  void moment_spelledOtherwise_isNoChange(String spelling) {
    SeenState other = new SeenState("ACTIVE", spelling);
    assertTrue(SEEN.isSame(other, SHOP));
    assertTrue(other.isSame(SEEN, SHOP));
    assertEquals(SEEN, other.exactAs(SEEN, SHOP));
  }

  @Test
  void dayWithoutATime_isTheShopsDay() {
    SeenState evening = new SeenState("ACTIVE", "2026-12-11T03:00:00.000Z");
    assertTrue(new SeenState("ACTIVE", "2026-12-10").isSame(evening, SHOP));
    assertFalse(new SeenState("ACTIVE", "2026-12-11").isSame(evening, SHOP));
  }

  /** With a fixed seed, so that a failure can be seen again. */
  @Test
  void moment_spelledInAnyWay_neverIsAChange() {
    Random random = new Random(6);
    for (int i = 0; i < 5_000; i++) {
      Instant moment = moment(random);
      SeenState one = new SeenState("ACTIVE", spelled(moment, random));
      SeenState other = new SeenState("ACTIVE", spelled(moment, random));
      assertTrue(one.isSame(other, SHOP), one + " and " + other);
      assertEquals(one, other);
    }
  }

  /** Moments that are near each other, on days on which clocks are set, too. */
  @Test
  void states_thatDiffer_neverReadTheSame() {
    Random random = new Random(7);
    long[] apart = {1, 999, 1_000, 59_000, 60_000, 3_600_000, 86_400_000};
    for (int i = 0; i < 5_000; i++) {
      Instant moment = moment(random);
      SeenState one = new SeenState("ACTIVE", spelled(moment, random));
      SeenState other =
          new SeenState(
              "ACTIVE", spelled(moment.plusMillis(apart[random.nextInt(apart.length)]), random));
      assertFalse(one.isSame(other, SHOP));
      assertNotEquals(one.inWordsBeside(other, SHOP), other.inWordsBeside(one, SHOP));
    }
  }

  @Test
  void time_thatAloneDiffers_isSaid() {
    SeenState later = new SeenState("ACTIVE", "2026-12-10T20:30:00.000Z");
    assertEquals("active, next billing 10 Dec 2026 at 09:00", SEEN.inWordsBeside(later, SHOP));
    assertEquals("active, next billing 10 Dec 2026 at 15:30", later.inWordsBeside(SEEN, SHOP));
    SeenState nextDay = new SeenState("ACTIVE", "2026-12-11T14:00:00.000Z");
    assertEquals("active, next billing 10 Dec 2026", SEEN.inWordsBeside(nextDay, SHOP));
  }

  /** The hour that the clocks of New York have twice. */
  @Test
  void time_thatTheClockShowsTwice_isToldApart() {
    SeenState summer = new SeenState("ACTIVE", "2026-11-01T05:30:00.000Z");
    SeenState winter = new SeenState("ACTIVE", "2026-11-01T06:30:00.000Z");
    assertNotEquals(summer.inWordsBeside(winter, SHOP), winter.inWordsBeside(summer, SHOP));
  }

  private static Instant moment(Random random) {
    Instant start =
        Instant.parse(random.nextBoolean() ? "2026-11-01T04:00:00Z" : "2026-12-10T00:00:00Z");
    return start.plusMillis(random.nextInt(86_400_000));
  }

  private static String spelled(Instant moment, Random random) {
    int quarters = random.nextInt(105) - 48;
    return SPELLINGS
        .get(random.nextInt(SPELLINGS.size()))
        .format(moment.atOffset(ZoneOffset.ofTotalSeconds(quarters * 900)));
  }

  /** A local time, and behind it how far that is from UTC. */
  private static DateTimeFormatter spelling(String local, String offset, String ofUtc) {
    return new DateTimeFormatterBuilder()
        .appendPattern(local)
        .appendOffset(offset, ofUtc)
        .toFormatter(Locale.ROOT);
  }
}
