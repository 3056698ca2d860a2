package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SmartrrError;
import com.gorgiassmartrr.smartrr.SubscriptionReader;
import com.gorgiassmartrr.smartrr.Timestamp;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a change in that a button made by hand asks for on Smartrr's own path, in Smartrr's own
 * words, and has it carried out as a press. The answer is the one that Smartrr would give.
 *
 * <p>Needs the variables {@code store}, {@code customer}, {@code subscription} and {@code change}
 * and the parameters as the body; leaves the changed subscription or an error as the body, and the
 * status.
 *
 * <p>Such a button doesn't say what the agent saw. So the subscription is read when it is pressed,
 * and a repeat of the same call shortly after is told from a new wish by the ledger.
 */
public final class DropInDoor extends RecordingDoor {
  private static final Logger LOG = LoggerFactory.getLogger(DropInDoor.class);

  /** The changes after which Smartrr wraps the subscription. */
  private static final Set<String> WRAPPED = Set.of("pause", "activate", "cancel");

  /** An offset whose plus sign wasn't encoded, and so arrived as a space. */
  private static final Pattern DECODED_PLUS =
      Pattern.compile("(?<=[.:]\\d{2,9}) (?=\\d\\d:?\\d\\d$)");

  private final Stores stores;
  private final Actions actions;
  private final SubscriptionReader subscriptions;
  private final ShopTimes shopTimes;
  private final SubscriberCache cache;
  private final PressFields fields;
  private final Clock clock;
  private final Duration repeatWithin;

  /**
   * A door for changes.
   *
   * @param recorders each store's threads that write presses down; when they are all busy a press
   *     is refused
   * @param answerWithin how long an agent waits at most
   * @param repeatWithin for how long after a press has ended the same call repeats it
   */
  public DropInDoor(
      Stores stores,
      Actions actions,
      Ledger ledger,
      PressWorker worker,
      SubscriptionReader subscriptions,
      ShopTimes shopTimes,
      SubscriberCache cache,
      PerStore<Bulkhead> recorders,
      Clock clock,
      Duration answerWithin,
      Duration repeatWithin) {
    super(ledger, worker, recorders, answerWithin);
    this.stores = stores;
    this.actions = actions;
    this.subscriptions = subscriptions;
    this.shopTimes = shopTimes;
    this.cache = cache;
    this.fields = new PressFields(clock, worker);
    this.clock = clock;
    this.repeatWithin = repeatWithin;
  }

  /**
   * What is asked for.
   *
   * @param change Smartrr's name of the action
   * @param unseen the press, without the state that it begins from
   * @param order the date of the order that is meant; empty: the next one
   * @param deadline when it must be answered, in {@link System#nanoTime}
   */
  private record Call(
      Store store, String change, Action action, NewPress unseen, String order, long deadline) {

    Call with(NewPress press) {
      return new Call(store, change, action, press, order, deadline);
    }
  }

  @Override
  CompletableFuture<Reply> take(Exchange exchange, long deadline) throws RefusedException {
    Call call = check(exchange, deadline);
    Map<String, String> names = call.action().smartrrNames();
    return fields.afterReason(
        call.store(),
        call.action(),
        call.unseen(),
        name -> names.getOrDefault(name, name),
        millisLeft(deadline),
        recorders.of(call.store().name()),
        press -> decide(call.with(press)));
  }

  private Call check(Exchange exchange, long deadline) throws RefusedException {
    Store store = stores.get(exchange.getVariable("store", String.class));
    String change = exchange.getVariable("change", String.class);
    String name = actions.droppedIn(change);
    Action action = actions.named(name);
    Map<?, ?> sent = exchange.getMessage().getBody(Map.class);
    Map<?, ?> parameters = sent == null ? Map.of() : sent;
    String customer = id(exchange, "customer");
    String subscription = id(exchange, "subscription");
    PressFields.requireConfirmed(action, parameters);
    if (!PressFields.code(parameters, "sendNow").matches("(?i)|false|0|no")) {
      throw PressFields.wrong("sendNow", "an order can't be sent at once from here");
    }
    Map<String, String> names = action.smartrrNames();
    SortedMap<String, String> values = new TreeMap<>();
    for (Action.Field field : action.getFields()) {
      String smartrrName = names.getOrDefault(field.getName(), field.getName());
      String filledIn = PressFields.text(parameters, smartrrName);
      String value;
      if (field.getType().equals("date")) {
        value = date(filledIn);
        fields.check(store, field, smartrrName, dayOf(store, value), filledIn);
      } else {
        value = fields.check(store, field, smartrrName, filledIn, filledIn);
      }
      if (!value.isEmpty()) {
        values.put(field.getName(), value);
      }
    }
    String meant = names.getOrDefault("seen", "");
    String meantOrder = PressFields.text(parameters, meant);
    String order = date(meantOrder);
    if (!order.isEmpty()) {
      PressFields.day(meant, dayOf(store, order), meantOrder);
      values.put(meant, order);
    }
    String ticket = PressFields.ticket(parameters);
    NewPress unseen =
        new NewPress(
            store.name(),
            customer,
            subscription,
            name,
            values,
            "",
            "",
            "",
            ticket,
            store.gorgiasAddress(),
            PressFields.agent(parameters),
            "",
            "",
            !ticket.isEmpty());
    return new Call(store, change, action, unseen, order, deadline);
  }

  private static String id(Exchange exchange, String name) throws RefusedException {
    String id = PastedText.asSeen(exchange.getVariable(name, "", String.class));
    PressFields.requireId(name, id);
    return id.toLowerCase(Locale.ROOT);
  }

  /**
   * A timestamp as Smartrr writes it; a midnight stands for its day, to which the billing time is
   * added. What isn't a timestamp stays as it is.
   */
  private static String date(String value) {
    String seen = PastedText.asSeen(value);
    OffsetDateTime time = Timestamp.parse(DECODED_PLUS.matcher(seen).replaceFirst("+"));
    if (time == null) {
      return seen;
    }
    return time.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? time.toLocalDate().toString()
        : Timestamp.of(time);
  }

  /** The day in the shop's time zone of a timestamp of Smartrr's. */
  private String dayOf(Store store, String date) {
    Instant moment = Timestamp.moment(date);
    return moment == null
        ? date
        : LocalDate.ofInstant(moment, shopTimes.of(store).zone()).toString();
  }

  /**
   * Tells a repeat from a new press.
   *
   * <p><b>Note:</b> the ledger is asked before the subscription is read, and again, in one
   * transaction, when the press is recorded. So the state was read after the earlier press had
   * ended, whichever server carried that out.
   */
  private CompletableFuture<Reply> decide(Call call) {
    Press earlier = ledger.findRepeated(call.unseen(), repeatWithin).orElse(null);
    if (earlier != null && !hasOutcome(earlier)) {
      return settle(call, Recorded.earlier(earlier));
    }
    return read(call)
        .handleAsync(
            (found, failure) ->
                attempt(
                    () ->
                        failure == null
                            ? decide(call, earlier, found)
                            : undecided(call, earlier, failure)),
            recorders.of(call.store().name()))
        .thenCompose(reply -> reply);
  }

  private CompletableFuture<Optional<JsonNode>> read(Call call) {
    return subscriptions
        .read(call.store(), call.unseen().customerId(), call.unseen().subscriptionId())
        .orTimeout(millisLeft(call.deadline()), TimeUnit.MILLISECONDS);
  }

  /** Whether it is over, and nobody has to decide about it. */
  private static boolean hasOutcome(Press press) {
    return press.state() != PressState.ACCEPTED && press.state() != PressState.PARKED;
  }

  private CompletableFuture<Reply> decide(
      Call call, @Nullable Press earlier, Optional<JsonNode> found) throws RefusedException {
    if (earlier != null && found.filter(state -> isAsItWasLeft(earlier, state)).isPresent()) {
      return CompletableFuture.completedFuture(reply(call, earlier, found));
    }
    String earlierId = earlier == null ? null : earlier.id();
    JsonNode state;
    try {
      state = possible(call, found);
    } catch (RefusedException e) {
      // Perhaps because the same call has just done it.
      Optional<Press> now = ledger.findRepeated(call.unseen(), repeatWithin);
      if (now.isPresent() && !now.get().id().equals(earlierId)) {
        return settle(call, Recorded.earlier(now.get()));
      }
      throw e;
    }
    SeenState seen = SeenState.of(state);
    NewPress press = call.unseen().ofState(seen.status(), seen.nextBilling(), emailOf(call, state));
    return settle(
        call, ledger.recordUnlessRepeated(press, repeatWithin, earlierId, worker.lease()));
  }

  /** The subscription as it was read, if it is there and a press on it can be right. */
  private JsonNode possible(Call call, Optional<JsonNode> found) throws RefusedException {
    if (found.isEmpty()) {
      throw new RefusedException(404, "This subscriber has no such subscription.");
    }
    JsonNode state = found.get();
    SeenState seen = SeenState.of(state);
    ShopTime shop = shopTimes.learn(call.store(), state);
    call.action().requireLegalIn(seen, shop);
    if (!call.order().isEmpty() && !shop.isSameDay(call.order(), seen.nextBilling())) {
      throw new RefusedException(
          409,
          "The next order isn't that of "
              + shop.dayInWords(call.order())
              + ": the subscription is "
              + seen.inWords(shop)
              + ".");
    }
    return state;
  }

  /** Whether nobody has changed a subscription since a press on it ended. */
  private static boolean isAsItWasLeft(Press press, JsonNode state) {
    SeenState now = SeenState.of(state);
    SeenState left = new SeenState(press.afterStatus(), press.afterNextBilling());
    ShopTime shop = ShopTime.of(state);
    return now.isSame(left, shop)
        || (now.status().equals(left.status())
            && shop.isSameDay(now.nextBilling(), left.nextBilling()));
  }

  private String emailOf(Call call, JsonNode state) {
    String email = state.path("custRel").path("email").asText("");
    return email.isEmpty()
        ? cache.emailOf(call.store().name(), call.unseen().subscriptionId())
        : email;
  }

  /** Without the state nothing is begun; of what the same call has done its answer stands. */
  private CompletableFuture<Reply> undecided(Call call, @Nullable Press earlier, Throwable failure)
      throws RefusedException {
    if (earlier != null) {
      return CompletableFuture.completedFuture(reply(call, earlier, Optional.empty()));
    }
    PartnerFailure partner = PartnerFailure.of(failure, clock);
    LOG.warn(
        "{}: {} can't begin: {}, {}",
        call.store().name(),
        call.unseen().action(),
        partner.kind(),
        partner.getMessage());
    throw switch (partner.kind()) {
      case CREDENTIALS -> new RefusedException(403, PressDecision.TOKEN_REFUSED);
      case REFUSED -> new RefusedException(404, "Smartrr doesn't know this subscriber.");
      case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
          new RefusedException(
              503,
              "Nothing was done, because Smartrr can't be asked right now; press again in a"
                  + " minute.");
    };
  }

  /** Answers with the end of a press, or that it goes on. */
  private CompletableFuture<Reply> settle(Call call, Recorded recorded) {
    return recorded.press().state() == PressState.ACCEPTED
        ? end(recorded, call.deadline()).thenCompose(ended -> answer(call, ended))
        : answer(call, recorded.press());
  }

  private CompletableFuture<Reply> answer(Call call, Press press) {
    return press.state() == PressState.APPLIED
        ? read(call)
            .handle(
                (found, failure) -> reply(call, press, failure == null ? found : Optional.empty()))
        : CompletableFuture.completedFuture(reply(call, press, Optional.empty()));
  }

  /**
   * The answer that Smartrr would give.
   *
   * @param found the subscription as it is now; where it couldn't be read the ledger knows enough
   */
  private Reply reply(Call call, Press press, Optional<JsonNode> found) {
    String ticket = call.unseen().ticketId();
    if (press.state() == PressState.ACCEPTED
        && (worker.endsUnnoted(press) || !PressAnswer.isNoted(press, call.store(), ticket))) {
      // Once it has ended, the same call is a new press.
      return reply(PressAnswer.accepted(press, "look at the subscription in a minute."));
    }
    if (press.state() != PressState.APPLIED) {
      return reply(PressAnswer.of(press, call.store(), ticket));
    }
    JsonNode state = found.orElseGet(() -> remembered(press));
    return new Reply(
        200,
        WRAPPED.contains(call.change())
            ? JsonNodeFactory.instance.objectNode().set("newCustomerPurchaseState", state)
            : state);
  }

  private static JsonNode remembered(Press press) {
    String next = press.afterNextBilling();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", press.what().subscriptionId())
        .put("purchaseStateStatus", press.afterStatus())
        .put("nextBillingDate", next.isEmpty() ? null : next);
  }

  @Override
  String ifUncertain() {
    return "look at the subscription in a minute, before you press again.";
  }

  @Override
  Reply reply(PressAnswer answer) {
    ObjectNode body =
        answer.status() < 400
            ? JsonNodeFactory.instance
                .objectNode()
                .put("message", answer.message())
                .put("status", answer.status())
            : SmartrrError.of(answer.status(), answer.message());
    if (!answer.reference().isEmpty()) {
      body.put("reference", answer.reference());
    }
    return new Reply(answer.status(), body);
  }
}
