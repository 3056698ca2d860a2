package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.permit.Permits;
import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in SQLite. */
final class LedgerSqliteTest extends LedgerContract {
  private static final Executor SEARCHERS = Executors.newFixedThreadPool(4);

  /** Ends the wait of the search that has begun last. */
  private final AtomicReference<CountDownLatch> latestSearch =
      new AtomicReference<>(new CountDownLatch(0));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Override
  String emptyDatabase() {
    return "jdbc:sqlite:" + (Files.exists(file()) ? folder.resolve("another.db") : file());
  }

  private Path file() {
    return folder.resolve("data/deeper/ledger.db");
  }

  @Test
  void file_created_isForUsOnly() throws Exception {
    assertEquals("rwx------", permissions(folder.resolve("data")));
    assertEquals("rw-------", permissions(file()));
    assertEquals("rw-------", permissions(Path.of(file() + "-wal")));
  }

  @Test
  void commits_whateverTheAddressSays_areDurable() throws Exception {
    String careless = url() + "?synchronous=OFF&journal_mode=MEMORY";
    try (Database database = Database.open(careless, time.instant())) {
      assertEquals(2, pragma(database, "synchronous"));
      assertEquals(1, pragma(database, "foreign_keys"));
    }
  }

  /** They are looked for every second, and a ledger may hold a million others. */
  @Test
  void workable_areFoundWithoutReadingWhatHasEnded() throws Exception {
    String plan = plan(Presses.WORKABLE_FIRST.replace("${stores}", "?"));

    assertFalse(plan.matches(".*SCAN press(;.*|)"), plan);
    assertTrue(plan.contains("SEARCH press USING INDEX press_accepted (store=?)"), plan);
  }

  /** They are counted every few seconds. */
  @Test
  void lostNotes_areCountedWithoutReadingEveryNote() throws Exception {
    String plan = plan(Ledger.LOST);

    assertFalse(plan.contains("SCAN note"), plan);
    assertTrue(plan.contains("SEARCH press USING INDEX press_ended"), plan);
  }

  private String plan(String query) throws Exception {
    try (Connection connection = DriverManager.getConnection(url())) {
      return String.join(
          "; ",
          new Sql(connection).all("explain query plan " + query, row -> row.getString("detail")));
    }
  }

  @Test
  void press_lockedByAnother_isRefused() throws Exception {
    ledger.close();
    ledger = Ledger.open(url() + "?busy_timeout=50", time);
    Press earlier = ledger.record(press("sub-1", "skip"), null).press();
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      statement.execute("begin immediate");

      LedgerUnavailable e =
          assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-2", "skip"), null));
      assertFalse(e.uncertain());
      assertThrows(LedgerUnavailable.class, () -> ledger.claim(earlier.id(), "a", LEASE));
      assertFalse(ledger.isWritable());
      assertTrue(ledger.find(earlier.id()).isPresent());
      statement.execute("rollback");
    }
    assertTrue(ledger.isWritable());
    assertTrue(ledger.record(press("sub-2", "skip"), null).isNew());
  }

  @Test
  void press_full_isRefusedUntilThereIsRoom() {
    ledger.record(press("sub-1", "skip"), null);
    ledger.close();
    ledger = Ledger.open(url() + "?max_page_count=1", time);
    String much = "x".repeat(1_000_000);

    assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-2", much), null));
    assertEquals(1, ledger.search(PressQuery.ALL, 10, 0).size());
    ledger.close();
    ledger = Ledger.open(url(), time);
    assertTrue(ledger.record(press("sub-2", much), null).isNew());
  }

  /** SQLite opens a file that is read-only for a while, and that connection stays read-only. */
  @Test
  void connection_thatCanOnlyRead_isReplaced() {
    try (Database database = Database.open(url(), time.instant())) {
      database.write(
          sql -> {
            sql.run("pragma query_only = on");
            return true;
          });

      assertThrows(
          LedgerUnavailable.class,
          () -> database.write(sql -> sql.update("update pulse set at = 1")));
      int changed = database.write(sql -> sql.update("update pulse set at = 2"));
      assertEquals(1, changed);
    }
  }

  @Test
  void press_fileGoneOrReplaced_isRefused() throws Exception {
    ledger.record(press("sub-1", "skip"), null);
    Files.move(file(), folder.resolve("elsewhere.db"));

    assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-2", "skip"), null));
    assertFalse(ledger.isWritable());
    Files.createFile(file());
    assertThrows(LedgerUnavailable.class, () -> ledger.record(press("sub-2", "skip"), null));
  }

  /** Each search begins before the one before has ended, so that somebody reads all the time. */
  @Test
  void log_whileSearchesOverlap_staysBounded() throws Exception {
    try (Database database = Database.open(url(), time.instant())) {
      database.write(
          sql -> {
            sql.run("create table filler (text text)");
            return sql.update("insert into filler values ('1')");
          });
      AtomicBoolean isOver = new AtomicBoolean();
      List<CompletableFuture<Void>> searches = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        searches.add(CompletableFuture.runAsync(() -> searchUntil(isOver, database), SEARCHERS));
      }
      String megabyte = "x".repeat(1_000_000);
      for (int i = 0; i < 200; i++) {
        database.write(sql -> sql.update("update pulse set at = at + length(?)", megabyte));
        database.write(sql -> sql.update("insert into filler values (?)", megabyte));
      }
      try {
        Path log = Path.of(file() + "-wal");
        Await.until("a small log", () -> sizeOf(log) < WriteAheadLog.LARGE);
      } finally {
        isOver.set(true);
        CompletableFuture.allOf(searches.toArray(new CompletableFuture<?>[0])).join();
      }
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void searchUntil(AtomicBoolean isOver, Database database) {
    while (!isOver.get()) {
      database.search(sql -> sql.all("select text from filler limit 1", row -> awaitNextSearch()));
    }
  }

  /** Goes on once the next search has begun, or where none may begin for a moment. */
  private boolean awaitNextSearch() {
    CountDownLatch next = new CountDownLatch(1);
    latestSearch.getAndSet(next).countDown();
    try {
      return next.await(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void press_heldByAServerThatIsGone_isFreeWhenTheNextOneJoins() {
    ledger.join(LEASE);
    Press press = ledger.record(press("sub-1", "skip"), new Lease("gone", LEASE)).press();
    ledger.close();
    ledger = Ledger.open(url(), time);
    assertTrue(ledger.claim(press.id(), "next", LEASE).isEmpty());

    ledger.join(LEASE);

    assertTrue(ledger.claim(press.id(), "next", LEASE).isPresent());
    assertThrows(
        NotHeld.class, () -> ledger.sending(press, "gone", NewPressFixture.SEEN, "", Permits.ANY));
  }

  @Test
  void press_heldByAServerThatLives_staysItsOwnWhenAnotherOneJoins() {
    ledger.join(LEASE);
    Press press = ledger.record(press("sub-1", "skip"), new Lease("alive", LEASE)).press();

    try (Ledger another = Ledger.open(url(), time)) {
      another.join(LEASE);

      assertTrue(another.claim(press.id(), "next", LEASE).isEmpty());
      ledger.sending(press, "alive", NewPressFixture.SEEN, "", Permits.ANY);
    }
  }

  @Test
  void open_readOnlyDatabase_isRefused() {
    assertRefused("jdbc:sqlite:file:" + file() + "?mode=ro", "can't be written");
  }

  @Test
  void open_readOnlyFile_isRefused() throws Exception {
    ledger.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--------"));
    assumeFalse(Files.isWritable(file()), "whoever runs this may write anything");

    assertRefused(url(), "can't be written");
  }

  @Test
  void open_folderThatCannotBe_isRefused() throws Exception {
    Path inTheWay = Files.createFile(folder.resolve("in-the-way"));

    assertRefused("jdbc:sqlite:" + inTheWay.resolve("ledger.db"), "can't be created");
    assertRefused("jdbc:sqlite:" + folder, "is a folder");
  }

  @Test
  void open_notADatabase_isRefused() throws Exception {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Mara, ".repeat(500));

    assertRefused("jdbc:sqlite:" + letter, "is not a ledger");
  }

  @Test
  void open_inMemory_isRefused() {
    assertRefused("jdbc:sqlite::memory:", "must name a file");
    assertRefused("jdbc:sqlite:", "must name a file");
    assertRefused("jdbc:sqlite:file:x?mode=memory", "must name a file");
  }

  @Test
  void open_otherAddress_isRefusedWithoutSayingIt() {
    SettingException e =
        assertRefused("postgresql://user:hidden@host/ledger", "must begin with jdbc:sqlite:");
    assertFalse(String.valueOf(e.getMessage()).contains("hidden"));
  }

  @Test
  void open_newerTables_isRefused() throws Exception {
    try (Connection other = DriverManager.getConnection(url());
        var statement = other.createStatement()) {
      statement.execute("insert into ledger_version (version, applied_at) values (99, 0)");
    }
    assertRefused(url(), "version 99");
  }

  private SettingException assertRefused(String url, String why) {
    SettingException e = assertThrows(SettingException.class, () -> Ledger.open(url, time));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).startsWith("ledger.url"), e.getMessage());
    return e;
  }

  private static int pragma(Database database, String name) {
    return database.write(sql -> sql.one("pragma " + name, row -> row.getInt(1)).orElseThrow());
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
