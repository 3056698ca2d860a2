package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.store.SettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises, whichever database it is in. */
abstract class LedgerContract {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final List<String> STORES = List.of("acme", "bolt");
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  final ManualTime time = new ManualTime();
  private String url = "";

  @SuppressWarnings("NullAway.Init")
  Ledger ledger;

  /** The address of an empty database. */
  abstract String emptyDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    url = emptyDatabase();
    ledger = Ledger.open(url, time);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  final String url() {
    return url;
  }

  // --- Many -------------------------------------------------------------------------------------

  /** As after a long outage of Gorgias; a statement may take four seconds. */
  @Test
  void notes_twentyThousandPendingOfFewTickets_areClaimedInTime() throws Exception {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    end(press, PressState.APPLIED, note("1"));
    copyNotes();

    List<Note> claimed = ledger.claimNotes("acme", "one", LEASE, 100);

    assertEquals(11, claimed.size(), "the first of each ticket");
    assertEquals(press.id(), claimed.get(0).pressId());
    assertEquals(List.of(), ledger.claimNotes("acme", "two", LEASE, 100));
  }

  @Test
  void stores_haveNotesToBeWritten_eachIsToldOnce() {
    assertEquals(List.of(), ledger.followUpQueues());
    for (int i = 0; i < 3; i++) {
      applied("sub-" + i, "skip", note(Integer.toString(i)));
      applied("sub-" + i, "pause", new NewNote("bolt", "1", "\"Paused\""));
    }
    applied("sub-4", "skip", new NewNote("cold", "1", "\"Skipped\""));
    Note written = ledger.claimNotes("cold", "one", LEASE, 1).get(0);
    ledger.noteWritten(written.id(), "message-1");

    assertEquals(
        List.of(new FollowUpQueue("acme", "note"), new FollowUpQueue("bolt", "note")),
        ledger.followUpQueues());
  }

  /** As after a long outage of Smartrr, some of them of one subscription. */
  @Test
  void presses_twentyThousandUnfinished_areTakenUpInTime() throws Exception {
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    copyPresses(5000);

    List<Press> due = ledger.claimDue(STORES, "one", LEASE, 64);

    assertEquals(64, due.size());
    assertEquals(first.id(), due.get(0).id());
    assertEquals(
        64, due.stream().map(press -> press.what().subscription().id()).distinct().count());
  }

  /** As when Smartrr fails while the database knows of hardly any press that isn't over. */
  @Test
  void presses_twentyThousandUnfinishedAfterManyThatEnded_areTakenUpInTime() throws Exception {
    end(ledger.record(press("sub-0", "skip"), null).press(), PressState.APPLIED, null);
    copyPresses(20_000);
    try (Connection connection = DriverManager.getConnection(url)) {
      new Sql(connection).run("analyze press");
    }
    assertTrue(ledger.claimDue(STORES, "one", LEASE, 64).isEmpty());
    ledger.record(press("sub-1", "skip"), null);
    copyPresses(20_000);

    assertEquals(64, ledger.claimDue(STORES, "one", LEASE, 64).size());
  }

  /** Puts copies of the latest press in, of so many other subscriptions. */
  final void copyPresses(int subscriptions) throws Exception {
    copies(
        """
        insert into press (
          id, reference, fingerprint, store, customer_id, subscription_id, action, parameters,
          seen_status, seen_next_billing, seen_version, ticket_id, account, agent, email, product,
          notes, state, attempts, pressed_at, ended_at, before_status, before_next_billing, after_status,
          after_next_billing, message)
        select id || i, reference || i, fingerprint || i, store, customer_id,
          subscription_id || '-' || (i %% %d), action, parameters, seen_status, seen_next_billing,
          seen_version, ticket_id, account, agent, email, product, notes, state, attempts, pressed_at,
          ended_at, before_status, before_next_billing, after_status, after_next_billing, message
        from copy, press where seq = (select max(seq) from press)\
        """
            .formatted(subscriptions));
  }

  /** Puts copies of the only note in, of ten tickets. */
  final void copyNotes() throws Exception {
    copies(
        """
        insert into follow_up (
          press_id, number, store, name, queue, lane, body, state, tried, tries, since,
          message_id, why)
        select press_id, number + i, store, name, queue, 'ticket ' || (i % 10), body, state, tried,
          tries, since, message_id, why
        from copy, follow_up\
        """);
  }

  /** Runs an insertion of copies, which {@code copy} numbers by its {@code i}. */
  private void copies(String insertion) throws Exception {
    String numbers =
        "with recursive copy(i) as (select 1 union all select i + 1 from copy where i < 20000) ";
    try (Connection connection = DriverManager.getConnection(url)) {
      new Sql(connection).run(numbers + insertion);
    }
  }

  // --- Recording --------------------------------------------------------------------------------

  @Test
  void press_recorded_isFoundAsItWas() {
    Recorded recorded = ledger.record(press("sub-1", "skip"), null);

    assertTrue(recorded.isNew());
    Press press = recorded.press();
    assertEquals(press("sub-1", "skip"), press.what());
    assertEquals(PressState.ACCEPTED, press.state());
    assertFalse(press.isSent());
    assertEquals(0, press.tries().count());
    assertTrue(press.reference().matches("[2-9A-HJ-NP-Z]{8}"), press.reference());
    assertEquals(Optional.of(press), ledger.find(press.id()));
    assertEquals(
        Optional.of(press),
        ledger.findReference("\ufeff " + press.reference().toLowerCase(Locale.ROOT) + "\u200b"));
    assertEquals(Optional.empty(), ledger.find("none"));
  }

  @Test
  void press_recordedAgain_isTheSamePress() {
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    Recorded again =
        ledger.record(
            NewPressFixture.press()
                .customer("another-customer")
                .parameter("date", "2026-12-03")
                .agent("another agent")
                .ticket("another-ticket")
                .account("https://another.gorgias.com")
                .email("other@example.com")
                .product("Tea Box")
                .withoutNote()
                .make(),
            null);

    assertFalse(again.isNew());
    assertEquals(first, again.press());
  }

  @Test
  void press_recordedAfterReopening_isTheSamePress() {
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    end(first, PressState.APPLIED, note("1"));
    Optional<Press> ended = ledger.find(first.id());

    ledger.close();
    ledger = Ledger.open(url, time);

    assertEquals(ended, ledger.find(first.id()));
    Recorded again = ledger.record(press("sub-1", "skip"), null);
    assertFalse(again.isNew());
    assertEquals(PressState.APPLIED, again.press().state());
    assertEquals(1, ledger.claimNotes("acme", "n", LEASE, 10).size());
  }

  @Test
  void press_oddCharacters_isStoredWithoutThem() {
    NewPress odd =
        NewPressFixture.press()
            .subscription("s")
            .customer("c")
            .parameter("a\0", "'; drop table press; -- \"\\ \uD83C\uDF75")
            .seen("", "")
            .agent("half \uD83C surrogate")
            .ticket("t")
            .account("https://é.example")
            .email("É@x")
            .product("Crème ☕")
            .make();
    Press press = ledger.record(odd, null).press();

    assertEquals(Optional.of(press), ledger.find(press.id()));
    assertEquals("half \uFFFD surrogate", press.what().origin().agent());
    assertEquals("é@x", press.what().subscription().email());
    Press claimed = ledger.claim(press.id(), "a", LEASE).orElseThrow();
    ledger.end(claimed, "a", NewPressFixture.refused("no\0"), null);
    assertEquals("no\uFFFD", ledger.find(press.id()).orElseThrow().end().message());
  }

  @Test
  void press_recordedUnderALease_isHeldFromThenOn() {
    Recorded recorded = ledger.record(press("sub-1", "skip"), new Lease("a", LEASE));
    Press press = recorded.press();

    assertEquals(new Lease("a", LEASE), recorded.lease());
    assertTrue(ledger.claim(press.id(), "b", LEASE).isEmpty());
    assertTrue(ledger.claimDue(STORES, "b", LEASE, 10).isEmpty());
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    time.advance(LEASE);
    assertThrows(
        NotHeld.class, () -> ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY));
    assertEquals(
        List.of(press.id()),
        ledger.claimDue(STORES, "b", LEASE, 10).stream().map(Press::id).toList());
  }

  @Test
  void press_recordedUnderALease_whileAnOlderOneIsUnfinished_isntHeld() {
    Press older = ledger.record(press("sub-1", "skip"), null).press();
    Recorded younger = ledger.record(press("sub-1", "pause"), new Lease("a", LEASE));
    Recorded again = ledger.record(press("sub-1", "skip"), new Lease("b", LEASE));
    Recorded elsewhere =
        ledger.record(press("bolt", "sub-1", "skip", "1", "m@x"), new Lease("c", LEASE));

    assertNull(younger.lease());
    assertEquals(Recorded.earlier(older), again);
    assertNotNull(elsewhere.lease());
    ledger.claim(older.id(), "d", LEASE);
    assertTrue(ledger.end(older, "d", NewPressFixture.refused("no"), note("1")).hasNext());
    assertTrue(ledger.end(older, "d", NewPressFixture.refused("no"), null).hasNext());
    ledger.claim(younger.press().id(), "d", LEASE);
    assertFalse(ledger.end(younger.press(), "d", NewPressFixture.refused("no"), null).hasNext());
  }

  @Test
  void pressesOfASubscription_recordedUnderLeasesAtOnce_areHeldByOne() throws Exception {
    try (Ledger other = Ledger.open(url, time)) {
      for (int round = 0; round < 20; round++) {
        String subscription = "sub-" + round;
        List<Recorded> all =
            atOnce(
                8,
                i ->
                    () ->
                        (i % 2 == 0 ? ledger : other)
                            .record(press(subscription, "action-" + i), new Lease("a" + i, LEASE)));

        assertTrue(all.stream().allMatch(Recorded::isNew));
        assertEquals(1, all.stream().filter(each -> each.lease() != null).count());
      }
    }
  }

  /** Or nobody would take up the younger one before somebody looks for what is due. */
  @Test
  void press_recordedWhileAnOlderOneEnds_isHeldOrKnownToTheOlderOnesEnd() throws Exception {
    try (Ledger other = Ledger.open(url, time)) {
      for (int round = 0; round < 300; round++) {
        String subscription = "sub-" + round;
        Press older = ledger.record(press(subscription, "skip"), new Lease("a", LEASE)).press();
        List<Boolean> known =
            atOnce(
                2,
                i ->
                    i == 0
                        ? () ->
                            ledger.end(older, "a", NewPressFixture.applied(""), note("1")).hasNext()
                        : () ->
                            other
                                    .record(press(subscription, "pause"), new Lease("b", LEASE))
                                    .lease()
                                != null);
        assertEquals(1, known.stream().filter(each -> each).count(), subscription + ": " + known);
      }
    }
  }

  @Test
  void press_endedTwice_endsOnce() {
    Press press = ledger.record(press("sub-1", "skip"), new Lease("a", LEASE)).press();

    Ended first =
        ledger.end(
            press,
            "a",
            new NewEnd(PressState.REFUSED, "no", new SubscriptionState("ACTIVE", ""), "M@x", "Tea"),
            null);
    time.advance(Duration.ofSeconds(1));
    Ended second =
        ledger.end(
            press,
            "a",
            new NewEnd(PressState.REFUSED, "no", new SubscriptionState("ACTIVE", ""), "M@x", "Tea"),
            null);

    assertEquals(ledger.find(press.id()), Optional.of(first.press()));
    assertEquals(first, second);
    assertEquals(1, ledger.attempts(press.id()).size());
    assertThrows(NotHeld.class, () -> ledger.end(press, "a", NewPressFixture.applied("yes"), null));
  }

  @Test
  void press_recordedByFiftyThreads_isOneRow() throws Exception {
    List<Recorded> all = atOnce(50, i -> () -> ledger.record(press("sub-1", "skip"), null));

    assertEquals(1, all.stream().filter(Recorded::isNew).count());
    assertEquals(1, all.stream().map(each -> each.press().id()).distinct().count());
    assertEquals(1, ledger.search(PressQuery.ALL, 100, 0).size());
  }

  @Test
  void press_recordedByTwoServers_isOneRow() throws Exception {
    try (Ledger other = Ledger.open(url, time)) {
      for (int round = 0; round < 20; round++) {
        NewPress press = press("sub-" + round, "skip");
        List<Recorded> all =
            atOnce(4, i -> () -> (i % 2 == 0 ? ledger : other).record(press, null));
        assertEquals(1, all.stream().filter(Recorded::isNew).count());
      }
    }
    assertEquals(20, ledger.search(PressQuery.ALL, 100, 0).size());
  }

  @Test
  void pressAnew_olderOneOver_isNewAndTheOlderOneStays() {
    Press older = ledger.record(press("sub-1", "pause"), null).press();
    end(older, PressState.APPLIED, null);

    Recorded anew = ledger.recordAnew(press("sub-1", "pause"), older.id(), null);
    Recorded twice = ledger.recordAnew(press("sub-1", "pause"), older.id(), null);

    assertTrue(anew.isNew());
    assertNotEquals(older.id(), anew.press().id());
    assertFalse(twice.isNew());
    assertEquals(anew.press(), twice.press());
    assertEquals(anew.press(), ledger.record(press("sub-1", "pause"), null).press());
    assertEquals(PressState.APPLIED, ledger.find(older.id()).orElseThrow().state());
  }

  @Test
  void pressAnew_olderOneRunningOrParked_isTheOlderOne() {
    Press older = ledger.record(press("sub-1", "pause"), null).press();
    assertEquals(
        Recorded.earlier(older), ledger.recordAnew(press("sub-1", "pause"), older.id(), null));

    end(older, PressState.PARKED, null);
    Recorded parked = ledger.recordAnew(press("sub-1", "pause"), older.id(), null);
    assertFalse(parked.isNew());
    assertEquals(older.id(), parked.press().id());
  }

  @Test
  void pressAnew_byFiftyThreads_isOneRow() throws Exception {
    Press older = ledger.record(press("sub-1", "pause"), null).press();
    end(older, PressState.REFUSED, null);

    List<Recorded> all =
        atOnce(50, i -> () -> ledger.recordAnew(press("sub-1", "pause"), older.id(), null));

    assertEquals(1, all.stream().filter(Recorded::isNew).count());
    assertEquals(2, ledger.search(PressQuery.ALL, 100, 0).size());
  }

  @Test
  void repeat_whileTheFirstRunsOrShortlyAfter_isTheFirstWhateverStateWasSeen() {
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    time.advance(Duration.ofHours(1));

    assertEquals(Optional.of(first), ledger.findRepeated(laterPress("skip"), TEN_SECONDS));
    assertEquals(
        Recorded.earlier(first),
        ledger.recordUnlessRepeated(laterPress("skip"), TEN_SECONDS, null, null));
    end(first, PressState.APPLIED, null);
    time.advance(TEN_SECONDS);
    Recorded repeat = ledger.recordUnlessRepeated(laterPress("skip"), TEN_SECONDS, null, null);
    assertFalse(repeat.isNew());
    assertEquals(first.id(), repeat.press().id());
    time.advance(Duration.ofMillis(1));
    assertTrue(ledger.findRepeated(laterPress("skip"), TEN_SECONDS).isEmpty());
    assertTrue(ledger.recordUnlessRepeated(laterPress("skip"), TEN_SECONDS, null, null).isNew());
  }

  @Test
  void repeat_ofAPressThatNoLongerHolds_isNewFromTheSameStateToo() {
    Press first = applied("sub-1", "skip", null);

    Recorded anew =
        ledger.recordUnlessRepeated(press("sub-1", "skip"), TEN_SECONDS, first.id(), null);
    Recorded twice =
        ledger.recordUnlessRepeated(press("sub-1", "skip"), TEN_SECONDS, first.id(), null);

    assertTrue(anew.isNew());
    assertEquals(Recorded.earlier(anew.press()), twice);
  }

  @Test
  void repeat_afterAnotherPressOfTheSubscription_isNew() {
    applied("sub-1", "skip", null);
    applied("sub-1", "unskip", null);
    applied("sub-2", "skip", null);

    assertTrue(ledger.findRepeated(press("sub-1", "skip"), TEN_SECONDS).isEmpty());
    assertTrue(ledger.recordUnlessRepeated(laterPress("skip"), TEN_SECONDS, null, null).isNew());
  }

  @Test
  void repeat_whatWasParkedAndStaysAsItWas_isTheParkedOne() {
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    end(first, PressState.PARKED, null);
    time.advance(Duration.ofHours(1));

    Recorded same = ledger.recordUnlessRepeated(press("sub-1", "skip"), TEN_SECONDS, null, null);
    assertEquals(first.id(), same.press().id());
    assertTrue(ledger.recordUnlessRepeated(laterPress("skip"), TEN_SECONDS, null, null).isNew());
  }

  @Test
  void repeat_byTwoServersThatSawDifferentStates_isOneRow() throws Exception {
    try (Ledger other = Ledger.open(url, time)) {
      List<Recorded> all =
          atOnce(
              20,
              i ->
                  () ->
                      (i % 2 == 0 ? ledger : other)
                          .recordUnlessRepeated(
                              press("sub-1", "skip")
                                  .ofState(
                                      new SubscriptionState("ACTIVE", "2026-12-" + (10 + i)), ""),
                              TEN_SECONDS,
                              null,
                              null));

      assertEquals(1, all.stream().filter(Recorded::isNew).count());
      assertEquals(1, all.stream().map(each -> each.press().id()).distinct().count());
    }
  }

  /** The same call as {@code press("sub-1", action)}, from a later state. */
  private static NewPress laterPress(String action) {
    return press("sub-1", action)
        .ofState(new SubscriptionState("ACTIVE", "2027-01-03"), "mara@example.com");
  }

  // --- Claiming ---------------------------------------------------------------------------------

  @Test
  void claim_byTwentyOwners_isGivenToOne() throws Exception {
    Press press = ledger.record(press("sub-1", "skip"), null).press();

    List<Optional<Press>> all =
        atOnce(20, i -> () -> ledger.claim(press.id(), "owner-" + i, LEASE));

    assertEquals(1, all.stream().filter(Optional::isPresent).count());
  }

  @Test
  void claim_twoServersAndBothWays_givesEachPressOnceAndOnePerSubscription() throws Exception {
    try (Ledger other = Ledger.open(url, time)) {
      List<Press> presses = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        presses.add(ledger.record(press("sub-" + i % 20, "action-" + i), null).press());
      }
      List<List<Press>> all =
          atOnce(
              8,
              i ->
                  () -> {
                    Ledger mine = i % 2 == 0 ? ledger : other;
                    if (i < 4) {
                      return mine.claimDue(STORES, "owner-" + i, LEASE, 10);
                    }
                    List<Press> claimed = new ArrayList<>();
                    presses.forEach(
                        press ->
                            mine.claim(press.id(), "owner-" + i, LEASE).ifPresent(claimed::add));
                    return claimed;
                  });
      List<Press> claimed = all.stream().flatMap(List::stream).toList();

      Set<String> subscriptions = new HashSet<>();
      claimed.forEach(
          press ->
              assertTrue(subscriptions.add(press.what().subscription().id()), "worked on twice"));
      assertEquals(20, claimed.size());
    }
  }

  @Test
  void claim_held_isRefusedToAll() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    assertTrue(ledger.claim(press.id(), "a", LEASE).isPresent());

    assertTrue(ledger.claim(press.id(), "b", LEASE).isEmpty());
    assertTrue(ledger.claim(press.id(), "a", LEASE).isEmpty());
    assertTrue(ledger.claimDue(STORES, "b", LEASE, 10).isEmpty());
    assertTrue(ledger.claim("none", "a", LEASE).isEmpty());
  }

  @Test
  void claim_leaseExpired_isGivenToAnotherAndTheFirstMaySendNoMore() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    time.advance(LEASE.minusMillis(1));
    assertTrue(ledger.claim(press.id(), "b", LEASE).isEmpty());
    time.advance(Duration.ofMillis(1));

    assertThrows(
        IllegalStateException.class,
        () -> ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY));
    assertEquals(1, ledger.claimDue(STORES, "b", LEASE, 10).size());

    assertFalse(ledger.renew(press.id(), "a", LEASE));
    assertThrows(
        IllegalStateException.class,
        () -> ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY));
    assertThrows(IllegalStateException.class, () -> ledger.notSent(press.id(), "a", ""));
    assertThrows(
        IllegalStateException.class, () -> ledger.postpone(press.id(), "a", time.instant(), ""));
    assertThrows(
        IllegalStateException.class,
        () -> ledger.end(press, "a", NewPressFixture.applied(""), note("1")));
    assertTrue(ledger.attempts(press.id()).isEmpty());
    assertTrue(ledger.note(press.id()).isEmpty());
  }

  @Test
  void renew_held_holdsLonger() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    time.advance(LEASE.minusSeconds(1));

    assertTrue(ledger.renew(press.id(), "a", LEASE));
    assertFalse(ledger.renew(press.id(), "b", LEASE));
    assertFalse(ledger.renew("none", "a", LEASE));
    time.advance(LEASE.minusSeconds(1));
    assertTrue(ledger.claimDue(STORES, "b", LEASE, 10).isEmpty());
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
  }

  @Test
  void renew_expired_isRefused() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    time.advance(LEASE);

    assertFalse(ledger.renew(press.id(), "a", LEASE));
  }

  @Test
  void claim_olderPressUnfinished_waits() {
    Press older = ledger.record(press("sub-1", "skip"), null).press();
    Press younger = ledger.record(press("sub-1", "pause"), null).press();
    Press elsewhere = ledger.record(press("sub-2", "pause"), null).press();

    assertTrue(ledger.claim(younger.id(), "a", LEASE).isEmpty());
    assertEquals(List.of(older, elsewhere), ledger.claimDue(STORES, "a", LEASE, 10));
    ledger.postpone(older.id(), "a", time.instant().plusSeconds(60), "429");
    assertTrue(ledger.claimDue(STORES, "a", LEASE, 10).isEmpty());
    assertTrue(ledger.claim(younger.id(), "a", LEASE).isEmpty());

    time.advance(Duration.ofSeconds(60));
    end(older, PressState.APPLIED, null);
    assertTrue(ledger.claim(younger.id(), "b", LEASE).isPresent());
  }

  @Test
  void claim_sameSubscriptionIdInTwoStores_doesNotWait() {
    Press one = ledger.record(press("acme", "sub-1", "skip", "1", "m@x"), null).press();
    Press two = ledger.record(press("bolt", "sub-1", "skip", "1", "m@x"), null).press();

    assertEquals(2, ledger.claimDue(STORES, "a", LEASE, 10).size());
    assertNotEquals(one.id(), two.id());
  }

  @Test
  void claimDue_ofSomeStores_leavesTheOthers() {
    Press one = ledger.record(press("acme", "sub-1", "skip", "1", "m@x"), null).press();
    Press two = ledger.record(press("bolt", "sub-1", "skip", "1", "m@x"), null).press();

    assertEquals(List.of(), ledger.claimDue(List.of(), "a", LEASE, 10));
    assertEquals(List.of(two), ledger.claimDue(List.of("bolt"), "a", LEASE, 10));
    assertEquals(List.of(one), ledger.claimDue(List.of("bolt", "acme"), "a", LEASE, 10));
  }

  @Test
  void claimDue_most_isTheOldest() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(ledger.record(press("sub-" + i, "skip"), null).press().id());
    }
    assertEquals(
        ids.subList(0, 3), ledger.claimDue(STORES, "a", LEASE, 3).stream().map(Press::id).toList());
    assertEquals(
        ids.subList(3, 5), ledger.claimDue(STORES, "b", LEASE, 3).stream().map(Press::id).toList());
  }

  @Test
  void postpone_untilThen_isNotDue() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    Instant next = time.instant().plusSeconds(5);
    ledger.postpone(press.id(), "a", next, "connection refused");

    assertEquals(next, ledger.find(press.id()).orElseThrow().tries().nextAt());
    assertTrue(ledger.claim(press.id(), "b", LEASE).isEmpty());
    assertTrue(ledger.claimDue(STORES, "b", LEASE, 10).isEmpty());
    assertThrows(
        IllegalStateException.class,
        () -> ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY));
    time.advance(Duration.ofSeconds(5));
    assertEquals(1, ledger.claimDue(STORES, "b", LEASE, 10).size());
  }

  // --- Sending and ending -----------------------------------------------------------------------

  @Test
  void sending_committed_isSent() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);

    Press sent = ledger.find(press.id()).orElseThrow();
    assertTrue(sent.isSent());
    assertEquals(1, sent.tries().count());
    assertEquals(time.instant(), sent.tries().sentAt());
    assertEquals("ACTIVE", sent.tries().before().status());
    assertEquals("2026-12-03", sent.tries().before().nextBilling());
  }

  @Test
  void notSent_onlyAttempt_isNotSent() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    ledger.notSent(press.id(), "a", "connection refused");

    Press unsent = ledger.find(press.id()).orElseThrow();
    assertFalse(unsent.isSent());
    assertNull(unsent.tries().sentAt());
    assertEquals(1, unsent.tries().count());
  }

  @Test
  void notSent_earlierAttemptUnknown_isStillSent() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    Instant first = time.instant();
    time.advance(Duration.ofSeconds(5));
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    ledger.notSent(press.id(), "a", "connection refused");

    Press sent = ledger.find(press.id()).orElseThrow();
    assertTrue(sent.isSent());
    assertEquals(first, sent.tries().sentAt());
    assertEquals(2, sent.tries().count());
    assertEquals(
        List.of("sending", "sending", "notSent"),
        ledger.attempts(press.id()).stream().map(Attempt::event).toList());
  }

  @Test
  void end_applied_releasesAndPutsTheNote() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    time.advance(Duration.ofSeconds(1));
    ledger.end(
        press,
        "a",
        new NewEnd(PressState.APPLIED, "Skipped.", new SubscriptionState("ACTIVE", "2027-01-03")),
        note("1"));

    Press ended = ledger.find(press.id()).orElseThrow();
    assertEquals(PressState.APPLIED, ended.state());
    assertEquals("Skipped.", ended.end().message());
    assertEquals("2027-01-03", ended.end().after().nextBilling());
    assertEquals(time.instant(), ended.end().at());
    Note note = ledger.note(press.id()).orElseThrow();
    assertEquals(
        new Note(
            note.id(),
            press.id(),
            press.reference(),
            note("1"),
            "https://acme.gorgias.com",
            NoteState.PENDING,
            false,
            0,
            null,
            "",
            ""),
        note);
    assertTrue(ledger.claim(press.id(), "b", LEASE).isEmpty());
  }

  @Test
  void end_ofAPressOfWhichLittleWasKnown_recordsWhoseItIs() {
    NewPress unknown =
        NewPressFixture.press()
            .agent("Robin")
            .ticket("77")
            .account("https://acme.gorgias.com")
            .make();
    Press first = ledger.record(unknown, null).press();
    Press second = ledger.record(press("sub-2", "skip"), null).press();
    for (Press press : List.of(first, second)) {
      assertTrue(ledger.claim(press.id(), "a", LEASE).isPresent());
      ledger.end(
          press,
          "a",
          new NewEnd(
              PressState.APPLIED, "", SubscriptionState.UNKNOWN, "Kim@Example.com", "Tea Box"),
          null);
    }

    assertEquals(
        ids(first), found(new PressQuery(null, null, "kim@example.com", null, null, null)));
    assertEquals("Tea Box", ledger.find(first.id()).orElseThrow().what().subscription().product());
    assertEquals(
        "Coffee Box", ledger.find(second.id()).orElseThrow().what().subscription().product());
  }

  @Test
  void end_again_changesNothing() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    end(press, PressState.APPLIED, note("1"));
    Press ended = ledger.find(press.id()).orElseThrow();
    time.advance(Duration.ofSeconds(1));

    ledger.end(
        press,
        "ender",
        new NewEnd(PressState.APPLIED, "Again.", new SubscriptionState("x", "y")),
        note("2"));

    assertEquals(Optional.of(ended), ledger.find(press.id()));
    assertEquals(note("1"), ledger.note(press.id()).orElseThrow().content());
    assertThrows(
        IllegalStateException.class,
        () -> ledger.end(press, "ender", NewPressFixture.refused(""), null));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ledger.end(
                press,
                "ender",
                new NewEnd(PressState.ACCEPTED, "", SubscriptionState.UNKNOWN),
                null));
  }

  @Test
  void end_leaseExpiredButNobodyElseCame_isRecorded() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    time.advance(LEASE.multipliedBy(2));

    ledger.end(
        press,
        "a",
        new NewEnd(PressState.APPLIED, "Skipped.", new SubscriptionState("ACTIVE", "")),
        null);

    assertEquals(PressState.APPLIED, ledger.find(press.id()).orElseThrow().state());
  }

  @Test
  void parked_reopened_isDueAndWaitsForWhatRuns() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    Press younger = ledger.record(press("sub-1", "pause"), null).press();
    assertTrue(ledger.claim(younger.id(), "a", LEASE).isPresent());

    ledger.reopen(parked.id(), "robin");
    assertThrows(IllegalStateException.class, () -> ledger.reopen(parked.id(), "robin"));
    assertNull(ledger.find(parked.id()).orElseThrow().end().at());
    assertTrue(ledger.claim(parked.id(), "b", LEASE).isEmpty());
    assertTrue(ledger.claimDue(STORES, "b", LEASE, 10).isEmpty());
    ledger.end(younger, "a", NewPressFixture.applied(""), null);
    assertEquals(1, ledger.claimDue(STORES, "b", LEASE, 10).size());

    NewNote better = new NewNote("acme", "1", "\"Skipped after all\"");
    ledger.end(parked, "b", NewPressFixture.applied(""), better);
    assertEquals(better, ledger.note(parked.id()).orElseThrow().content());
  }

  @Test
  void note_triedAndPressReplayed_isFollowedByAnother() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.noteTrying(id(parked), "n", Duration.ZERO, Permits.ANY);
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.APPLIED, note("2"));

    List<Note> notes = ledger.notes(parked.id());
    assertEquals(List.of(note("1"), note("2")), notes.stream().map(Note::content).toList());
    assertEquals(
        List.of(parked.reference(), parked.reference() + "/2"),
        notes.stream().map(Note::mark).toList());
    assertEquals(notes.get(1), ledger.note(parked.id()).orElseThrow());
  }

  @Test
  void note_heldButNotTriedAndPressReplayed_keepsItsWords() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.APPLIED, note("2"));

    assertEquals(
        List.of(note("1"), note("2")),
        ledger.notes(parked.id()).stream().map(Note::content).toList());
  }

  /** The first one was on its way when the second one was added, and was refused with 429. */
  @Test
  void note_ofAThirdEnd_changesTheLastOneAlone() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    long first = id(parked);
    ledger.noteTrying(first, "n", Duration.ZERO, Permits.ANY);
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.PARKED, note("2"));
    ledger.notePostponed(first, "n", time.instant(), false, 0, "429");
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.APPLIED, note("3"));

    assertEquals(
        List.of(note("1").body(), note("3").body()),
        ledger.notes(parked.id()).stream().map(note -> note.content().body()).toList());
  }

  @Test
  void note_ofAnEndLikeTheOneBefore_isNone() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.noteWritten(id(parked), "1");
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.PARKED, note("1"));

    assertEquals(1, ledger.notes(parked.id()).size());
    ledger.reopen(parked.id(), "robin");
    end(parked, PressState.APPLIED, note("2"));
    List<Note> due = ledger.claimNotes("acme", "n", LEASE, 10);
    assertEquals(List.of(note("2")), due.stream().map(Note::content).toList());
  }

  /** Whoever has the press by then has ended it without a note. */
  @Test
  void end_byAFormerOwner_putsNoNote() {
    Press press = ledger.record(press("sub-1", "skip"), new Lease("a", LEASE)).press();
    time.advance(LEASE);
    assertTrue(ledger.claim(press.id(), "b", LEASE).isPresent());
    ledger.end(
        press,
        "b",
        new NewEnd(PressState.APPLIED, "Skipped.", new SubscriptionState("ACTIVE", "")),
        null);

    assertThrows(
        NotHeld.class,
        () ->
            ledger.end(
                press,
                "a",
                new NewEnd(PressState.APPLIED, "", new SubscriptionState("ACTIVE", "")),
                note("1")));

    assertTrue(ledger.note(press.id()).isEmpty());
    assertEquals(1, ledger.attempts(press.id()).size());
  }

  @Test
  void parked_dismissed_isOver() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, null);
    assertEquals(ids(parked), found(PressQuery.ofState(PressState.PARKED)));

    ledger.dismiss(parked.id(), "operator", null);

    assertEquals(PressState.DISMISSED, ledger.find(parked.id()).orElseThrow().state());
    assertTrue(found(PressQuery.ofState(PressState.PARKED)).isEmpty());
    assertThrows(IllegalStateException.class, () -> ledger.dismiss(parked.id(), "operator", null));
    assertThrows(IllegalStateException.class, () -> ledger.reopen(parked.id(), "robin"));
  }

  @Test
  void parked_dismissedWithANote_hasOneMore() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, note("1"));
    Note first = ledger.note(parked.id()).orElseThrow();
    ledger.claimNotes("acme", "writer", LEASE, 1);
    ledger.noteWritten(first.id(), "message-1");
    NewNote dismissed = new NewNote("acme", "1", "\"Dismissed\"");

    ledger.dismiss(parked.id(), "operator", dismissed);

    assertEquals(
        List.of(first.content(), dismissed),
        ledger.notes(parked.id()).stream().map(Note::content).toList());
    assertThrows(
        IllegalStateException.class, () -> ledger.dismiss(parked.id(), "operator", dismissed));
    assertEquals(2, ledger.notes(parked.id()).size());
  }

  @Test
  void attempts_wholeLife_areInOrder() {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "a", LEASE);
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    ledger.notSent(press.id(), "a", "connection refused");
    ledger.postpone(press.id(), "a", time.instant(), "again");
    end(press, PressState.PARKED, null);
    ledger.reopen(press.id(), "robin");
    end(press, PressState.PARKED, null);
    ledger.dismiss(press.id(), "operator", null);

    List<Attempt> attempts = ledger.attempts(press.id());
    assertEquals(
        List.of("sending", "notSent", "postponed", "parked", "reopened", "parked", "dismissed"),
        attempts.stream().map(Attempt::event).toList());
    assertEquals(
        new Attempt(press.id(), time.instant(), "sending", "ACTIVE, 2026-12-03"), attempts.get(0));
    assertEquals("robin", attempts.get(4).detail());
    assertEquals("operator", attempts.get(6).detail());
  }

  // --- Notes ------------------------------------------------------------------------------------

  @Test
  void notes_ofOneTicket_areGivenOneAfterTheOther() {
    Press one = applied("sub-1", "skip", note("1"));
    Press two = applied("sub-1", "pause", note("1"));
    Press three = applied("sub-1", "unpause", note("2"));

    List<Note> first = ledger.claimNotes("acme", "n", LEASE, 10);
    assertEquals(List.of(one.id(), three.id()), first.stream().map(Note::pressId).toList());
    assertTrue(ledger.claimNotes("acme", "m", LEASE, 10).isEmpty());
    ledger.noteTrying(id(one), "n", Duration.ZERO, Permits.ANY);
    ledger.notePostponed(id(one), "n", time.instant().plusSeconds(5), true, 0, "429");
    assertTrue(ledger.claimNotes("acme", "m", LEASE, 10).isEmpty());

    time.advance(Duration.ofSeconds(5));
    List<Note> again = ledger.claimNotes("acme", "m", LEASE, 10);
    assertEquals(List.of(one.id()), again.stream().map(Note::pressId).toList());
    assertTrue(again.get(0).tried());
    assertEquals(1, again.get(0).attempts());
    assertEquals("429", again.get(0).why());
    ledger.noteTrying(id(one), "m", Duration.ZERO, Permits.ANY);
    ledger.noteWritten(id(one), "987");
    assertEquals("987", ledger.note(one.id()).orElseThrow().messageId());
    assertEquals(
        List.of(two.id()),
        ledger.claimNotes("acme", "m", LEASE, 10).stream().map(Note::pressId).toList());
  }

  /** Whoever waits behind hundreds of notes of a ticket that can't be written gets its turn. */
  @Test
  void notes_behindManyOfAnotherTicket_areGiven() {
    for (int i = 0; i < 450; i++) {
      applied("sub-" + i, "skip", note("1"));
    }
    Press last = applied("sub-last", "skip", note("2"));

    List<Note> first = ledger.claimNotes("acme", "n", LEASE, 2);
    assertEquals(List.of("1", "2"), first.stream().map(note -> note.content().ticketId()).toList());
    ledger.notePostponed(first.get(0).id(), "n", time.instant().plusSeconds(60), true, 0, "500");
    ledger.notePostponed(first.get(1).id(), "n", time.instant(), false, 0, "");

    assertEquals(
        List.of(last.id()),
        ledger.claimNotes("acme", "m", LEASE, 10).stream().map(Note::pressId).toList());
  }

  @Test
  void notes_claimedByTenOwners_areGivenOnce() throws Exception {
    for (int i = 0; i < 30; i++) {
      applied("sub-" + i, "skip", note("ticket-" + i % 15));
    }
    List<List<Note>> all = atOnce(10, i -> () -> ledger.claimNotes("acme", "owner-" + i, LEASE, 5));
    List<Note> claimed = all.stream().flatMap(List::stream).toList();

    Set<String> tickets = new HashSet<>();
    claimed.forEach(
        note -> assertTrue(tickets.add(note.content().ticketId()), "given twice at a time"));
  }

  @Test
  void notes_leaseExpired_areGivenToAnother() {
    Press press = applied("sub-1", "skip", note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    time.advance(LEASE);

    assertThrows(
        IllegalStateException.class,
        () -> ledger.noteTrying(id(press), "n", Duration.ZERO, Permits.ANY));
    assertEquals(1, ledger.claimNotes("acme", "m", LEASE, 10).size());
    ledger.noteTrying(id(press), "m", Duration.ZERO, Permits.ANY);
    assertTrue(ledger.note(press.id()).orElseThrow().tried());
  }

  @Test
  void notes_ended_staySo() {
    Press press = applied("sub-1", "skip", note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.noteEnded(id(press), "n", NoteState.NOT_CONFIGURED, "no key");
    ledger.noteWritten(id(press), "1");
    ledger.notePostponed(id(press), "n", time.instant(), false, 0, "");

    Note note = ledger.note(press.id()).orElseThrow();
    assertEquals(NoteState.NOT_CONFIGURED, note.state());
    assertEquals("no key", note.why());
    assertEquals("", note.messageId());
    assertTrue(ledger.claimNotes("acme", "n", LEASE, 10).isEmpty());
    assertThrows(
        IllegalArgumentException.class,
        () -> ledger.noteEnded(id(press), "n", NoteState.PENDING, ""));
  }

  @Test
  void notes_takenOver_areOutOfTheFirstOnesHands() {
    Press press = applied("sub-1", "skip", note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.noteTrying(id(press), "n", Duration.ZERO, Permits.ANY);
    time.advance(LEASE);
    ledger.claimNotes("acme", "m", LEASE, 10);

    ledger.notePostponed(id(press), "n", time.instant(), false, 0, "late");
    ledger.noteEnded(id(press), "n", NoteState.FAILED, "late");
    Note note = ledger.note(press.id()).orElseThrow();
    assertEquals(NoteState.PENDING, note.state());
    assertTrue(note.tried());
    assertEquals("", note.why());
    assertTrue(ledger.claimNotes("acme", "o", LEASE, 10).isEmpty());
    // What stands on the ticket stands there, whoever wrote it.
    ledger.noteWritten(id(press), "1");
    assertEquals(NoteState.WRITTEN, ledger.note(press.id()).orElseThrow().state());
  }

  @Test
  void note_surelyNotWritten_isAsUntriedAsBefore() {
    Press press = applied("sub-1", "skip", note("1"));
    ledger.claimNotes("acme", "n", LEASE, 10);
    ledger.noteTrying(id(press), "n", Duration.ZERO, Permits.ANY);
    ledger.notePostponed(id(press), "n", time.instant(), false, 0, "refused connection");

    assertFalse(ledger.claimNotes("acme", "m", LEASE, 10).get(0).tried());
  }

  @Test
  void notes_ofAnotherStore_areNotGiven() {
    applied("sub-1", "skip", note("1"));

    assertTrue(ledger.claimNotes("bolt", "n", LEASE, 10).isEmpty());
  }

  // --- Looking ----------------------------------------------------------------------------------

  @Test
  void search_byEachField_isNewestFirst() {
    Press one =
        ledger.record(press("acme", "sub-1", "skip", "t-1", "mara@example.com"), null).press();
    Press two =
        ledger.record(press("acme", "sub-2", "pause", "t-1", "ann@example.com"), null).press();
    Press three = ledger.record(press("bolt", "sub-2", "pause", "", ""), null).press();
    end(one, PressState.APPLIED, null);

    assertEquals(ids(three, two, one), found(PressQuery.ALL));
    assertEquals(ids(two, one), found(PressQuery.ofStore("acme")));
    assertEquals(ids(two, one), found(PressQuery.ofTicket("acme", "t-1")));
    assertEquals(ids(one), found(PressQuery.ofEmail("acme", "MARA@example.com")));
    assertEquals(ids(three, two), found(new PressQuery(null, null, null, "sub-2", null, null)));
    assertEquals(ids(three, two), found(new PressQuery(null, null, null, null, "pause", null)));
    assertEquals(ids(one), found(new PressQuery(null, null, null, null, null, PressState.APPLIED)));
    assertEquals(ids(), found(new PressQuery("bolt", null, null, null, null, PressState.APPLIED)));
    assertEquals(ids(two), ledger.search(PressQuery.ALL, 1, 1).stream().map(Press::id).toList());
  }

  @Test
  void counts_mixed_areByStoreAndState() {
    ledger.record(press("acme", "sub-1", "skip", "t", "m@x"), null);
    ledger.record(press("bolt", "sub-1", "skip", "t", "m@x"), null);
    applied("sub-2", "skip", note("1"));
    Press parked = ledger.record(press("sub-3", "skip"), null).press();
    end(parked, PressState.PARKED, null);
    Instant parkedAt = time.instant();

    Counts counts = ledger.counts();
    assertEquals(1, counts.presses("acme", PressState.ACCEPTED));
    assertEquals(1, counts.presses("bolt", PressState.ACCEPTED));
    assertEquals(1, counts.presses("acme", PressState.APPLIED));
    assertEquals(1, counts.presses("acme", PressState.PARKED));
    assertEquals(0, counts.presses("bolt", PressState.PARKED));
    assertEquals(1, counts.pendingNotes("acme"));
    assertEquals(0, counts.pendingNotes("bolt"));
    assertEquals(parkedAt, counts.oldestParked());

    time.advance(Duration.ofHours(25));
    Counts later = ledger.counts();
    assertEquals(0, later.presses("acme", PressState.APPLIED));
    assertEquals(1, later.presses("acme", PressState.PARKED));
    assertEquals(1, later.presses("acme", PressState.ACCEPTED));
  }

  @Test
  void counts_nothing_areNone() {
    assertEquals(new Counts(Map.of(), Map.of(), Map.of(), null), ledger.counts());
  }

  // --- Older tables ------------------------------------------------------------------------------

  /** Nothing was released before, and what was written then can't be told apart for sure. */
  @Test
  void open_ledgerFromBeforeTheFirstVersion_isRefusedAndLeftAsItIs() throws Exception {
    String old = emptyDatabase();
    try (Connection connection = DriverManager.getConnection(old)) {
      new Sql(connection).run("create table schema_version (version integer primary key)");
    }

    SettingException e = assertThrows(SettingException.class, () -> Ledger.open(old, time));

    assertEquals(
        "ledger.url: this ledger is from before version 1.0.0, and can't be read by this server;"
            + " name a new one (another file, or an empty database), and keep the old one for as"
            + " long as you want to look something up in it.",
        e.getMessage());
    try (Connection connection = DriverManager.getConnection(old)) {
      assertFalse(dialect().hasTable(new Sql(connection), "ledger_version"));
      assertTrue(dialect().hasTable(new Sql(connection), "schema_version"));
    }
  }

  // --- Keeping ----------------------------------------------------------------------------------

  @Test
  void removal_old_removesWhatIsOver() {
    Press withoutNote = applied("sub-1", "skip", null);
    Press written = applied("sub-2", "skip", note("1"));
    ledger.noteWritten(id(written), "1");
    Press pending = applied("sub-3", "skip", note("2"));
    Press parked = ledger.record(press("sub-4", "skip"), null).press();
    end(parked, PressState.PARKED, null);
    Press running = ledger.record(press("sub-5", "skip"), null).press();
    time.advance(Duration.ofDays(90));
    Press young = applied("sub-6", "skip", null);

    assertEquals(2, ledger.removeEndedBefore(time.instant()));

    assertEquals(ids(young, running, parked, pending), found(PressQuery.ALL));
    assertTrue(ledger.attempts(withoutNote.id()).isEmpty());
    assertTrue(ledger.note(written.id()).isEmpty());
    assertEquals(0, ledger.removeEndedBefore(time.instant()));
  }

  @Test
  void parked_forTooLong_isDismissedAndRemoved() {
    Press old = ledger.record(press("sub-1", "skip"), null).press();
    end(old, PressState.PARKED, null);
    time.advance(Duration.ofDays(90));
    Press young = ledger.record(press("sub-2", "skip"), null).press();
    end(young, PressState.PARKED, null);
    Instant then = time.instant().minus(Duration.ofDays(89));

    assertEquals(ids(old), ledger.dismissUnsettledBefore(then).stream().map(Press::id).toList());

    assertEquals(PressState.PARKED, ledger.find(young.id()).orElseThrow().state());
    assertEquals(PressState.DISMISSED, ledger.find(old.id()).orElseThrow().state());
    assertEquals(1, ledger.removeEndedBefore(then));
    assertEquals(ids(young), found(PressQuery.ALL));
    assertTrue(ledger.dismissUnsettledBefore(then).isEmpty());
  }

  @Test
  void accepted_forTooLong_isDismissedUnlessSomebodyWorksOnIt() {
    Press old = ledger.record(press("sub-1", "skip"), null).press();
    Press held = ledger.record(press("sub-2", "skip"), null).press();
    time.advance(Duration.ofDays(90));
    assertTrue(ledger.claim(held.id(), "a", LEASE).isPresent());
    Press young = ledger.record(press("sub-3", "skip"), null).press();
    Instant then = time.instant().minus(Duration.ofDays(89));

    assertEquals(ids(old), ledger.dismissUnsettledBefore(then).stream().map(Press::id).toList());

    Press dismissed = ledger.find(old.id()).orElseThrow();
    assertEquals(PressState.DISMISSED, dismissed.state());
    assertEquals(old.pressedAt(), dismissed.end().at());
    assertEquals(PressState.ACCEPTED, ledger.find(held.id()).orElseThrow().state());
    assertEquals(PressState.ACCEPTED, ledger.find(young.id()).orElseThrow().state());
  }

  /** What a person has just decided isn't thrown away because it was pressed long ago. */
  @Test
  void accepted_pressedLongAgoButReopenedLately_staysUntilItWasReopenedLongAgo() {
    Duration keep = Duration.ofDays(90);
    Expiry expiry = new Expiry(ledger, time, keep);
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    end(press, PressState.PARKED, null);
    time.advance(Duration.ofDays(80));
    ledger.reopen(press.id(), "robin");
    end(press, PressState.PARKED, note("1"));
    time.advance(Duration.ofDays(20));
    ledger.reopen(press.id(), "robin");
    assertTrue(ledger.claim(press.id(), "a", LEASE).isPresent());
    ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
    ledger.postpone(press.id(), "a", time.instant().plusSeconds(8), "waiting for a late effect");

    expiry.run();

    assertEquals(PressState.ACCEPTED, ledger.find(press.id()).orElseThrow().state());
    assertEquals(NoteState.PENDING, ledger.note(press.id()).orElseThrow().state());
    time.advance(keep.plusMillis(1));
    expiry.run();
    assertEquals(List.of(), found(PressQuery.ALL));
  }

  /** As when a store was gone for long, or {@code ledger.keep} is made shorter. */
  @Test
  void notes_manyUnwrittenForTooLong_areGivenUpInShortSteps() throws Exception {
    Press press = applied("sub-1", "skip", note("1"));
    copyNotes();
    time.advance(Duration.ofDays(90));
    List<Integer> most = new ArrayList<>();
    try (Database database = Database.open(url, time.instant())) {
      database.write(
          sql -> {
            most.add(
                new FollowUps(sql, dialect()).giveUpBefore(time.instant(), 1000, time.instant()));
            return true;
          });
    }

    assertEquals(List.of(1000), most);
    assertEquals(19_001, ledger.giveUpFollowUpsBefore(time.instant()));
    assertEquals(0, ledger.counts().pendingNotes("acme"));
    assertEquals(NoteState.FAILED, ledger.note(press.id()).orElseThrow().state());
  }

  @Test
  void notes_unwrittenForTooLong_areGivenUpUnlessSomebodyWritesThem() {
    Press old = applied("sub-1", "skip", note("1"));
    Press written = applied("sub-2", "skip", note("2"));
    ledger.noteWritten(id(written), "m-1");
    Press held = applied("sub-3", "skip", note("3"));
    time.advance(Duration.ofDays(90));
    assertEquals(2, ledger.claimNotes("acme", "a", LEASE, 10).size());
    ledger.notePostponed(id(old), "a", time.instant(), true, 0, "Gorgias is down.");
    Press young = applied("sub-4", "skip", note("4"));
    Instant then = time.instant().minus(Duration.ofDays(89));

    assertEquals(1, ledger.giveUpFollowUpsBefore(then));

    assertEquals(NoteState.FAILED, ledger.note(old.id()).orElseThrow().state());
    assertEquals(NoteState.WRITTEN, ledger.note(written.id()).orElseThrow().state());
    assertEquals(NoteState.PENDING, ledger.note(held.id()).orElseThrow().state());
    assertEquals(NoteState.PENDING, ledger.note(young.id()).orElseThrow().state());
    assertEquals(2, ledger.removeEndedBefore(then));
  }

  @Test
  void expiry_keptForLongEnough_leavesNothing() {
    Press parked = ledger.record(press("sub-1", "skip"), null).press();
    end(parked, PressState.PARKED, null);
    applied("sub-2", "skip", null);
    applied("sub-3", "skip", note("1"));
    ledger.record(press("sub-4", "skip"), null);
    Expiry expiry = new Expiry(ledger, time, Duration.ofDays(90));
    time.advance(Duration.ofDays(90));
    expiry.run();
    assertEquals(4, found(PressQuery.ALL).size());
    time.advance(Duration.ofMillis(1));
    expiry.run();
    assertEquals(List.of(), found(PressQuery.ALL));
  }

  @Test
  void removal_moreThanABatch_removesAll() {
    IntStream.range(0, 1001).forEach(i -> applied("sub-" + i, "skip", null));
    time.advance(Duration.ofDays(90));

    assertEquals(1001, ledger.removeEndedBefore(time.instant()));
    assertTrue(ledger.record(press("sub-1", "skip"), null).isNew());
  }

  @Test
  void removeAll_ofAStore_leavesNothingOfItAndTheOthers() {
    Press noted = applied("sub-1", "skip", note("ticket-1"));
    Press running = ledger.record(press("sub-2", "skip"), null).press();
    Press other =
        ledger
            .record(press("other", "sub-1", "skip", "ticket-1", "mara@example.com"), null)
            .press();

    ledger.removeAll("acme");

    assertEquals(ids(other), found(PressQuery.ALL));
    assertTrue(ledger.find(running.id()).isEmpty());
    assertTrue(ledger.note(noted.id()).isEmpty());
    assertTrue(ledger.attempts(noted.id()).isEmpty());
    assertTrue(ledger.record(press("sub-2", "skip"), null).isNew());
  }

  @Test
  void account_thatLetAStoreIn_isKnownUntilItIsForgotten() {
    ledger.letIn("acme", "https://acme.gorgias.com");
    ledger.letIn("acme", "https://acme.gorgias.com");

    assertTrue(ledger.wasLetIn("acme", "https://acme.gorgias.com"));
    assertFalse(ledger.wasLetIn("acme", "https://other.gorgias.com"));
    assertFalse(ledger.wasLetIn("other", "https://acme.gorgias.com"));

    ledger.forgetAccounts("acme");
    assertFalse(ledger.wasLetIn("acme", "https://acme.gorgias.com"));
  }

  @Test
  void freeAll_lettingGoOfWhatAStoppedServerHeld_isTakenUpAtOnce() {
    applied("sub-1", "skip", note("ticket-1"));
    Press held = ledger.record(press("sub-2", "skip"), null).press();
    assertTrue(ledger.claim(held.id(), "stopped", LEASE).isPresent());
    assertEquals(1, ledger.claimNotes("acme", "stopped", LEASE, 10).size());

    ledger.freeAll();

    assertTrue(ledger.claim(held.id(), "next", LEASE).isPresent());
    assertEquals(1, ledger.claimNotes("acme", "next", LEASE, 10).size());
    assertThrows(
        IllegalStateException.class,
        () -> ledger.sending(held, "stopped", NewPressFixture.SEEN, "", Permits.ANY));
  }

  @Test
  void isWritable_open_isTrue() {
    assertTrue(ledger.isWritable());
  }

  @Test
  void ledger_closed_isUnavailable() {
    ledger.close();

    assertFalse(ledger.isWritable());
    assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-1", "skip"), null));
    assertThrows(LedgerUnavailable.class, () -> ledger.find("x"));
    assertThrows(LedgerUnavailable.class, () -> ledger.counts());
  }

  // --- Help -------------------------------------------------------------------------------------

  static NewPress press(String subscriptionId, String action) {
    return press("acme", subscriptionId, action, "ticket-1", "mara@example.com");
  }

  static NewPress press(
      String store, String subscriptionId, String action, String ticketId, String email) {
    return NewPressFixture.press()
        .store(store)
        .subscription(subscriptionId)
        .action(action)
        .parameter("date", "2026-12-03")
        .agent("Robin")
        .ticket(ticketId)
        .account("https://acme.gorgias.com")
        .email(email)
        .product("Coffee Box")
        .make();
  }

  static NewNote note(String ticketId) {
    return new NewNote("acme", ticketId, "\"Skipped for ticket " + ticketId + "\"");
  }

  private Dialect dialect() {
    return url.startsWith("jdbc:sqlite:") ? Dialect.SQLITE : Dialect.POSTGRESQL;
  }

  /** The id of the press's note. */
  private long id(Press press) {
    return ledger.note(press.id()).orElseThrow().id();
  }

  final void end(Press press, PressState state, @Nullable NewNote note) {
    assertTrue(ledger.claim(press.id(), "ender", LEASE).isPresent());
    ledger.end(
        press,
        "ender",
        new NewEnd(state, "Done.", new SubscriptionState("ACTIVE", "2027-01-03")),
        note);
  }

  private Press applied(String subscriptionId, String action, @Nullable NewNote note) {
    Press press = ledger.record(press(subscriptionId, action), null).press();
    end(press, PressState.APPLIED, note);
    return press;
  }

  private List<String> found(PressQuery query) {
    return ledger.search(query, 100, 0).stream().map(Press::id).toList();
  }

  private static List<String> ids(Press... presses) {
    return Arrays.stream(presses).map(Press::id).toList();
  }

  /** Does it in so many threads that all begin at the same time. */
  static <T> List<T> atOnce(int threads, IntFunction<Callable<T>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Callable<T> mine = work.apply(i);
        futures.add(
            pool.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return mine.call();
                }));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> future : futures) {
        all.add(future.get(30, TimeUnit.SECONDS));
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }
}
