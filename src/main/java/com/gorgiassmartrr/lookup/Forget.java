package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.partner.OneLine;
import com.gorgiassmartrr.smartrr.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the data of the subscribers that the body names, so that the next lookup reads anew.
 *
 * <p>The body is a map, name to text. It is a hint and never data, and its shape isn't documented:
 * every e-mail address in it is forgotten, and every subscriber who has one of its ids. Nobody else
 * is forgotten.
 */
public final class Forget implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(Forget.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
  private static final int LONGEST_ID = 200;
  private static final int LONGEST_KEYS = 300;

  /** An id of Smartrr's, wherever it stands. */
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /**
   * An id of Shopify's. Smartrr doesn't tell all of them, so an unknown one may still be a
   * subscriber's.
   */
  private static final Pattern GID = Pattern.compile("gid://shopify/.+");

  private final SubscriberCache cache;
  private final InstantSource clock;
  private final Map<String, Instant> warned = new ConcurrentHashMap<>();

  public Forget(SubscriberCache cache, InstantSource clock) {
    this.cache = cache;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    String store = exchange.getVariable("store", String.class);
    Map<?, ?> hint = exchange.getMessage().getBody(Map.class);
    if (hint == null) {
      return;
    }
    Set<String> ids = new HashSet<>();
    boolean isUnderstood = false;
    for (Map.Entry<?, ?> field : hint.entrySet()) {
      String value = String.valueOf(field.getValue());
      EmailAddress email = value.indexOf('@') > 0 ? EmailAddress.parse(value) : null;
      if (email != null) {
        cache.forgetEmail(store, email);
        isUnderstood = true;
      } else if (UUID.matcher(value).matches()) {
        ids.add(value);
        isUnderstood = true;
      } else if (GID.matcher(value).matches()) {
        ids.add(value);
      } else if (isId(String.valueOf(field.getKey())) && value.length() <= LONGEST_ID) {
        ids.add(value);
      }
    }
    boolean isAnybodyForgotten = !ids.isEmpty() && cache.forgetIds(store, ids);
    if (!isUnderstood && !isAnybodyForgotten) {
      warn(store, hint.keySet());
    }
  }

  private static boolean isId(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith("id");
  }

  /** Logs it now and then only, because whoever sends such webhooks sends many. */
  private void warn(String store, Set<?> keys) {
    Instant now = clock.instant();
    Instant before = warned.get(store);
    if (before == null || before.plus(BETWEEN_WARNINGS).isBefore(now)) {
      warned.put(store, now);
      LOG.warn(
          "{}: a webhook names nobody who is known, so nothing is forgotten; its keys are {}",
          store,
          OneLine.of(keys.toString(), LONGEST_KEYS));
    }
  }
}
