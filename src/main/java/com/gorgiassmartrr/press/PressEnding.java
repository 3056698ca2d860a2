package com.gorgiassmartrr.press;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ended;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewEnd;
import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.smartrr.EmailAddress;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends presses: forgets the cached answers about the subscriber, and records the end together with
 * its note.
 */
final class PressEnding {
  private static final Logger LOG = LoggerFactory.getLogger(PressEnding.class);

  private final Stores stores;
  private final Actions actions;
  private final Ledger ledger;
  private final SubscriptionReader subscriptions;
  private final SubscriberCache cache;
  private final InstantSource clock;
  private final Predicate<Press> isHeard;
  private final Consumer<Ended> onEnd;

  /**
   * Makes an ending for all presses of this server.
   *
   * @param isHeard tells whether the agent still waits for the answer
   * @param onEnd gets each press that has ended
   */
  PressEnding(
      Stores stores,
      Actions actions,
      Ledger ledger,
      SubscriptionReader subscriptions,
      SubscriberCache cache,
      InstantSource clock,
      Predicate<Press> isHeard,
      Consumer<Ended> onEnd) {
    this.stores = stores;
    this.actions = actions;
    this.ledger = ledger;
    this.subscriptions = subscriptions;
    this.cache = cache;
    this.clock = clock;
    this.isHeard = isHeard;
    this.onEnd = onEnd;
  }

  /**
   * Ends a press as applied: the subscription at Smartrr is as the press wanted it.
   *
   * @param namesAction whether the message says what was done; if not, the note adds it, because
   *     its readers haven't seen the button
   */
  void applied(
      Press press,
      String owner,
      SeenState before,
      String message,
      boolean namesAction,
      JsonNode subscription,
      ShopTime shop) {
    SeenState after = SeenState.of(subscription);
    String what =
        namesAction
            ? message + chosen(press.what()).map(one -> " " + one + ".").collect(joining())
            : asked(press.what(), shop) + ": " + message;
    Words words = new Words(message, what, "");
    end(press, owner, PressState.APPLIED, words, before, after, true, subscription, shop);
  }

  /**
   * Ends a press as refused, by Smartrr or by a rule of this server. A rule's refusal gets a note
   * only when the agent no longer waits for the answer, and so was told to look at the ticket.
   *
   * @param subscription as it was read last; null: it wasn't
   */
  void refused(
      Press press,
      String owner,
      SeenState state,
      String message,
      boolean bySmartrr,
      @Nullable JsonNode subscription,
      ShopTime shop) {
    boolean isNoted = bySmartrr || !isHeard.test(press);
    Words words = new Words(message, asked(press.what(), shop), message);
    end(press, owner, PressState.REFUSED, words, state, state, isNoted, subscription, shop);
  }

  /**
   * Ends a press as parked: a person must decide.
   *
   * @param subscription as it was read last; null: it wasn't
   */
  void parked(
      Press press, String owner, String why, @Nullable JsonNode subscription, ShopTime shop) {
    SeenState before = SeenState.of(press.tries().before());
    SeenState after = subscription == null ? before : SeenState.of(subscription);
    String message = why + " A person must decide; the reference is " + press.reference() + ".";
    Words words = new Words(message, asked(press.what(), shop), message);
    end(press, owner, PressState.PARKED, words, before, after, true, subscription, shop);
  }

  /**
   * Ends a parked press as dismissed.
   *
   * @param by who decided that nothing more is done
   * @param shop the time of the store; null: the store isn't served, and no note is written
   */
  void dismissed(Press press, String by, @Nullable ShopTime shop) {
    NewPress what = press.what();
    NewNote note =
        shop == null || !what.notes()
            ? null
            : note(
                what,
                new NoteParts(
                    PressState.DISMISSED,
                    asked(what, shop),
                    "",
                    what.subscription().product(),
                    what.subscription().id(),
                    SubscriptionState.UNKNOWN,
                    SubscriptionState.UNKNOWN,
                    by,
                    clock.instant()));
    ledger.dismiss(press.id(), by, note);
  }

  /**
   * The words about the end of a press.
   *
   * @param message what the agent is told
   * @param what in the note: what was done, or was to be done
   * @param why in the note; empty for a press that was applied
   */
  private record Words(String message, String what, String why) {}

  private void end(
      Press press,
      String owner,
      PressState state,
      Words words,
      SeenState before,
      SeenState after,
      boolean isNoted,
      @Nullable JsonNode subscription,
      ShopTime shop) {
    NewPress what = press.what();
    String email =
        subscription == null ? "" : subscription.path("custRel").path("email").asText("");
    forget(what, email);
    NewNote note = null;
    String product = "";
    if (isNoted && what.notes()) {
      product = product(what, subscription);
      // A state that wasn't read isn't known, so the note names none.
      SeenState known = subscription == null ? SeenState.of(SubscriptionState.UNKNOWN) : after;
      note = note(press, state, words, before, known, product, shop);
    }
    Ended ended =
        ledger.end(
            press, owner, new NewEnd(state, words.message(), after.kept(), email, product), note);
    LOG.info("press {}: {} {}", press.reference(), what.action(), state);
    onEnd.accept(ended);
  }

  /** Forgets the cached answers about a subscriber, so that the next lookup reads them anew. */
  void forget(NewPress what, String email) {
    cache.forgetId(what.store(), what.subscription().id());
    cache.forgetId(what.store(), what.subscription().customerId());
    EmailAddress address = EmailAddress.parse(email);
    if (address != null) {
      cache.forgetEmail(what.store(), address);
    }
  }

  private NewNote note(
      Press press,
      PressState state,
      Words words,
      SeenState before,
      SeenState after,
      String product,
      ShopTime shop) {
    NewPress what = press.what();
    return note(
        what,
        new NoteParts(
            state,
            words.what(),
            words.why(),
            product,
            what.subscription().id(),
            byDay(before, shop),
            byDay(after, shop),
            what.origin().agent(),
            press.pressedAt()));
  }

  private static NewNote note(NewPress what, NoteParts parts) {
    return new NewNote(what.store(), what.origin().ticketId(), parts.json());
  }

  /** A state whose date is the day in the shop's time zone, as people read it. */
  private static SubscriptionState byDay(SeenState state, ShopTime shop) {
    LocalDate day = shop.day(state.nextBilling());
    return new SubscriptionState(state.status(), day == null ? "" : day.toString());
  }

  /**
   * The change that a press asks for, with the dates and the choices that the agent filled in, for
   * a person who has to decide.
   */
  private String asked(NewPress what, ShopTime shop) {
    Stream<String> dates =
        what.values().entrySet().stream()
            .filter(parameter -> shop.day(parameter.getValue()) != null)
            .map(
                parameter ->
                    parameter.getKey().replace('_', ' ')
                        + " "
                        + shop.dayInWords(parameter.getValue()));
    String fields = Stream.concat(dates, chosen(what)).collect(joining(", "));
    return labelOf(what.action()) + (fields.isEmpty() ? "" : " (" + fields + ")");
  }

  /** The agent's choices, in the words of the form, such as {@code Reason: Too expensive}. */
  private Stream<String> chosen(NewPress what) {
    return what.words().entrySet().stream()
        .map(one -> labelOf(what.action(), one.getKey()) + ": " + one.getValue());
  }

  private String labelOf(String action, String name) {
    try {
      return actions.named(action).getFields().stream()
          .filter(field -> field.getName().equals(name) && !field.getLabel().isBlank())
          .map(Action.Field::getLabel)
          .findFirst()
          .orElse(name);
    } catch (RefusedException e) {
      return name;
    }
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
}
