package com.gorgiassmartrr.press;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.store.Store;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Checks what comes with a press, so that nothing that can't be right reaches Smartrr. */
final class PressFields {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final int LONGEST = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What comes when a press has been checked. */
  interface Then<T> {
    CompletableFuture<T> goOn(NewPress press) throws RefusedException;
  }

  private final Clock clock;
  private final PressWorker worker;

  PressFields(Clock clock, PressWorker worker) {
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * Returns the value of a field that the agent fills in, if it may be so.
   *
   * @param name what the caller knows the field as
   */
  String check(Store store, Action.Field field, String name, String value) throws RefusedException {
    if (value.isEmpty() && field.isMandatory()) {
      throw wrong(name, "it must be filled in");
    }
    requireResolved(name, value);
    if (value.isEmpty()) {
      return value;
    }
    if (field.isNone(value)) {
      return "";
    }
    switch (field.getType()) {
      case "date" -> checkDate(store, field, name, value);
      default -> {
        if (field.getType().equals("text") && isListOrObject(value)) {
          throw wrong(name, "it must be text, not a list or an object");
        }
        if (value.length() > LONGEST) {
          throw wrong(name, "it is longer than " + LONGEST + " characters");
        }
      }
    }
    return value;
  }

  /**
   * Goes on once a reason that was chosen is known to be one of the store's, with its id: a button
   * offers the reasons by their texts, as Gorgias's forms know no ids. It waits for Smartrr, and
   * holds no thread.
   *
   * @param nameOf what the caller knows a field as
   * @param millis how long the caller waits for all of it
   * @param recorder runs what comes then, where Smartrr had to be asked
   */
  <T> CompletableFuture<T> afterReason(
      Store store,
      Action action,
      NewPress press,
      Function<String, String> nameOf,
      long millis,
      Executor recorder,
      Then<T> then)
      throws RefusedException {
    for (Action.Field field : action.getFields()) {
      String name = field.getName();
      String sent = press.parameters().get(name);
      if (field.getType().equals("reason") && sent != null) {
        return chosen(store, nameOf.apply(name), sent, millis / 2)
            .thenComposeAsync(
                reason -> RecordingDoor.attempt(() -> then.goOn(press.with(name, reason.id()))),
                recorder);
      }
    }
    return then.goOn(press);
  }

  private CompletableFuture<Reason> chosen(Store store, String name, String sent, long millis) {
    return worker
        .reason(store, sent)
        .copy()
        .orTimeout(Math.max(1, millis), TimeUnit.MILLISECONDS)
        .handle(
            (reason, failure) -> {
              if (failure != null) {
                throw new CompletionException(
                    new RefusedException(
                        503,
                        name
                            + ": Smartrr doesn't tell its reasons right now, so this one can't be"
                            + " checked; press again in a minute."));
              }
              return reason.orElseThrow(
                  () ->
                      new CompletionException(wrong(name, "it is not one of the store's reasons")));
            });
  }

  private void checkDate(Store store, Action.Field field, String name, String value)
      throws RefusedException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), worker.shopTime(store).zone());
    LocalDate date = day(name, value);
    if (!date.isAfter(today)) {
      throw wrong(name, value + " is not in the future");
    }
    if (field.getWithinMonths() > 0 && date.isAfter(today.plusMonths(field.getWithinMonths()))) {
      throw wrong(name, value + " is more than " + field.getWithinMonths() + " months ahead");
    }
  }

  /** The day that a parameter names. */
  static LocalDate day(String name, String value) throws RefusedException {
    requireResolved(name, value);
    try {
      // The parser takes years of any length.
      if (DAY.matcher(value).matches()) {
        return LocalDate.parse(value);
      }
    } catch (DateTimeParseException e) {
      // Said below, like what is no date at all.
    }
    throw wrong(name, "'" + shortened(value) + "' is not a date like 2026-12-03");
  }

  private static void requireResolved(String name, String value) throws RefusedException {
    if (value.contains("{{")) {
      throw wrong(name, "Gorgias left a template unresolved");
    }
  }

  private static String shortened(String value) {
    return value.length() > 40 ? value.substring(0, 40) + "…" : value;
  }

  /** Refuses what isn't one of Smartrr's ids. */
  static void requireId(String name, String value) throws RefusedException {
    if (!UUID.matcher(value).matches()) {
      throw wrong(name, "it is not an id of Smartrr's");
    }
  }

  /** The number of the ticket that the agent works on; empty for none. */
  static String ticket(Map<?, ?> parameters) throws RefusedException {
    String ticket = text(parameters, "ticket_id");
    if (!ticket.matches("\\d{0,18}")) {
      throw wrong("ticket_id", "it is not a ticket's number");
    }
    return ticket;
  }

  /** Who pressed; empty where Gorgias doesn't tell. */
  static String agent(Map<?, ?> parameters) {
    String agent = text(parameters, "agent");
    return agent.contains("{{") || isListOrObject(agent) ? "" : agent;
  }

  /** Whether it is what a list or an object in a JSON body is passed on as. */
  private static boolean isListOrObject(String value) {
    if (!value.startsWith("[") && !value.startsWith("{")) {
      return false;
    }
    try {
      return JSON.readTree(value).toString().equals(value);
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** A parameter's text; empty for none. */
  static String text(Map<?, ?> parameters, String name) {
    return parameters.get(name) instanceof String text ? text : "";
  }

  static RefusedException wrong(String name, String why) {
    return new RefusedException(422, name + ": " + why + ".");
  }
}
