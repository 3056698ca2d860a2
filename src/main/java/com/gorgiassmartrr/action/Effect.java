package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Functions.Known;
import com.gorgiassmartrr.jslt.JsltFailure;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a press is to bring about: the JSON that Smartrr is sent, and the state and the event that
 * prove that it happened.
 */
public final class Effect {
  private static final Logger LOG = LoggerFactory.getLogger(Effect.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]+)(?:\\|([^}]*))?}");

  /** Whether something is so at Smartrr. */
  public enum Holds {
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
  private final Map<String, JsonNode> variables;

  /**
   * An effect on one subscription.
   *
   * @param parameters what the agent filled in
   * @param skipped the date that stands for an empty field that means the next skipped order; empty
   *     where none is known
   */
  public Effect(
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
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (Action.Field field : action.getFields()) {
      String value = value(field.getName());
      if (!value.isEmpty()) {
        fields.set(field.getName(), field.json(value));
      }
    }
    this.variables = Map.of("fields", fields, "seen", seen.json());
  }

  /** Whether the agent left a field empty that means the next skipped order. */
  public static boolean needsSkipped(Action action, Map<String, String> parameters) {
    return !emptySkipped(action, parameters).isEmpty();
  }

  private static List<String> emptySkipped(Action action, Map<String, String> parameters) {
    return action.getFields().stream()
        .filter(Action.Field::isNextSkippedWhenEmpty)
        .map(Action.Field::getName)
        .filter(name -> parameters.getOrDefault(name, "").isEmpty())
        .toList();
  }

  /**
   * The JSON that is sent; null for no body.
   *
   * @param subscription as it is before
   * @throws IllegalStateException where that can't be computed; the message holds no data
   */
  public @Nullable Map<String, @Nullable Object> body(JsonNode subscription) {
    JsonNode sent =
        Functions.withNulls(
            value(action.sends(), subscription, SubscriptionEvents.UNKNOWN, Instant.EPOCH, false));
    if (sent.isNull()) {
      return null;
    }
    if (!sent.isObject()) {
      throw new IllegalStateException("What is sent must be an object");
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    sent.properties()
        .forEach(one -> body.put(one.getKey(), JSON.convertValue(one.getValue(), Object.class)));
    return body;
  }

  /** Whether what is sent can be computed. */
  public boolean canBeSent(JsonNode subscription) {
    try {
      var unused = body(subscription);
      return true;
    } catch (IllegalStateException e) {
      LOG.warn("{}: {}{}", action.getLabel(), action.sends().at(0), e.getMessage());
      return false;
    }
  }

  /**
   * Whether a subscription is in the state that was wanted.
   *
   * @param events what happened to it, for what its state doesn't tell
   * @param asOf the moment for which that is asked: an order that isn't due any more on an earlier
   *     date may also have been placed
   */
  public Holds holds(JsonNode subscription, SubscriptionEvents events, Instant asOf) {
    return holds(subscription, events, asOf, false);
  }

  private Holds holds(
      JsonNode subscription, SubscriptionEvents events, Instant asOf, boolean isCertain) {
    JsonNode value = valueOrNull(action.wanted(), subscription, events, asOf, isCertain);
    if (!value.isBoolean()) {
      return Holds.UNKNOWN;
    }
    return value.booleanValue() ? Holds.YES : Holds.NO;
  }

  /**
   * Whether a subscription is in the state that was wanted, and that state can have no other cause.
   * A later next order may have been skipped or moved, and no state tells until when a subscription
   * is paused: there {@link #holds} says yes, as is right just after the change, and this says no.
   *
   * @param events what happened to it
   */
  public boolean isCertain(JsonNode subscription, SubscriptionEvents events, Instant asOf) {
    return holds(subscription, events, asOf) == Holds.YES
        && !mayHaveAnotherDate(SeenState.of(subscription))
        && holds(subscription, events, asOf, true) == Holds.YES;
  }

  /**
   * Whether the state may come from a change by somebody else that the events show.
   *
   * @param since when it was sent first
   */
  public boolean isPerhapsAnothers(
      JsonNode subscription, SubscriptionEvents events, Instant since, Instant asOf) {
    return !isCertain(subscription, events, asOf)
        && events.tellOfOthers(action.eventTypes(), since);
  }

  /**
   * Whether the change has a date of which the wanted state says nothing, such as the end of a
   * pause. A subscription that looks right may then have another date, or have one where the agent
   * left the date empty. A paused subscription that has a next billing date isn't paused for good.
   */
  private boolean mayHaveAnotherDate(SeenState now) {
    return dates()
        .filter(name -> !action.wanted().keysOf("fields").containsKey(name))
        .anyMatch(name -> isFilledIn(name) || !now.nextBilling().isEmpty());
  }

  private boolean isFilledIn(String field) {
    return !parameters.getOrDefault(field, "").isEmpty();
  }

  /**
   * What the agent is told where the subscription is so already, and nothing need be sent; null
   * where something would change, or might.
   */
  public @Nullable String alreadySo(JsonNode subscription, Instant asOf) {
    JsonNode already =
        valueOrNull(action.already(), subscription, SubscriptionEvents.UNKNOWN, asOf, false);
    if (!already.booleanValue() || !isCertain(subscription, SubscriptionEvents.UNKNOWN, asOf)) {
      return null;
    }
    SeenState now = SeenState.of(subscription);
    boolean isTheNextOrder =
        dates().anyMatch(name -> shop.isSameDay(value(name), now.nextBilling()));
    return isTheNextOrder
        ? "The next order is on " + shop.dayInWords(now.nextBilling()) + " already."
        : soAlready(now);
  }

  /** What the agent is told where somebody else has brought it about. */
  public String soAlready(SeenState now) {
    return "It was so already: " + now.inWords(shop) + ".";
  }

  /** A date that the agent filled in and that lies before this moment; empty: there is none. */
  public String passed(Instant now) {
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

  /**
   * Whether only Smartrr's answer tells that the change was made: the action names no state, or
   * this state doesn't tell and the action names no event.
   */
  public boolean isToldByAnswerOnly(JsonNode subscription, Instant asOf) {
    return action.wanted().isBlank()
        || (action.event().isBlank()
            && valueOrNull(action.wanted(), subscription, SubscriptionEvents.UNKNOWN, asOf, false)
                .isNull());
  }

  /** Whether the events tell that it was done since then. */
  public boolean isToldBy(SubscriptionEvents events, Instant since) {
    return !action.event().isBlank() && events.tell(this::isIt, since);
  }

  private boolean isIt(JsonNode event) {
    Known known = new Known(shop, seen, seen, SubscriptionEvents.UNKNOWN, Instant.EPOCH, false);
    try {
      return Functions.knowing(known, () -> action.event().value(event, variables)).booleanValue();
    } catch (JsltFailure e) {
      warn(action.event(), e);
      return false;
    }
  }

  /** The value of a formula; null where it can't be computed. */
  private JsonNode valueOrNull(
      Formula formula,
      JsonNode subscription,
      SubscriptionEvents events,
      Instant asOf,
      boolean isCertain) {
    try {
      return value(formula, subscription, events, asOf, isCertain);
    } catch (JsltFailure e) {
      warn(formula, e);
      return NullNode.instance;
    }
  }

  private void warn(Formula formula, JsltFailure failure) {
    LOG.warn("{}: {}{}", action.getLabel(), formula.at(0), failure.getMessage());
  }

  private JsonNode value(
      Formula formula,
      JsonNode subscription,
      SubscriptionEvents events,
      Instant asOf,
      boolean isCertain) {
    SeenState now = SeenState.of(subscription);
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    if (subscription instanceof ObjectNode object) {
      input.setAll(object);
    }
    return Functions.knowing(
        new Known(shop, now, seen, events, asOf, isCertain),
        () -> formula.value(now.putInto(input), variables));
  }

  /** What the agent is told when it is done. */
  public String done(SeenState before, SeenState after) {
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

  /** A field's value as Smartrr wants it: a day becomes the moment at which is billed on it. */
  private String value(String name) {
    if (name.equals("seen")) {
      return seen.nextBilling();
    }
    String value = parameters.getOrDefault(name, "");
    try {
      return value.length() == 10 && dates().anyMatch(name::equals)
          ? shop.billingOn(LocalDate.parse(value), seen.nextBilling())
          : value;
    } catch (DateTimeException e) {
      return value;
    }
  }
}
