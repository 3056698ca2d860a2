package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an action's file must say. */
final class ActionTest {
  @ParameterizedTest
  @CsvSource({
    "'', 'wanted says nothing'",
    "nextBilling={date}, 'wanted says nothing'",
    "'nextBilling={date}, plan={date}', 'wanted says nothing'",
    "plan=, 'wanted says nothing'",
    "PAUSED, wanted: PAUSED has no =",
    "plan={plan}, wanted: there is no field for {plan}",
    "nextBilling={before}, wanted: there is no field for {before}",
  })
  void wanted_thatCantProveIt_isAProblem(String wanted, String problem) {
    Action action = action();
    action.setWanted(wanted);
    String found = action.problem();
    assertTrue(found != null && found.startsWith(problem), found);
  }

  @ParameterizedTest
  @CsvSource({
    "status=PAUSED",
    "'status=ACTIVE, nextBilling={date}'",
    "due={date}",
    "skipped={seen}",
    "plan={must}",
  })
  void wanted_thatProvesIt_isNone(String wanted) {
    Action action = action();
    action.setWanted(wanted);
    assertNull(action.problem());
  }

  @Test
  void wanted_nothingAndARepeatIsHarmless_isNone() {
    Action action = action();
    action.setRepeatHarmless(true);
    assertNull(action.problem());
  }

  @Test
  void everythingElse_isChecked() {
    Action action = action();
    action.setRepeatHarmless(true);
    action.setSends("date={date|null} {}");
    action.setDone("Moved from {before} to {after|soon} by {date|words}.");
    action.setEvent("SKIP={seen}");
    assertNull(action.problem());

    action.setEvent("skip");
    assertEquals("event: skip is not like PAUSE or SKIP={seen}", action.problem());
    action.setEvent("SKIP={day}");
    assertEquals("event: there is no field for {day}", action.problem());
    action.setEvent("");
    action.setDone("Until {day}.");
    assertEquals("done: there is no field for {day}", action.problem());
    action.setDone("");
    action.setSends("date");
    assertEquals("sends: date has no =", action.problem());
    action.setSends("{}");
    action.setLegalWhen("ACTIVE, PAUSING");
    assertEquals("legalWhen: PAUSING is none of Smartrr's statuses", action.problem());
    action.setLegalWhen("");
    action.getFields().get(0).setType("day");
    assertEquals("fields: the type of date must be date, reason or text", action.problem());
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
    action.setConfirm("Sure?");
    action.setConfirmYes("Yes;No");
    assertEquals("confirmYes: 'Yes;No' is not one answer to Sure?", action.problem());
    action.setLabel(" ");
    assertEquals("label is missing", action.problem());
  }

  @ParameterizedTest
  @CsvSource({
    "'ACTIVE, PAUSED', '',          PAUSED,  '',                       true",
    "'ACTIVE, PAUSED', '',          FAILED,  '',                       false",
    "'',               '',          EXPIRED, '',                       true",
    "ACTIVE,           date={seen}, ACTIVE,  2026-12-03T14:00:00.000Z, true",
    "ACTIVE,           date={seen}, ACTIVE,  '',                       false",
    "ACTIVE,           date={date}, ACTIVE,  '',                       true"
  })
  void action_inAState_isLegalOrNot(
      String legalWhen, String sends, String status, String nextBilling, boolean legal) {
    Action action = new Action();
    action.setLegalWhen(legalWhen);
    action.setSends(sends);

    assertEquals(legal, action.isLegalIn(new SeenState(status, nextBilling)));
  }

  private static Action action() {
    Action.Field date = new Action.Field();
    date.setName("date");
    date.setType("date");
    Action.Field must = new Action.Field();
    must.setName("must");
    must.setMandatory(true);
    Action action = new Action();
    action.setLabel("Do it");
    action.setFields(List.of(date, must));
    return action;
  }
}
