package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.store.Store;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Checks the parameters of a press, so that nothing that can't be right reaches Smartrr. */
final class PressFields {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final List<String> OTHERS_OF_AGENT = List.of("agent", "agent_email", "agent_id");

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(\\.\\d{1,12})?");
  private static final Pattern NO = Pattern.compile("(?i)(no|false|0)\\b");
  private static final int LONGEST = 200;
  private static final String MUST_BE_FILLED_IN = "it must be filled in";

  private final Clock clock;
  private final ShopTimes shopTimes;
  private final Reasons reasons;

  PressFields(Clock clock, ShopTimes shopTimes, Reasons reasons) {
    this.clock = clock;
    this.shopTimes = shopTimes;
    this.reasons = reasons;
  }

  /**
   * The value of a field that the agent fills in, once it has been checked; empty: none.
   *
   * @param name the caller's name of the field
   * @param text the value; of a date, its day
   * @param sent the value as it was sent
   */
  String check(Store store, Action.Field field, String name, String text, String sent)
      throws RefusedException {
    boolean isDate = field.getType().equals("date");
    String value = isDate ? PastedText.asSeen(text) : PastedText.onOneLine(text);
    if (value.isEmpty()) {
      requireOptional(field, name);
      return value;
    }
    requireResolved(name, value);
    if (field.isNone(value)) {
      return "";
    }
    if (isDate) {
      checkDate(store, field, name, value, sent);
    } else if (field.getType().equals("number")) {
      return number(field, name, value);
    } else if (field.getType().equals("text") && value.length() > LONGEST) {
      throw wrong(name, "it is longer than " + LONGEST + " characters");
    }
    return value;
  }

  /** The one spelling of a number, however it was typed. */
  private static String number(Action.Field field, String name, String value)
      throws RefusedException {
    if (!DECIMAL.matcher(value).matches()) {
      throw wrong(name, "'" + shortened(value) + "' is not a number like " + field.getMin());
    }
    BigDecimal number = new BigDecimal(value).stripTrailingZeros();
    if (number.compareTo(new BigDecimal(field.getMin())) < 0) {
      throw wrong(name, value + " is less than " + field.getMin());
    }
    if (number.compareTo(new BigDecimal(field.getMax())) > 0) {
      throw wrong(name, value + " is more than " + field.getMax());
    }
    if (number.scale() > field.decimals()) {
      throw wrong(
          name,
          field.decimals() == 0
              ? value + " is not a whole number"
              : value + " has more than " + field.decimals() + " digits behind the point");
    }
    return number.toPlainString();
  }

  private static void requireOptional(Action.Field field, String name) throws RefusedException {
    if (field.isMandatory()) {
      throw wrong(name, MUST_BE_FILLED_IN);
    }
  }

  /**
   * Refuses a press whose button asks for confirmation first and was answered with no, or with the
   * whole list of answers, which means that none was chosen. A button that asks nothing sends no
   * answer.
   */
  static void requireConfirmed(Action action, Map<?, ?> parameters) throws RefusedException {
    String answer = PastedText.onOneLine(text(parameters, "confirm"));
    boolean isYes = Reason.looksLike(answer, action.getConfirmYes());
    if (!isYes && (answer.contains(";") || NO.matcher(answer).lookingAt())) {
      throw wrong("confirm", "it wasn't confirmed, so nothing was done");
    }
  }

  /**
   * The press with the id and the text of each reason that the agent chose, once Smartrr has told
   * that the store has such a reason. A button offers reasons by their texts, because Gorgias's
   * forms know no ids. No thread is held while Smartrr is asked.
   *
   * @param nameOf the caller's name of a field
   * @param millis how long the caller waits for all of it
   */
  CompletableFuture<NewPress> withReasons(
      Store store, Action action, NewPress press, Function<String, String> nameOf, long millis) {
    CompletableFuture<NewPress> known = CompletableFuture.completedFuture(press);
    for (Action.Field field : action.getFields()) {
      String name = field.getName();
      String sent = press.parameters().get(name);
      if (field.getType().equals("reason") && sent != null) {
        CompletableFuture<Reason> chosen = chosen(store, nameOf.apply(name), sent, millis / 2);
        known =
            known.thenCombine(
                chosen, (one, reason) -> withReason(one, field, nameOf.apply(name), reason));
      }
    }
    return known;
  }

  private static NewPress withReason(
      NewPress press, Action.Field field, String name, Reason reason) {
    if (reason.equals(Reason.NONE) && field.isMandatory()) {
      throw new CompletionException(wrong(name, MUST_BE_FILLED_IN));
    }
    return press.chosen(field.getName(), reason.id(), reason.text());
  }

  private CompletableFuture<Reason> chosen(Store store, String name, String sent, long millis) {
    return reasons
        .chosen(store, sent)
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

  private void checkDate(Store store, Action.Field field, String name, String value, String sent)
      throws RefusedException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), shopTimes.of(store).zone());
    LocalDate date = day(name, value, sent);
    if (!date.isAfter(today)) {
      throw wrong(name, value + " is not in the future");
    }
    if (field.getWithinMonths() > 0 && date.isAfter(today.plusMonths(field.getWithinMonths()))) {
      throw wrong(name, value + " is more than " + field.getWithinMonths() + " months ahead");
    }
  }

  /**
   * The day that a parameter names.
   *
   * @param sent what was sent for it
   */
  static LocalDate day(String name, String value, String sent) throws RefusedException {
    requireResolved(name, value);
    try {
      // The parser takes years of any length.
      if (DAY.matcher(value).matches()) {
        return LocalDate.parse(value);
      }
    } catch (DateTimeParseException e) {
      // The refusal below covers this, too.
    }
    String shown = "'" + shortened(PastedText.shown(sent));
    int invisible = PastedText.firstInvisible(sent);
    throw wrong(
        name,
        invisible == 0
            ? shown + "' is not a date like 2026-12-03"
            : shown
                + "' has an invisible character at position "
                + invisible
                + "; write it like 2026-12-03");
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
    String ticket = code(parameters, "ticket_id");
    if (!ticket.matches("\\d{0,18}")) {
      throw wrong("ticket_id", "it is not a ticket's number");
    }
    return ticket;
  }

  /**
   * Who pressed: a name, an address or a number of Gorgias's, or a name with one of those; empty
   * where Gorgias doesn't tell.
   */
  static String agent(Map<?, ?> parameters) {
    String name = ofAgent(parameters, "agent_name");
    String other = "";
    for (String key : OTHERS_OF_AGENT) {
      String value = ofAgent(parameters, key);
      // A number says less than a name or an address.
      boolean saysMore = other.isEmpty() || (isNumber(other) && !isNumber(value));
      if (saysMore && !value.isEmpty() && !value.equals(name)) {
        other = value;
      }
    }
    if (name.isEmpty() || other.isEmpty()) {
      return name + other;
    }
    return name + " (" + other + ")";
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /**
   * What one parameter says of the agent; an unresolved template, or a value that is no text, says
   * nothing.
   */
  private static String ofAgent(Map<?, ?> parameters, String key) {
    String value = parameters.get(key) instanceof String text ? PastedText.onOneLine(text) : "";
    return value.contains("{{") ? "" : OneLine.of(value, LONGEST);
  }

  /** A parameter's text; empty for none. */
  static String text(Map<?, ?> parameters, String name) throws RefusedException {
    Object sent = parameters.get(name);
    if (sent == null) {
      return "";
    }
    if (sent instanceof String text) {
      return text;
    }
    throw wrong(name, "it must be text, not a list or an object");
  }

  /**
   * A parameter that is no text for people, such as an id, without invisible characters; empty for
   * none.
   */
  static String code(Map<?, ?> parameters, String name) throws RefusedException {
    return PastedText.asSeen(text(parameters, name));
  }

  static RefusedException wrong(String name, String why) {
    return new RefusedException(422, name + ": " + why + ".");
  }
}
