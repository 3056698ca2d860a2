package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
public final class PressWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PressWorker.class);
  private static final String NOT_SERVED =
      "{}: there are presses of this store, but it isn't served";
  private static final int MOST_AT_ONCE = 64;

  private final Stores stores;
  private final Actions actions;
  private final Ledger ledger;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;
  private final Patience patience;
  private final PressRun.Tools tools;
  private volatile Consumer<String> onNote = store -> {};
  private final PerStore<Executor> threads;
  private final Reasons reasons;

  private final ConcurrentMap<String, CompletableFuture<Press>> waiting = new ConcurrentHashMap<>();

  /**
   * How long things are tried.
   *
   * @param settle how long a subscription must have stayed as it was after an unanswered change,
   *     before the change is sent again
   * @param firstRetry after how long a press is tried again first
   * @param longestRetry after how long it is tried again at most
   * @param giveUpAfter after how long it is parked
   * @param lease for how long nobody else works on a press; after a crash it stands still so long
   */
  public record Patience(
      Duration settle,
      Duration firstRetry,
      Duration longestRetry,
      Duration giveUpAfter,
      Duration lease) {}

  /**
   * A worker that does nothing before {@link #start}.
   *
   * @param threads a bulkhead for each store
   */
  public PressWorker(
      Stores stores,
      Actions actions,
      Ledger ledger,
      SmartrrCalls smartrr,
      SubscriptionReader subscriptions,
      SubscriberCache cache,
      Clock clock,
      Patience patience,
      ShopTimes shopTimes,
      PerStore<Executor> threads) {
    this.stores = stores;
    this.actions = actions;
    this.ledger = ledger;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
    this.patience = patience;
    this.reasons = new Reasons(stores, subscriptions, clock);
    PressEnding ending =
        new PressEnding(
            stores,
            actions,
            ledger,
            subscriptions,
            cache,
            this::ended,
            store -> onNote.accept(store));
    this.tools =
        new PressRun.Tools(
            actions, ledger, smartrr, subscriptions, shopTimes, clock, patience, ending);
    this.threads = threads;
  }

  /** Takes up, now and then, what is due: retries, and what a stopped server left behind. */
  public void start(ScheduledExecutorService timers, Duration every) {
    timers.scheduleWithFixedDelay(
        this::takeUpDue, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Names what runs when a note was put into the outbox. */
  public void onNote(Consumer<String> runs) {
    onNote = runs;
  }

  /** Has a recorded press carried out, and tells its end. */
  CompletableFuture<Press> begin(Press press) {
    CompletableFuture<Press> end =
        waiting.computeIfAbsent(press.id(), id -> new CompletableFuture<>());
    inTurn(
        press.what().store(),
        () -> {
          String owner = UUID.randomUUID().toString();
          Optional<Press> claimed = ledger.claim(press.id(), owner, patience.lease());
          if (claimed.isPresent()) {
            carryOut(claimed.get(), owner);
          } else {
            ledger
                .find(press.id())
                .filter(found -> found.state() != PressState.ACCEPTED)
                .ifPresent(this::tellEnd);
          }
        });
    return end;
  }

  /** Takes up what is due now. */
  public void takeUpDue() {
    String owner = UUID.randomUUID().toString();
    try {
      for (Press press : ledger.claimDue(owner, patience.lease(), MOST_AT_ONCE)) {
        inTurn(
            press.what().store(),
            () -> {
              // It may have waited for a thread for longer than it was ours.
              if (ledger.renew(press.id(), owner, patience.lease())) {
                carryOut(press, owner);
              }
            });
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("The ledger can't be read: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Thrown on, it would be the last time that anything is taken up.
      LOG.error("What is due can't be taken up", e);
    }
  }

  /** In which time zone a store bills. */
  ShopTime shopTime(Store store) {
    return shopTimes.of(store);
  }

  /** The reason for cancelling that an agent chose; fails where Smartrr never told its reasons. */
  CompletableFuture<Optional<Reason>> reason(Store store, String sent) {
    return reasons.chosen(store, sent);
  }

  /** What a subscription became since a press was applied, in words; null while it still holds. */
  CompletableFuture<@Nullable String> stillHolds(Store store, Press press) {
    return subscriptions
        .read(store, press.what().customerId(), press.what().subscriptionId())
        .thenApply(
            found -> {
              if (found.isEmpty()) {
                return "gone";
              }
              JsonNode subscription = found.get();
              ShopTime shop = shopTimes.learn(store, subscription);
              SeenState now = SeenState.of(subscription);
              boolean same =
                  now.status().equals(press.afterStatus())
                      && now.nextBilling().equals(press.afterNextBilling())
                      && isStillWanted(press, subscription, shop);
              return same ? null : now.inWords(shop);
            });
  }

  private boolean isStillWanted(Press press, JsonNode subscription, ShopTime shop) {
    NewPress what = press.what();
    SeenState seen = new SeenState(what.seenStatus(), what.seenNextBilling());
    try {
      Action action = actions.named(what.action());
      return new Effect(action, what.parameters(), seen, shop, press.chosenDate())
              .holds(subscription, SubscriptionEvents.UNKNOWN, press.pressedAt())
          != Effect.Holds.NO;
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void inTurn(String store, Runnable work) {
    Executor pool = threads.find(store);
    if (pool == null) {
      LOG.warn(NOT_SERVED, store);
      return;
    }
    try {
      pool.execute(
          () -> {
            try {
              work.run();
            } catch (LedgerUnavailable e) {
              LOG.warn("{}: the ledger can't be written: {}", store, e.getMessage());
            } catch (RuntimeException e) {
              LOG.error("{}: a press can't go on", store, e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: too many presses at once; they go on in a moment", store);
    }
  }

  private void carryOut(Press press, String owner) {
    Store store = stores.named(press.what().store());
    if (store == null) {
      LOG.warn(NOT_SERVED, press.what().store());
      return;
    }
    new PressRun(tools, store, press, owner).run();
  }

  /** The next press of the subscription needn't wait any longer. */
  private void ended(Press press) {
    tellEnd(press);
    takeUpDue();
  }

  private void tellEnd(Press press) {
    CompletableFuture<Press> end = waiting.remove(press.id());
    if (end != null) {
      end.complete(press);
    }
  }
}
