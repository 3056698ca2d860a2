package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Days as a shop counts them. Smartrr's dates are moments; on which day one falls depends on the
 * time zone in which the shop bills, and that is the day that agents see everywhere.
 */
public record ShopTime(ZoneId zone) {
  /** For a shop whose time zone isn't known. */
  public static final ShopTime UTC = new ShopTime(ZoneOffset.UTC);

  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** When Smartrr bills, as far as it was ever seen. */
  private static final LocalTime USUAL_TIME = LocalTime.of(14, 0);

  /** The time of the shop that a subscription belongs to. */
  public static ShopTime of(JsonNode subscription) {
    return in(subscription.path("organization").path("billingTimezone").asText(""));
  }

  /**
   * The time in a zone such as {@code America/New_York}, or {@code EST}; UTC where there is none of
   * that name.
   */
  public static ShopTime in(String zone) {
    String name = zone.strip().replace(' ', '_');
    try {
      return name.isEmpty() ? UTC : new ShopTime(ZoneId.of(name, ZoneId.SHORT_IDS));
    } catch (DateTimeException e) {
      return UTC;
    }
  }

  /** The day of one of Smartrr's dates, with or without a time; null where it is none. */
  public @Nullable LocalDate day(String date) {
    Instant moment = Timestamp.moment(date);
    if (moment != null) {
      return moment.atZone(zone).toLocalDate();
    }
    try {
      return LocalDate.parse(date);
    } catch (DateTimeException e) {
      return date.length() > 10 ? day(date.substring(0, 10)) : null;
    }
  }

  /** The day for people, such as {@code 3 Dec 2026}; {@code none} for no date. */
  public String dayInWords(String date) {
    LocalDate day = day(date);
    return day == null ? date.isEmpty() ? "none" : date : WORDS.format(day);
  }

  /** Whether two of Smartrr's dates are on the same day. */
  public boolean isSameDay(String one, String other) {
    LocalDate day = day(one);
    return day != null && day.equals(day(other));
  }

  /**
   * Whether two of Smartrr's dates are the same moment, however each is spelled. A date without a
   * time is the same as any moment of its day.
   */
  public boolean isSameMoment(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    Instant moment = Timestamp.moment(one);
    Instant otherMoment = Timestamp.moment(other);
    if (moment != null && otherMoment != null) {
      return moment.equals(otherMoment);
    }
    return (isDay(one) || isDay(other)) && isSameDay(one, other);
  }

  private static boolean isDay(String date) {
    return date.length() == 10;
  }

  /**
   * The moment of one of Smartrr's dates; without a time, its day's first; null where it is none.
   */
  public @Nullable Instant moment(String date) {
    Instant moment = Timestamp.moment(date);
    LocalDate day = moment == null ? day(date) : null;
    return day == null ? moment : day.atStartOfDay(zone).toInstant();
  }

  /**
   * The moment, as Smartrr writes it, at which an order of a day is billed: at the time of another
   * date, and on that day in the shop's zone. Where the zone leaves the day out, it is the
   * beginning of the next day.
   */
  public String billingOn(LocalDate day, String other) {
    Instant usual = Timestamp.moment(other);
    LocalTime time = usual == null ? USUAL_TIME : usual.atZone(ZoneOffset.UTC).toLocalTime();
    // A shop's time is the same in UTC all year round; there it may be the day before or after.
    for (int shift : new int[] {0, -1, 1}) {
      Instant moment = day.plusDays(shift).atTime(time).toInstant(ZoneOffset.UTC);
      if (isOn(day, moment)) {
        return TIMESTAMP.format(moment);
      }
    }
    // Clocks go forward on this day, and it is over before that time in UTC comes.
    Instant shown = usual == null ? day.atTime(USUAL_TIME).toInstant(ZoneOffset.UTC) : usual;
    return TIMESTAMP.format(atShopsTime(day, shown.atZone(zone).toLocalTime()));
  }

  /**
   * The moment at which the shop's clocks show a time; before it where they leave that time out.
   */
  private Instant atShopsTime(LocalDate day, LocalTime time) {
    LocalDateTime wanted = day.atTime(time);
    ZoneOffsetTransition gap = zone.getRules().getTransition(wanted);
    Instant moment =
        gap != null && gap.isGap()
            ? wanted.toInstant(gap.getOffsetAfter())
            : wanted.atZone(zone).toInstant();
    return isOn(day, moment) ? moment : day.atStartOfDay(zone).toInstant();
  }

  private boolean isOn(LocalDate day, Instant moment) {
    return moment.atZone(zone).toLocalDate().equals(day);
  }
}
