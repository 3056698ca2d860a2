package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.partner.OneLine;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a note tells of a press. The file of the follow-up {@code note} puts them into
 * words.
 *
 * @param outcome how the press ended
 * @param what what was done, or was to be done, in the action's words
 * @param why why the press was refused, or what is unclear; empty for a press that was applied
 * @param product the subscription's name
 * @param subscriptionId the subscription's id at Smartrr
 * @param before the subscription's state before, with a date such as 2026-12-03
 * @param after the subscription's state afterwards, with a date of the same form
 * @param agent who pressed, or who dismissed the press; empty when that isn't known
 * @param at when that person did so
 */
public record NoteParts(
    PressState outcome,
    String what,
    String why,
    String product,
    String subscriptionId,
    SubscriptionState before,
    SubscriptionState after,
    String agent,
    Instant at) {
  private static final int DAY_LENGTH = "2026-12-03".length();

  /**
   * The facts as a JSON object: each is one line of bounded length, and null where it isn't known.
   */
  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("outcome", outcome.word())
        .put("what", OneLine.of(what, 300))
        .put("why", known(why, 600))
        .put("product", known(product, 200))
        .put("subscription", known(subscriptionId, 64));
    putState(json, "before", before);
    putState(json, "after", after);
    return json.put("agent", known(agent, 100))
        .put("at", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .toString();
  }

  private static void putState(ObjectNode json, String name, SubscriptionState state) {
    if (state.status().isBlank()) {
      json.putNull(name);
    } else {
      json.putObject(name)
          .put("status", OneLine.of(state.status(), 40))
          .put(
              "next_billing_date", state.nextBilling().isBlank() ? null : day(state.nextBilling()));
    }
  }

  /** Smartrr's dates may carry a time. */
  private static String day(String date) {
    try {
      return LocalDate.parse(date.length() > DAY_LENGTH ? date.substring(0, DAY_LENGTH) : date)
          .toString();
    } catch (DateTimeParseException e) {
      return OneLine.of(date, 40);
    }
  }

  private static @Nullable String known(String text, int longest) {
    String line = OneLine.of(text, longest);
    return line.isEmpty() ? null : line;
  }
}
