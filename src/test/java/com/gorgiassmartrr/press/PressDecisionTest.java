package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.press.PressDecision.Judgement;
import com.gorgiassmartrr.press.PressFacts.Events;
import com.gorgiassmartrr.press.PressFacts.Past;
import com.gorgiassmartrr.press.PressFacts.Reading;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided about a press, case by case, without a server, a ledger or a partner. */
final class PressDecisionTest {
  private static final Instant PRESSED = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration SETTLE = Duration.ofSeconds(8);
  private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(15);
  private static final String SEEN = "2026-12-03T14:00:00.000Z";
  private static final String NEXT = "2027-01-03T14:00:00.000Z";

  private final PressDecision decisions =
      new PressDecision(
          new PressWorker.Patience(
              SETTLE,
              Duration.ofSeconds(1),
              Duration.ofMinutes(1),
              GIVE_UP_AFTER,
              Duration.ofMinutes(1),
              Duration.ZERO));

  /** The facts of a press, which a case changes where it differs. */
  private static final class Case {
    private final String name;
    private final Action action = new Action();
    private boolean sent;
    private @Nullable JsonNode subscription;
    private @Nullable PartnerFailure failure;
    private @Nullable Events events;
    private @Nullable String refusal;
    private boolean hasSent;
    private final List<Attempt> history = new ArrayList<>();
    private Instant at = PRESSED.plusSeconds(1);

    private Case(String name) {
      this.name = name;
      action.setLabel(name);
      action.setDone("Done. Next billing: {after}.");
    }

    static Case skip() {
      Case skip = new Case("skip");
      skip.action.setSends("{\"date\": $seen.next_billing_date}");
      skip.action.setWanted(".status == \"ACTIVE\" and skipped($seen.next_billing_date)");
      skip.action.setEvent(
          ".type == \"SKIP\" and may-be-same-day(.order_date, $seen.next_billing_date)");
      return skip;
    }

    static Case cancel() {
      Case cancel = new Case("cancel");
      cancel.action.setWanted(".status == \"CANCELLED\"");
      cancel.action.setEvent(".type == \"CANCEL\"");
      cancel.action.setRepeatHarmless(true);
      return cancel;
    }

    static Case unskip() {
      Case unskip = new Case("unskip");
      Action.Field date = new Action.Field();
      date.setName("date");
      date.setType("date");
      date.setWhenEmpty("next-skipped");
      unskip.action.setFields(List.of(date));
      unskip.action.setSends("{\"date\": $fields.date}");
      unskip.action.setWanted("due($fields.date)");
      unskip.action.setEvent(".type == \"UNSKIP\" and may-be-same-day(.order_date, $fields.date)");
      return unskip;
    }

    Case is(String status, String nextBilling) {
      subscription = state(status, nextBilling);
      return this;
    }

    Case failed(PartnerFailure why) {
      failure = why;
      return this;
    }

    /** It was marked as sent right after it was pressed. */
    Case sent() {
      sent = true;
      history.add(new Attempt("id", PRESSED, "sending", ""));
      return this;
    }

    Case sentInThisGo() {
      hasSent = true;
      return sent();
    }

    Case refusedAgain(String why) {
      refusal = why;
      return this;
    }

    Case at(Duration afterwards) {
      at = PRESSED.plus(afterwards);
      return this;
    }

    Case told(String... told) throws JsonProcessingException {
      events =
          new Events(
              SubscriptionEvents.of(
                  new ObjectMapper().readTree("[" + String.join(",", told) + "]")),
              Instant.MIN);
      return this;
    }

    Press press() {
      NewPress what =
          NewPressFixture.press()
              .subscription("s")
              .customer("c")
              .action(name)
              .seen("ACTIVE", SEEN)
              .make();
      SubscriptionState seen = what.seen();
      return new Press(
          "id",
          "REFERENC",
          what,
          PRESSED,
          PressState.ACCEPTED,
          sent
              ? new Press.Tries(1, PRESSED, null, seen, "")
              : new Press.Tries(0, null, null, SubscriptionState.UNKNOWN, ""),
          new Press.End(null, "", SubscriptionState.UNKNOWN));
    }

    PressFacts facts() {
      return new PressFacts(
          press(),
          action,
          new Reading(subscription, failure, events),
          ShopTime.UTC,
          new Past(hasSent, refusal, history),
          at);
    }
  }

  private static JsonNode state(String status, String nextBilling) {
    return new ObjectMapper()
        .createObjectNode()
        .put("id", "s")
        .put("purchaseStateStatus", status)
        .put("nextBillingDate", nextBilling.isEmpty() ? null : nextBilling);
  }

  private static String event(String type, String by, Instant at) {
    return "{\"eventType\":\"%s\",\"createdBy\":\"%s\",\"eventDate\":\"%s\",\"eventData\":{\"orderDate\":\"%s\"}}"
        .formatted(type, by, at, SEEN);
  }

  private static PartnerFailure status(int status, String body) {
    return PartnerFailure.of(
        new HttpOperationFailedException("", status, "", null, null, body), InstantSource.system());
  }

  /** What was decided, as a word and a sentence. */
  private String decided(Case one) {
    return words(decisions.decide(one.facts()));
  }

  private static String words(Decision decision) {
    String rest =
        decision instanceof Decision.Applied applied
            ? applied.message()
            : decision instanceof Decision.Refused refused
                ? refused.message()
                : decision instanceof Decision.Parked parked
                    ? parked.why()
                    : decision instanceof Decision.Later later
                        ? later.why()
                            + " +"
                            + Duration.between(PRESSED, later.earliest()).toSeconds()
                        : decision instanceof Decision.Send send ? send.chosen() : "";
    return (decision.word() + ": " + rest).strip();
  }

  @Test
  void press_onWhatTheAgentSaw_isSent() {
    assertEquals("send:", decided(Case.skip().is("ACTIVE", SEEN)));
    assertEquals("send:", decided(Case.cancel().is("ACTIVE", SEEN)));
  }

  @Test
  void press_onSomethingElse_isRefusedAndSaysWhatItIsNow() {
    assertEquals(
        "refused: The subscription has changed since you opened the ticket: it was active, next"
            + " billing 3 Dec 2026, and is now paused. Close and reopen the ticket, then press"
            + " again.",
        decided(Case.skip().is("PAUSED", "")));
  }

  @Test
  void press_onWhatSomebodyElseHasDone_isApplied() {
    assertEquals(
        "applied: It was so already: cancelled.", decided(Case.cancel().is("CANCELLED", "")));
  }

  @Test
  void press_onANextOrderThatIsLater_asksWhetherSomebodyElseHasSkipped() throws Exception {
    assertEquals("ask-events:", decided(Case.skip().is("ACTIVE", NEXT)));
    assertEquals(
        "applied: It was so already: active, next billing 3 Jan 2027.",
        decided(Case.skip().is("ACTIVE", NEXT).told(event("SKIP", "CUSTOMER", PRESSED))));
    assertEquals(
        "refused", decided(Case.skip().is("ACTIVE", NEXT).told()).substring(0, "refused".length()));
  }

  @Test
  void press_forTheNextSkippedOrder_asksWhichOneItIs() throws Exception {
    assertEquals("ask-events:", decided(Case.unskip().is("ACTIVE", SEEN)));
    assertEquals(
        "send: " + SEEN,
        decided(Case.unskip().is("ACTIVE", SEEN).told(event("SKIP", "API", PRESSED))));
  }

  @Test
  void press_onASubscriptionThatIsGone_isRefusedUnlessItWasSent() {
    assertEquals(
        "refused: This subscription isn't there any more: close and reopen the ticket.",
        decided(Case.skip()));
    assertEquals(
        "parked: The subscription can't be found at Smartrr any more.",
        decided(Case.skip().sent()));
  }

  @Test
  void press_whoseSubscriptionCantBeRead_waitsOrIsRefusedUnlessItWasSent() {
    PartnerFailure slow = new PartnerFailure(Kind.TIMEOUT, "no answer in time");
    assertEquals("later: TIMEOUT +1", decided(Case.skip().failed(slow)));
    assertEquals("later: TIMEOUT +1", decided(Case.skip().sent().failed(slow)));
    assertEquals(
        "refused: " + PressDecision.TOKEN_REFUSED, decided(Case.skip().failed(status(401, ""))));
    assertEquals("later: CREDENTIALS +1", decided(Case.skip().sent().failed(status(401, ""))));
    assertEquals(
        "refused: Smartrr doesn't know this subscriber, so nothing was done: close and reopen the"
            + " ticket.",
        decided(Case.skip().failed(status(404, "{}"))));
  }

  @Test
  void press_whoseSubscriptionCantBeReadForTooLong_isParked() {
    PartnerFailure slow = new PartnerFailure(Kind.TIMEOUT, "no answer in time");
    Duration tooLong = GIVE_UP_AFTER.plusSeconds(1);
    assertEquals(
        "parked: Smartrr couldn't be reached, and nothing was changed.",
        decided(Case.skip().failed(slow).at(tooLong)));
    assertEquals(
        "parked: Smartrr didn't confirm this, and can't be asked.",
        decided(Case.skip().sent().failed(slow).at(tooLong)));
  }

  @Test
  void press_thatAPersonHadTriedAgain_hasItsTimeAnew() {
    Case reopened = Case.skip().sent().at(GIVE_UP_AFTER.plusSeconds(1)).is("ACTIVE", SEEN);
    assertEquals("ask-events:", decided(reopened));
    reopened.failed(new PartnerFailure(Kind.TIMEOUT, "no answer in time"));
    reopened.history.add(new Attempt("id", PRESSED.plus(GIVE_UP_AFTER), "reopened", "robin"));
    assertEquals("later: TIMEOUT +901", decided(reopened));
  }

  @Test
  void change_whoseEffectIsThere_isApplied() throws Exception {
    assertEquals(
        "applied: Done. Next billing: none.", decided(Case.cancel().sent().is("CANCELLED", "")));
    assertEquals("ask-events:", decided(Case.skip().sent().is("ACTIVE", NEXT)));
    assertEquals(
        "applied: Done. Next billing: 3 Jan 2027.",
        decided(Case.skip().sent().is("ACTIVE", NEXT).told(event("SKIP", "API", PRESSED))));
  }

  @Test
  void change_thatLooksLikeSomebodyElses_isParked() throws Exception {
    assertEquals(
        "parked: Smartrr didn't confirm this, and the subscription became active, next billing 3"
            + " Jan 2027, which somebody else may have done.",
        decided(
            Case.skip()
                .sent()
                .is("ACTIVE", NEXT)
                .told(event("CHANGE_ORDER_DATE", "CUSTOMER", PRESSED))));
  }

  @Test
  void change_afterWhichTheStateIsAnotherOne_isParked() throws Exception {
    assertEquals(
        "parked: Smartrr didn't confirm this, and the subscription became paused, which isn't what"
            + " was asked for.",
        decided(Case.cancel().sent().is("PAUSED", "").told()));
  }

  /** In 3 s a change may still leave that whoever marked it doesn't tell to be over. */
  @ParameterizedTest
  @CsvSource({
    "false, 1, later: waiting for a late effect +11",
    "false, 10, later: waiting for a late effect +11",
    "false, 11, send:",
    "true, 1, later: call over: waiting for a late effect +8",
    "true, 8, send:",
  })
  void change_withoutEffect_isSentAgainOnceItHasSettled(
      boolean inThisGo, int seconds, String decision) throws Exception {
    Case one = inThisGo ? Case.cancel().sentInThisGo() : Case.cancel().sent();
    assertEquals(decision, decided(one.is("ACTIVE", SEEN).told().at(Duration.ofSeconds(seconds))));
  }

  @Test
  void change_withoutEffectForTooLong_isParked() throws Exception {
    assertEquals(
        "parked: Smartrr didn't confirm this, and the subscription is unchanged.",
        decided(Case.cancel().sent().is("ACTIVE", SEEN).told().at(GIVE_UP_AFTER.plusSeconds(1))));
  }

  @Test
  void change_refusedTheSecondTime_isRefusedWhereNothingCameOfTheFirst() throws Exception {
    assertEquals(
        "refused: Smartrr refused: no.",
        decided(
            Case.cancel().sent().is("ACTIVE", SEEN).told().refusedAgain("Smartrr refused: no.")));
  }

  @Test
  void change_whoseDayHasPassed_isntSent() throws Exception {
    Instant past = Instant.parse("2026-12-04T10:00:00Z");
    Case late = Case.unskip().is("ACTIVE", SEEN).told(event("SKIP", "API", PRESSED));
    late.at(Duration.between(PRESSED, past));
    assertEquals("send:", decided(late));
  }

  @Test
  void press_ofAnActionThatIsGone_isParked() {
    PressFacts facts = Case.skip().is("ACTIVE", SEEN).facts();
    assertEquals(
        "parked: The action skip isn't there any more.",
        words(
            decisions.decide(
                new PressFacts(
                    facts.press(), null, facts.reading(), facts.shop(), facts.past(), PRESSED))));
  }

  private Judgement judged(
      Case before, @Nullable JsonNode answer, @Nullable PartnerFailure failure) {
    Case after = Case.skip().sent();
    return decisions.judge(
        before.facts(),
        after.press(),
        PRESSED,
        answer == null ? MissingNode.getInstance() : answer,
        failure);
  }

  private static String words(Judgement judgement) {
    return (judgement.wasSent() ? "sent, " : "not sent, ") + words(judgement.decision());
  }

  @Test
  void answer_withTheWantedState_isApplied() {
    Case skip = Case.skip().is("ACTIVE", SEEN);
    assertEquals(
        "sent, applied: Done. Next billing: 3 Jan 2027.",
        words(judged(skip, state("ACTIVE", NEXT), null)));
  }

  @Test
  void answer_withoutTheWantedState_isNoProof() throws Exception {
    Case skip = Case.skip().is("ACTIVE", SEEN);
    JsonNode another = new ObjectMapper().readTree("{\"id\":\"other\"}");
    assertEquals("sent, look-again:", words(judged(skip, state("ACTIVE", SEEN), null)));
    assertEquals("sent, look-again:", words(judged(skip, another, null)));
    assertEquals("sent, look-again:", words(judged(skip, null, null)));
  }

  @Test
  void answer_thatNeverCame_isLookedInto() {
    Case skip = Case.skip().is("ACTIVE", SEEN);
    for (Kind kind : List.of(Kind.TIMEOUT, Kind.UNAVAILABLE, Kind.UNREACHABLE, Kind.MALFORMED)) {
      assertEquals(
          "sent, look-again:", words(judged(skip, null, new PartnerFailure(kind, "lost"))));
    }
  }

  @Test
  void change_thatCertainlyDidntLeave_isTriedAgain() {
    Case skip = Case.skip().is("ACTIVE", SEEN);
    assertEquals(
        "not sent, later: UNREACHABLE +1",
        words(judged(skip, null, PartnerFailure.notSent(Kind.UNREACHABLE, "refused"))));
    assertEquals("not sent, later: THROTTLED +1", words(judged(skip, null, status(429, "{}"))));
  }

  @Test
  void change_refused_isRefusedTheFirstTimeAndLookedIntoTheSecond() {
    PartnerFailure no = status(400, "{\"message\":\"Not possible.\"}");
    Case first = Case.skip().is("ACTIVE", SEEN);
    assertEquals("sent, refused: Smartrr refused: Not possible.", words(judged(first, null, no)));
    Judgement second = judged(Case.skip().sent().is("ACTIVE", SEEN), null, no);
    assertEquals(new Decision.LookAgain("Smartrr refused: Not possible."), second.decision());
  }

  @Test
  void route_thatMadeAMistake_parksThePress() {
    Case skip = Case.skip().is("ACTIVE", SEEN);
    assertEquals(
        "not sent, parked: The route a makes a mistake. Nothing was sent.",
        words(
            judged(
                skip, null, PartnerFailure.notSent(Kind.STOPPED, "The route a makes a mistake"))));
    assertEquals(
        "not sent, parked: The route a makes a mistake. Nothing more was sent.",
        words(
            judged(
                Case.skip().sent().is("ACTIVE", SEEN),
                null,
                PartnerFailure.notSent(Kind.STOPPED, "The route a makes a mistake"))));
    assertEquals(
        "sent, parked: The route a makes a mistake. That was stopped; it isn't known whether what"
            + " was sent before was done.",
        words(judged(skip, null, new PartnerFailure(Kind.STOPPED, "The route a makes a mistake"))));
  }

  @Test
  void server_withAFault_triesAgainUntilItGivesUp() {
    assertEquals("later: a fault in this server +1", words(decisions.fault(Case.skip().facts())));
    Duration tooLong = GIVE_UP_AFTER.plusSeconds(1);
    assertEquals(
        "parked: This server failed at it, and nothing was changed.",
        words(decisions.fault(Case.skip().at(tooLong).facts())));
    assertEquals(
        "parked: Smartrr didn't confirm this, and this server failed to find out.",
        words(decisions.fault(Case.skip().sent().at(tooLong).facts())));
  }
}
