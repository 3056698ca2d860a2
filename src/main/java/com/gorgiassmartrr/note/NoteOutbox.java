package com.gorgiassmartrr.note;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the notes that the ledger holds onto their Gorgias tickets, each exactly once, as fast as
 * the account's limit allows. It runs while the Camel context runs: a step of the route {@code
 * note-due} tells now and then which stores have notes, and only those have a loop. What happens to
 * a note is the route {@code follow-up-note}.
 *
 * <p>A note is marked as tried before it is sent. One that is marked, but not recorded as written,
 * is looked for on its ticket before it is sent again, be it by this process or by another one.
 */
public final class NoteOutbox extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(NoteOutbox.class);

  private final Stores stores;
  private final Function<String, NoteLoop> make;
  private final Map<String, NoteLoop> loops = new ConcurrentHashMap<>();
  private final Ledger ledger;
  private final NoteSettings settings;
  private final NoteSteps steps;
  private boolean running;

  /**
   * An outbox for these stores.
   *
   * @param followUps has the words of the notes
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
      FollowUps followUps,
      Ledger ledger,
      NoteSettings settings,
      InstantSource clock,
      Ticker ticker,
      ScheduledExecutorService timers,
      Function<String, Executor> threadsOf,
      @Nullable Contacts contacts) {
    GorgiasCalls gorgias = new GorgiasCalls(context, clock, contacts);
    this.stores = stores;
    this.ledger = ledger;
    this.settings = settings;
    this.steps = new NoteSteps(context, stores, followUps, gorgias, ledger, settings, clock);
    this.make =
        store ->
            new NoteLoop(
                store,
                stores,
                ledger,
                clock,
                steps,
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

  /** The steps of the page of notes, by the names by which routes know them. */
  public Map<String, Processor> steps() {
    Map<String, Processor> all = new HashMap<>(steps.all());
    all.put("notesDue", exchange -> wakeThoseWithNotes());
    return all;
  }

  /** Wakes the loops of the stores that have notes to be written. */
  private void wakeThoseWithNotes() {
    try {
      ledger.storesWithNotes().forEach(this::wakeLoop);
    } catch (LedgerUnavailable e) {
      LOG.debug("The ledger has told the log", e);
    } catch (RuntimeException e) {
      // A failure is logged and not thrown on: the next look must follow.
      LOG.error("Notes that are due can't be looked for", e);
    }
  }

  private void wakeLoop(String store) {
    NoteLoop loop = loops.get(store);
    if (loop == null) {
      make(store);
    } else {
      loop.wake();
    }
  }

  private synchronized void make(String store) {
    if (running && stores.named(store) != null) {
      // One that is there since a moment ago has just been woken.
      loops.computeIfAbsent(
          store,
          name -> {
            NoteLoop made = make.apply(name);
            made.wake();
            return made;
          });
    }
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
    NoteLoop loop = loops.get(now.name());
    if (loop != null && before != null && !Objects.equals(before.gorgias(), now.gorgias())) {
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
    if (loop == null) {
      make(store);
    } else {
      loop.noteCame();
    }
  }

  /** How much of the account's limit is used. */
  public Budget budget(String store) {
    NoteLoop loop = loops.get(store);
    return loop == null
        ? new Budget(0, settings.limit(), settings.reserve(), Duration.ZERO)
        : loop.budget();
  }

  /** Why Gorgias doesn't let us in, for a person; empty while it does. */
  public String problem(String store) {
    NoteLoop loop = loops.get(store);
    return loop == null ? "" : loop.problem();
  }
}
