package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.smartrr.Timestamp;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * Checks a change that a button made by hand asks for on Smartrr's own path, in Smartrr's own
 * words.
 *
 * <p>Needs the variables {@code store}, {@code customer}, {@code subscription} and {@code change}
 * and the parameters as the body.
 */
public final class DropInCheck extends IntakeStep {
  /** An offset whose plus sign wasn't encoded, and so arrived as a space. */
  private static final Pattern DECODED_PLUS =
      Pattern.compile("(?<=[.:]\\d{2,9}) (?=\\d\\d:?\\d\\d$)");

  private final Stores stores;
  private final Actions actions;
  private final PressFields fields;
  private final ShopTimes shopTimes;
  private final Duration answerWithin;

  /**
   * Makes the step.
   *
   * @param answerWithin how long an agent waits at most
   */
  DropInCheck(
      Stores stores,
      Actions actions,
      PressFields fields,
      ShopTimes shopTimes,
      Duration answerWithin) {
    this.stores = stores;
    this.actions = actions;
    this.fields = fields;
    this.shopTimes = shopTimes;
    this.answerWithin = answerWithin;
  }

  @Override
  PressIntake.Replies replies() {
    return DropInReply.IN_SMARTRRS_WORDS;
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) throws RefusedException {
    if (PressIntake.of(exchange) != null) {
      return PressDoors.DONE;
    }
    PressIntake intake = PressDoors.begin(exchange, stores, replies(), answerWithin);
    DropInCall call = check(exchange, intake.store());
    Map<String, String> names = call.action().smartrrNames();
    return fields
        .withReasons(
            intake.store(),
            call.action(),
            call.unseen(),
            name -> names.getOrDefault(name, name),
            intake.millisLeft())
        .thenAccept(
            press ->
                new DropInCall(call.change(), call.action(), press, call.order())
                    .putInto(exchange));
  }

  private DropInCall check(Exchange exchange, Store store) throws RefusedException {
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
            new NewPress.Subscription(subscription, customer),
            name,
            values,
            SubscriptionState.UNKNOWN,
            new NewPress.Origin(PressFields.agent(parameters), ticket, store.gorgiasAddress()),
            !ticket.isEmpty());
    return new DropInCall(change, action, unseen, order);
  }

  private static String id(Exchange exchange, String name) throws RefusedException {
    String id = PastedText.asSeen(exchange.getVariable(name, "", String.class));
    PressFields.requireId(name, id);
    return id.toLowerCase(Locale.ROOT);
  }

  /**
   * Spells a timestamp as Smartrr does. A midnight stands for a whole day, so only the day is kept,
   * and the billing time is added to it later. A text that is no timestamp stays as it is.
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
}
