package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a press is to bring about: the JSON that Smartrr is sent, and the state that proves that it
 * happened.
 */
final class Effect {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]+)(\\|null)?}");

  /** Used where neither the subscription nor the shop tells at what time it bills. */
  private static final String USUAL_TIME = "14:00:00.000Z";

  private final Action action;
  private final Map<String, String> parameters;
  private final SeenState seen;

  Effect(Action action, Map<String, String> parameters, SeenState seen) {
    this.action = action;
    this.parameters = parameters;
    this.seen = seen;
  }

  /** The JSON that is sent; null for no body. */
  @Nullable Map<String, @Nullable Object> body() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    String sends = action.getSends().trim();
    boolean always = sends.endsWith("{}");
    for (String part : (always ? sends.substring(0, sends.length() - 2) : sends).split(",")) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2) {
        continue;
      }
      Matcher placeholder = PLACEHOLDER.matcher(pair[1].trim());
      if (!placeholder.matches()) {
        body.put(pair[0].trim(), pair[1].trim());
        continue;
      }
      String value = value(placeholder.group(1));
      if (!value.isEmpty()) {
        body.put(pair[0].trim(), value);
      } else if (placeholder.group(2) != null) {
        body.put(pair[0].trim(), null);
      }
    }
    return body.isEmpty() && !always ? null : body;
  }

  /** Whether a subscription is in the state that was wanted. */
  boolean holdsIn(JsonNode subscription) {
    SeenState now = SeenState.of(subscription);
    for (String part : action.getWanted().split(",")) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2) {
        continue;
      }
      String field = pair[0].trim();
      String wanted = pair[1].trim();
      boolean holds =
          switch (field) {
            case "status" -> now.status().equals(wanted);
            case "nextBilling" -> nextBillingIs(now.nextBilling(), wanted);
            default -> isValue(subscription.path(field).asText(""), wanted);
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private boolean nextBillingIs(String now, String wanted) {
    return switch (wanted) {
      case "later" -> !now.isEmpty() && now.compareTo(seen.nextBilling()) > 0;
      case "earlier" -> !now.isEmpty() && now.compareTo(seen.nextBilling()) < 0;
      case "none" -> now.isEmpty();
      default -> {
        Matcher placeholder = PLACEHOLDER.matcher(wanted);
        String date = placeholder.matches() ? value(placeholder.group(1)) : wanted;
        yield date.isEmpty() || sameDay(now, date);
      }
    };
  }

  private boolean isValue(String now, String wanted) {
    Matcher placeholder = PLACEHOLDER.matcher(wanted);
    String value = placeholder.matches() ? value(placeholder.group(1)) : wanted;
    return value.isEmpty() || now.equals(value) || now.endsWith("/" + value);
  }

  private static boolean sameDay(String one, String other) {
    return one.length() >= 10 && other.length() >= 10 && one.regionMatches(0, other, 0, 10);
  }

  /** What the agent is told when it is done. */
  String done(SeenState before, SeenState after) {
    Matcher placeholder = PLACEHOLDER.matcher(action.getDone());
    StringBuilder text = new StringBuilder();
    while (placeholder.find()) {
      String name = placeholder.group(1);
      String value =
          switch (name) {
            case "before" -> before.day();
            case "after" -> after.day();
            default -> SeenState.day(value(name));
          };
      placeholder.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return placeholder.appendTail(text).toString();
  }

  /** A parameter's value as Smartrr wants it: a day becomes a timestamp at the billing time. */
  private String value(String name) {
    if (name.equals("seen")) {
      return seen.nextBilling();
    }
    String value = parameters.getOrDefault(name, "");
    try {
      return value.length() == 10 ? LocalDate.parse(value) + "T" + billingTime() : value;
    } catch (DateTimeParseException e) {
      return value;
    }
  }

  private String billingTime() {
    try {
      Instant.parse(seen.nextBilling());
      return seen.nextBilling().substring(11);
    } catch (DateTimeParseException e) {
      return USUAL_TIME;
    }
  }
}
