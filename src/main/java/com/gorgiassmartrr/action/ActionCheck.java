package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.jslt.JsltFailure;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with the description of an action, and what to write. Its formulas are tried
 * on subscriptions in every state.
 */
final class ActionCheck {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]*)[^}]*}");
  private static final Pattern WORD = Pattern.compile("\"([A-Z][A-Z_]*)\"");
  private static final Pattern STATUS = Pattern.compile("\\.status\\s*[=!]=\\s*\"([^\"]*)\"");
  private static final Set<String> STATE = Set.of("status", "next_billing_date");
  private static final Set<String> EVENT = Set.of("type", "order_date");

  /** What a button sends beside the action's own fields. */
  private static final Set<String> SENT_ANYWAY =
      Set.of("subscription_id", "customer_id", "press_token", "ticket_id", "agent", "confirm");

  /** Whether the agent fills in no more than must be. */
  private static final List<Boolean> BOTH = List.of(false, true);

  private static final List<Boolean> ALL_FILLED_IN = List.of(false);

  private static final String TRUE_OR_FALSE = "write what is true or false, such as ";

  private final Action action;
  private final Set<String> names = new TreeSet<>();

  ActionCheck(Action action) {
    this.action = action;
    action.getFields().forEach(field -> names.add(field.getName()));
  }

  /** Carries a mistake from wherever it is found. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String sentence) {
      super(sentence, null, false, false);
    }
  }

  @Nullable String problem() {
    try {
      checkTexts();
      for (Formula formula :
          List.of(
              action.legal(), action.sends(), action.wanted(), action.already(), action.event())) {
        checkNames(formula);
      }
      checkLegal();
      checkValues();
      checkEvent();
      checkProof();
      return null;
    } catch (Wrong e) {
      return e.getMessage();
    }
  }

  private static void require(boolean isSo, String sentence) {
    if (!isSo) {
      throw new Wrong(sentence);
    }
  }

  private void checkTexts() {
    require(!action.getLabel().isBlank(), "label is missing");
    action.getFields().forEach(ActionCheck::checkField);
    String dropIn = action.getDropIn();
    require(
        dropIn.isEmpty() || SmartrrChange.isChange(dropIn),
        "dropIn: " + dropIn + " can't be the end of a path of one subscription");
    String yes = action.getConfirmYes();
    require(
        action.getConfirm().isBlank() || !(yes.isBlank() || yes.contains(";")),
        "confirmYes: '" + yes + "' is not one answer to " + action.getConfirm());
    Set<String> words = new HashSet<>(names);
    words.addAll(Set.of("seen", "before", "after"));
    Matcher placeholder = PLACEHOLDER.matcher(action.getDone());
    while (placeholder.find()) {
      require(
          words.contains(placeholder.group(1)),
          "done: there is no field for " + placeholder.group());
    }
  }

  private static void checkField(Action.Field field) {
    String name = field.getName();
    require(
        name.matches("[a-z][a-z0-9_]{0,40}"),
        "fields: '" + name + "' is not a name like unpause_date");
    require(
        !SENT_ANYWAY.contains(name),
        "fields: '" + name + "' is sent by every button; choose another name");
    require(
        Set.of("date", "number", "reason", "text").contains(field.getType()),
        "fields: the type of " + name + " must be date, number, reason or text");
    require(
        field.getWhenEmpty().isEmpty() || field.isNextSkippedWhenEmpty(),
        "fields: whenEmpty of " + name + " must be next-skipped or left out");
    if (field.getType().equals("number")) {
      require(
          isNumber(field.getMin()) && isNumber(field.getMax()),
          "fields: "
              + name
              + " is a number; write the least and the most that it may be, as min:"
              + " 1 and max: 100");
      require(
          new BigDecimal(field.getMin()).compareTo(new BigDecimal(field.getMax())) <= 0,
          "fields: min of " + name + " is more than max; write them the other way round");
    }
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d{1,12}(\\.\\d{1,6})?");
  }

  private void checkNames(Formula formula) {
    require(formula.mistake().isEmpty(), formula.mistake());
    for (Map.Entry<String, Integer> one : formula.keysOf("fields").entrySet()) {
      String key = one.getKey();
      require(
          names.contains(key),
          formula.at(one.getValue())
              + (key.isEmpty() ? "$fields stands by itself" : "there is no field " + key)
              + (names.isEmpty()
                  ? "; the action has no fields"
                  : "; write $fields." + String.join(" or $fields.", names)));
    }
    for (Map.Entry<String, Integer> one : formula.keysOf("seen").entrySet()) {
      require(
          STATE.contains(one.getKey()),
          formula.at(one.getValue())
              + "write $seen.status or $seen.next_billing_date; nothing else is known of what the"
              + " agent saw");
    }
    Matcher status = STATUS.matcher(formula.text());
    while (status.find()) {
      requireStatus(formula, status.group(1));
    }
  }

  private static void requireStatus(Formula formula, String status) {
    require(
        Action.STATUSES.contains(status),
        formula.at('"' + status + '"')
            + status
            + " is none of Smartrr's statuses; write one of "
            + String.join(", ", Action.STATUSES));
  }

  private void checkLegal() {
    Formula legal = action.legal();
    for (String key : legal.keysOfInput()) {
      require(
          STATE.contains(key),
          legal.at("." + key) + "there is no ." + key + "; write .status or .next_billing_date");
    }
    Matcher word = WORD.matcher(legal.text());
    while (word.find()) {
      requireStatus(legal, word.group(1));
    }
    String example = TRUE_OR_FALSE + ".status == \"ACTIVE\"";
    checkEach(legal, STATE, JsonNode::isBoolean, example);
    List<SeenState> possible = Trial.states().stream().filter(action::isLegalIn).toList();
    require(!possible.isEmpty(), legal.at(0) + "no subscription can make it true; " + example);
    boolean needsDate = action.sends().keysOf("seen").containsKey("next_billing_date");
    require(
        !needsDate || possible.stream().noneMatch(state -> state.nextBilling().isEmpty()),
        legal.at(0)
            + "sends needs the next billing date, which not every subscription has; add"
            + " 'and .next_billing_date != null'");
  }

  private void checkValues() {
    checkEach(
        action.sends(),
        STATE,
        value -> value.isObject() || value.isNull(),
        "write an object, such as {\"date\": $fields.date}, or null");
    checkEach(
        action.wanted(),
        STATE,
        value -> value.isBoolean() || value.isNull() || value.isMissingNode(),
        "write what is true, false or null, such as .status == \"PAUSED\"");
    checkEach(
        action.already(),
        STATE,
        value -> value.isBoolean() || value.isNull(),
        TRUE_OR_FALSE + "same-day(.next_billing_date, $fields.date)");
  }

  private void checkEach(
      Formula formula, Set<String> known, Predicate<JsonNode> isRight, String whatToWrite) {
    if (formula.isBlank()) {
      return;
    }
    boolean isAnyOptional =
        formula != action.legal()
            && action.getFields().stream().anyMatch(field -> !field.isMandatory());
    for (SeenState state : Trial.states()) {
      if (formula == action.sends() && !action.isLegalIn(state)) {
        continue;
      }
      for (boolean onlyMandatory : isAnyOptional ? BOTH : ALL_FILLED_IN) {
        checkOne(
            formula,
            known,
            "for a subscription that is " + inWords(state),
            () -> Trial.value(action, formula, state, onlyMandatory),
            isRight,
            whatToWrite);
      }
    }
  }

  private interface Run {
    JsonNode value();
  }

  private static void checkOne(
      Formula formula,
      Set<String> known,
      String when,
      Run run,
      Predicate<JsonNode> isRight,
      String whatToWrite) {
    JsonNode value;
    try {
      value = run.value();
    } catch (JsltFailure e) {
      // A formula that fails because the trial has none of Smartrr's other fields is no mistake.
      require(
          !known.containsAll(formula.keysOfInput()),
          formula.at(e.line())
              + "it can't be computed "
              + when
              + ": "
              + String.valueOf(e.getMessage()).replaceFirst("^line [\\d or]+: ", "")
              + "; "
              + whatToWrite);
      return;
    }
    require(
        isRight.test(value),
        formula.at(0) + "it gives " + kind(value) + " " + when + "; " + whatToWrite);
  }

  private static String inWords(SeenState state) {
    return state.status().toLowerCase(Locale.ROOT)
        + (state.nextBilling().isEmpty() ? " and has no next billing date" : "");
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "a list";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> value.booleanValue() ? "true" : "false";
      case NULL, MISSING -> "null";
    };
  }

  private void checkEvent() {
    Formula event = action.event();
    if (event.isBlank()) {
      return;
    }
    String example = TRUE_OR_FALSE + ".type == \"PAUSE\"";
    checkOne(
        event,
        EVENT,
        "for an event",
        () -> Trial.ofEvent(action, "PAUSE"),
        JsonNode::isBoolean,
        example);
    require(
        !action.eventTypes().isEmpty(),
        event.at(0) + "it names no type of Smartrr's events; write it like .type == \"PAUSE\"");
  }

  /**
   * Refuses an action whose repeat does harm and that no state can prove when the agent fills in
   * only what must be.
   */
  private void checkProof() {
    if (action.isRepeatHarmless()) {
      return;
    }
    Formula wanted = action.wanted();
    boolean isProvable =
        Trial.states().stream()
            .anyMatch(
                state -> {
                  try {
                    return !Trial.value(action, wanted, state, true).isNull();
                  } catch (JsltFailure e) {
                    return true;
                  }
                });
    require(
        isProvable,
        "wanted says nothing that proves that it was done; say what must be true of the"
            + " subscription then, or that doing it twice is harmless (repeatHarmless: true)");
  }
}
