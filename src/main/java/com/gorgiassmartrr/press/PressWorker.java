package com.gorgiassmartrr.press;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.note.NoteParts;
import com.gorgiassmartrr.note.NoteText;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.EmailAddress;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries presses out at Smartrr, each once, one at a time for each subscription.
 *
 * <p>The ledger is written before the first byte of a change goes out and after its outcome is
 * known, so that after a stop at any point the press goes on where it was. Where the outcome isn't
 * known the subscription is read, and a change is only sent again when it has stayed as it was for
 * a while. What can't be settled is parked.
 */
public final class PressWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PressWorker.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN_REFUSED =
      "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
          + " integration to renew it.";
  private static final String NOT_SERVED =
      "{}: there are presses of this store, but it isn't served";
  private static final int MOST_AT_ONCE = 64;

  private final Stores stores;
  private final Actions actions;
  private final Ledger ledger;
  private final SmartrrCalls smartrr;
  private final SubscriptionReader subscriptions;
  private final SubscriberCache cache;
  private final Clock clock;
  private final Patience patience;
  private volatile Consumer<String> onNote = store -> {};
  private final PerStore<Executor> threads;

  /** By the store as it was configured: other settings may mean another Smartrr. */
  private final Cache<Store, List<String>> reasons =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).build();

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
   * A press that we hold.
   *
   * @param owner a name of this claim alone, so that a later claim of the same press ends this one
   */
  private record Turn(Press press, String owner) {}

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
      PerStore<Executor> threads) {
    this.stores = stores;
    this.actions = actions;
    this.ledger = ledger;
    this.smartrr = smartrr;
    this.subscriptions = subscriptions;
    this.cache = cache;
    this.clock = clock;
    this.patience = patience;
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
            carryOut(new Turn(claimed.get(), owner));
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
                carryOut(new Turn(press, owner));
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

  /** The reasons for cancelling that a store offers; empty while Smartrr doesn't tell them. */
  List<String> reasons(Store store) {
    List<String> known = reasons.getIfPresent(store);
    if (known != null) {
      return known;
    }
    try {
      List<String> read = subscriptions.reasons(store).join();
      reasons.put(store, read);
      return read;
    } catch (CompletionException e) {
      return List.of();
    }
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
              SeenState now = SeenState.of(found.get());
              boolean same =
                  now.status().equals(press.afterStatus())
                      && now.nextBilling().equals(press.afterNextBilling())
                      && wanted(press).holdsIn(found.get());
              return same ? null : now.inWords();
            });
  }

  private Effect wanted(Press press) {
    SeenState seen = new SeenState(press.what().seenStatus(), press.what().seenNextBilling());
    try {
      return new Effect(actions.named(press.what().action()), press.what().parameters(), seen);
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

  private void carryOut(Turn turn) {
    Action action;
    try {
      action = actions.named(turn.press().what().action());
    } catch (RefusedException e) {
      park(turn, "The action " + turn.press().what().action() + " isn't there any more.");
      return;
    }
    Store store = stores.named(turn.press().what().store());
    if (store == null) {
      LOG.warn(NOT_SERVED, turn.press().what().store());
      return;
    }
    SeenState seen =
        new SeenState(turn.press().what().seenStatus(), turn.press().what().seenNextBilling());
    Effect effect = new Effect(action, turn.press().what().parameters(), seen);
    JsonNode now;
    try {
      now =
          subscriptions
              .read(store, turn.press().what().customerId(), turn.press().what().subscriptionId())
              .join()
              .orElse(null);
    } catch (CompletionException e) {
      unread(turn, PartnerFailure.of(e, clock));
      return;
    }
    if (now == null) {
      if (turn.press().sent()) {
        park(turn, "The subscription can't be found at Smartrr any more.");
      } else {
        refuse(turn, seen, "This subscription isn't there any more: reopen the ticket.", false);
      }
      return;
    }
    if (turn.press().sent()) {
      reconcile(store, turn, action, effect, now, null);
    } else {
      begin(store, turn, action, effect, now);
    }
  }

  /** Nothing of this press has been sent: sends it, if the agent still sees what is. */
  private void begin(Store store, Turn turn, Action action, Effect effect, JsonNode now) {
    SeenState current = SeenState.of(now);
    SeenState seen =
        new SeenState(turn.press().what().seenStatus(), turn.press().what().seenNextBilling());
    if (!current.equals(seen)) {
      if (effect.holdsIn(now)) {
        apply(turn, current, current, "It was so already: " + current.inWords() + ".", now);
      } else {
        refuse(
            turn,
            current,
            "The subscription has changed since you opened the ticket: it was "
                + seen.inWords()
                + ", and is now "
                + current.inWords()
                + ". Reopen the ticket and press again.",
            false);
      }
      return;
    }
    send(store, turn, action, effect, current);
  }

  private void send(Store store, Turn turn, Action action, Effect effect, SeenState before) {
    ledger.sending(turn.press(), turn.owner(), before.status(), before.nextBilling());
    JsonNode answer;
    try {
      answer =
          smartrr.callNow(
              store,
              "action-" + turn.press().what().action(),
              Map.of(
                  "customer", turn.press().what().customerId(),
                  "subscription", turn.press().what().subscriptionId()),
              effect.body());
    } catch (PartnerFailure e) {
      failed(store, turn, action, effect, before, e);
      return;
    }
    JsonNode state = answer.path("newCustomerPurchaseState");
    state = state.isObject() ? state : answer;
    if (state.path("id").asText().equals(turn.press().what().subscriptionId())
        && effect.holdsIn(state)) {
      SeenState after = SeenState.of(state);
      apply(turn, before, after, effect.done(before, after), state);
    } else {
      readAndReconcile(store, turn, action, effect, null);
    }
  }

  private void failed(
      Store store,
      Turn turn,
      Action action,
      Effect effect,
      SeenState before,
      PartnerFailure failure) {
    LOG.info("press {}: {}, {}", turn.press().reference(), failure.kind(), failure.getMessage());
    if (failure.isCertainlyNotSent() || failure.kind() == PartnerFailure.Kind.THROTTLED) {
      ledger.notSent(turn.press().id(), turn.owner(), failure.kind().name());
      postpone(turn, failure.retryAfter(), failure.kind().name());
      return;
    }
    switch (failure.kind()) {
      case CREDENTIALS, REFUSED -> {
        String why =
            failure.kind() == PartnerFailure.Kind.CREDENTIALS
                ? TOKEN_REFUSED
                : "Smartrr refused: " + reason(failure);
        if (turn.press().sent()) {
          readAndReconcile(store, turn, action, effect, why);
        } else {
          refuse(turn, before, why, true);
        }
      }
      case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED ->
          readAndReconcile(store, turn, action, effect, null);
    }
  }

  private static String reason(PartnerFailure failure) {
    try {
      JsonNode body = JSON.readTree(failure.answer());
      String message = body.path("message").asText(body.path("error").path("message").asText(""));
      if (!message.isBlank()) {
        return message.length() > 300 ? message.substring(0, 300) + "…" : message;
      }
    } catch (JsonProcessingException e) {
      // An answer that isn't JSON has no words for an agent.
    }
    return "status " + failure.status() + ".";
  }

  private void readAndReconcile(
      Store store, Turn turn, Action action, Effect effect, @Nullable String refusal) {
    Press found = ledger.find(turn.press().id()).orElse(turn.press());
    Turn sent = new Turn(found, turn.owner());
    try {
      Optional<JsonNode> now =
          subscriptions
              .read(store, turn.press().what().customerId(), turn.press().what().subscriptionId())
              .join();
      if (now.isPresent()) {
        reconcile(store, sent, action, effect, now.get(), refusal);
      } else {
        park(sent, "The subscription can't be found at Smartrr any more.");
      }
    } catch (CompletionException e) {
      unread(sent, PartnerFailure.of(e, clock));
    }
  }

  /**
   * A change was sent and its outcome isn't known: what is there now decides.
   *
   * @param refusal why Smartrr refused the change when it was sent again; null: it didn't
   */
  private void reconcile(
      Store store,
      Turn turn,
      Action action,
      Effect effect,
      JsonNode now,
      @Nullable String refusal) {
    SeenState before = new SeenState(turn.press().beforeStatus(), turn.press().beforeNextBilling());
    SeenState current = SeenState.of(now);
    Instant settled = lastSent(turn.press()).plus(patience.settle());
    if (effect.holdsIn(now)) {
      apply(turn, before, current, effect.done(before, current), now);
    } else if (!current.equals(before)) {
      park(
          turn,
          "Smartrr didn't confirm this, and the subscription became "
              + current.inWords()
              + ", which isn't what was asked for.");
    } else if (refusal != null) {
      refuse(turn, before, refusal, true);
    } else if (clock.instant().isBefore(settled)) {
      ledger.postpone(turn.press().id(), turn.owner(), settled, "waiting for a late effect");
    } else if (isOver(turn.press())) {
      park(turn, "Smartrr didn't confirm this, and the subscription is unchanged.");
    } else {
      send(store, turn, action, effect, before);
    }
  }

  /** When a change was last sent; each one may have its effect for a while after that. */
  private Instant lastSent(Press press) {
    return last("sending", press);
  }

  /** When something happened to a press last; when it was pressed, where it never did. */
  private Instant last(String event, Press press) {
    return ledger.attempts(press.id()).stream()
        .filter(attempt -> attempt.event().equals(event))
        .map(Attempt::at)
        .reduce(press.pressedAt(), (earlier, later) -> later);
  }

  private void unread(Turn turn, PartnerFailure failure) {
    if (failure.kind() == PartnerFailure.Kind.CREDENTIALS && !turn.press().sent()) {
      refuse(
          turn,
          new SeenState(turn.press().what().seenStatus(), turn.press().what().seenNextBilling()),
          TOKEN_REFUSED,
          false);
    } else {
      postpone(turn, failure.retryAfter(), failure.kind().name());
    }
  }

  /** Whether it was tried for too long, since it was pressed or a person had it tried again. */
  private boolean isOver(Press press) {
    return clock.instant().isAfter(last("reopened", press).plus(patience.giveUpAfter()));
  }

  /** Tries again later, about doubling the wait each time, or parks what was tried for too long. */
  private void postpone(Turn turn, Duration asked, String why) {
    if (isOver(turn.press())) {
      park(
          turn,
          turn.press().sent()
              ? "Smartrr didn't confirm this, and can't be asked."
              : "Smartrr couldn't be reached, and nothing was changed.");
      return;
    }
    Duration waited = Duration.between(turn.press().pressedAt(), clock.instant());
    Duration wait = waited.compareTo(patience.firstRetry()) < 0 ? patience.firstRetry() : waited;
    if (wait.compareTo(patience.longestRetry()) > 0) {
      wait = patience.longestRetry();
    }
    long jittered =
        (long) (wait.toMillis() * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
    Duration least = asked.compareTo(patience.giveUpAfter()) > 0 ? patience.giveUpAfter() : asked;
    ledger.postpone(
        turn.press().id(),
        turn.owner(),
        clock.instant().plusMillis(Math.max(jittered, least.toMillis())),
        why);
  }

  private void apply(
      Turn turn, SeenState before, SeenState after, String message, JsonNode subscription) {
    end(turn, PressState.APPLIED, message, before, after, true, subscription);
  }

  private void refuse(Turn turn, SeenState now, String message, boolean bySmartrr) {
    end(turn, PressState.REFUSED, message, now, now, bySmartrr, null);
  }

  private void park(Turn turn, String why) {
    SeenState before = new SeenState(turn.press().beforeStatus(), turn.press().beforeNextBilling());
    end(
        turn,
        PressState.PARKED,
        why + " A person must decide; the reference is " + turn.press().reference() + ".",
        before,
        before,
        true,
        null);
  }

  private void end(
      Turn turn,
      PressState state,
      String message,
      SeenState before,
      SeenState after,
      boolean noted,
      @Nullable JsonNode subscription) {
    NewPress what = turn.press().what();
    forget(what, subscription);
    NewNote note =
        noted && what.notes()
            ? note(turn.press(), state, message, before, after, subscription)
            : null;
    ledger.end(
        turn.press().id(), turn.owner(), state, message, after.status(), after.nextBilling(), note);
    LOG.info("press {}: {} {}", turn.press().reference(), what.action(), state);
    ledger.find(turn.press().id()).ifPresent(this::tellEnd);
    if (note != null) {
      onNote.accept(what.store());
    }
    takeUpDue();
  }

  private void forget(NewPress what, @Nullable JsonNode subscription) {
    cache.forgetId(what.store(), what.subscriptionId());
    cache.forgetId(what.store(), what.customerId());
    String email =
        subscription == null ? "" : subscription.path("custRel").path("email").asText("");
    EmailAddress address = EmailAddress.parse(email);
    if (address != null) {
      cache.forgetEmail(what.store(), address);
    }
  }

  private NewNote note(
      Press press,
      PressState state,
      String message,
      SeenState before,
      SeenState after,
      @Nullable JsonNode subscription) {
    NewPress what = press.what();
    boolean applied = state == PressState.APPLIED;
    return NoteText.of(
        new NoteParts(
            what.store(),
            what.ticketId(),
            press.reference(),
            switch (state) {
              case APPLIED -> NoteParts.Ending.APPLIED;
              case PARKED -> NoteParts.Ending.PARKED;
              case REFUSED, ACCEPTED, DISMISSED -> NoteParts.Ending.REFUSED;
            },
            applied ? message : labelOf(what.action()),
            applied ? "" : message,
            product(what, subscription),
            what.subscriptionId(),
            before.status(),
            SeenState.isoDay(before.nextBilling()),
            after.status(),
            SeenState.isoDay(after.nextBilling()),
            what.agent(),
            press.pressedAt()));
  }

  private String labelOf(String action) {
    try {
      return actions.named(action).getLabel();
    } catch (RefusedException e) {
      return action;
    }
  }

  private String product(NewPress what, @Nullable JsonNode subscription) {
    Store store = stores.named(what.store());
    return subscription == null || store == null
        ? ""
        : subscriptions.product(store, subscription).join();
  }

  private void tellEnd(Press press) {
    CompletableFuture<Press> end = waiting.remove(press.id());
    if (end != null) {
      end.complete(press);
    }
  }
}
