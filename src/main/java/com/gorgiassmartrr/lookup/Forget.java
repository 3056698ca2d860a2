package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.smartrr.EmailAddress;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Forgets what is known of the subscriber that the body names, so that the next lookup reads anew.
 *
 * <p>The body is a map of parameters. It is a hint and never data: whatever of {@code
 * customer.email}, {@code customer.id} and {@code subscription.id} is there is forgotten.
 */
public final class Forget implements Processor {
  private static final List<String> IDS = List.of("customer.id", "subscription.id");

  private final SubscriberCache cache;

  public Forget(SubscriberCache cache) {
    this.cache = cache;
  }

  @Override
  public void process(Exchange exchange) {
    String store = exchange.getVariable("store", String.class);
    Map<?, ?> hint = exchange.getMessage().getBody(Map.class);
    if (hint == null) {
      return;
    }
    if (hint.get("customer.email") instanceof String text) {
      EmailAddress email = EmailAddress.parse(text);
      if (email != null) {
        cache.forgetEmail(store, email);
      }
    }
    for (String name : IDS) {
      if (hint.get(name) instanceof String id) {
        cache.forgetId(store, id);
      }
    }
  }
}
