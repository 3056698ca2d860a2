package com.gorgiassmartrr.lookup;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.smartrr.EmailAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The cache of what was read of subscribers, by store, view and e-mail address.
 *
 * <p>Concurrent reads of one key are one read. A read stays fresh for a while, and is kept for much
 * longer as the last known. Forgetting a subscriber while a read is under way keeps that read out
 * of the cache: it may have begun before what made us forget.
 */
public final class SubscriberCache {
  private static final int OVERHEAD_BYTES = 512;
  private static final int ID_BYTES = 100;

  /** Caffeine's own log of failed reads; they are logged where they are classified. */
  private static final Logger READ_FAILURES = Logger.getLogger("com.github.benmanes.caffeine");

  static {
    READ_FAILURES.setLevel(Level.OFF);
  }

  /**
   * The fresh answers, and the reads that are under way. An entry that is forgotten is removed, and
   * its read with it.
   */
  private final AsyncCache<String, Known> fresh;

  private final Cache<String, Known> lastKnown;

  /** How often a whole store was forgotten. */
  private final ConcurrentMap<String, Integer> generations = new ConcurrentHashMap<>();

  /**
   * An empty cache.
   *
   * @param freshFor how long an answer is given without asking Smartrr
   * @param keptFor how long it is given when Smartrr can't be asked
   * @param maxBytes about how much memory it may take
   */
  public SubscriberCache(Duration freshFor, Duration keptFor, long maxBytes, Ticker ticker) {
    this.fresh =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfterWrite(freshFor)
            .maximumWeight(maxBytes)
            .weigher(SubscriberCache::weigh)
            .buildAsync();
    this.lastKnown =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfterWrite(keptFor)
            .maximumWeight(maxBytes)
            .weigher(SubscriberCache::weigh)
            .build();
  }

  private static int weigh(String key, Known known) {
    return known.json().length
        + known.cachedAnswer().length
        + known.ids().size() * ID_BYTES
        + OVERHEAD_BYTES;
  }

  /**
   * The fresh answers, by the {@linkplain AnswerKey#text() texts} of their keys. Asking for one
   * never waits: one that is being read isn't there yet.
   */
  public Cache<String, Known> fresh() {
    return fresh.synchronous();
  }

  /** The answer that was read last, however long ago; null when there is none. */
  @Nullable Known lastKnown(AnswerKey key) {
    return lastKnown.getIfPresent(key.text());
  }

  /** The fresh answer, or the read that is under way, or a new read. */
  CompletableFuture<Known> read(AnswerKey key, Supplier<CompletableFuture<Known>> reader) {
    AtomicBoolean mine = new AtomicBoolean();
    CompletableFuture<Known> reading = new CompletableFuture<>();
    CompletableFuture<Known> current =
        fresh
            .asMap()
            .computeIfAbsent(
                key.text(),
                absent -> {
                  mine.set(true);
                  return reading;
                });
    if (mine.get()) {
      start(key, reading, reader);
    }
    return current;
  }

  private void start(
      AnswerKey key, CompletableFuture<Known> reading, Supplier<CompletableFuture<Known>> reader) {
    int generation = generation(key.store());
    CompletableFuture<Known> read;
    try {
      read = reader.get();
    } catch (RuntimeException e) {
      read = CompletableFuture.failedFuture(e);
    }
    read.whenComplete(
        (known, failure) -> {
          if (failure != null) {
            fresh.asMap().remove(key.text(), reading);
            reading.completeExceptionally(failure);
            return;
          }
          lastKnown
              .asMap()
              .compute(
                  key.text(),
                  (k, old) -> {
                    if (fresh.asMap().get(key.text()) == reading) {
                      return known;
                    }
                    return old == null ? known.outdated() : old;
                  });
          if (generation != generation(key.store())) {
            lastKnown.invalidate(key.text());
          }
          reading.complete(known);
        });
  }

  private int generation(String store) {
    return generations.getOrDefault(store, 0);
  }

  /**
   * Forgets everybody of a store for good, whose subscribers may be other people from now on; what
   * is being read is not kept.
   */
  public void forgetStore(String store) {
    generations.merge(store, 1, Integer::sum);
    fresh.asMap().keySet().removeIf(key -> AnswerKey.isOf(store, key));
    lastKnown.asMap().keySet().removeIf(key -> AnswerKey.isOf(store, key));
  }

  /** Forgets a subscriber by the e-mail address, in every view. */
  public void forgetEmail(String store, EmailAddress email) {
    for (View view : View.values()) {
      forget(new AnswerKey(store, view, email.key()).text());
    }
  }

  /** Forgets whoever has this id, be it the subscriber's or a subscription's. */
  public void forgetId(String store, String id) {
    forgetIds(store, Set.of(id));
  }

  /** Forgets whoever has one of these ids, and returns whether anybody has. */
  boolean forgetIds(String store, Set<String> ids) {
    List<String> known =
        lastKnown.asMap().entrySet().stream()
            .filter(
                entry ->
                    AnswerKey.isOf(store, entry.getKey())
                        && !Collections.disjoint(entry.getValue().ids(), ids))
            .map(Map.Entry::getKey)
            .toList();
    known.forEach(this::forget);
    return !known.isEmpty();
  }

  /** The e-mail address under which an id was shown last; empty where it wasn't. */
  public String emailOf(String store, String id) {
    return lastKnown.asMap().entrySet().stream()
        .filter(
            entry -> AnswerKey.isOf(store, entry.getKey()) && entry.getValue().ids().contains(id))
        .map(entry -> AnswerKey.emailIn(entry.getKey()))
        .findFirst()
        .orElse("");
  }

  /** Lets every answer be read anew, for example because its shape has changed. */
  public void refreshAll() {
    fresh.synchronous().invalidateAll();
  }

  /** How many answers are held. */
  public long size() {
    return lastKnown.estimatedSize();
  }

  private void forget(String key) {
    fresh.synchronous().invalidate(key);
    lastKnown.asMap().computeIfPresent(key, (k, known) -> known.outdated());
  }

  /** Which answer is cached. */
  enum View {
    /** The widget data. */
    WIDGET("/widget/"),
    /** Smartrr's own feed, for set-ups that were made by hand. */
    FEED("/feed/");

    /** What stands in a key between the store and the address. */
    private final String between;

    View(String between) {
      this.between = between;
    }
  }

  /** The key of an answer: its store, its view, and the e-mail address in its comparable form. */
  record AnswerKey(String store, View view, String email) {
    /** The key as a text, as Camel's caches know none but texts. */
    String text() {
      return store + view.between + email;
    }

    /** Whether it is a store's. No store's name has a slash in it. */
    static boolean isOf(String store, String text) {
      return text.startsWith(store) && text.startsWith("/", store.length());
    }

    static String emailIn(String text) {
      return text.substring(text.indexOf('/', text.indexOf('/') + 1) + 1);
    }
  }

  /**
   * An answer that was read.
   *
   * @param json the data, without its age
   * @param cachedAnswer the whole answer while it is fresh
   * @param readAt milliseconds since the epoch, when the read began
   * @param ids of the subscribers and subscriptions in it
   * @param isOutdated whether something was changed since
   */
  public record Known(
      byte[] json, byte[] cachedAnswer, long readAt, Collection<String> ids, boolean isOutdated) {
    Known outdated() {
      return new Known(json, cachedAnswer, readAt, ids, true);
    }
  }
}
