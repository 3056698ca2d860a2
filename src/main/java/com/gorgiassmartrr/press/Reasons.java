package com.gorgiassmartrr.press;

import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The reasons for cancelling that each store offers, kept as Smartrr last told them. */
final class Reasons {
  private static final Duration FRESH = Duration.ofMinutes(10);

  /**
   * How young a list must be to be believed when a reason isn't on it; an older list is read again.
   */
  private static final Duration NEW = Duration.ofSeconds(30);

  private final SubscriptionReader subscriptions;
  private final Clock clock;

  /**
   * The list of each store, forgotten with its settings, because other settings may mean another
   * Smartrr account.
   */
  private final PerStore<AtomicReference<@Nullable Known>> byStore;

  Reasons(Stores stores, SubscriptionReader subscriptions, Clock clock) {
    this.subscriptions = subscriptions;
    this.clock = clock;
    this.byStore = new PerStore<>(stores, store -> store, name -> new AtomicReference<>());
  }

  private record Known(List<Reason> reasons, Instant readAt) {}

  /**
   * The store's reason with this text or id, if there is one, and {@link Reason#NONE} where the
   * whole list was sent. The future fails if the list can't be read and never was.
   */
  CompletableFuture<Optional<Reason>> chosen(Store store, String sent) {
    AtomicReference<@Nullable Known> last = byStore.of(store.name());
    Known known = last.get();
    if (known != null && isGoodFor(known, sent)) {
      return CompletableFuture.completedFuture(Reason.chosen(known.reasons(), sent));
    }
    return subscriptions
        .reasons(store)
        .thenApply(
            reasons -> {
              last.set(new Known(reasons, clock.instant()));
              return reasons;
            })
        .exceptionallyCompose(
            failure ->
                known == null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(known.reasons()))
        .thenApply(reasons -> Reason.chosen(reasons, sent));
  }

  private boolean isGoodFor(Known known, String sent) {
    Duration limit = Reason.chosen(known.reasons(), sent).isPresent() ? FRESH : NEW;
    return clock.instant().isBefore(known.readAt().plus(limit));
  }
}
