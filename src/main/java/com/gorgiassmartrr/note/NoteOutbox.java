package com.gorgiassmartrr.note;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes the notes that the ledger holds onto their Gorgias tickets, each exactly once, as fast as
 * the account's limit allows. It runs while the Camel context runs, one loop for each store that is
 * served.
 *
 * <p>A note is marked as tried before it is sent. One that is marked, but not recorded as written,
 * is looked for on its ticket before it is sent again, be it by this process or by another one.
 */
public final class NoteOutbox extends LifecycleStrategySupport {
  private final Stores stores;
  private final Function<String, NoteLoop> make;
  private final Map<String, NoteLoop> loops = new ConcurrentHashMap<>();
  private boolean running;

  /**
   * An outbox for these stores.
   *
   * @param clock tells when notes are due
   * @param ticker paces the calls
   * @param timers wakes loops; nothing is done on its threads
   * @param threadsOf makes the bulkhead for a store's name, of one thread more than it has
   *     connections
   * @param contacts is told how each call to Gorgias went; null for nobody
   */
  public NoteOutbox(
      CamelContext context,
      Stores stores,
      Ledger ledger,
      NoteSettings settings,
      InstantSource clock,
      Ticker ticker,
      ScheduledExecutorService timers,
      Function<String, Executor> threadsOf,
      @Nullable Contacts contacts) {
    GorgiasCalls gorgias = new GorgiasCalls(context, clock, contacts);
    this.stores = stores;
    this.make =
        store ->
            new NoteLoop(
                store,
                new NoteWriter(store, stores, gorgias, ledger, settings, clock),
                settings,
                new Pace(ticker, settings.limit(), settings.window(), settings.reserve()),
                timers,
                threadsOf.apply(store));
  }

  @Override
  public void onContextStarted(CamelContext context) {
    synchronized (this) {
      running = true;
    }
    stores.follow(this::changed);
  }

  private synchronized void changed(@Nullable Store before, @Nullable Store now) {
    if (!running) {
      return;
    }
    if (now == null) {
      NoteLoop loop = before == null ? null : loops.remove(before.name());
      if (loop != null) {
        loop.end();
      }
      return;
    }
    NoteLoop loop = loops.computeIfAbsent(now.name(), make);
    if (before == null) {
      loop.start();
    } else if (!Objects.equals(before.gorgias(), now.gorgias())) {
      loop.tryAnew();
    }
  }

  /** Begins no further call, and waits for those in flight, so that they are recorded. */
  @Override
  public void onContextStopping(CamelContext context) {
    synchronized (this) {
      running = false;
    }
    loops.values().forEach(NoteLoop::stop);
    loops.values().forEach(NoteLoop::awaitStopped);
  }

  /** A press of this store ended: its note is written at once. */
  public void wake(String store) {
    NoteLoop loop = loops.get(store);
    if (loop != null) {
      loop.noteCame();
    }
  }

  /** How much of the account's limit is used; null where no notes are written. */
  public @Nullable Budget budget(String store) {
    NoteLoop loop = loops.get(store);
    return loop == null ? null : loop.budget();
  }

  /** Why Gorgias doesn't let us in, for a person; empty while it does. */
  public String problem(String store) {
    NoteLoop loop = loops.get(store);
    return loop == null ? "" : loop.problem();
  }
}
