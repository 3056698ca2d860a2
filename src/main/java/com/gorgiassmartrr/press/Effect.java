package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.gorgiassmartrr.smartrr.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a press is to bring about: the JSON that Smartrr is sent, and the state and the event that
 * prove that it happened.
 */
final class Effect {
  /** Behind what is sent: there is a body even where nothing is left. */
  private static final String ALWAYS = "{}";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]+)(?:\\|([^}]*))?}");

  /** Whether something is so at Smartrr. */
  enum Holds {
    /** What can be read proves it. */
    YES,
    /** What can be read proves that it isn't so. */
    NO,
    /** What can be read doesn't tell. */
    UNKNOWN
  }

  private final Action action;
  private final Map<String, String> parameters;
  private final SeenState seen;
  private final ShopTime shop;

  /**
   * An effect on one subscription.
   *
   * @param parameters what the agent filled in
   * @param skipped the date that stands for an empty field that means the next skipped order; empty
   *     where none is known
   */
  Effect(
      Action action,
      Map<String, String> parameters,
      SeenState seen,
      ShopTime shop,
      String skipped) {
    this.action = action;
    this.parameters = new HashMap<>(parameters);
    this.seen = seen;
    this.shop = shop;
    if (!skipped.isEmpty()) {
      emptySkipped(action, parameters).forEach(name -> this.parameters.put(name, skipped));
    }
  }

  /** Whether the agent left a field empty that means the next skipped order. */
  static boolean needsSkipped(Action action, Map<String, String> parameters) {
    return !emptySkipped(action, parameters).isEmpty();
  }

  private static List<String> emptySkipped(Action action, Map<String, String> parameters) {
    return action.getFields().stream()
        .filter(Action.Field::isNextSkippedWhenEmpty)
        .map(Action.Field::getName)
        .filter(name -> parameters.getOrDefault(name, "").isEmpty())
        .toList();
  }

  /** The JSON that is sent; null for no body. */
  @Nullable Map<String, @Nullable Object> body() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    for (Part part : sent()) {
      String value = resolved(part.value());
      if (!value.isEmpty()) {
        body.put(part.name(), value);
      } else if (part.value().endsWith("|null}")) {
        body.put(part.name(), null);
      }
    }
    return body.isEmpty() && !action.getSends().trim().endsWith(ALWAYS) ? null : body;
  }

  private List<Part> sent() {
    String sends = action.getSends().trim();
    return parts(
        sends.endsWith(ALWAYS) ? sends.substring(0, sends.length() - ALWAYS.length()) : sends);
  }

  /**
   * Whether a subscription is in the state that was wanted.
   *
   * @param events what happened to it, for what its state doesn't tell
   * @param asOf the moment for which that is asked: an order that isn't due any more on an earlier
   *     date may also have been placed
   */
  Holds holds(JsonNode subscription, SubscriptionEvents events, Instant asOf) {
    SeenState now = SeenState.of(subscription);
    boolean asked = false;
    boolean unknown = false;
    for (Part part : parts(action.getWanted())) {
      if (asksForNothing(part)) {
        continue;
      }
      String wanted = part.value();
      Holds one =
          switch (part.name()) {
            case "status" -> yesIf(now.status().equals(wanted));
            case "nextBilling" -> yesIf(nextBillingIs(now.nextBilling(), wanted));
            case "skipped" -> opposite(isDue(now, resolved(wanted), events, asOf));
            case "due" -> isDue(now, resolved(wanted), events, asOf);
            default -> yesIf(isValue(subscription.path(part.name()).asText(""), resolved(wanted)));
          };
      if (one == Holds.NO) {
        return Holds.NO;
      }
      asked = true;
      unknown |= one == Holds.UNKNOWN;
    }
    return asked && !unknown ? Holds.YES : Holds.UNKNOWN;
  }

  /**
   * Whether a subscription is in the state that was wanted for no other reason than that. A later
   * next order may be a skipped one or one that was moved, and no state tells until when a
   * subscription is paused: {@link #holds} takes that for so, as it is right after the change.
   *
   * @param events what happened to it
   */
  boolean isCertain(JsonNode subscription, SubscriptionEvents events, Instant asOf) {
    SeenState now = SeenState.of(subscription);
    if (holds(subscription, events, asOf) != Holds.YES || mayHaveAnotherDate(now)) {
      return false;
    }
    for (Part part : parts(action.getWanted())) {
      String date = resolved(part.value());
      boolean isCertain =
          switch (part.name()) {
            case "skipped" -> Boolean.TRUE.equals(events.isSkipped(date, shop));
            case "due" ->
                shop.isSameDay(date, now.nextBilling())
                    || Boolean.FALSE.equals(events.isSkipped(date, shop));
            // By whichever number of days; what is empty asks for nothing.
            case "nextBilling" -> !date.equals("later") && !date.equals("earlier");
            default -> true;
          };
      if (!isCertain) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what looks like it may as well be somebody else's change, of which the events tell.
   *
   * @param since when it was sent first
   */
  boolean isPerhapsAnothers(
      JsonNode subscription, SubscriptionEvents events, Instant since, Instant asOf) {
    return !isCertain(subscription, events, asOf) && events.tellOfOthers(action.eventType(), since);
  }

  /**
   * Whether there is a date of which nothing is wanted, and so nothing is known: what looks the
   * same may be until another date, or where the agent left it empty, until any. A paused
   * subscription that has a next billing date isn't paused for good.
   */
  private boolean mayHaveAnotherDate(SeenState now) {
    return dates()
        .filter(name -> !isWanted(name))
        .anyMatch(name -> isFilledIn(name) || !now.nextBilling().isEmpty());
  }

  private boolean isFilledIn(String field) {
    return !parameters.getOrDefault(field, "").isEmpty();
  }

  /**
   * What the agent is told where the subscription has the date that was filled in already, so that
   * nothing need be sent; null where something would change, or might: that is known only where
   * each thing that is sent is a field of the agent's of which something is wanted.
   */
  @Nullable String alreadySo(JsonNode subscription, Instant asOf) {
    boolean isAllWanted = sent().stream().allMatch(part -> isWanted(parameter(part.value())));
    boolean isDated = dates().anyMatch(name -> isWanted(name) && isFilledIn(name));
    if (!isAllWanted
        || !isDated
        || !isCertain(subscription, SubscriptionEvents.UNKNOWN, asOf)
        || !isToTheMoment(subscription)) {
      return null;
    }
    SeenState now = SeenState.of(subscription);
    boolean isTheNextOrder =
        parts(action.getWanted()).stream()
            .anyMatch(part -> part.name().equals("nextBilling") || part.name().equals("due"));
    return isTheNextOrder
        ? "The next order is on " + shop.dayInWords(now.nextBilling()) + " already."
        : soAlready(now);
  }

  /** What the agent is told where somebody else has brought it about. */
  String soAlready(SeenState now) {
    return "It was so already: " + now.inWords(shop) + ".";
  }

  /** Another time of the same day is a change of its own. */
  private boolean isToTheMoment(JsonNode subscription) {
    for (Part part : parts(action.getWanted())) {
      String value = parameters.getOrDefault(parameter(part.value()), "");
      String now =
          part.name().equals("nextBilling")
              ? SeenState.of(subscription).nextBilling()
              : subscription.path(part.name()).asText("");
      if (!isAboutAnOrder(part)
          && Timestamp.moment(value) != null
          && !shop.isSameMoment(value, now)) {
        return false;
      }
    }
    return true;
  }

  /** A date that the agent filled in and that lies before this moment; empty: there is none. */
  String passed(Instant now) {
    return dates()
        .map(this::value)
        .filter(date -> !date.isEmpty() && isBefore(date, now))
        .findFirst()
        .orElse("");
  }

  private boolean isBefore(String date, Instant moment) {
    Instant at = shop.moment(date);
    return at != null && at.isBefore(moment);
  }

  /** The names of the fields that are dates. */
  private Stream<String> dates() {
    return action.getFields().stream()
        .filter(field -> field.getType().equals("date"))
        .map(Action.Field::getName);
  }

  /** Whether something is wanted of a parameter; of what has no name nothing is. */
  private boolean isWanted(String parameter) {
    return !parameter.isEmpty()
        && parts(action.getWanted()).stream()
            .anyMatch(part -> parameter(part.value()).equals(parameter));
  }

  /** Whether nothing is asked of the subscription: then no state can prove or disprove it. */
  boolean asksForNothing() {
    return parts(action.getWanted()).stream().allMatch(this::asksForNothing);
  }

  private boolean asksForNothing(Part part) {
    return !isAboutAnOrder(part) && resolved(part.value()).isEmpty();
  }

  private static boolean isAboutAnOrder(Part part) {
    return part.name().equals("due") || part.name().equals("skipped");
  }

  /** Whether the events tell that it was done since then. */
  boolean isToldBy(SubscriptionEvents events, Instant since) {
    String[] event = action.getEvent().split("=", 2);
    String type = action.eventType();
    String orderDate = event.length == 2 ? resolved(event[1].trim()) : "";
    return !type.isEmpty() && events.tell(type, orderDate, since, shop);
  }

  private boolean nextBillingIs(String now, String wanted) {
    return switch (wanted) {
      case "later" ->
          !now.isEmpty() && (seen.nextBilling().isEmpty() || isLater(now, seen.nextBilling()));
      case "earlier" -> isLater(seen.nextBilling(), now);
      case "none" -> now.isEmpty();
      default -> shop.isSameDay(now, resolved(wanted));
    };
  }

  /** Whether a date is later than another; one without a time is only later than another day's. */
  private boolean isLater(String one, String other) {
    Instant moment = shop.moment(one);
    Instant otherMoment = shop.moment(other);
    return moment != null
        && otherMoment != null
        && moment.isAfter(otherMoment)
        && !shop.isSameMoment(one, other);
  }

  private boolean isValue(String now, String wanted) {
    return now.equals(wanted)
        || now.endsWith("/" + wanted)
        || (isDate(now) && isDate(wanted) && shop.isSameDay(now, wanted));
  }

  private static boolean isDate(String text) {
    return text.length() == 10 || Timestamp.moment(text) != null;
  }

  /**
   * Whether the order of a date is going to be placed; of no date: the one that comes before all
   * that the agent saw.
   */
  private Holds isDue(SeenState now, String date, SubscriptionEvents events, Instant asOf) {
    LocalDate day = shop.day(date);
    LocalDate next = shop.day(now.nextBilling());
    if (day == null) {
      return nextBillingIs(now.nextBilling(), "earlier") ? Holds.YES : Holds.UNKNOWN;
    }
    if (next != null && next.equals(day)) {
      return Holds.YES;
    }
    if (next != null && next.isAfter(day) && isBefore(asOf, date)) {
      return Holds.NO;
    }
    Boolean skipped = events.isSkipped(date, shop);
    return skipped == null ? Holds.UNKNOWN : yesIf(!skipped);
  }

  private boolean isBefore(Instant moment, String date) {
    Instant at = shop.moment(date);
    return at != null && moment.isBefore(at);
  }

  private static Holds yesIf(boolean so) {
    return so ? Holds.YES : Holds.NO;
  }

  private static Holds opposite(Holds holds) {
    return switch (holds) {
      case YES -> Holds.NO;
      case NO -> Holds.YES;
      case UNKNOWN -> Holds.UNKNOWN;
    };
  }

  /** What the agent is told when it is done. */
  String done(SeenState before, SeenState after) {
    Matcher placeholder = PLACEHOLDER.matcher(action.getDone().strip());
    StringBuilder text = new StringBuilder();
    while (placeholder.find()) {
      String name = placeholder.group(1);
      String value =
          switch (name) {
            case "before" -> before.nextBilling();
            case "after" -> after.nextBilling();
            default -> parameters.getOrDefault(NewPress.inWords(name), value(name));
          };
      String otherwise = placeholder.group(2);
      String words = value.isEmpty() && otherwise != null ? otherwise : shop.dayInWords(value);
      placeholder.appendReplacement(text, Matcher.quoteReplacement(words));
    }
    return placeholder.appendTail(text).toString();
  }

  private record Part(String name, String value) {}

  /** What stands between the commas, such as {@code date={seen}}. */
  private static List<Part> parts(String list) {
    List<Part> parts = new ArrayList<>();
    for (String text : list.split(",")) {
      String[] pair = text.split("=", 2);
      if (pair.length == 2) {
        parts.add(new Part(pair[0].trim(), pair[1].trim()));
      }
    }
    return parts;
  }

  /** A placeholder's value, or the text itself where it is none. */
  private String resolved(String text) {
    String parameter = parameter(text);
    return parameter.isEmpty() ? text : value(parameter);
  }

  /** The parameter that a placeholder names; empty where a text is none. */
  private static String parameter(String text) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    return placeholder.matches() ? placeholder.group(1) : "";
  }

  /** A parameter's value as Smartrr wants it: a day becomes the moment at which is billed on it. */
  private String value(String name) {
    if (name.equals("seen")) {
      return seen.nextBilling();
    }
    String value = parameters.getOrDefault(name, "");
    try {
      return value.length() == 10
          ? shop.billingOn(LocalDate.parse(value), seen.nextBilling())
          : value;
    } catch (DateTimeException e) {
      return value;
    }
  }
}
