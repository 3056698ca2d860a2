package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.permit.Permits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that share a ledger, one of which falls silent, as by a kill or a long pause. */
final class ServersTest {
  private static final Duration LEASE = Duration.ofSeconds(5);

  /** For how long a press would be held if nobody looked after its server. */
  private static final Duration LONG = Duration.ofHours(1);

  private static int databases;

  private final ManualTime time = new ManualTime();
  private final SharedClock clock = new SharedClock(time);

  @SuppressWarnings("NullAway.Init")
  private Database database;

  @SuppressWarnings("NullAway.Init")
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private Servers silent;

  @SuppressWarnings("NullAway.Init")
  private Servers other;

  @BeforeEach
  void open() throws Exception {
    String url = PostgresServer.create("servers_" + ++databases);
    database = Database.open(url, time.instant());
    ledger = Ledger.open(url, time);
    silent = new Servers(database, clock, LEASE, time::read);
    other = new Servers(database, clock, LEASE, time::read);
    silent.beat();
    other.beat();
  }

  @AfterEach
  void close() {
    ledger.close();
    database.close();
  }

  @Test
  void server_fallsSilent_itsFollowUpIsFreed() {
    ledger.followBy(
        new FollowUpRule() {
          @Override
          public List<NewFollowUp> of(Press ended) {
            return List.of(new NewFollowUp("slack", "", "{}"));
          }

          @Override
          public void recorded(String store, String name) {}
        });
    Press press = heldBySilent("one");
    ledger.end(press, "one", NewPressFixture.applied("Done."), null);
    FollowUpQueue queue = new FollowUpQueue("acme", "slack");
    assertEquals(1, ledger.claimFollowUps(queue, silent.newOwner(), LONG, 5).size());

    passInSilence(LEASE.plusSeconds(2));

    assertEquals(1, ledger.claimFollowUps(queue, other.newOwner(), LONG, 5).size());
  }

  private Press heldBySilent(String owner) {
    return ledger.record(LedgerContract.press("sub-1", "skip"), new Lease(owner, LONG)).press();
  }

  /** Lets so much time pass, a second at a time, in which only the other one beats. */
  private void passInSilence(Duration passed) {
    for (int second = 0; second < passed.toSeconds(); second++) {
      time.advance(Duration.ofSeconds(1));
      other.beat();
    }
  }

  private boolean isFree(Press press) {
    return ledger.claim(press.id(), other.newOwner(), LONG).isPresent();
  }

  @Test
  void press_ofAServerThatFallsSilent_isFreeAfterTheLeaseAndNotBefore() {
    String owner = silent.newOwner();
    Press press = heldBySilent(owner);
    Recorded ofNobody = ledger.record(LedgerContract.press("sub-2", "skip"), new Lease("a", LONG));

    passInSilence(LEASE);
    assertFalse(silent.isAlive(), "it may be taken for dead from now on");
    assertFalse(isFree(press));
    passInSilence(Duration.ofSeconds(1));

    assertTrue(isFree(press));
    assertFalse(isFree(ofNobody.press()), "who isn't known as a server isn't known to be dead");
    assertThrows(
        NotHeld.class, () -> ledger.sending(press, owner, NewPressFixture.SEEN, "", Permits.ANY));
  }

  @Test
  void note_ofAServerThatFallsSilent_isFreeAfterTheLease() {
    Press press = heldBySilent("a");
    ledger.end(
        press,
        "a",
        new NewEnd(PressState.APPLIED, "", new SubscriptionState("ACTIVE", "")),
        LedgerContract.note("1"));
    assertEquals(1, ledger.claimNotes("acme", silent.newOwner(), LONG, 1).size());

    passInSilence(LEASE.plusSeconds(1));

    assertEquals(1, ledger.claimNotes("acme", other.newOwner(), LONG, 1).size());
  }

  @Test
  void press_ofAServerThatBeats_staysItsOwn() {
    Press press = heldBySilent(silent.newOwner());

    for (int i = 0; i < 5; i++) {
      passInSilence(Duration.ofSeconds(4));
      assertTrue(silent.isAlive());
      silent.beat();
    }

    assertFalse(isFree(press));
  }

  /** As after an outage of the database, which kept all of them from beating. */
  @Test
  void press_whileTheOtherCouldNotLookEither_staysItsOwn() {
    Press press = heldBySilent(silent.newOwner());

    time.advance(LEASE.multipliedBy(10));
    other.beat();
    silent.beat();

    assertFalse(isFree(press));
  }

  @Test
  void server_backAfterItWasTakenForDead_hasAnotherNameAndIsAlive() {
    String before = silent.newOwner();
    passInSilence(LEASE.plusSeconds(1));

    silent.beat();

    assertTrue(silent.isAlive());
    assertNotEquals(before.split("/")[0], silent.newOwner().split("/")[0]);
  }

  @Test
  void press_ofAServerThatLeaves_isFreeAtOnce() {
    Press press = heldBySilent(silent.newOwner());

    silent.leave();

    assertFalse(silent.isAlive());
    assertTrue(isFree(press));
  }

  @Test
  void clock_thatDiffersFromTheDatabases_isSetRight() {
    SharedClock fast = new SharedClock(Clock.systemUTC());
    List<Duration> differences = List.of(Duration.ofMinutes(3), Duration.ofMinutes(-3));
    for (Duration difference : differences) {
      fast.compare(time.instant(), time.instant().plus(difference), time.instant());
      Duration set = Duration.between(Clock.systemUTC().instant(), fast.instant());
      assertTrue(set.minus(difference).abs().compareTo(Duration.ofSeconds(30)) < 0, set.toString());
    }
    fast.compare(time.instant(), time.instant().plusMillis(200), time.instant());
    assertTrue(
        Duration.between(fast.instant(), Clock.systemUTC().instant())
                .abs()
                .compareTo(Duration.ofSeconds(30))
            < 0);
  }
}
