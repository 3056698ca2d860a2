package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes of many threads at once, in SQLite, beside one that takes its time. */
@Timeout(60)
final class GroupCommitTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Integer> sizes = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Connection connection;

  @SuppressWarnings("NullAway.Init")
  private Sql sql;

  @BeforeEach
  void create() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("numbers.db"));
    sql = new Sql(connection, true);
    sql.run("create table number (value integer primary key)");
  }

  @AfterEach
  void end() throws SQLException {
    release.countDown();
    threads.shutdownNow();
    connection.close();
  }

  @Test
  void changes_thatComeWhileOneIsMade_shareATransaction() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, LONG);
    CompletableFuture<Integer> first = slow(group, 1);
    List<CompletableFuture<Integer>> others = new ArrayList<>();
    for (int value = 2; value <= 9; value++) {
      others.add(later(group, insert(value)));
    }

    release.countDown();

    assertEquals(1, first.join());
    assertEquals(List.of(2, 3, 4, 5, 6, 7, 8, 9), others.stream().map(f -> f.join()).toList());
    assertEquals(List.of(1, 8), sizes);
    assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9), numbers());
  }

  @Test
  void changes_overTheMostAtOnce_areCommittedInTheOrderInWhichTheyCame() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, LONG);
    List<Integer> order = new ArrayList<>();
    CompletableFuture<Integer> first = slow(group, 0);
    List<CompletableFuture<Integer>> others = new ArrayList<>();
    for (int value = 1; value <= 100; value++) {
      int mine = value;
      others.add(
          later(
              group,
              on -> {
                order.add(mine);
                return insert(mine).on(on);
              }));
    }

    release.countDown();
    first.join();
    others.forEach(CompletableFuture::join);

    assertEquals(List.of(1, 64, 36), sizes);
    assertEquals(101, numbers().size());
    assertEquals(order.stream().sorted().toList(), order);
  }

  @Test
  void changeThatFails_amongOthers_takesBackOnlyItsOwn() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, LONG);
    slow(group, 1);
    CompletableFuture<Integer> before = later(group, insert(2));
    CompletableFuture<Integer> refused =
        later(
            group,
            on -> {
              insert(3).on(on);
              throw new NotHeld("Press 3", "nobody");
            });
    CompletableFuture<Integer> wrong =
        later(
            group,
            on -> {
              insert(4).on(on);
              return insert(2).on(on);
            });
    CompletableFuture<Integer> after = later(group, insert(5));

    release.countDown();

    assertEquals(2, before.join());
    assertEquals(5, after.join());
    assertInstanceOf(NotHeld.class, why(refused));
    LedgerUnavailable why = assertInstanceOf(LedgerUnavailable.class, why(wrong));
    assertFalse(why.uncertain());
    assertTrue(String.valueOf(why.getMessage()).contains("UNIQUE"), why::toString);
    assertEquals(List.of(1, 4), sizes);
    assertEquals(Set.of(1, 2, 5), numbers());
  }

  @Test
  void commitThatFails_failsAllOfItAndNothingAfterIt() throws Exception {
    LedgerUnavailable broken = new LedgerUnavailable("The disk is gone", null, true);
    AtomicInteger transactions = new AtomicInteger();
    GroupCommit group =
        new GroupCommit(
            changes -> commit(changes, transactions.incrementAndGet() == 2 ? broken : null), LONG);
    CompletableFuture<Integer> first = slow(group, 1);
    CompletableFuture<Integer> second = later(group, insert(2));
    CompletableFuture<Integer> third = later(group, insert(3));

    release.countDown();

    assertEquals(1, first.join());
    assertSame(broken, why(second));
    assertSame(broken, why(third));
    assertEquals(4, group.run(insert(4)));
    assertEquals(Set.of(1, 4), numbers());
  }

  @Test
  void changeThatWaitsForTooLong_isNeverMade() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, Duration.ofMillis(50));
    CompletableFuture<Integer> first = slow(group, 1);

    LedgerUnavailable why = assertThrows(LedgerUnavailable.class, () -> group.run(insert(2)));

    assertFalse(why.uncertain());
    release.countDown();
    first.join();
    assertEquals(3, group.run(insert(3)));
    assertEquals(Set.of(1, 3), numbers());
  }

  @Test
  void changeWhoseThreadIsInterrupted_whileItWaits_isNeverMade() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, LONG);
    CompletableFuture<Integer> first = slow(group, 1);
    AtomicReference<Thread> waits = new AtomicReference<>();
    CompletableFuture<Integer> second =
        later(
            () -> {
              waits.set(Thread.currentThread());
              return group.run(insert(2));
            });

    Objects.requireNonNull(waits.get()).interrupt();

    assertInstanceOf(LedgerUnavailable.class, why(second));
    release.countDown();

    assertEquals(1, first.join());
    assertEquals(3, group.run(insert(3)));
    assertEquals(Set.of(1, 3), numbers());
  }

  /** A turn that comes just as its thread gives up is still taken. */
  @Test
  void changesThatWaitForAMoment_whateverTheyMeet_leaveTheNextOneItsTurn() throws Exception {
    GroupCommit group = new GroupCommit(this::commit, Duration.ofNanos(300_000));
    AtomicInteger values = new AtomicInteger();

    List<Integer> done =
        LedgerContract.atOnce(
            8,
            thread ->
                () -> {
                  int mine = 0;
                  for (int i = 0; i < 500; i++) {
                    try {
                      group.run(insert(values.incrementAndGet()));
                      mine++;
                    } catch (LedgerUnavailable e) {
                      assertFalse(e.uncertain());
                    }
                  }
                  return mine;
                });

    assertEquals(0, group.run(insert(0)));
    assertEquals(done.stream().mapToInt(each -> each).sum() + 1, numbers().size());
  }

  /** What was told to have been done is there, and nothing else, whatever fails beside it. */
  @Test
  void changesOfManyThreads_someOfWhichFail_areToldTheTruth() throws Exception {
    Set<Integer> told = new HashSet<>();
    AtomicInteger full = new AtomicInteger();
    try (Database database =
        Database.open("jdbc:sqlite:" + folder.resolve("ledger.db"), Instant.EPOCH)) {
      database.write(on -> on.update("create table number (value integer primary key)"));
      // Of room there is little, so that the last ones break off whole transactions.
      int pages =
          database.read(on -> on.one("pragma page_count", row -> row.getInt(1))).orElseThrow();
      database.write(on -> on.all("pragma max_page_count = " + (pages + 8), row -> true));
      List<List<Integer>> done =
          LedgerContract.atOnce(
              16,
              thread ->
                  () -> {
                    Random random = new Random(thread);
                    List<Integer> mine = new ArrayList<>();
                    for (int i = 0; i < 400; i++) {
                      int value = random.nextInt(1 << 30);
                      int what = random.nextInt(10);
                      try {
                        mine.add(
                            database.write(
                                on -> {
                                  insert(value).on(on);
                                  if (what == 0) {
                                    throw new NotHeld("Press " + value, "nobody");
                                  }
                                  return what == 1 ? insert(value).on(on) : value;
                                }));
                      } catch (LedgerUnavailable e) {
                        full.addAndGet(String.valueOf(e.getMessage()).contains("FULL") ? 1 : 0);
                      } catch (NotHeld e) {
                        // It mustn't be there.
                      }
                    }
                    return mine;
                  });
      done.forEach(told::addAll);
      assertEquals(
          told,
          Set.copyOf(database.read(on -> on.all("select value from number", r -> r.getInt(1)))));
    }
    assertTrue(told.size() > 100, told.size() + " done");
    assertTrue(full.get() > 0, "there was room for all");
  }

  /** A change that takes until it is released; returns when it has begun. */
  private CompletableFuture<Integer> slow(GroupCommit group, int value) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> change =
        CompletableFuture.supplyAsync(
            () ->
                group.run(
                    on -> {
                      begun.countDown();
                      awaitRelease();
                      return insert(value).on(on);
                    }),
            threads);
    begun.await();
    return change;
  }

  /** A change on another thread; returns when it waits. */
  private CompletableFuture<Integer> later(GroupCommit group, Database.Work<Integer> work) {
    return later(() -> group.run(work));
  }

  private CompletableFuture<Integer> later(Supplier<Integer> what) {
    CompletableFuture<Integer> change = new CompletableFuture<>();
    Thread thread = new Thread(() -> change.completeAsync(what, Runnable::run));
    thread.start();
    Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return change;
  }

  private void commit(List<GroupCommit.Change<?>> changes) {
    commit(changes, null);
  }

  private void commit(List<GroupCommit.Change<?>> changes, @Nullable LedgerUnavailable failure) {
    sizes.add(changes.size());
    try {
      sql.run("begin immediate");
      if (changes.size() == 1) {
        changes.get(0).alone(sql);
      } else {
        for (GroupCommit.Change<?> change : changes) {
          change.amongOthers(sql);
        }
      }
      sql.run(failure == null ? "commit" : "rollback");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable Throwable why(CompletableFuture<Integer> failed) {
    return assertThrows(CompletionException.class, failed::join).getCause();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Database.Work<Integer> insert(int value) {
    return on -> {
      on.update("insert into number (value) values (?)", value);
      return value;
    };
  }

  private Set<Integer> numbers() throws SQLException {
    return Set.copyOf(sql.all("select value from number", row -> row.getInt(1)));
  }
}
