package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestStores;
import com.gorgiassmartrr.ledger.FollowUpQueue;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line works on is chosen by the follow-up's name, and each line goes its own way. */
final class LinesTest {
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Stores stores = new Stores(List.of(TestStores.uncalled("acme")));
  private final Map<String, Hands> hands = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init")
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private Lines lines;

  @BeforeEach
  void start(@TempDir Path folder) {
    ledger = Ledger.open("jdbc:sqlite:" + folder.resolve("ledger.db"), Clock.systemUTC());
    lines =
        new Lines(
            stores,
            ledger,
            name -> store -> hands.computeIfAbsent(store + "/" + name, key -> new Hands()),
            timers,
            threads);
    lines.onContextStarted(context);
  }

  @AfterEach
  void stop() {
    released.countDown();
    lines.onContextStopping(context);
    threads.shutdownNow();
    timers.shutdownNow();
    ledger.close();
  }

  /** A work whose tries note what was done; each take brings what was put there. */
  private static final class Hands implements Line.Work {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<Line.Try> due = new ArrayList<>();

    @Override
    public int most() {
      return 2;
    }

    @Override
    public synchronized List<Line.Try> take(int most) {
      List<Line.Try> taken = List.copyOf(due);
      due.clear();
      return taken;
    }

    synchronized void put(String name, Runnable make) {
      due.add(
          new Line.Try() {
            @Override
            public String name() {
              return name;
            }

            @Override
            public void make() {
              make.run();
              done.add(name);
            }
          });
    }

    @Override
    public void storeChanged(Store before, Store now) {
      done.add("store changed");
    }

    @Override
    public void stopped() {
      done.add("stopped");
    }
  }

  private Hands hands(String queue) {
    return hands.computeIfAbsent(queue, key -> new Hands());
  }

  private void hang() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake(String name) {
    lines.wake(new FollowUpQueue("acme", name));
  }

  private static void awaitDone(Hands one, String... done) {
    Await.until(List.of(done) + " to be done", () -> one.done.equals(List.of(done)));
  }

  @Test
  void line_hangs_anotherOfTheStoreGoesOn() {
    hands("acme/slack").put("one", this::hang);
    hands("acme/slack").put("two", this::hang);
    hands("acme/note").put("three", () -> {});

    wake("slack");
    wake("note");

    awaitDone(hands("acme/note"), "three");
    assertEquals(List.of(), hands("acme/slack").done);
  }

  @Test
  void try_throws_lineGoesOn() {
    hands("acme/slack")
        .put(
            "one",
            () -> {
              throw new IllegalStateException("It fails");
            });
    wake("slack");
    hands("acme/slack").put("two", () -> {});
    wake("slack");

    awaitDone(hands("acme/slack"), "two");
  }

  @Test
  void store_isServedNoLonger_itsLinesEnd() {
    hands("acme/slack").put("one", () -> {});
    wake("slack");
    awaitDone(hands("acme/slack"), "one");

    stores.remove("acme");

    awaitDone(hands("acme/slack"), "one", "stopped");
    hands("acme/slack").put("two", () -> {});
    wake("slack");
    assertEquals(List.of("one", "stopped"), hands("acme/slack").done);
  }

  @Test
  void store_isSetAnew_itsLinesAreToldAndWoken() {
    hands("acme/slack").put("one", () -> {});
    wake("slack");
    awaitDone(hands("acme/slack"), "one");
    hands("acme/slack").put("two", () -> {});

    GorgiasAccount account =
        new GorgiasAccount(URI.create("http://127.0.0.1:9"), "mara@example.com", new Secret("key"));
    stores.put(TestStores.like(stores.get("acme"), "acme", account));

    awaitDone(hands("acme/slack"), "one", "store changed", "two");
  }

  @Test
  void context_stops_whatIsUnderWayIsAwaited() {
    CountDownLatch begun = new CountDownLatch(1);
    hands("acme/slack")
        .put(
            "one",
            () -> {
              begun.countDown();
              hang();
            });
    wake("slack");
    Await.until("the try", () -> begun.getCount() == 0);
    threads.execute(released::countDown);

    lines.onContextStopping(context);

    assertEquals(List.of("one", "stopped"), hands("acme/slack").done);
  }
}
