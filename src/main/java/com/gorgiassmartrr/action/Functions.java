package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.jslt.Jslt;
import com.gorgiassmartrr.jslt.JsltFunction;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.schibsted.spt.data.jslt.Function;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an action's formulas have beside JSLT's own. Days are the shop's.
 *
 * <p>JSLT gives a function nothing but its arguments: what else they need is set by {@link
 * #knowing}.
 */
final class Functions {
  /** The functions that compare two dates or two ids. */
  static final List<Function> COMPARING =
      List.of(
          two("same-day", (known, one, other) -> known.shop().isSameDay(one, other)),
          two(
              "may-be-same-day",
              (known, one, other) ->
                  one.isEmpty() || other.isEmpty() || known.shop().isSameDay(one, other)),
          two(
              "same-moment",
              (known, one, other) -> !one.isEmpty() && known.shop().isSameMoment(one, other)),
          two("same-id", (known, one, other) -> isSameId(one, other)));

  /** The functions that tell something about a subscription. They may be unable to tell. */
  static final List<Function> TELLING =
      Stream.concat(
              COMPARING.stream(),
              Stream.of(
                  two("later", Functions::isLater),
                  two("earlier", Functions::isEarlier),
                  one("due", Functions::isDue),
                  one("skipped", (known, date) -> isSkipped(known, date))))
          .toList();

  /** Stands for a null that is sent: JSLT leaves out of an object what is null. */
  private static final JsonNode SENT_NULL = JsonNodeFactory.instance.pojoNode("null");

  /** The functions for what is sent. */
  static final List<Function> SENDING = Stream.concat(COMPARING.stream(), orNull()).toList();

  private static final ThreadLocal<@Nullable Known> KNOWN = new ThreadLocal<>();

  private Functions() {}

  /**
   * What is known while a formula is run.
   *
   * @param now the subscription's state
   * @param seen the state that the agent saw
   * @param events what happened to the subscription
   * @param asOf the moment for which is asked
   * @param isCertain whether an answer is wanted only where nothing else can be the cause
   */
  record Known(
      ShopTime shop,
      SeenState now,
      SeenState seen,
      SubscriptionEvents events,
      Instant asOf,
      boolean isCertain) {}

  /** Runs a formula. */
  static JsonNode knowing(Known known, Supplier<JsonNode> run) {
    KNOWN.set(known);
    try {
      return run.get();
    } finally {
      KNOWN.remove();
    }
  }

  /** What is sent, with the nulls that are to be sent. */
  static JsonNode withNulls(JsonNode sent) {
    if (sent.isPojo()) {
      return NullNode.instance;
    }
    if (sent instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object.properties().forEach(one -> copy.set(one.getKey(), withNulls(one.getValue())));
      return copy;
    }
    if (sent instanceof ArrayNode list) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      list.forEach(one -> copy.add(withNulls(one)));
      return copy;
    }
    return sent;
  }

  /** Smartrr names some things by a number, and the same by an address that ends with it. */
  private static boolean isSameId(String one, String other) {
    return !one.isEmpty()
        && !other.isEmpty()
        && (one.equals(other) || one.endsWith("/" + other) || other.endsWith("/" + one));
  }

  private static boolean isLater(Known known, String one, String other) {
    // Somebody else may have moved the date by another number of days.
    if (known.isCertain()) {
      throw Jslt.cantTell();
    }
    return !one.isEmpty() && (other.isEmpty() || isAfter(known.shop(), one, other));
  }

  private static boolean isEarlier(Known known, String one, String other) {
    if (known.isCertain()) {
      throw Jslt.cantTell();
    }
    return isAfter(known.shop(), other, one);
  }

  /** Whether a date is later than another; one without a time is only later than another day's. */
  private static boolean isAfter(ShopTime shop, String later, String earlier) {
    Instant moment = shop.moment(later);
    Instant otherMoment = shop.moment(earlier);
    return moment != null
        && otherMoment != null
        && moment.isAfter(otherMoment)
        && !shop.isSameMoment(later, earlier);
  }

  /**
   * Whether the order of a date is going to be placed; of no date: the one that comes before all
   * that the agent saw. A later next order may be a skipped one or one that was moved: that is
   * certain only by the events.
   */
  private static boolean isDue(Known known, String date) {
    ShopTime shop = known.shop();
    LocalDate day = shop.day(date);
    LocalDate next = shop.day(known.now().nextBilling());
    if (day == null) {
      if (!known.isCertain()
          && isAfter(shop, known.seen().nextBilling(), known.now().nextBilling())) {
        return true;
      }
      throw Jslt.cantTell();
    }
    if (day.equals(next)) {
      return true;
    }
    if (!known.isCertain() && next != null && next.isAfter(day) && isStillToCome(known, date)) {
      return false;
    }
    return !isSkippedByEvents(known, date);
  }

  private static boolean isSkipped(Known known, String date) {
    return known.isCertain() ? isSkippedByEvents(known, date) : !isDue(known, date);
  }

  private static boolean isSkippedByEvents(Known known, String date) {
    Boolean skipped = known.events().isSkipped(date, known.shop());
    if (skipped == null) {
      throw Jslt.cantTell();
    }
    return skipped;
  }

  private static boolean isStillToCome(Known known, String date) {
    Instant at = known.shop().moment(date);
    return at != null && known.asOf().isBefore(at);
  }

  private static Stream<Function> orNull() {
    return Stream.of(
        JsltFunction.of(
            "or-null", 1, arguments -> arguments[0].isNull() ? SENT_NULL : arguments[0]));
  }

  private interface OfOne {
    boolean of(Known known, String text);
  }

  private interface OfTwo {
    boolean of(Known known, String one, String other);
  }

  private static Function one(String name, OfOne work) {
    return JsltFunction.of(
        name, 1, arguments -> BooleanNode.valueOf(work.of(known(), text(arguments[0]))));
  }

  private static Function two(String name, OfTwo work) {
    return JsltFunction.of(
        name,
        2,
        arguments -> BooleanNode.valueOf(work.of(known(), text(arguments[0]), text(arguments[1]))));
  }

  private static Known known() {
    return Objects.requireNonNull(KNOWN.get());
  }

  private static String text(JsonNode node) {
    return node.asText("");
  }
}
