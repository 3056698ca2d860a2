package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises of follow-ups, whichever database it is in. */
abstract class FollowUpContract {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final FollowUpQueue SLACK = new FollowUpQueue("acme", "slack");
  private static final FollowUpQueue FIELD = new FollowUpQueue("acme", "field");

  final ManualTime time = new ManualTime();
  private String url = "";

  /** What is said to follow from each end. */
  private List<NewFollowUp> following = List.of(slack());

  private final List<String> told = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  Ledger ledger;

  /** The address of an empty database. */
  abstract String emptyDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    url = emptyDatabase();
    ledger = Ledger.open(url, time);
    ledger.followBy(
        new FollowUpRule() {
          @Override
          public List<NewFollowUp> of(Press ended) {
            return following;
          }

          @Override
          public void recorded(String store, String name) {
            told.add(store + " " + name);
          }
        });
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static NewFollowUp slack() {
    return new NewFollowUp("slack", "", "{\"a\":\"\u00e9\"}");
  }

  private static NewFollowUp field(String ticket) {
    return new NewFollowUp("field", ticket, "{}");
  }

  private Press ended(String subscription, PressState state, @Nullable NewNote note) {
    Press press = ledger.record(LedgerContract.press(subscription, "skip"), null).press();
    end(press, "ender", state, note);
    return press;
  }

  private void end(Press press, String owner, PressState state, @Nullable NewNote note) {
    assertTrue(ledger.claim(press.id(), owner, LEASE).isPresent());
    ledger.end(
        press,
        owner,
        new NewEnd(state, "Done.", new SubscriptionState("ACTIVE", "2027-01-03")),
        note);
  }

  private static List<String> references(List<FollowUpRecord> followUps) {
    return followUps.stream().map(one -> one.press().reference()).toList();
  }

  @Test
  void end_withFollowUps_recordsAndTellsThem() {
    Press press = ended("sub-1", PressState.APPLIED, LedgerContract.note("1"));

    FollowUpRecord one = ledger.followUps(press.id()).get(0);

    assertEquals(press.reference(), one.press().reference());
    assertEquals(press.reference(), one.mark());
    assertEquals(slack(), one.what());
    assertEquals(FollowUpState.DUE, one.state());
    assertEquals(0, one.tries().count());
    assertEquals(time.instant(), one.tries().since());
    assertEquals("https://acme.gorgias.com", one.press().account());
    assertEquals(List.of("acme note", "acme slack"), told);
    assertEquals(List.of(new FollowUpQueue("acme", "note"), SLACK), ledger.followUpQueues());
  }

  @Test
  void end_repeatedAfterAnUncertainCommit_recordsNothingTwice() {
    Press press = ledger.record(LedgerContract.press("sub-1", "skip"), null).press();
    end(press, "ender", PressState.APPLIED, null);
    time.advance(Duration.ofSeconds(1));
    ledger.end(
        press,
        "ender",
        new NewEnd(PressState.APPLIED, "Done.", new SubscriptionState("ACTIVE", "2027-01-03")),
        null);
    assertEquals(1, ledger.followUps(press.id()).size());
  }

  @Test
  void end_bySomebodyWhoHoldsItNoLonger_recordsNothing() {
    Press press = ledger.record(LedgerContract.press("sub-1", "skip"), null).press();
    assertTrue(ledger.claim(press.id(), "one", LEASE).isPresent());
    assertThrows(
        NotHeld.class, () -> ledger.end(press, "two", NewPressFixture.applied("Done."), null));
    assertEquals(List.of(), ledger.followUps(press.id()));
  }

  @Test
  void end_afterAReplay_isAnotherFollowUp() {
    Press press = ended("sub-1", PressState.PARKED, LedgerContract.note("1"));
    time.advance(Duration.ofSeconds(1));
    ledger.reopen(press.id(), "robin");
    end(press, "other", PressState.APPLIED, LedgerContract.note("1"));
    assertEquals(
        List.of(press.reference(), press.reference() + "-2"),
        ledger.followUps(press.id()).stream().map(FollowUpRecord::mark).toList());
  }

  @Test
  void dismiss_recordsWhatFollows() {
    Press press = ended("sub-1", PressState.PARKED, null);
    following = List.of(field("ticket-1"));
    time.advance(Duration.ofSeconds(1));
    ledger.dismiss(press.id(), "robin", null);
    assertEquals(
        List.of("field", "slack"),
        ledger.followUps(press.id()).stream().map(one -> one.what().name()).toList());
  }

  @Test
  void claim_isOnePersonsUntilItsLeaseIsOver() {
    Press press = ended("sub-1", PressState.APPLIED, null);

    assertEquals(
        List.of(press.reference()), references(ledger.claimFollowUps(SLACK, "one", LEASE, 5)));
    assertEquals(List.of(), ledger.claimFollowUps(SLACK, "two", LEASE, 5));
    time.advance(LEASE);
    FollowUpRecord again = ledger.claimFollowUps(SLACK, "two", LEASE, 5).get(0);
    assertEquals(2, again.tries().count());
    ledger.followUpDone(again.id(), "one");
    assertEquals(FollowUpState.DUE, ledger.followUps(press.id()).get(0).state());
    ledger.followUpDone(again.id(), "two");
    assertEquals(FollowUpState.DONE, ledger.followUps(press.id()).get(0).state());
    assertEquals(List.of(), ledger.followUpQueues());
  }

  @Test
  void claim_ofOneName_leavesTheOthers() {
    following = List.of(slack(), field("ticket-1"));
    ended("sub-1", PressState.APPLIED, null);
    assertEquals(1, ledger.claimFollowUps(SLACK, "one", LEASE, 5).size());
    assertEquals(List.of(FIELD, SLACK), ledger.followUpQueues().stream().sorted(BY_NAME).toList());
    assertEquals(1, ledger.claimFollowUps(FIELD, "one", LEASE, 5).size());
    assertEquals(
        List.of(), ledger.claimFollowUps(new FollowUpQueue("bolt", "slack"), "one", LEASE, 5));
  }

  private static final Comparator<FollowUpQueue> BY_NAME =
      Comparator.comparing(FollowUpQueue::name);

  @Test
  void claim_inOneLane_isInOrder() {
    following = List.of(field("1"));
    Press first = ended("sub-1", PressState.APPLIED, null);
    Press second = ended("sub-2", PressState.APPLIED, null);
    following = List.of(field("2"));
    Press other = ended("sub-3", PressState.APPLIED, null);

    List<FollowUpRecord> claimed = ledger.claimFollowUps(FIELD, "one", LEASE, 5);
    assertEquals(List.of(first.reference(), other.reference()), references(claimed));
    ledger.followUpPostponed(
        claimed.get(0).id(), "one", time.instant().plusSeconds(60), "Status 500.");
    assertEquals(List.of(), ledger.claimFollowUps(FIELD, "one", LEASE, 5));
    time.advance(Duration.ofSeconds(60));
    FollowUpRecord again =
        ledger.claimFollowUps(FIELD, "one", LEASE, 5).stream()
            .filter(one -> one.press().reference().equals(first.reference()))
            .findFirst()
            .orElseThrow();
    assertEquals("Status 500.", again.tries().why());
    ledger.followUpGivenUp(again.id(), "one", "Status 500.");
    assertEquals(
        List.of(second.reference()), references(ledger.claimFollowUps(FIELD, "two", LEASE, 1)));
  }

  @Test
  void claim_byManyAtOnce_givesEachOnce() throws Exception {
    for (int i = 0; i < 40; i++) {
      ended("sub-" + i, PressState.APPLIED, null);
    }
    Set<Long> all = new TreeSet<>();
    int count = 0;
    for (List<FollowUpRecord> some :
        LedgerContract.atOnce(
            4, i -> () -> ledger.claimFollowUps(SLACK, "owner-" + i, LEASE, 10))) {
      count += some.size();
      some.forEach(one -> all.add(one.id()));
    }
    assertEquals(count, all.size());
    while (count < 40) {
      List<FollowUpRecord> rest = ledger.claimFollowUps(SLACK, "last", LEASE, 40);
      assertTrue(!rest.isEmpty(), "some are lost");
      count += rest.size();
    }
    assertEquals(40, count);
  }

  @Test
  void givenUp_isListedAndCanBeReplayedOrDismissed() {
    Press press = ended("sub-1", PressState.APPLIED, null);
    FollowUpRecord one = ledger.claimFollowUps(SLACK, "one", LEASE, 1).get(0);
    assertThrows(IllegalStateException.class, () -> ledger.reopenFollowUp(one));
    ledger.followUpGivenUp(one.id(), "one", "Status 500.");
    assertEquals(List.of(press.reference()), references(ledger.followUpsGivenUp(10)));

    time.advance(Duration.ofHours(30));
    ledger.reopenFollowUp(one);
    assertEquals(List.of(), ledger.followUpsGivenUp(10));
    FollowUpRecord again = ledger.claimFollowUps(SLACK, "two", LEASE, 1).get(0);
    assertEquals(1, again.tries().count());
    assertEquals(time.instant(), again.tries().since());

    ledger.followUpGivenUp(one.id(), "two", "Status 500.");
    ledger.dismissFollowUp(one);
    assertEquals(FollowUpState.DISMISSED, ledger.followUps(press.id()).get(0).state());
    assertThrows(IllegalStateException.class, () -> ledger.dismissFollowUp(one));
  }

  @Test
  void expiry_pressWithAFollowUpToBeDone_staysUntilThatIsGivenUp() {
    Press press = ended("sub-1", PressState.APPLIED, null);
    time.advance(Duration.ofDays(91));
    assertEquals(0, ledger.removeEndedBefore(time.instant().minus(Duration.ofDays(90))));

    new Expiry(ledger, time, Duration.ofDays(90)).run();

    assertTrue(ledger.find(press.id()).isEmpty());
    assertEquals(List.of(), ledger.followUpQueues());
    assertEquals(List.of(), ledger.followUpsGivenUp(10));
  }

  /** As after a day on which nobody took any; a statement may take four seconds. */
  @Test
  void followUps_twentyThousandDue_areClaimedInTime() throws Exception {
    Press press = ended("sub-1", PressState.APPLIED, null);
    try (Connection connection = DriverManager.getConnection(url)) {
      new Sql(connection)
          .run(
              """
              insert into follow_up (press_id, number, store, name, queue, lane, body, state, tried,
                tries, since, message_id, why)
              with recursive n (i) as (select 2 union all select i + 1 from n where i < 20001)
              select press_id, i, store, name, queue, lane, body, state, tried, tries, since,
                message_id, why
              from follow_up cross join n
              """);
    }
    assertEquals(List.of(SLACK), ledger.followUpQueues());
    List<FollowUpRecord> claimed = ledger.claimFollowUps(SLACK, "one", LEASE, 100);
    assertEquals(100, claimed.size());
    assertEquals(press.reference(), claimed.get(0).mark());
  }
}
