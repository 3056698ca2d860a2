package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dates as Smartrr writes and reads them. */
final class Dates {
  /** The hour of the daily billing. FACT: every live next billing date was at 14:00 UTC. */
  static final LocalTime BILLING_TIME = LocalTime.of(14, 0);

  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Dates() {}

  /** Full ISO with milliseconds, or null. FACT: the form of {@code ISODateString}. */
  static @Nullable String iso(@Nullable Instant instant) {
    return instant == null ? null : ISO.format(instant);
  }

  /** The day only, or null. FACT: the form of {@code cancelledAt} in {@code order/formatted}. */
  static @Nullable String day(@Nullable Instant instant) {
    return instant == null ? null : dayOf(instant).toString();
  }

  static LocalDate dayOf(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }

  static Instant billingTimeOn(LocalDate day) {
    return day.atTime(BILLING_TIME).toInstant(ZoneOffset.UTC);
  }

  /** Reads a full ISO date and time with a year of four digits; empty when it is none. */
  static Optional<Instant> parse(String text) {
    try {
      Instant date = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      return Optional.of(date).filter(d -> d.isBefore(YEAR_10000));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Reads a full ISO date and time, or a day as its first moment in UTC. */
  static Optional<Instant> parseDateOrDay(String text) {
    Optional<Instant> full = parse(text);
    return full.isPresent() ? full : parseDay(text);
  }

  private static Optional<Instant> parseDay(String text) {
    try {
      return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
