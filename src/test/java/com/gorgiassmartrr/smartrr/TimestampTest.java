package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Smartrr's own spelling of a moment is read by a shorter way than all others. */
final class TimestampTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-12-03T14:05:09.007Z",
        "2026-12-03T23:59:59.999Z",
        "2028-02-29T00:00:00.000Z",
        "0000-01-01T00:00:00.000Z",
        "9999-12-31T00:00:00.000Z",
        "2026-02-29T00:00:00.000Z",
        "2026-13-03T00:00:00.000Z",
        "2026-00-03T00:00:00.000Z",
        "2026-12-32T00:00:00.000Z",
        "2026-12-03T24:00:00.000Z",
        "2026-12-03T23:60:00.000Z",
        "2026-12-03T23:59:60.000Z",
        "2026-12-03T23:59:59.99Z",
        "2026-12-03t23:59:59.999Z",
        "2026-12-03T23:59:59.99\u0669Z"
      })
  void moment_inSmartrrsSpelling_isWhatTheLongerWayReads(String text) {
    OffsetDateTime read = Timestamp.parse(text);
    assertEquals(read == null ? null : read.toInstant(), Timestamp.moment(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-03T14:05:09.007Z,2026-12-03T14:05:09.007Z",
    "2026-12-03T14:05:09.007009+02:00,2026-12-03T12:05:09.007Z",
    "2026-12-03 14:05,2026-12-03T14:05:00.000Z",
    "2026-12-03T24:00:00.000Z,2026-12-03T24:00:00.000Z",
    "2026-12-03,2026-12-03"
  })
  void text_respelled_isInSmartrrsSpellingWhereItIsAMoment(String text, String respelled) {
    assertEquals(respelled, Timestamp.respelled(text));
  }

  @Test
  void moment_withMicroseconds_isExactToTheMillisecond() {
    assertEquals(
        Instant.parse("2026-12-03T14:05:09.007Z"), Timestamp.moment("2026-12-03T14:05:09.007999Z"));
  }
}
