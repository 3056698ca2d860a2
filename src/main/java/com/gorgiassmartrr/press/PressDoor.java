package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.lookup.SubscriberCache;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a press in: checks it, records it durably, has it carried out, and answers in time with
 * what came of it, or that work goes on.
 *
 * <p>Needs the variables {@code store} and {@code action} and the parameters as the body; leaves
 * {@code {"status", "message", "reference"}} as the body, and the status. A press that is rejected
 * here never reaches Smartrr.
 */
public final class PressDoor extends AsyncProcessorSupport {
  private static final Logger LOG = LoggerFactory.getLogger(PressDoor.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int LONGEST = 200;
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("d MMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Stores stores;
  private final Actions actions;
  private final Ledger ledger;
  private final PressWorker worker;
  private final SubscriberCache cache;
  private final PerStore<Executor> recorders;
  private final Clock clock;
  private final Duration answerWithin;

  /**
   * A door for presses.
   *
   * @param recorders each store's threads that write presses down; when they are all busy a press
   *     is refused
   * @param answerWithin how long an agent waits at most
   */
  public PressDoor(
      Stores stores,
      Actions actions,
      Ledger ledger,
      PressWorker worker,
      SubscriberCache cache,
      PerStore<Executor> recorders,
      Clock clock,
      Duration answerWithin) {
    this.stores = stores;
    this.actions = actions;
    this.ledger = ledger;
    this.worker = worker;
    this.cache = cache;
    this.recorders = recorders;
    this.clock = clock;
    this.answerWithin = answerWithin;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    long began = System.nanoTime();
    Executor recorder = recorders.find(exchange.getVariable("store", String.class));
    if (recorder == null) {
      write(exchange, new Answer(404, "refused", "There is no such store on this server.", ""));
      callback.done(true);
      return true;
    }
    try {
      recorder.execute(
          () ->
              take(exchange, began)
                  .whenComplete(
                      (answer, failure) -> {
                        write(exchange, failure == null ? answer : answerTo(failure));
                        callback.done(false);
                      }));
      return false;
    } catch (RejectedExecutionException e) {
      write(exchange, BUSY);
      callback.done(true);
      return true;
    }
  }

  private CompletableFuture<Answer> take(Exchange exchange, long began) {
    try {
      Store store = stores.get(exchange.getVariable("store", String.class));
      String name = exchange.getVariable("action", String.class);
      Map<?, ?> parameters = exchange.getMessage().getBody(Map.class);
      Action action = actions.named(name);
      Checked checked = check(store, name, action, parameters == null ? Map.of() : parameters);
      Action.Field reason = reasonField(action, checked.press());
      return reason == null
          ? record(store, checked, began)
          : checkReason(store, reason, checked.press(), began)
              .thenComposeAsync(
                  offered -> record(store, checked, began), recorders.of(store.name()));
    } catch (RefusedException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Answer> record(Store store, Checked checked, long began) {
    Recorded recorded = ledger.record(checked.press());
    Press press = recorded.press();
    if (recorded.isNew()) {
      return begin(store, press, began);
    }
    return switch (press.state()) {
      case ACCEPTED -> begin(store, press, began);
      case PARKED -> CompletableFuture.completedFuture(Answer.of(press, store));
      case APPLIED, REFUSED, DISMISSED -> again(store, press, checked, began);
    };
  }

  private CompletableFuture<Answer> begin(Store store, Press press, long began) {
    return worker
        .begin(press)
        .copy()
        .completeOnTimeout(press, millisLeft(began), TimeUnit.MILLISECONDS)
        .thenApply(ended -> Answer.of(ended, store));
  }

  private long millisLeft(long began) {
    long passed = (System.nanoTime() - began) / 1_000_000;
    return Math.max(1, answerWithin.toMillis() - passed);
  }

  private static Action.@Nullable Field reasonField(Action action, NewPress press) {
    return action.getFields().stream()
        .filter(field -> field.getType().equals("reason"))
        .filter(field -> press.parameters().containsKey(field.getName()))
        .findFirst()
        .orElse(null);
  }

  /** Fails unless the reason is one of the store's. It waits for Smartrr, and holds no thread. */
  private CompletableFuture<Boolean> checkReason(
      Store store, Action.Field field, NewPress press, long began) {
    String reason = press.parameters().getOrDefault(field.getName(), "");
    return worker
        .offersReason(store, reason)
        .copy()
        .orTimeout(millisLeft(began) / 2, TimeUnit.MILLISECONDS)
        .handle(
            (offered, failure) -> {
              if (failure != null) {
                throw new CompletionException(
                    new RefusedException(
                        503,
                        field.getName()
                            + ": Smartrr doesn't tell its reasons right now, so this one can't be"
                            + " checked; press again in a minute."));
              }
              if (!offered) {
                throw new CompletionException(
                    wrong(field.getName(), "it is not one of the store's reasons"));
              }
              return true;
            });
  }

  /**
   * The same press once more. Its answer stands as long as what it did holds; a state that was
   * shown after it had ended makes it a new wish.
   */
  private CompletableFuture<Answer> again(Store store, Press press, Checked checked, long began) {
    Instant ended = press.endedAt();
    if (ended != null && checked.token().readAt().isAfter(ended)) {
      return begin(store, ledger.recordAnew(checked.press(), press.id()).press(), began);
    }
    if (press.state() != PressState.APPLIED) {
      return CompletableFuture.completedFuture(Answer.of(press, store));
    }
    return worker
        .stillHolds(store, press)
        .thenApply(
            changed ->
                changed == null
                    ? Answer.of(press, store)
                    : new Answer(
                        409,
                        "refused",
                        "This was done before, and the subscription has been changed since: it is"
                            + " now "
                            + changed
                            + ". Reopen the ticket and press again.",
                        press.reference()))
        .exceptionally(failure -> Answer.of(press, store))
        .completeOnTimeout(Answer.of(press, store), millisLeft(began), TimeUnit.MILLISECONDS);
  }

  private Checked check(Store store, String name, Action action, Map<?, ?> parameters)
      throws RefusedException {
    PressToken token = PressToken.verify(store, text(parameters, "press_token"), clock.instant());
    sameId(parameters, "subscription_id", token.subscriptionId(), "subscription");
    sameId(parameters, "customer_id", token.customerId(), "subscriber");
    String ticket = text(parameters, "ticket_id");
    if (!ticket.matches("\\d{0,18}")) {
      throw wrong("ticket_id", "it is not a ticket's number");
    }
    SortedMap<String, String> fields = new TreeMap<>();
    for (Action.Field field : action.getFields()) {
      String value = check(store, field, text(parameters, field.getName()));
      if (!value.isEmpty()) {
        fields.put(field.getName(), value);
      }
    }
    SeenState seen = token.seen();
    if (!action.isLegalIn(seen.status())) {
      throw new RefusedException(
          409,
          action.getLabel()
              + " is only possible while a subscription is "
              + action.legalStatuses()
              + "; this one is "
              + seen.inWords(worker.shopTime(store))
              + ".");
    }
    if (action.getSends().contains("{seen}") && seen.nextBilling().isEmpty()) {
      throw new RefusedException(
          409, action.getLabel() + " is only possible while there is a next billing date.");
    }
    String agent = text(parameters, "agent");
    return new Checked(
        token,
        new NewPress(
            store.name(),
            token.customerId(),
            token.subscriptionId(),
            name,
            fields,
            seen.status(),
            seen.nextBilling(),
            "",
            ticket,
            agent.contains("{{") ? "" : agent,
            cache.emailOf(store.name(), token.subscriptionId()),
            "",
            !ticket.isEmpty()));
  }

  private String check(Store store, Action.Field field, String value) throws RefusedException {
    if (value.contains("{{")) {
      throw wrong(field.getName(), "Gorgias left a template unresolved");
    }
    if (value.isEmpty()) {
      if (field.isMandatory()) {
        throw wrong(field.getName(), "it must be filled in");
      }
      return value;
    }
    switch (field.getType()) {
      case "date" -> checkDate(store, field, value);
      default -> {
        if (value.length() > LONGEST) {
          throw wrong(field.getName(), "it is longer than " + LONGEST + " characters");
        }
      }
    }
    return value;
  }

  private void checkDate(Store store, Action.Field field, String value) throws RefusedException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), worker.shopTime(store).zone());
    try {
      LocalDate date = LocalDate.parse(value);
      if (!date.isAfter(today)) {
        throw wrong(field.getName(), value + " is not in the future");
      }
      if (field.getWithinMonths() > 0 && date.isAfter(today.plusMonths(field.getWithinMonths()))) {
        throw wrong(
            field.getName(), value + " is more than " + field.getWithinMonths() + " months ahead");
      }
    } catch (DateTimeParseException e) {
      throw wrong(field.getName(), "'" + shortened(value) + "' is not a date like 2026-12-03");
    }
  }

  private static String shortened(String value) {
    return value.length() > 40 ? value.substring(0, 40) + "…" : value;
  }

  private static void sameId(Map<?, ?> parameters, String name, String signed, String what)
      throws RefusedException {
    String sent = text(parameters, name);
    if (sent.isEmpty()) {
      return;
    }
    if (!UUID.matcher(sent).matches()) {
      throw wrong(name, "it is not an id of Smartrr's");
    }
    if (!sent.equals(signed)) {
      throw new RefusedException(
          403, "This button belongs to another " + what + ": reopen the ticket and press again.");
    }
  }

  private static RefusedException wrong(String field, String why) {
    return new RefusedException(422, field + ": " + why + ".");
  }

  private static String text(Map<?, ?> parameters, String name) {
    return parameters.get(name) instanceof String text ? text : "";
  }

  private static Answer answerTo(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RefusedException refused) {
      return new Answer(refused.status(), "refused", refused.sentence(), "");
    }
    if (cause instanceof RejectedExecutionException) {
      return BUSY;
    }
    if (cause instanceof LedgerUnavailable unavailable && unavailable.uncertain()) {
      return new Answer(
          503,
          "refused",
          "It isn't certain that this press was written down; press again in a minute: it is done"
              + " once in any case.",
          "");
    }
    if (cause instanceof LedgerUnavailable) {
      return new Answer(
          503,
          "refused",
          "Nothing was done, because this press can't be written down right now; press again"
              + " in a minute.",
          "");
    }
    LOG.error("A press failed", cause);
    return new Answer(500, "refused", "Nothing was done because of a fault here.", "");
  }

  private static void write(Exchange exchange, Answer answer) {
    ObjectNode body = JSON.createObjectNode();
    body.put("status", answer.outcome()).put("message", answer.message());
    if (!answer.reference().isEmpty()) {
      body.put("reference", answer.reference());
    }
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    exchange.getMessage().setBody(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private record Checked(PressToken token, NewPress press) {}

  private static final Answer BUSY =
      new Answer(503, "refused", "The server is busy; press again.", "");

  private record Answer(int status, String outcome, String message, String reference) {
    static Answer of(Press press, Store store) {
      return switch (press.state()) {
        case APPLIED -> new Answer(200, "applied", press.message(), press.reference());
        case REFUSED -> new Answer(409, "refused", press.message(), press.reference());
        case DISMISSED -> new Answer(409, "refused", dismissed(press), press.reference());
        case PARKED -> new Answer(202, "parked", press.message(), press.reference());
        case ACCEPTED -> new Answer(202, "accepted", accepted(press, store), press.reference());
      };
    }

    private static String accepted(Press press, Store store) {
      boolean isNoted = press.what().notes() && store.gorgias() != null;
      return "Smartrr hasn't confirmed this yet; "
          + (isNoted
              ? "the outcome will stand as a note on the ticket."
              : "press again in a minute to see the outcome.");
    }

    private static String dismissed(Press press) {
      Instant at = press.endedAt();
      return "This was dismissed"
          + (at == null ? "" : " on " + AT.format(at))
          + ": a person looked at it, and nothing more is done about it. Reopen the ticket and"
          + " press again if it is still wanted.";
    }
  }
}
