package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.store.SettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ledger in PostgreSQL. */
final class LedgerPostgresTest extends LedgerContract {
  private static int schemas;

  @Override
  String emptyDatabase() throws Exception {
    String schema = "ledger_" + ++schemas;
    PostgresServer.run("create schema " + schema);
    return PostgresServer.url() + "&currentSchema=" + schema;
  }

  @Test
  void connections_whenTheDatabaseTakesNoFurtherOne_stayInUse() throws Exception {
    PostgresServer.run("create role limited login connection limit 3");
    PostgresServer.run("create database limited owner limited");
    String limited =
        PostgresServer.url()
            .replace("/postgres?", "/limited?")
            .replace("user=postgres", "user=limited");
    try (Database database = Database.open(limited, time.instant())) {
      database.beat(LedgerPostgresTest::backend);
      List<Integer> both = new ArrayList<>();
      database.read(
          first -> {
            both.add(backend(first));
            return database.read(
                second -> {
                  both.add(backend(second));
                  return assertThrows(
                      LedgerUnavailable.class, () -> database.read(LedgerPostgresTest::backend));
                });
          });

      int later = database.read(LedgerPostgresTest::backend);
      assertTrue(both.contains(later), later + " is none of " + both);
    }
  }

  /** Which of the database's processes serves a connection. */
  private static int backend(Sql sql) throws SQLException {
    return sql.one("select pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
  }

  /** Two servers hold notes in different orders, and neither waits for the other. */
  @Test
  void notes_dueAgainAndNew_areGivenToTwoServersWithoutADeadlock() throws Exception {
    for (int i = 1; i <= 3; i++) {
      Press press = ledger.record(press("sub-" + i, "skip"), null).press();
      end(press, PressState.APPLIED, note(String.valueOf(i)));
    }
    List<Note> all = ledger.claimNotes("acme", "n", LEASE, 2);
    ledger.notePostponed(all.get(0).id(), "n", time.instant().plusSeconds(10), false, 0, "");
    ledger.notePostponed(all.get(1).id(), "n", time.instant().plusSeconds(5), false, 0, "");
    ManualTime later = new ManualTime();
    later.advance(Duration.ofSeconds(10));
    // The other server looked a moment before: to it the first note isn't due yet.
    time.advance(Duration.ofSeconds(5));
    try (Ledger another = Ledger.open(url(), later);
        Connection slow = DriverManager.getConnection(url());
        var statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute("select seq from follow_up where lane in ('2', '3') for update");
      var release =
          beside(
              () -> {
                try {
                  TimeUnit.MILLISECONDS.sleep(700);
                  slow.rollback();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      List<List<Note>> given =
          atOnce(
              2, i -> () -> (i == 0 ? another : ledger).claimNotes("acme", "owner-" + i, LEASE, 3));
      release.join();
      assertEquals(
          3,
          given.stream().mapToInt(List::size).sum()
              + another.claimNotes("acme", "next", LEASE, 3).size());
    }
  }

  /** A number that is given first may be committed last, and both are of the same millisecond. */
  @Test
  void notes_ofATicketThatEndTogether_areGivenInTheirOrder() throws Exception {
    Press first = ledger.record(press("sub-1", "skip"), new Lease("a", LEASE)).press();
    Press second = ledger.record(press("sub-2", "skip"), new Lease("b", LEASE)).press();
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      statement.execute(
          "create function wait() returns trigger language plpgsql as"
              + " $$ begin perform pg_advisory_xact_lock(7); return null; end $$");
      statement.execute(
          "create constraint trigger slow after insert on follow_up deferrable initially deferred"
              + " for each row when (new.number = 1 and new.press_id = '"
              + first.id()
              + "') execute function wait()");
      statement.execute("select pg_advisory_lock(7)");
      var slow = beside(() -> end(first, "a"));
      Await.until(
          "it is about to commit",
          () -> number("select count(*) from pg_locks where objid = 7 and not granted") == 1);
      var quick = beside(() -> end(second, "b"));
      Await.until(
          "the other one waits for it",
          () -> number("select count(*) from pg_locks where not granted") == 2);
      statement.execute("select pg_advisory_unlock(7)");
      slow.join();
      quick.join();
    }
    assertEquals(
        List.of(first.id()),
        ledger.claimNotes("acme", "n", LEASE, 2).stream().map(Note::pressId).toList());
  }

  /** On a thread of its own: the common pool has but one on a small machine, since Java 25. */
  private static CompletableFuture<Void> beside(Runnable task) {
    return CompletableFuture.runAsync(task, each -> new Thread(each, "beside").start());
  }

  private void end(Press press, String owner) {
    ledger.end(
        press,
        owner,
        new NewEnd(PressState.APPLIED, "", new SubscriptionState("ACTIVE", "")),
        note("1"));
  }

  @Test
  void press_tableLockedByAnother_isRefused() throws Exception {
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table press in exclusive mode");

      LedgerUnavailable e =
          assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-1", "skip"), null));
      assertFalse(e.uncertain());
      other.rollback();
    }
    assertTrue(ledger.record(press("sub-1", "skip"), null).isNew());
  }

  @Test
  void press_connectionsCut_isRecordedOnNewOnes() throws Exception {
    atOnce(8, i -> () -> ledger.record(press("sub-" + i, "skip"), null));
    PostgresServer.run(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'gorgias-smartrr'");

    Recorded recorded = ledger.record(press("sub-9", "skip"), new Lease("a", LEASE));

    assertTrue(recorded.isNew());
    assertNotNull(recorded.lease());
    assertTrue(ledger.isWritable());
  }

  /** A commit that is done although nobody hears of it: the connection ends right after it. */
  @Test
  void press_connectionCutAfterItsCommit_isRecordedOnceAndHeld() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(PostgresServer.url());
        Ledger behind = Ledger.open(proxy.url(url()), time)) {
      behind.record(press("sub-1", "skip"), null);
      proxy.swallowNextAnswer();

      Recorded recorded = behind.record(press("sub-2", "skip"), new Lease("a", LEASE));

      assertEquals(1, proxy.swallowed());
      assertTrue(recorded.isNew());
      assertNotNull(recorded.lease());
      assertEquals(
          List.of(recorded.press()),
          ledger.search(new PressQuery(null, null, null, "sub-2", null, null), 10, 0));
      behind.sending(recorded.press(), "a", NewPressFixture.SEEN, "", Permits.ANY);
    }
  }

  /** The host of a server that loses its network can't even say that it is gone. */
  @Test
  void press_whileAnotherServerIsCutOffInTheMiddleOfAChange_isRecordedSoon() throws Exception {
    Press press = ledger.record(press("sub-1", "skip"), null).press();
    try (CuttingProxy proxy = new CuttingProxy(PostgresServer.url());
        Ledger behind = Ledger.open(proxy.url(url()), time)) {
      proxy.fallSilentBefore("update press set owner");
      Thread gone = new Thread(() -> tryToClaim(behind, press));
      gone.start();
      Await.until("it is cut off", proxy::isSilent);

      Await.until("its lock is free", () -> isRecordable(press("sub-1", "pause")));
      assertTrue(ledger.claim(press.id(), "b", LEASE).isPresent());
      gone.join();
    }
  }

  private static void tryToClaim(Ledger ledger, Press press) {
    try {
      ledger.claim(press.id(), "a", LEASE);
    } catch (LedgerUnavailable e) {
      // Nobody answers.
    }
  }

  private boolean isRecordable(NewPress press) {
    try {
      return ledger.record(press, null).press().what().equals(press);
    } catch (LedgerUnavailable e) {
      return false;
    }
  }

  @Test
  @Timeout(30)
  void press_databaseFallsSilent_isUnavailableWithinAFewSeconds() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(PostgresServer.url());
        Ledger behind = Ledger.open(proxy.url(url()), time)) {
      behind.record(press("sub-1", "skip"), null);
      proxy.fallSilentBefore("insert into press");

      LedgerUnavailable e =
          assertThrows(LedgerUnavailable.class, () -> behind.record(press("sub-2", "skip"), null));
      assertTrue(e.uncertain());
    }
  }

  @Test
  void press_readOnlyServer_isRefused() {
    ledger.close();
    assertThrows(
        LedgerUnavailable.class,
        () -> Ledger.open(url() + "&options=-c%20default_transaction_read_only=on", time));
  }

  @Test
  void commits_asynchronousServer_areDurable() {
    String careless = url() + "&options=-c%20synchronous_commit=off";
    try (Database database = Database.open(careless, time.instant())) {
      assertEquals(
          List.of("on"),
          database.read(sql -> sql.all("show synchronous_commit", row -> row.getString(1))));
    }
  }

  /** Marking a press as sent is then a change of its page alone, and of no index. */
  @Test
  void pages_ofPresses_haveRoomForAnotherVersionOfARow() {
    List<Press> presses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      presses.add(ledger.record(press("sub-" + i, "skip"), new Lease("a", LEASE)).press());
    }
    List<String> before = pages();

    presses.forEach(press -> ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY));

    List<String> after = pages();
    long same = IntStream.range(0, 200).filter(i -> before.get(i).equals(after.get(i))).count();
    assertTrue(same >= 190, same + " of 200");
  }

  /** Or each of thousands that wait would be the slower the more they are. */
  @Test
  void steps_whileThousandsWaitOfWhichStatisticsDontTell_readTheirOwnRowsOnly() throws Exception {
    end(ledger.record(press("sub-0", "skip"), null).press(), PressState.APPLIED, null);
    copyPresses(20_000);
    PostgresServer.run("analyze " + schema() + ".press");
    PostgresServer.run("analyze " + schema() + ".follow_up");
    Press first = ledger.record(press("sub-1", "skip"), null).press();
    copyPresses(20_000);
    end(first, PressState.PARKED, note("1"));
    copyNotes();
    ledger.claimDue(STORES, "due", LEASE, 1);
    ledger.claimNotes("acme", "n", LEASE, 10);
    long before = entriesRead();

    ledger = Ledger.open(url(), time);
    for (int i = 0; i < 10; i++) {
      Press press = ledger.record(press("sub-new-" + i, "skip"), new Lease("a", LEASE)).press();
      ledger.sending(press, "a", NewPressFixture.SEEN, "", Permits.ANY);
      ledger.notSent(press.id(), "a", "refused");
      assertTrue(ledger.renew(press.id(), "a", LEASE));
      ledger.postpone(press.id(), "a", time.instant(), "refused");
      assertTrue(ledger.claim(press.id(), "b", LEASE).isPresent());
      ledger.end(
          press,
          "b",
          new NewEnd(PressState.APPLIED, "", new SubscriptionState("ACTIVE", "")),
          note("2"));
      long note = ledger.note(first.id()).orElseThrow().id() - i - 20;
      assertThrows(NotHeld.class, () -> ledger.noteTrying(note, "n", Duration.ZERO, Permits.ANY));
      ledger.notePostponed(note, "n", time.instant(), true, 0, "");
      ledger.noteEnded(note, "n", NoteState.FAILED, "");
      ledger.noteWritten(note, "m");
    }

    assertTrue(entriesRead() - before < 1000, entriesRead() - before + " entries read");
  }

  /** How many entries of the indexes of what waits were read; closes the ledger. */
  private long entriesRead() throws Exception {
    ledger.close();
    String mine =
        "select count(*) from pg_stat_activity where application_name = 'gorgias-smartrr'";
    Await.until("the last connection ends", () -> number(mine) == 0);
    return number(
        "select sum(idx_tup_read) from pg_stat_all_indexes where schemaname = '"
            + schema()
            + "' and indexrelname in ('press_accepted', 'follow_up_due')");
  }

  private static long number(String query) {
    try (Connection connection = DriverManager.getConnection(PostgresServer.url())) {
      return new Sql(connection).one(query, row -> row.getLong(1)).orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String schema() {
    return "ledger_" + schemas;
  }

  private List<String> pages() {
    try (Database database = Database.open(url(), time.instant())) {
      return database.read(
          sql ->
              sql.all(
                  "select split_part(ctid::text, ',', 1) from press order by seq",
                  row -> row.getString(1)));
    }
  }

  @Test
  void open_byFourServersAtOnce_createsTheTablesOnce() throws Exception {
    assertOpenedByFourAtOnce(emptyDatabase());
  }

  @Test
  void open_byFourServersAtOnceWhateverTheirIsolation_createsTheTablesOnce() throws Exception {
    assertOpenedByFourAtOnce(
        emptyDatabase() + "&options=-c%20default_transaction_isolation=serializable");
  }

  private void assertOpenedByFourAtOnce(String empty) throws Exception {
    List<Boolean> all =
        atOnce(
            4,
            i ->
                () -> {
                  try (Ledger mine = Ledger.open(empty, time)) {
                    return mine.isWritable();
                  }
                });
    assertEquals(List.of(true, true, true, true), all);
  }

  @Test
  void open_databaseThatIsNotUtf8_isRefused() throws Exception {
    PostgresServer.run("create database latin encoding 'LATIN1' locale 'C' template template0");
    SettingException e = assertThrows(SettingException.class, () -> openDatabase("latin"));
    assertTrue(
        String.valueOf(e.getMessage()).contains("the database must be UTF8, and is LATIN1"),
        e.getMessage());
  }

  /** It keeps the bytes that it is given. */
  @Test
  void open_databaseOfAnyEncoding_isWritable() throws Exception {
    PostgresServer.run("create database ascii encoding 'SQL_ASCII' locale 'C' template template0");
    try (Ledger any = openDatabase("ascii")) {
      assertTrue(any.isWritable());
      Press press = any.record(press("sub-1", "skip → pause"), null).press();
      assertEquals("skip → pause", any.find(press.id()).orElseThrow().what().action());
    }
  }

  @Test
  void open_rightThatIsMissing_isRefusedAndNamed() throws Exception {
    PostgresServer.run("create role reader login");
    PostgresServer.run("grant usage, create on schema " + schema() + " to reader");
    PostgresServer.run("grant all on all tables in schema " + schema() + " to reader");
    PostgresServer.run("revoke update on " + schema() + ".follow_up from reader");
    String url = url().replace("user=postgres", "user=reader");
    SettingException e = assertThrows(SettingException.class, () -> Ledger.open(url, time));
    assertTrue(String.valueOf(e.getMessage()).contains(": UPDATE on follow_up."), e.getMessage());
    PostgresServer.run("grant update on " + schema() + ".follow_up to reader");
    try (Ledger again = Ledger.open(url, time)) {
      assertTrue(again.isWritable());
    }
  }

  private Ledger openDatabase(String name) throws Exception {
    return Ledger.open(PostgresServer.url(name), time);
  }

  @Test
  void open_unknownDatabase_isRefused() {
    SettingException e = assertThrows(SettingException.class, () -> openDatabase("none"));
    assertTrue(String.valueOf(e.getMessage()).contains("\"none\""), e.getMessage());
  }

  @Test
  void open_nobodyThere_isUnavailable() {
    assertThrows(
        LedgerUnavailable.class,
        () -> Ledger.open("jdbc:postgresql://localhost:1/ledger?user=u", time));
  }

  @Test
  void open_notAnAddress_isRefused() {
    assertThrows(
        SettingException.class, () -> Ledger.open("jdbc:postgresql://host:port/ledger", time));
  }
}
