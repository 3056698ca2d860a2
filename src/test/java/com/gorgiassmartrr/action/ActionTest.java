package com.gorgiassmartrr.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.smartrr.ShopTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an action's file must say. */
final class ActionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''",
        "null",
        "if ($fields.date) same-day(.next_billing_date, $fields.date) else null",
      })
  void wanted_thatCantProveIt_isAProblem(String wanted) {
    Action action = action();
    action.setWanted(wanted);
    String found = action.problem();
    assertTrue(found != null && found.startsWith("wanted says nothing"), found);

    action.setRepeatHarmless(true);
    assertNull(action.problem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".status == 'PAUSED'",
        ".status == 'ACTIVE' and same-day(.next_billing_date, $fields.date)",
        "due($fields.date)",
        "skipped($seen.next_billing_date)",
        "same-id(.plan, $fields.must)",
        ".lines[0].quantity + 1 == $fields.many",
        "size(.lines) > number(.count)",
        "def is(a) $a == $fields.must is(.plan)",
      })
  void wanted_thatProvesIt_isNone(String wanted) {
    Action action = action();
    action.setWanted(quoted(wanted));
    assertNull(action.problem());
  }

  /** What is wrong with one property, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "legal; .status == 'ACTVE'; legal: ACTVE is none of Smartrr's statuses; ACTIVE, PAUSED",
        "legal; contains(.status, ['ACTVE']); legal: ACTVE is none of Smartrr's statuses; ACTIVE, PAUSED",
        "legal; .stauts == 'ACTIVE'; legal: there is no .stauts; write .status or .next_billing_date",
        "legal; .status; legal: it gives a text for a subscription that is active; write what is true or false, such as .status == 'ACTIVE'",
        "legal; .status == 'ACTIVE' and; legal: this is not JSLT; write",
        "legal; is-legal(.status); legal: there is no function is-legal; write one of JSLT's",
        "legal; .status == $status; legal: there is no variable $status; write it without variables",
        "legal; number(.status) > 1; legal: it can't be computed for a subscription that is active: number() doesn't take; .status == 'ACTIVE'",
        "legal; false; legal: no subscription can make it true; write",
        "sends; $fields.date; sends: it gives a text; write an object, such as {'date': $fields.date}, or null",
        "sends; {'a': $fields.day}; sends: there is no field day; write $fields.date or $fields.many or $fields.must",
        "sends; {'a': $field.date}; sends: there is no variable $field; write $fields or $seen",
        "sends; {'a': $fields}; sends: $fields stands by itself; write $fields.date or",
        "sends; {'a': $seen.date}; sends: write $seen.status or $seen.next_billing_date; nothing else is known",
        "sends; {'a': due($fields.date)}; sends: there is no function due; or-null, same-day",
        "sends; {'date': $seen.next_billing_date}; legal: sends needs the next billing date; add 'and .next_billing_date != null'",
        "wanted; .status; wanted: it gives a text; write what is true, false or null, such as .status == 'PAUSED'",
        "wanted; .status == 'PAUSD'; wanted: PAUSD is none of Smartrr's statuses; ACTIVE, PAUSED, CANCELLED",
        "wanted; same-day(.next_billing_date); wanted: this is not JSLT; same-day",
        "wanted; def f(x) f($x) f(1); wanted: the function f calls itself; write it without that",
        "wanted; def f(x) g($x) def g(x) f($x) f(1); wanted: the function f calls itself; write it without that",
        "wanted; def f(x) $fields.day == $x f(1); wanted: there is no field day; write",
        "already; $fields.date; already: it gives a text; write what is true or false, such as",
        "event; .type; event: it gives a text for an event; write what is true or false, such as .type == 'PAUSE'",
        "event; .type == 'pause'; event: it names no type of Smartrr's events; PAUSE",
        "event; import 'x' as x .type == 'PAUSE'; event: this is not JSLT; x",
      })
  void formula_withAMistake_isTold(String property, String text, String said, String more) {
    Action action = action();
    action.setRepeatHarmless(true);
    switch (property) {
      case "legal" -> action.setLegal(quoted(text));
      case "sends" -> action.setSends(quoted(text));
      case "wanted" -> action.setWanted(quoted(text));
      case "already" -> action.setAlready(quoted(text));
      default -> action.setEvent(quoted(text));
    }
    String found = String.valueOf(action.problem()).replace('"', '\'');
    assertTrue(found.startsWith(said), found);
    assertTrue(found.contains(more), found);
  }

  @Test
  void mistake_inALaterLine_isToldWithTheLine() {
    Action action = action();
    action.setRepeatHarmless(true);
    action.setSends("{\n  \"a\": 1,\n  \"b\": $fields.day\n}\n");
    assertEquals(
        "sends, line 3: there is no field day; write $fields.date or $fields.many or $fields.must",
        action.problem());
    action.setSends("{\n  \"a\": 1\n  \"b\": 2\n}\n");
    assertEquals(
        "sends, line 3: this is not JSLT: \"b\" can't stand there; write what is missing before it,"
            + " such as a comma, or leave it out",
        action.problem());
  }

  @Test
  void everythingElse_isChecked() {
    Action action = action();
    action.setRepeatHarmless(true);
    action.setDone("Moved from {before} to {after|soon} by {date|words}.");
    assertNull(action.problem());

    action.setDone("Until {day}.");
    assertEquals("done: there is no field for {day}", action.problem());
    action.setDone("");
    action.getFields().get(0).setType("day");
    assertEquals("fields: the type of date must be date, number, reason or text", action.problem());
    action.getFields().get(0).setType("date");
    action.getFields().get(0).setWhenEmpty("today");
    assertEquals("fields: whenEmpty of date must be next-skipped or left out", action.problem());
    action.getFields().get(0).setName("Date");
    assertEquals("fields: 'Date' is not a name like unpause_date", action.problem());
    action.getFields().get(0).setName("press_token");
    assertEquals(
        "fields: 'press_token' is sent by every button; choose another name", action.problem());
    action.getFields().get(0).setName("date");
    action.getFields().get(0).setWhenEmpty("");
    action.getFields().get(2).setMax("");
    assertEquals(
        "fields: many is a number; write the least and the most that it may be, as min: 1 and"
            + " max: 100",
        action.problem());
    action.getFields().get(2).setMax("0");
    assertEquals(
        "fields: min of many is more than max; write them the other way round", action.problem());
    action.getFields().get(2).setMax("2");
    action.setConfirm("Sure?");
    action.setConfirmYes("Yes;No");
    assertEquals("confirmYes: 'Yes;No' is not one answer to Sure?", action.problem());
    action.setLabel(" ");
    assertEquals("label is missing", action.problem());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".status == 'ACTIVE' or .status == 'PAUSED';           PAUSED;  ''; true",
        ".status == 'ACTIVE' or .status == 'PAUSED';           FAILED;  ''; false",
        "'';                                                   EXPIRED; ''; true",
        ".status == 'ACTIVE' and .next_billing_date != null;   ACTIVE;  2026-12-03T14:00:00.000Z; true",
        ".status == 'ACTIVE' and .next_billing_date != null;   ACTIVE;  ''; false",
        "number(.status) > 1;                                  ACTIVE;  ''; false",
      })
  void action_inAState_isLegalOrNot(
      String legal, String status, String nextBilling, boolean isLegal) {
    Action action = new Action();
    action.setLegal(quoted(legal));

    assertEquals(isLegal, action.isLegalIn(new SeenState(status, nextBilling)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PAUSED| 2026-12-03T14:00:00.000Z| Do it is only possible while a subscription is active or failed; this one is paused, next billing 3 Dec 2026.",
        "ACTIVE| ''| Do it is only possible while there is a next billing date.",
        "ACTIVE| 2027-12-03T14:00:00.000Z| Do it isn't possible for this subscription: it is active, next billing 3 Dec 2027.",
      })
  void action_thatIsNotLegal_isRefusedInWords(String status, String next, String words) {
    Action action = action();
    action.setRepeatHarmless(true);
    action.setLegal(
        quoted(
            "(.status == 'ACTIVE' or .status == 'FAILED') and .next_billing_date != null"
                + " and .next_billing_date < '2027-06-01'"));
    assertNull(action.problem());

    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () -> action.requireLegalIn(new SeenState(status, next), ShopTime.UTC));
    assertEquals(words, refused.sentence());
  }

  @Test
  void namesAtSmartrr_areThoseOfWhatIsSent() {
    Action action = action();
    action.setSends(
        quoted(
            "{'order': $seen.next_billing_date, 'n': $fields.many, 'to': or-null($fields.date)}"));
    assertEquals(Map.of("seen", "order", "many", "n", "date", "to"), action.smartrrNames());
  }

  /** Single quotation marks stand for double ones. */
  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  private static Action action() {
    Action.Field date = new Action.Field();
    date.setName("date");
    date.setType("date");
    Action.Field must = new Action.Field();
    must.setName("must");
    must.setMandatory(true);
    Action.Field many = new Action.Field();
    many.setName("many");
    many.setType("number");
    many.setMin("1");
    many.setMax("20");
    Action action = new Action();
    action.setLabel("Do it");
    action.setFields(List.of(date, must, many));
    return action;
  }
}
