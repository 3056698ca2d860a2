package com.gorgiassmartrr.smartrr;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
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

  private static final String LIKE_WRITTEN = "0000-00-00T00:00:00.000Z";

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
    if (isLikeWritten(text)) {
      return writtenMoment(text);
    }
    OffsetDateTime time = parse(text);
    return time == null ? null : time.toInstant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Nearly all come like this; a press asks for a dozen, and the formatter takes its time. */
  private static @Nullable Instant writtenMoment(String text) {
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              number(text, 20, 23) * 1_000_000)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(String text, int begin, int end) {
    return Integer.parseInt(text, begin, end, 10);
  }

  /** A moment in Smartrr's spelling. */
  public static String of(TemporalAccessor moment) {
    return WRITTEN.format(moment);
  }

  /** The moment of another spelling in Smartrr's; what is no moment stays as it is. */
  public static String respelled(String text) {
    if (isLikeWritten(text)) {
      return text;
    }
    Instant moment = moment(text);
    return moment == null ? text : of(moment);
  }

  /**
   * Whether a text has each sign in its place. It may still be no moment, such as the 31st of June.
   */
  private static boolean isLikeWritten(String text) {
    if (text.length() != LIKE_WRITTEN.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      char place = LIKE_WRITTEN.charAt(i);
      if (place == '0' ? sign < '0' || sign > '9' : sign != place) {
        return false;
      }
    }
    return true;
  }
}
