package com.gorgiassmartrr.smartrr;

import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The steps by which a route reads everything that Smartrr knows of the subscribers with one e-mail
 * address. None of them holds a thread while it waits.
 *
 * <p>They need the variables {@code store} and {@code email}, and this order: {@code
 * subscriberLists} asks who has exactly that address, {@code subscriberStates} reads their
 * subscriptions, {@code subscriberNames} waits for the names of what is subscribed to, and {@code
 * subscriberDocument} joins all of it.
 */
public final class SubscriberSteps {
  private final Stores stores;
  private final SmartrrLists lists;
  private final Catalogs catalogs;
  private final Duration patience;

  /**
   * Steps that read these lists.
   *
   * @param patience how long a lookup that has found somebody waits to hear of others
   */
  public SubscriberSteps(Stores stores, SmartrrLists lists, Catalogs catalogs, Duration patience) {
    this.stores = stores;
    this.lists = lists;
    this.catalogs = catalogs;
    this.patience = patience;
  }

  /** The steps, by the names by which routes know them. */
  public Map<String, Processor> all() {
    return Map.of(
        "subscriberLists", step(exchange -> begin(exchange).whoHasIt()),
        "subscriberStates", step(exchange -> SubscriberReading.of(exchange).subscriptions()),
        "subscriberNames", step(exchange -> SubscriberReading.of(exchange).names()),
        "subscriberDocument", new SubscriberDocument());
  }

  private SubscriberReading begin(Exchange exchange) {
    SubscriberReading begun = SubscriberReading.begun(exchange);
    if (begun != null) {
      return begun;
    }
    Store store = stores.get(exchange.getVariable("store", String.class));
    SubscriberReading reading =
        new SubscriberReading(
            store,
            new EmailAddress(exchange.getVariable("email", String.class)),
            lists,
            SmartrrLists.memoryOf(exchange),
            catalogs.of(store),
            patience);
    reading.putInto(exchange);
    return reading;
  }

  @FunctionalInterface
  private interface Wait {
    /** Is done when the step is. */
    CompletableFuture<?> on(Exchange exchange);
  }

  private static AsyncProcessor step(Wait wait) {
    return new AsyncStep() {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<?> done = wait.on(exchange);
        boolean isSync = done.isDone();
        done.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                exchange.setException(Pages.asPartners(failure));
              }
              callback.done(isSync);
            });
        return isSync;
      }
    };
  }
}
