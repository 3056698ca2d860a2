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
 * <p>The ledger is written before the first byte of a change goes out and after its outcome is
 * known, so that after a stop at any point the press goes on where it was. What can't be settled is
 * parked.
 */
public final class PressWorker extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(PressWorker.class);
  private static final String NOT_SERVED =
      "{}: there are presses of this store, but it isn't served";

  private static final int TIMES_TOLD = 2;
  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_VERSIONS = 1_000;
  private static final int LOOK_AGAIN_MILLIS = 20;

  /** An end is looked for so long: it shows later than it was, and clocks differ. */
  private static final Duration LOOK_BACK = Duration.ofSeconds(10);

  /** More ends than that aren't looked at; those subscribers are read anew when they are old. */
  private static final int MOST_ENDED = 100;

  /** What it may take to record an end and to answer with it. */
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

  /** Who waits for the end of a press; one that ends elsewhere isn't waited for any longer. */
  private final Cache<String, Waiting> waiting =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(1)).maximumSize(10_000).build();

  /** The ends whose subscribers were forgotten here. */
  private final Cache<String, Boolean> forgotten =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(10_000).build();

  /** The versions of their actions by which the presses were begun that wait for another go. */
  private final Cache<String, Actions.Held> versions;

  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  /** What we still hold, as far as we know, although a failing ledger ended our work on it. */
  private final Queue<Held> brokenOff = new ConcurrentLinkedQueue<>();

  /** How often in a row the ledger has ended our work on a press; others may have it by now. */
  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).maximumSize(10_000).build();

  private volatile boolean stopping;

  /**
   * How long things are tried.
   *
   * @param settle how long a subscription must have stayed as it was after an unanswered change,
   *     before the change is sent again
   * @param firstRetry after how long a press is tried again first
   * @param longestRetry after how long it is tried again at most
   * @param giveUpAfter after how long it is parked
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
     * How long a press waits for its next try: twice as long after each one since it was pressed or
     * a person had it tried again, spread so that not all come at once.
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

  /** A press that we hold, or are going to. */
  private record Held(String id, String reference, String owner) {
    Held(Press press, String owner) {
      this(press.id(), press.reference(), owner);
    }
  }

  /**
   * Those who wait for the end of a press.
   *
   * @param until when whoever pressed first gives up, in {@link System#nanoTime}
   * @param isCountedOn whether the end isn't noted because they hear it
   */
  private record Waiting(
      CompletableFuture<Press> end, AtomicLong until, AtomicBoolean isCountedOn) {
    Waiting() {
      this(new CompletableFuture<>(), new AtomicLong(System.nanoTime()), new AtomicBoolean(false));
    }
  }

  /**
   * A worker that takes nothing up before its steps run.
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

  /** The steps of the pages of presses, by the names by which routes know them. */
  public Map<String, Processor> steps() {
    return steps;
  }

  /** Takes up what is due, retries and what a stopped server left behind; and forgets its ends. */
  private void takeUp() {
    takeUpDue();
    forgetEnded();
  }

  /** Forgets the subscribers of presses that another server has ended: their answers are old. */
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
   * Begins no further press, and waits for those in flight, so that their ends are recorded. What
   * isn't over in time is given back: another server, or this one after its start, takes it up at
   * once.
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

  /** Gives a press back that we can't begin with; it is due at once. */
  private void release(Held press) {
    try {
      ledger.release(press.id(), press.owner());
    } catch (LedgerUnavailable e) {
      brokenOff.add(press);
    }
  }

  /** Gives back what a failing ledger kept us from ending or postponing, now that it is well. */
  private void giveBackBrokenOff() {
    for (Held press = brokenOff.poll(); press != null; press = brokenOff.poll()) {
      try {
        Instant next = clock.instant().plus(patience.untilNextTry(ledger.attempts(press.id())));
        ledger.postpone(press.id(), press.owner(), next, "the ledger couldn't be written");
      } catch (NotHeld e) {
        LOG.debug("It has ended, or somebody else has it", e);
      } catch (LedgerUnavailable e) {
        // Perhaps for this press alone: no other is kept waiting.
        LOG.debug("It is given back another time", e);
        brokenOff.add(press);
        return;
      }
    }
  }

  /**
   * Under which a press is recorded that {@link #begin} is to carry out; a stopping server takes
   * none.
   */
  @Nullable Lease lease() {
    return stopping ? null : newLease();
  }

  private Lease newLease() {
    return new Lease(ledger.newOwner(), patience.lease());
  }

  /**
   * Has a recorded press carried out, and tells its end; a stopping server leaves it as it is.
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

  /** Whether whoever pressed first still waits, and so hears how the press ends. */
  private boolean isHeard(Press press) {
    Waiting one = waiting.getIfPresent(press.id());
    if (one == null || one.until().get() - System.nanoTime() <= TO_TELL_NANOS) {
      return false;
    }
    one.isCountedOn().set(true);
    return true;
  }

  /** Whether a press that is still going on is ending without a note: so late, nobody hears it. */
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
   * Leaves a parked press as it is for good.
   *
   * @param by who decided so
   * @throws IllegalStateException if it isn't parked
   */
  void dismiss(Press press, String by) {
    Store store = stores.named(press.what().store());
    ending.dismissed(press, by, store == null ? null : shopTimes.of(store));
  }

  /** Takes up what is due now. */
  public void takeUpDue() {
    if (stopping) {
      return;
    }
    Lease lease = newLease();
    try {
      giveBackBrokenOff();
      // What is of another store is left to the server that has it.
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

  /** Goes on with a press that was claimed just now; false: it can't be begun here. */
  private boolean goOnInTurn(Press press, Lease lease) {
    Held ours = new Held(press, lease.owner());
    Instant fresh = clock.instant().plus(lease.time().dividedBy(2));
    return inTurn(
        press.what().store(),
        ours,
        () -> {
          // It may have waited for a thread for longer than it is ours.
          if (stopping) {
            giveBack(ours);
          } else if (clock.instant().isBefore(fresh)
              || ledger.renew(ours.id(), ours.owner(), lease.time())) {
            carryOut(press, ours.owner());
          }
        });
  }

  /**
   * Has something done about a press that we hold, or are going to, on a thread of its store.
   *
   * @return false where too many are waiting, or the store isn't served any more
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
   * The ledger couldn't take in how a press stands. When it happens again, after the ledger was
   * well enough for the press to be taken up anew, it is this press that the ledger can't take in.
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

  /** What a person must look after; empty when there is nothing. */
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

  /** Has a go run by its route. */
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
   * Goes on where the route didn't end a press.
   *
   * @param mistake why it is parked; null: there was a fault, and it is tried again
   */
  private void goOn(PressGo failed, @Nullable String mistake) {
    // Whether something was sent until then is known to the ledger alone.
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

  /** The next press of the subscription needn't wait any longer. */
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
