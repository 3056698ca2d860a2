package com.gorgiassmartrr.press;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ended;
import com.gorgiassmartrr.ledger.Lease;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NotHeld;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries presses out at Smartrr, each once, one at a time for each subscription.
 *
 * <p>The ledger is written before the first byte of a change goes out, and again when the outcome
 * is known, so that a press goes on where it was after a stop at any point. A press whose outcome
 * can't be found out is parked.
 */
public final class PressWorker extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(PressWorker.class);
  private static final String NOT_SERVED =
      "{}: there are presses of this store, but it isn't served";

  private static final int TIMES_TOLD = 2;
  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_VERSIONS = 1_000;
  private static final int LOOK_AGAIN_MILLIS = 20;

  /**
   * How far back the ends of presses are looked for: an end is seen only after its commit, and
   * clocks differ.
   */
  private static final Duration LOOK_BACK = Duration.ofSeconds(10);

  /**
   * How many ends are looked at once; the other subscribers are read anew when their cached answers
   * are old.
   */
  private static final int MOST_ENDED = 100;

  /** How long it may take to record an end and to answer with it. */
  private static final long TO_TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Stores stores;
  private final Ledger ledger;
  private final ShopTimes shopTimes;
  private final Patience patience;
  private final Clock clock;
  private final PressEnding ending;
  private final PressDecision decisions;
  private final PressEnd end;
  private final Map<String, Processor> steps;
  private final CamelContext context;
  private final ProducerTemplate template;
  private final PerStore<Bulkhead> threads;

  /**
   * Those who wait for the end of a press, by its id. An entry expires if the press ends on another
   * server.
   */
  private final Cache<String, Waiting> waiting =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(1)).maximumSize(10_000).build();

  /** The ends after which this server has forgotten the subscriber's cached answers. */
  private final Cache<String, Boolean> forgotten =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(10_000).build();

  /** For each press that waits for another go, the version of its action by which it was begun. */
  private final Cache<String, Actions.Held> versions;

  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  /**
   * The presses that this server may still hold, although the ledger failed while it worked on
   * them.
   */
  private final Queue<Held> brokenOff = new ConcurrentLinkedQueue<>();

  /**
   * How often in a row the ledger failed while this server worked on a press, by the press's id.
   * Entries expire, because another server may have the press by now.
   */
  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).maximumSize(10_000).build();

  private volatile boolean stopping;

  /**
   * How long presses are tried, and how long they wait between tries.
   *
   * @param settle how long a subscription must have stayed as it was after an unanswered change,
   *     before the change is sent again
   * @param firstRetry how long a press waits after its first try
   * @param longestRetry how long a press waits between tries at most
   * @param giveUpAfter how long a press is tried before it is parked
   * @param lease for how long nobody else works on a press, as long as its server lives
   * @param stop how long a stopping server waits for the presses in flight
   */
  public record Patience(
      Duration settle,
      Duration firstRetry,
      Duration longestRetry,
      Duration giveUpAfter,
      Duration lease,
      Duration stop) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * How long a press waits for its next try. The wait doubles with each try since the press was
     * recorded, or since a person had it tried again, and is spread at random so that not all
     * presses come at once.
     */
    Duration untilNextTry(List<Attempt> history) {
      long tries = 0;
      for (Attempt attempt : history) {
        switch (attempt.event()) {
          case "reopened" -> tries = 0;
          case "postponed" -> tries++;
          default -> {}
        }
      }
      Duration grown = firstRetry.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
      long wait = (grown.compareTo(longestRetry) < 0 ? grown : longestRetry).toMillis();
      return Duration.ofMillis(wait * (80 + ThreadLocalRandom.current().nextInt(41)) / 100);
    }
  }

  /** A press that this server holds, or is about to claim. */
  private record Held(String id, String reference, String owner) {
    Held(Press press, String owner) {
      this(press.id(), press.reference(), owner);
    }
  }

  /**
   * The wait for the end of a press.
   *
   * @param end holds the press when it has ended
   * @param until when the agent who pressed first stops waiting, in {@link System#nanoTime}
   * @param isCountedOn whether the end gets no note because this agent hears it
   */
  private record Waiting(
      CompletableFuture<Press> end, AtomicLong until, AtomicBoolean isCountedOn) {
    Waiting() {
      this(new CompletableFuture<>(), new AtomicLong(System.nanoTime()), new AtomicBoolean(false));
    }
  }

  /**
   * Makes a worker, which takes up no press before its steps run.
   *
   * @param threads a bulkhead for each store
   */
  public PressWorker(
      CamelContext context,
      Stores stores,
      Actions actions,
      Ledger ledger,
      SmartrrCalls smartrr,
      SubscriptionReader subscriptions,
      SubscriberCache cache,
      Clock clock,
      Patience patience,
      ShopTimes shopTimes,
      PerStore<Bulkhead> threads) {
    this.stores = stores;
    this.ledger = ledger;
    this.shopTimes = shopTimes;
    this.patience = patience;
    this.clock = clock;
    this.ending =
        new PressEnding(
            stores, actions, ledger, subscriptions, cache, clock, this::isHeard, this::ended);
    this.decisions = new PressDecision(patience);
    this.end = new PressEnd(ledger, ending, patience, clock);
    this.steps =
        Map.of(
            "pressesDue", exchange -> takeUp(),
            "pressRead", new PressRead(actions, ledger, subscriptions, shopTimes, clock),
            "pressDecide", new PressDecide(patience, clock),
            "pressEvents", new PressEvents(actions, ledger, subscriptions),
            "pressMark", new PressMark(ledger, clock),
            "pressJudge", new PressJudge(ledger, smartrr, patience, clock),
            "pressEnd", end);
    this.context = context;
    this.template = context.createProducerTemplate();
    this.threads = threads;
    this.versions =
        Caffeine.newBuilder()
            .expireAfterWrite(patience.giveUpAfter())
            .maximumSize(MOST_VERSIONS)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable String id, Actions.@Nullable Held version, RemovalCause cause) ->
                    close(version))
            .build();
  }

  private static void close(Actions.@Nullable Held version) {
    if (version != null) {
      version.close();
    }
  }

  /** The steps of the routes of presses, each under the name that routes use. */
  public Map<String, Processor> steps() {
    return steps;
  }

  /**
   * Takes up the presses that are due, those that a stopped server left behind among them, and
   * forgets the subscribers of presses that other servers have ended.
   */
  private void takeUp() {
    takeUpDue();
    forgetEnded();
  }

  /** Forgets the cached answers about subscribers of presses that another server has ended. */
  private void forgetEnded() {
    try {
      for (Press press : ledger.endedSince(clock.instant().minus(LOOK_BACK), MOST_ENDED)) {
        if (isForgottenFirst(press)) {
          ending.forget(press.what(), press.what().subscription().email());
        }
      }
    } catch (LedgerUnavailable e) {
      LOG.debug("The ledger has told the log", e);
    } catch (RuntimeException e) {
      // Thrown on, it would be the last time that anything is taken up.
      LOG.error("What others have ended can't be forgotten", e);
    }
  }

  private boolean isForgottenFirst(Press press) {
    return forgotten.asMap().putIfAbsent(press.id() + press.end().at(), true) == null;
  }

  /**
   * Begins no further press, and waits for those under way, so that their ends are recorded. A
   * press that isn't over in time is given back: another server, or this one after its start, takes
   * it up at once.
   */
  @Override
  public void onContextStopping(CamelContext context) {
    stopping = true;
    long end = System.nanoTime() + patience.stop().toNanos();
    try {
      while (!held.isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    held.forEach(this::giveBack);
  }

  private void giveBack(Held press) {
    try {
      ledger.postpone(press.id(), press.owner(), Instant.EPOCH, "the server stopped");
    } catch (NotHeld e) {
      LOG.debug("It has just ended, or wasn't ours yet", e);
    } catch (LedgerUnavailable e) {
      LOG.warn("A press can't be given back: {}", e.getMessage());
    }
  }

  /** Gives back a press that can't be begun here; it is due at once. */
  private void release(Held press) {
    try {
      ledger.release(press.id(), press.owner());
    } catch (LedgerUnavailable e) {
      brokenOff.add(press);
    }
  }

  /** Gives back the presses that couldn't be ended or postponed while the ledger failed. */
  private void giveBackBrokenOff() {
    for (Held press = brokenOff.poll(); press != null; press = brokenOff.poll()) {
      try {
        Instant next = clock.instant().plus(patience.untilNextTry(ledger.attempts(press.id())));
        ledger.postpone(press.id(), press.owner(), next, "the ledger couldn't be written");
      } catch (NotHeld e) {
        LOG.debug("It has ended, or somebody else has it", e);
      } catch (LedgerUnavailable e) {
        // The ledger may fail for this press alone, so the presses that are due aren't kept
        // waiting.
        LOG.debug("It is given back another time", e);
        brokenOff.add(press);
        return;
      }
    }
  }

  /**
   * The lease under which a press is recorded that {@link #begin} is to carry out; null: this
   * server is stopping, and holds no new press.
   */
  @Nullable Lease lease() {
    return stopping ? null : newLease();
  }

  private Lease newLease() {
    return new Lease(ledger.newOwner(), patience.lease());
  }

  /**
   * Has a recorded press carried out; the future holds the press when it has ended. A stopping
   * server doesn't begin.
   *
   * @param deadline until when the caller waits, in {@link System#nanoTime}
   */
  CompletableFuture<Press> begin(Recorded recorded, long deadline) {
    Press press = recorded.press();
    Lease lease = recorded.lease();
    if (stopping) {
      if (lease != null) {
        giveBack(new Held(press, lease.owner()));
      }
      return CompletableFuture.completedFuture(press);
    }
    Waiting one = waiting.asMap().computeIfAbsent(press.id(), id -> new Waiting());
    if (recorded.isNew()) {
      one.until().set(deadline);
    }
    if (lease == null) {
      Held ours = new Held(press, newLease().owner());
      inTurn(press.what().store(), ours, () -> claimAndCarryOut(ours));
    } else if (!goOnInTurn(press, lease)) {
      release(new Held(press, lease.owner()));
    }
    return one.end();
  }

  /** Whether the agent who pressed first still waits, and so hears how the press ends. */
  private boolean isHeard(Press press) {
    Waiting one = waiting.getIfPresent(press.id());
    if (one == null || one.until().get() - System.nanoTime() <= TO_TELL_NANOS) {
      return false;
    }
    one.isCountedOn().set(true);
    return true;
  }

  /**
   * Whether a press that still goes on will end without a note, because the agent was expected to
   * hear its end.
   */
  boolean endsUnnoted(Press press) {
    Waiting one = waiting.getIfPresent(press.id());
    return one != null && one.isCountedOn().get();
  }

  private void claimAndCarryOut(Held ours) {
    Optional<Press> claimed =
        stopping ? Optional.empty() : ledger.claim(ours.id(), ours.owner(), patience.lease());
    if (claimed.isPresent()) {
      carryOut(claimed.get(), ours.owner());
    } else {
      ledger
          .find(ours.id())
          .filter(found -> found.state() != PressState.ACCEPTED)
          .ifPresent(this::tellEnd);
    }
  }

  /**
   * Dismisses a parked press: nothing more is done about it.
   *
   * @param by who decided so
   * @throws IllegalStateException if it isn't parked
   */
  void dismiss(Press press, String by) {
    Store store = stores.named(press.what().store());
    ending.dismissed(press, by, store == null ? null : shopTimes.of(store));
  }

  /** Takes up the presses that are due now. */
  public void takeUpDue() {
    if (stopping) {
      return;
    }
    Lease lease = newLease();
    try {
      giveBackBrokenOff();
      // The presses of other stores are left to the servers that have those stores.
      List<String> served = stores.all().stream().map(Store::name).filter(this::hasRoom).toList();
      for (Press press : ledger.claimDue(served, lease.owner(), lease.time(), MOST_AT_ONCE)) {
        if (!goOnInTurn(press, lease)) {
          release(new Held(press, lease.owner()));
        }
      }
    } catch (LedgerUnavailable e) {
      LOG.debug("The ledger has told the log", e);
    } catch (RuntimeException e) {
      // Thrown on, it would be the last time that anything is taken up.
      LOG.error("What is due can't be taken up", e);
    }
  }

  private boolean hasRoom(String store) {
    Bulkhead pool = threads.find(store);
    return pool != null && pool.room() > 0;
  }

  /** Goes on with a press that was claimed just now; false: the press can't be begun here. */
  private boolean goOnInTurn(Press press, Lease lease) {
    Held ours = new Held(press, lease.owner());
    Instant fresh = clock.instant().plus(lease.time().dividedBy(2));
    return inTurn(
        press.what().store(),
        ours,
        () -> {
          // While the press waited for a thread, its lease may have ended.
          if (stopping) {
            giveBack(ours);
          } else if (clock.instant().isBefore(fresh)
              || ledger.renew(ours.id(), ours.owner(), lease.time())) {
            carryOut(press, ours.owner());
          }
        });
  }

  /**
   * Has work done about a press on a thread of its store.
   *
   * @return false: too many presses wait for a thread, or the store isn't served any more
   */
  private boolean inTurn(String store, Held press, Runnable work) {
    Executor pool = threads.find(store);
    if (pool == null) {
      LOG.warn(NOT_SERVED, store);
      return false;
    }
    held.add(press);
    try {
      pool.execute(
          () -> {
            try {
              work.run();
              failures.invalidate(press.id());
            } catch (LedgerUnavailable e) {
              brokeOff(press, e);
            } catch (NotHeld e) {
              LOG.warn("{}: it took too long and is begun anew: {}", store, e.getMessage());
            } catch (RuntimeException e) {
              LOG.error("{}: a press can't go on", store, e);
              brokenOff.add(press);
            } finally {
              held.remove(press);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: too many presses at once; they go on in a moment", store);
      held.remove(press);
      return false;
    }
    return true;
  }

  /**
   * Keeps that the ledger couldn't record the state of a press. When that happens again, after the
   * ledger was well enough for the press to be taken up anew, the cause must lie in this press, and
   * the log says so.
   */
  private void brokeOff(Held press, LedgerUnavailable why) {
    brokenOff.add(press);
    int times = failures.asMap().merge(press.id(), 1, Integer::sum);
    if (times == TIMES_TOLD) {
      LOG.error(
          "press {}: the ledger doesn't take in how it stands, again and again: {}",
          press.reference(),
          why.getMessage());
    }
  }

  /** A sentence about the presses that a person must look after; empty: there are none. */
  public String problem() {
    long stuck = failures.asMap().values().stream().filter(times -> times >= TIMES_TOLD).count();
    return stuck == 0
        ? ""
        : "The ledger doesn't take in how "
            + stuck
            + (stuck == 1 ? " press stands" : " presses stand")
            + "; the log says which and why.";
  }

  private void carryOut(Press press, String owner) {
    Store store = stores.named(press.what().store());
    if (store == null) {
      LOG.warn(NOT_SERVED, press.what().store());
      release(new Held(press, owner));
      return;
    }
    PressGo go = new PressGo(store, press, owner);
    Actions.Held earlier = versions.asMap().remove(press.id());
    if (earlier != null) {
      go.goOnBy(earlier);
    }
    try {
      run(go);
      if (!go.isOver()) {
        goOn(go, "The route press-run makes a mistake: it ended without an end of the press.");
      }
    } catch (LedgerUnavailable | NotHeld e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("press {} can't go on", press.reference(), e);
      goOn(go, null);
    } finally {
      Actions.Held version = go.takeHeld();
      if (version != null) {
        close(versions.asMap().put(press.id(), version));
      }
      go.close();
    }
  }

  /** Has the route {@code press-run} carry out a go. */
  private void run(PressGo go) {
    Exchange run = template.send(context.getEndpoint("direct:press-run"), go::putInto);
    if (run.getException() != null) {
      Throwable thrown = PartnerFailure.unwrapped(run.getException());
      throw thrown instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(thrown);
    }
  }

  /**
   * Ends or postpones a press that its route left open.
   *
   * @param mistake why the press is parked; null: there was a fault, and the press is tried again
   */
  private void goOn(PressGo failed, @Nullable String mistake) {
    // Only the ledger knows whether something was sent before the route stopped.
    Optional<Press> latest =
        ledger.find(failed.press().id()).filter(found -> found.state() == PressState.ACCEPTED);
    if (latest.isPresent()) {
      Store store = failed.store();
      PressGo go = new PressGo(store, latest.get(), failed.owner());
      go.read(
          null, PressFacts.Reading.NONE, shopTimes.of(store), ledger.attempts(latest.get().id()));
      end.record(
          go,
          mistake == null
              ? decisions.fault(go.facts(clock.instant()))
              : new Decision.Parked(mistake));
    }
  }

  /**
   * Tells those who wait for a press that it has ended, and takes up the next press of its
   * subscription.
   */
  private void ended(Ended end) {
    isForgottenFirst(end.press());
    tellEnd(end.press());
    if (end.hasNext()) {
      takeUpDue();
    }
  }

  private void tellEnd(Press press) {
    Waiting one = waiting.asMap().remove(press.id());
    if (one != null) {
      one.end().complete(press);
    }
  }
}
