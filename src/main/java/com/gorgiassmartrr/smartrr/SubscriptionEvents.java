package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest events of a subscription, as Smartrr lists them: its newest 250.
 *
 * <p>Smartrr needn't tell which order an event is about. What isn't told counts as unknown, and
 * never as something that didn't happen.
 */
public final class SubscriptionEvents {
  /** Nothing is known of what happened. */
  public static final SubscriptionEvents UNKNOWN = new SubscriptionEvents(List.of());

  /** After one of these the dates of orders may be other ones. */
  private static final Set<String> NEW_DATES =
      Set.of("CHANGE_ORDER_DATE", "CHANGE_SELLING_PLAN", "ACTIVATE", "AUTO_RESUMED");

  private final List<Event> newestFirst;

  private SubscriptionEvents(List<Event> newestFirst) {
    this.newestFirst = newestFirst;
  }

  /**
   * An event.
   *
   * @param told what Smartrr tells of it, with {@code type} and {@code order_date}
   */
  private record Event(String type, String creator, Instant at, String orderDate, ObjectNode told) {

    static Event of(JsonNode event, Instant at) {
      String type = event.path("eventType").asText("");
      String orderDate = event.path("eventData").path("orderDate").asText("");
      ObjectNode told = JsonNodeFactory.instance.objectNode();
      if (event instanceof ObjectNode object) {
        told.setAll(object);
      }
      told.put("type", type).put("order_date", orderDate.isEmpty() ? null : orderDate);
      return new Event(type, event.path("createdBy").asText(""), at, orderDate, told);
    }
  }

  /** The events of Smartrr's answer; those of another shape are passed over. */
  public static SubscriptionEvents of(JsonNode answer) {
    List<Event> events = new ArrayList<>();
    for (JsonNode event : answer.isArray() ? answer : answer.path("data")) {
      Instant at = Timestamp.moment(event.path("eventDate").asText(""));
      // An event without a time can't be put in its place.
      if (at != null) {
        events.add(Event.of(event, at));
      }
    }
    // A stable sort: what happened at the same time stays in Smartrr's order, newest first.
    events.sort(Comparator.comparing(Event::at).reversed());
    return new SubscriptionEvents(events);
  }

  /**
   * Whether somebody made a change through the API since then.
   *
   * @param isIt tells the change by the event: what Smartrr tells of it, with {@code type} and,
   *     where Smartrr tells it, {@code order_date}
   */
  public boolean tell(Predicate<JsonNode> isIt, Instant since) {
    return newestFirst.stream()
        .takeWhile(event -> !event.at().isBefore(since))
        .anyMatch(event -> event.creator().equals("API") && isIt.test(event.told()));
  }

  /**
   * Whether something else has happened since then that may look like such a change through the
   * API: the same change by somebody else, or a change of order dates.
   *
   * @param types the types of its events
   */
  public boolean tellOfOthers(Set<String> types, Instant since) {
    return newestFirst.stream()
        .takeWhile(event -> !event.at().isBefore(since))
        .anyMatch(
            event ->
                types.contains(event.type())
                    ? !event.creator().equals("API")
                    : NEW_DATES.contains(event.type()));
  }

  /** Whether the order of a date is skipped; null where that isn't told. */
  public @Nullable Boolean isSkipped(String orderDate, ShopTime shop) {
    for (Event event : newestFirst) {
      if (NEW_DATES.contains(event.type())) {
        return null;
      }
      if (isAboutSkipping(event) && shop.isSameDay(event.orderDate(), orderDate)) {
        return event.type().equals("SKIP");
      }
    }
    return null;
  }

  /** The date of the next order that is skipped, as Smartrr writes it; empty where none is told. */
  public String nextSkipped(Instant now, ShopTime shop) {
    LocalDate today = now.atZone(shop.zone()).toLocalDate();
    Set<LocalDate> told = new HashSet<>();
    LocalDate nextDay = null;
    String next = "";
    for (Event event : newestFirst) {
      if (NEW_DATES.contains(event.type())) {
        break;
      }
      LocalDate day = isAboutSkipping(event) ? shop.day(event.orderDate()) : null;
      if (day != null
          && told.add(day)
          && event.type().equals("SKIP")
          && day.isAfter(today)
          && (nextDay == null || day.isBefore(nextDay))) {
        nextDay = day;
        next = Timestamp.respelled(event.orderDate());
      }
    }
    return next;
  }

  private static boolean isAboutSkipping(Event event) {
    return event.type().equals("SKIP") || event.type().equals("UNSKIP");
  }
}
