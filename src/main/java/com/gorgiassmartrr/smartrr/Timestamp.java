package com.gorgiassmartrr.smartrr;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moment in Smartrr's spelling, such as {@code 2026-12-03T14:00:00.000Z}; exact to the
 * millisecond. One moment has many spellings, so two texts are never compared to find out whether
 * they are the same moment.
 */
public final class Timestamp {
  private static final int DAY_LENGTH = 10;

  /** A day and a time as JavaScript or Python write them, with or without an offset. */
  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd['T'][' ']HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamp() {}

  /** The day, time and offset of a text; null where it has no time, or is none. */
  public static @Nullable OffsetDateTime parse(String text) {
    if (text.length() <= DAY_LENGTH) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text, READ);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The moment that a text spells; null where it has no time, or is none. */
  public static @Nullable Instant moment(String text) {
    OffsetDateTime time = parse(text);
    return time == null ? null : time.toInstant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** A moment in Smartrr's spelling. */
  public static String of(TemporalAccessor moment) {
    return WRITTEN.format(moment);
  }

  /** The moment of another spelling in Smartrr's; what is no moment stays as it is. */
  public static String respelled(String text) {
    Instant moment = moment(text);
    return moment == null ? text : of(moment);
  }
}
