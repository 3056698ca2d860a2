package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.lookup.SubscriberCache.AnswerKey;
import com.gorgiassmartrr.lookup.SubscriberCache.Known;
import com.gorgiassmartrr.lookup.SubscriberCache.View;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.EmailAddress;
import com.gorgiassmartrr.smartrr.FeedReader;
import com.gorgiassmartrr.smartrr.StepMissing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Answers a lookup: with what the cache had, with what was just read, or else with the last known
 * data and a notice, or with a notice alone.
 *
 * <p>Needs what the cache or {@link LookupOnce} has left as the body; leaves the answer's JSON.
 */
public final class LookupAnswer implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EMPTY_LENGTH = "{}".length();
  static final Set<String> AGE = Set.of("as_of", "freshness");
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("d MMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static final String SHAPE_FAILED =
      "The subscriptions can't be shown as they should be, because of a mistake in the widget's"
          + " file: tell the person who looks after it.";

  private static final String FAULT = "The subscriptions can't be shown because of a fault here.";

  private final View view;
  private final SubscriberCache cache;
  private final LookupCounts counts;

  LookupAnswer(View view, SubscriberCache cache, LookupCounts counts) {
    this.view = view;
    this.cache = cache;
    this.counts = counts;
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (body instanceof Known fresh) {
      counts.cached(exchange.getVariable("store", String.class));
      exchange.getMessage().setBody(fresh.cachedAnswer());
    } else if (body instanceof LookupRead read) {
      exchange.getMessage().setBody(answer(exchange, read));
    } else if (!(body instanceof byte[])) {
      throw StepMissing.before(exchange, "looks anybody up");
    }
  }

  private byte[] answer(Exchange exchange, LookupRead read) {
    String store = exchange.getVariable("store", String.class);
    Known known = read.known();
    if (known != null) {
      counts.live(store);
      return withAge(known.json(), Instant.ofEpochMilli(known.readAt()), "live");
    }
    EmailAddress email = new EmailAddress(exchange.getVariable(LookupWho.EMAIL, String.class));
    return insteadOfNew(new AnswerKey(store, view, email.key()), sentence(read.failure()));
  }

  /**
   * The answer when Smartrr couldn't be read: the last known data, marked as stale, or a notice
   * alone.
   */
  private byte[] insteadOfNew(AnswerKey key, String why) {
    Known known = cache.lastKnown(key);
    // An empty answer says nothing about now, once something has changed since it was read.
    boolean isKnown = known != null && !(known.isOutdated() && known.json().length == EMPTY_LENGTH);
    counts.withoutSmartrr(key.store(), isKnown);
    if (known == null || !isKnown) {
      return notice(view, why);
    }
    String asOf = AT.format(Instant.ofEpochMilli(known.readAt()));
    return stale(
        known,
        known.isOutdated()
            ? why + " This is how it was on " + asOf + "; it has been changed since."
            : why + " This is how it was on " + asOf + ".");
  }

  private static String sentence(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : PartnerFailure.unwrapped(failure);
    if (cause instanceof ShapeException) {
      return SHAPE_FAILED;
    }
    return cause instanceof PartnerFailure partner ? sentence(partner.kind()) : FAULT;
  }

  private static String sentence(PartnerFailure.Kind kind) {
    return switch (kind) {
      case CREDENTIALS ->
          "Smartrr doesn't accept this store's token: ask the person who manages the Smartrr"
              + " integration to renew it.";
      case THROTTLED ->
          "Smartrr is being asked too often; close and reopen the ticket in a minute.";
      case REFUSED, UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED ->
          "Smartrr can't be reached right now; close and reopen the ticket in a minute.";
    };
  }

  /** Adds the age at the end of the JSON, which is never parsed again for it. */
  static byte[] withAge(byte[] json, Instant readAt, String freshness) {
    if (json.length == EMPTY_LENGTH) {
      return json;
    }
    String age =
        ",\"as_of\":\""
            + readAt.truncatedTo(ChronoUnit.SECONDS)
            + "\",\"freshness\":\""
            + freshness
            + "\"}";
    byte[] end = age.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(json, json.length - 1 + end.length);
    System.arraycopy(end, 0, whole, json.length - 1, end.length);
    return whole;
  }

  private static byte[] stale(Known known, String notice) {
    try {
      ObjectNode data = (ObjectNode) JSON.readTree(known.json());
      if (data.isEmpty()) {
        return known.json();
      }
      String before = data.path("notice").asText("");
      data.put("notice", before.isEmpty() ? notice : notice + " " + before);
      return withAge(bytes(data), Instant.ofEpochMilli(known.readAt()), "stale");
    } catch (IOException e) {
      throw new IllegalStateException("What is kept is JSON", e);
    }
  }

  /** The answer to a request that names no address. */
  static byte[] nobody(View view) {
    return bytes(view == View.FEED ? FeedReader.envelope(List.of()) : JSON.createObjectNode());
  }

  /** A notice alone. */
  static byte[] notice(View view, String sentence) {
    ObjectNode answer =
        view == View.FEED ? FeedReader.envelope(List.of()) : JSON.createObjectNode();
    return bytes(answer.put("notice", sentence));
  }

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written", e);
    }
  }
}
